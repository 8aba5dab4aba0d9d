/* Ways out of a question that finds nothing: what dropping one of its rules would bring, and the nearest bound that lets something through. */

import { emit } from '../base/events.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as questions from './questions.js';
import { probe } from './source.js';

const MOST = 6;
const REMEMBERED = 40;

/**
 * A bound moved so far that it lets the nearest thing through: its value, the bound that was asked and the new one, how many it lets through.
 * @typedef {{ field: Field, end: 0 | 1, value: number | string, to: number | string, count: number }} Bound
 * @typedef {{ key: string, words: Words, count: number, bound: Bound | null }} WayOut
 */

/** @type {Map<string, WayOut[] | null>} */
const ways = new Map();

/**
 * The ways out of an empty answer, the one that brings most first; null while they are looked for.
 * @param {string} id
 * @returns {WayOut[] | null}
 */
export function waysOut(id) {
  const result = state.results[id];
  if (!result || result.matched) return [];
  const key = JSON.stringify([id, state.queries[id]]);
  const known = ways.get(key);
  if (known !== undefined) return known;
  if (ways.size > REMEMBERED) ways.clear();
  ways.set(key, null);
  find(id, result.steps.slice(0, MOST)).then(
    (found) => {
      ways.set(key, found);
      emit('touched', ['list']);
    },
    () => ways.delete(key),
  );
  return null;
}

/** @param {string} id @param {Step[]} steps @returns {Promise<WayOut[]>} */
async function find(id, steps) {
  const found = await Promise.all(steps.map((step) => wayOf(id, step)));
  return found.filter(({ count }) => count).sort((a, b) => b.count - a.count);
}

/** @param {string} id @param {Step} step @returns {Promise<WayOut>} */
async function wayOf(id, step) {
  const { key, zh, en } = step;
  const query = questions.of(id);
  questions.dropRule(query, id, key);
  const { matched } = await probe(id, query, []);
  return { key, words: { zh, en }, count: matched, bound: matched ? await boundOf(id, key, query) : null };
}

/**
 * @param {string} id
 * @param {string} key
 * @param {Question} without the question without the rule
 * @returns {Promise<Bound | null>}
 */
async function boundOf(id, key, without) {
  const field = schema.field(id, key) ?? schema.role(id, key);
  if (!field || !['number', 'integer', 'date'].includes(field.type)) return null;
  const asked = questions.range(questions.of(id), field);
  const ends = /** @type {const} */ ([0, 1]).filter((end) => asked[end] !== null);
  const bounds = await Promise.all(ends.map((end) => movedTo(id, { field, asked, end }, without)));
  return bounds.find((bound) => bound !== null) ?? null;
}

/**
 * One end of a range moved to the nearest thing beyond it, the other left where it is.
 * @param {string} id
 * @param {{ field: Field, asked: Question['ranges'][string], end: 0 | 1 }} range
 * @param {Question} without
 * @returns {Promise<Bound | null>}
 */
async function movedTo(id, { field, asked, end }, without) {
  const beyond = structuredClone(without);
  const [low, high] = asked;
  // Below a least, or above a most: nothing lies between the two.
  questions.confine(beyond, field, end ? high : null, end ? null : low);
  const { first } = await probe(id, beyond, [{ field: field.name, descending: !end }]);
  const value = first?.properties[field.name];
  if (value === undefined || value === null) return null;
  const to = roundedTo(field, value, end);
  const moved = structuredClone(without);
  questions.confine(moved, field, end ? low : to, end ? to : high);
  const { matched } = await probe(id, moved, []);
  return matched ? { field, end, value, to, count: matched } : null;
}

/**
 * A bound a reader would type: the figure on screen, whole or to as many digits as it needs, on the side that lets the value through.
 * @param {Field} field
 * @param {number | string} value
 * @param {0 | 1} end
 */
export function roundedTo(field, value, end) {
  if (typeof value !== 'number') return value;
  const unit = field.land ? (UNITS[state.unit] ?? UNITS.mu).m2 : 1;
  const shown = value / unit;
  const cut = end ? Math.ceil : Math.floor;
  for (const parts of [1, 10, 100]) {
    const whole = cut(shown * parts) / parts;
    if (whole > 0 && Math.abs(whole - shown) <= shown * 0.1) return whole * unit;
  }
  return value;
}
