/* Months where days alone are known, as the service's rules of waiting count them. */

import { DAY } from '../base/units.js';

export const DAYS_A_MONTH = 30.44;

/** Whole months of a span in milliseconds; none of one that has not begun. @param {number} span */
export const monthsOf = (span) => Math.max(0, Math.floor(span / (DAY * DAYS_A_MONTH)));
