/* Units of area and time, and the thin space between a figure and its unit. */

export const M2_PER_MU = 2000 / 3;
export const M2_PER_HA = 10000;
/** kN on a floor that a tonne is taken as, as the market does. */
export const KN_PER_T = 10;
/** Milliseconds of a day. */
export const DAY = 86400000;
export const THIN = '\u2009';

/** Units of land that a reader may choose. */
export const UNITS = {
  mu: { zh: '亩', en: 'mu', m2: M2_PER_MU, digits: 1 },
  ha: { zh: '公顷', en: 'ha', m2: M2_PER_HA, digits: 2 },
  m2: { zh: 'm²', en: 'm²', m2: 1, digits: 0 },
};
