/* Where the bars of a histogram begin and end: round numbers, or first days of months, quarters and years; as the service makes them. */

import { DAY } from '../base/units.js';

const BINS = 24;
const TINY = 1e-100;
const HUGE = 1e100;
const STEPS = [1, 2, 5];
const MANTISSAS = [
  [100, 110, 125, 140, 160, 180, 200, 220, 250, 280, 320, 360, 400, 450, 500, 560, 630, 700, 800, 900],
  [100, 120, 150, 200, 250, 300, 400, 500, 600, 800],
  [100, 150, 200, 300, 500, 700],
  [100, 200, 500],
  [100, 300],
  [100],
];

/** @param {number} number @param {number} power */
const scaled = (number, power) => (power >= 0 ? number * 10 ** power : number / 10 ** -power);

/** Edges of at most 24 bars around known numbers, at least one. @param {number[]} values @param {boolean} whole */
export function numbers(values, whole) {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (low <= -HUGE || high >= HUGE) return [low, high];
  const top = whole ? high + 1 : high;
  const positive = sorted.filter((value) => value > 0);
  if (positive.length * 2 > sorted.length) {
    const start = low > 0 && high < low * 10000 ? low : positive[Math.floor(positive.length / 100)];
    if (start > TINY && high > start * 10) {
      const edges = logarithmic(start, top, whole);
      return [Math.min(low, edges[0]), ...edges.slice(1)];
    }
  }
  return equal(low, top, whole ? 0 : finest(low, high));
}

/** @param {number} low @param {number} high @param {boolean} whole @returns {number[]} */
function logarithmic(low, high, whole) {
  /** @type {number[]} */
  let edges = [];
  for (const mantissas of MANTISSAS) {
    edges = spanning(mantissas, low, high, whole);
    if (edges.length <= BINS + 1) return edges;
  }
  const stride = Math.ceil(edges.length / BINS);
  return [edges[0], ...edges.slice(1, -1).filter((_, n) => n % stride === 0), edges[edges.length - 1]];
}

/** @param {number[]} mantissas @param {number} low @param {number} high @param {boolean} whole @returns {number[]} */
function spanning(mantissas, low, high, whole) {
  /** @type {number[]} */
  let edges = [];
  for (let power = Math.floor(Math.log10(low)) - 3; ; power += 1) {
    for (const mantissa of mantissas) {
      const number = scaled(mantissa, power);
      if (whole && !Number.isInteger(number)) continue;
      edges = number <= low ? [number] : [...edges, number];
      if (number >= high) return edges;
    }
  }
}

/** The least power of ten for a step: below it figures of this size differ by error alone. @param {number} low @param {number} high */
function finest(low, high) {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (low === high && size > TINY) return Math.floor(Math.log10(size));
  return size > TINY ? Math.ceil(Math.log10(size * 1e-14)) : 0;
}

/** @param {number} value @param {number} step @param {number} power */
function floor(value, step, power) {
  let guess = Math.floor(value / scaled(step, power)) + 1;
  while (scaled(step * guess, power) > value) guess -= 1;
  return guess;
}

/** @param {number} low @param {number} high @param {number} least @returns {number[]} */
function equal(low, high, least) {
  const span = (high - low) / BINS;
  for (let power = span > TINY ? Math.max(least, Math.floor(Math.log10(span))) : least; ; power += 1) {
    for (const step of STEPS) {
      const first = floor(low, step, power);
      let last = floor(high, step, power);
      last = Math.max(last + Number(scaled(step * last, power) < high), first + 1);
      if (last - first <= BINS)
        return Array.from({ length: last - first + 1 }, (_, n) => scaled(step * (first + n), power));
    }
  }
}

/* ---- days ---- */
/** Days since 1970 of an ISO date. @param {string} text */
export const day = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);
/** The ISO date of days since 1970; a day's fraction is dropped. @param {number} number */
export const iso = (number) => new Date(Math.floor(number) * DAY).toISOString().slice(0, 10);

/** @param {string} text */
function month(text) {
  return Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
}

/** @param {number} number */
function firstDay(number) {
  const year = Math.floor(number / 12);
  if (year < 1) return '0001-01-01';
  return year > 9999
    ? '9999-12-31'
    : `${String(year).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}-01`;
}

/** @returns {Generator<[number, 'month' | 'quarter' | 'year']>} */
function* widths() {
  yield [1, 'month'];
  yield [3, 'quarter'];
  yield [12, 'year'];
  for (let power = 1; ; power *= 10) for (const step of STEPS) if (step * power > 1) yield [12 * step * power, 'year'];
}

/**
 * Edges around ISO dates, and the step of the calendar between them.
 * @param {string[]} values
 * @returns {{edges: string[], step: 'month' | 'quarter' | 'year' | null}}
 */
export function dates(values) {
  const sorted = [...values].sort();
  const [low, high] = [month(sorted[0]), month(sorted[sorted.length - 1])];
  for (const [months, step] of widths()) {
    const [first, last] = [Math.floor(low / months), Math.floor(high / months) + 1];
    if (last - first <= BINS)
      return { edges: Array.from({ length: last - first + 1 }, (_, n) => firstDay((first + n) * months)), step };
  }
  return { edges: [], step: null };
}
