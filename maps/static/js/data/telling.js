/* By what rows are told apart that bear one name: the fields that differ most among them. */

import { schema } from '../base/schema.js';
import * as v from '../base/values.js';

/** Rows that are looked at, and fewer than can be judged by. */
const [SAMPLE, LEAST] = [200, 4];
/** The share of different names from which names tell rows apart; the share of known values that a field needs. */
const [NAMES, KNOWN] = [0.8, 0.5];
/** A field that tells nearly as many apart as the best goes before it where the catalog has it first: names stand before their codes. */
const NEARLY = 0.95;
/** What is said of a row already, or is the same of all. @type {Set<string | null>} */
const SAID = new Set(['name', 'name_en', 'usage', 'usage_system', 'status', 'source', 'as_of', 'blockers', 'services']);

/** @param {Feature[]} rows @param {Field[]} fields */
const kinds = (rows, fields) =>
  new Set(rows.map(({ properties }) => JSON.stringify(fields.map(({ name }) => properties[name] ?? null)))).size;

/** @param {Feature[]} rows */
const isTelling = (rows) => (/** @type {Field} */ field) =>
  field.type === 'text' &&
  !field.id &&
  !field.original_of &&
  !SAID.has(field.role) &&
  rows.filter(({ properties }) => v.isKnown(properties[field.name])).length >= KNOWN * rows.length;

/**
 * Fields that tell rows apart where their names do not, the best first, the number last where all else is alike; none where names are enough.
 * @param {string} id
 * @param {Feature[]} rows
 * @returns {Field[]}
 */
export function tellingFields(id, rows) {
  const sample = rows.slice(0, SAMPLE);
  const name = schema.role(id, 'name');
  if (!name || sample.length < LEAST || kinds(sample, [name]) >= NAMES * sample.length) return [];
  const { fields } = schema.collection(id);
  const counts = fields.filter(isTelling(sample)).map((field) => ({ field, count: kinds(sample, [name, field]) }));
  const most = Math.max(0, ...counts.map(({ count }) => count));
  const best = counts.find(({ count }) => count >= NEARLY * most && count > kinds(sample, [name]))?.field;
  const key = fields.find((field) => field.id);
  if (!best) return key ? [key] : [];
  return key && kinds(sample, [name, best]) < NEARLY * sample.length ? [best, key] : [best];
}

/**
 * Whether a role says the same of all rows.
 * @param {string} id
 * @param {Feature[]} rows
 * @param {string} role
 */
export function isAlike(id, rows, role) {
  const field = schema.role(id, role);
  return Boolean(field) && kinds(rows.slice(0, SAMPLE), field ? [field] : []) === 1;
}

/** @type {WeakMap<Feature[], Field[]>} */
const judged = new WeakMap();

/** As `tellingFields`, of the rows of one answer judged once. @param {string} id @param {Feature[]} rows */
export function tellersOf(id, rows) {
  const fields = judged.get(rows) ?? tellingFields(id, rows);
  judged.set(rows, fields);
  return fields;
}
