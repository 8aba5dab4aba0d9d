/* Money as English has it: in CNY, whatever it is stored in. Chinese keeps 万元. */

import { number, rounded } from './rounding.js';

/** CNY of one 万元. */
export const WAN = 10000;

const LARGE = /** @type {const} */ ([
  [1e9, 1e9, 'bn'],
  [1e7, 1e6, 'm'],
]);

/**
 * An amount in full below ten million, then in m and bn, of a figure that counts in `each` CNY: no finer than its two decimals.
 * As `cny` of `gis/units.py`.
 * @param {number} value
 */
export function cny(value, each = 1) {
  const yuan = rounded(value, 2) * each;
  const large = LARGE.find(([least]) => Math.abs(yuan) >= least);
  return large ? `CNY ${number(yuan / large[1], 2)} ${large[2]}` : `CNY ${number(yuan, 2)}`;
}

/** A figure of a field whose unit is money. @param {number} value @param {Unit} unit */
export const paid = (value, unit) => `${cny(value, unit.cny)}${unit.per ?? ''}`;
