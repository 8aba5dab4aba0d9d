/* How a handle's place, a value, what is said of it and what is typed go into each other. */

import { number } from '../base/rounding.js';
import { state } from '../base/state.js';
import { DAY, UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as intervals from '../data/intervals.js';
import * as widgets from '../page/widgets.js';

/**
 * The least and the most that are asked for; null where nothing is. Days count from 1970.
 * @typedef {[number | null, number | null]} Limits
 * @typedef {object} Measure
 * @property {string} label its unit
 * @property {(value: number) => string} say
 * @property {(value: number) => string} typed
 * @property {(value: number | null) => number | string | null} kept as a question keeps it
 * @property {(value: number | string | null) => number | null} raw back from there
 * @property {(value: number, side: number) => number} dragged where a handle comes to rest
 * @property {(figure: number) => number} read what was typed
 * @property {typeof widgets.entryField | typeof widgets.dayField} entry
 */

/**
 * Where a value stands on a track from 0 to 1, and back: every bin is as wide as every other; within a bin a handle moves evenly.
 * @param {number[]} edges
 */
export function scaleOf(edges) {
  const bins = edges.length - 1;
  const [low, high] = [edges[0], edges[bins]];
  /** @param {number} value */
  const at = (value) => {
    const above = edges.findIndex((edge) => edge > value);
    const n = above < 0 ? bins - 1 : Math.max(0, above - 1);
    return clamp((n + (value - edges[n]) / (edges[n + 1] - edges[n] || 1)) / bins);
  };
  /** @param {number} where */
  const value = (where) => {
    const n = Math.min(bins - 1, Math.floor(where * bins));
    return edges[n] + (edges[n + 1] - edges[n]) * (where * bins - n);
  };
  return { low, high, at, value };
}

/** @param {number} at */
const clamp = (at) => Math.max(0, Math.min(1, at));

/** Two or three figures are as exact as a handle can be. @param {number} value */
export const rounded = (value) => (value === 0 ? 0 : Number(value.toPrecision(value >= 100 ? 3 : 2)));

/** What is no land is said as it is kept. */
const FIGURE = { zh: '', en: '', m2: 1, digits: 2 };

/** How a field's figures are said, typed and taken: land in the chosen unit. @param {Field} field @returns {Measure} */
export function measure(field) {
  const { m2, digits, ...words } = field.land ? (UNITS[state.unit] ?? UNITS.mu) : FIGURE;
  /** @param {number} value */
  const say = (value) => number(value / m2, value / m2 >= 100 ? 0 : Math.max(1, digits));
  return {
    label: field.land ? t(words) : v.unitWords(field),
    say,
    typed: (value) => say(value).replace(/,/g, ''),
    kept: (value) => value,
    dragged: (value) => rounded(value / m2) * m2,
    read: (figure) => figure * m2,
    entry: widgets.entryField,
    raw: (value) => (value === null ? null : Number(value)),
  };
}

/** The same for days: a handle moves by months, and a typed year or month means all of it. @returns {Measure} */
export function calendar() {
  const { day, iso } = intervals;
  /** @param {number} value @param {number} side */
  const month = (value, side) => {
    const [year, nth] = iso(value).split('-').map(Number);
    return side ? Date.UTC(year, nth, 0) / DAY : Date.UTC(year, nth - 1, 1) / DAY;
  };
  return {
    label: '',
    say: iso,
    typed: iso,
    kept: (value) => (value === null ? null : iso(value)),
    dragged: month,
    read: (value) => value,
    entry: widgets.dayField,
    raw: (value) => (value === null ? null : day(String(value))),
  };
}
