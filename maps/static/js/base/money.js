/* Money as English has it: in CNY, whatever it is stored in. Chinese keeps 万元. */

import { number } from './rounding.js';

/** CNY of one 万元. */
export const WAN = 10000;

const LARGE = /** @type {const} */ ([
  [1e9, 1e9, 'bn'],
  [1e7, 1e6, 'm'],
]);

/** An amount in full below ten million, then in m and bn; as `cny` of `gis/units.py`. @param {number} yuan */
export function cny(yuan) {
  const large = LARGE.find(([least]) => Math.abs(yuan) >= least);
  return large ? `CNY ${number(yuan / large[1], 2)} ${large[2]}` : `CNY ${number(yuan, 2)}`;
}

/** A figure of a field whose unit is money. @param {number} value @param {Unit} unit */
export const paid = (value, unit) => `${cny(value * (unit.cny ?? 1))}${unit.per ?? ''}`;
