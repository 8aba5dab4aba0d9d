/* What stands beside a filter: how many rows each value of a field has, and the bars of its histogram. */

import { schema } from '../base/schema.js';
import * as intervals from './intervals.js';
import { folded, isMissing, partsOf, passing, rulesOf, termsOf } from './rules.js';

const FACETS = new Set([
  'usage',
  'park',
  'status',
  'kind',
  'fire_class',
  'tenure',
  'stage',
  'tier',
  'chain',
  'blockers',
  'blocker',
  'title_status',
  'readiness',
  'class',
  'services',
]);
const FIGURES = new Set(['area', 'clear_height', 'floor_load', 'power', 'tax_per_mu', 'price', 'rent']);

/**
 * Groups by their values, under every rule, and under every rule but the field's own.
 * @param {Layer} held
 * @param {Field} field
 * @param {AnsweredRule[]} made
 * @param {Uint8Array} mask
 */
function tallied(held, field, made, mask) {
  const open = passing(
    made.filter((rule) => rule.key !== field.name && !(field.role === 'usage' && rule.key === 'usage')),
    held.total,
  );
  const area = held.byRole.get('area');
  /** @type {Map<string | null, Omit<Answers['Group'], 'zh' | 'en'>>} */
  const tallies = new Map();
  held.rows.forEach(({ properties }, n) => {
    if (!mask[n] && !open[n]) return;
    const raw = properties[field.name];
    // An empty list is known: it says that there are none, and stands in no group.
    const values = isMissing(raw) ? [null] : new Set(partsOf(raw));
    for (const value of values) {
      const tally = tallies.get(value) ?? { value, count: 0, area_m2: 0, available: 0 };
      tally.count += mask[n];
      tally.available += open[n];
      if (mask[n] && area) tally.area_m2 += properties[area.name] ?? 0;
      tallies.set(value, tally);
    }
  });
  return [...tallies.values()];
}

/**
 * Groups in the order of the field's list, unknown last.
 * @param {Layer} held
 * @param {Field} field
 * @param {AnsweredRule[]} made
 * @param {Uint8Array} mask
 * @returns {Answers['Group'][]}
 */
export function groupsOf(held, field, made, mask) {
  const codes = schema.listOf(field)?.codes ?? [];
  const ranks = new Map(codes.map((entry, n) => [entry.code, n]));
  /** @param {string | null} value */
  const rankOf = (value) => ranks.get(value ?? '') ?? codes.length;
  const titled = tallied(held, field, made, mask).map((tally) => {
    const title = codes[rankOf(tally.value)];
    return tally.value === null
      ? { ...tally, zh: '待核实', en: 'to check' }
      : { ...tally, zh: title?.zh ?? tally.value, en: title?.en ?? tally.value };
  });
  return titled.sort(
    (a, b) =>
      Number(a.value === null) - Number(b.value === null) ||
      rankOf(a.value) - rankOf(b.value) ||
      byText(a.value ?? '', b.value ?? ''),
  );
}

/** @param {string} a @param {string} b */
const byText = (a, b) => (a < b ? -1 : 1);

/** The bars of a field over rows that every other rule lets stay. @param {Layer} held @param {Field} field @param {AnsweredRule[]} made */
export function histogramOf(held, field, made) {
  const mask = passing(
    made.filter((rule) => rule.key !== field.name),
    held.total,
  );
  const values = held.rows.map(({ properties }) => properties[field.name]);
  const known = values.filter((value) => !isMissing(value));
  const unknown = values.reduce((sum, value, n) => sum + Number(mask[n] && isMissing(value)), 0);
  const { edges, step } = edgesOf(held, field, known);
  /** @type {number[]} */
  const counts = new Array(Math.max(0, edges.length - 1)).fill(0);
  values.forEach((value, n) => {
    if (!mask[n] || isMissing(value)) return;
    const above = edges.findIndex((edge) => edge > value);
    counts[above < 0 ? counts.length - 1 : Math.max(0, above - 1)] += 1;
  });
  return { field: field.name, edges, counts, unknown, step };
}

/**
 * Edges are those of the whole layer: a handle stays under the hand that drags it.
 * @param {Layer} held
 * @param {Field} field
 * @param {any[]} known
 */
function edgesOf(held, field, known) {
  const edges = held.edges.get(field.name) ?? madeEdges(field, known);
  held.edges.set(field.name, edges);
  return edges;
}

/** @param {Field} field @param {any[]} known @returns {Edges} */
function madeEdges(field, known) {
  if (field.type === 'date') return known.length ? intervals.dates(known) : { edges: [], step: null };
  return { edges: known.length ? intervals.numbers(known, field.type === 'integer') : [0, 1], step: null };
}

/**
 * Fields whose facets a screen shows: codes and roles a planner filters by, and the figures that have a range.
 * @param {Pick<Layer, 'collection'>} held
 */
export function faceted({ collection: { fields } }) {
  return {
    by: fields.filter((field) => FACETS.has(field.role ?? '') && (field.codelist || field.references)),
    histograms: fields.filter(
      (field) =>
        (['number', 'integer'].includes(field.type) && FIGURES.has(field.role ?? '')) ||
        (field.type === 'date' && field.role !== 'as_of'),
    ),
    sought: fields.filter(
      (field) =>
        field.type === 'text' && !field.codelist && !field.references && (field.role === 'owner' || !field.role),
    ),
  };
}

/**
 * The most frequent values of a field, whatever is chosen of it: those that hold every word of a text.
 * @param {Layer} held
 * @param {Partial<Question>} query
 * @param {Field} field
 * @param {string | null | undefined} text
 * @param {number} limit
 * @returns {Answers['Distinct']}
 */
export function distinct(held, query, field, text, limit) {
  const made = rulesOf(held, query);
  const terms = termsOf(text ?? '');
  const open = groupsOf(held, field, made, passing(made, held.total)).filter((group) => group.available);
  const wanted = open.filter(
    ({ value, zh, en }) => value !== null && terms.every((term) => folded(`${value} ${zh} / ${en}`).includes(term)),
  );
  wanted.sort((a, b) => b.available - a.available || byText(a.value ?? '', b.value ?? ''));
  return {
    field: field.name,
    values: wanted.slice(0, limit),
    matched: wanted.length,
    more: Math.max(0, wanted.length - limit),
    unknown: open.find(({ value }) => value === null)?.available ?? 0,
  };
}
