/* Figures as people read them. */

import * as rounding from './rounding.js';
import { state } from './state.js';
import { M2_PER_HA, THIN, UNITS } from './units.js';
import { t } from './words.js';

export const fmt = {
  /** A figure with thousands separators and at most so many decimals. */
  number: rounding.number,
  /** 亩 of an area in m²: a decimal below 1,000, so that the map says what the card says. @param {number} m2 */
  mu: (m2) => {
    const mu = rounding.mu(m2);
    return rounding.fixed(mu, mu < 1000 ? 1 : 0);
  },
  /**
   * An area with its unit: land in the unit chosen, floor space always in m².
   * @param {number} m2
   * @param {Pick<Field, 'land'> | null} [field]
   */
  area(m2, field) {
    const unit = field?.land ? state.unit : 'm2';
    if (unit === 'mu') return `${fmt.mu(m2)}${THIN}${t(UNITS.mu)}`;
    if (unit === 'ha') return `${fmt.number(m2 / M2_PER_HA, UNITS.ha.digits)}${THIN}${t(UNITS.ha)}`;
    return `${fmt.number(m2)}${THIN}${t(UNITS.m2)}`;
  },
  /** A length in metres or kilometres. @param {number} metres */
  length: (metres) =>
    metres >= 10000
      ? `${fmt.number(metres / 1000)}${THIN}km`
      : metres >= 1000
        ? `${fmt.number(metres / 1000, 1)}${THIN}km`
        : `${fmt.number(metres, metres < 300 ? 1 : 0)}${THIN}m`,
};
