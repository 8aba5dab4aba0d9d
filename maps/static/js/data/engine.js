/* The query engine of the page: the same questions and the same answers as the service, over features held in the browser. */

import { schema } from '../base/schema.js';
import { faceted, groupsOf, histogramOf } from './facet_counts.js';
import { inWords, isMissing, passing, rulesOf, stepsOf } from './rules.js';

/** @param {Feature} a @param {Feature} b */
const byId = (a, b) => (String(a.id) < String(b.id) ? -1 : 1);

/**
 * A layer ready for questions: its features in id order, what a text search looks through, boxes.
 * @param {Collection} collection
 * @param {Feature[]} features
 * @returns {Layer}
 */
export function layer(collection, features) {
  const rows = [...features].sort(byId);
  return {
    collection,
    byRole: new Map(collection.fields.filter((field) => field.role).map((field) => [field.role, field])),
    byName: new Map(collection.fields.map((field) => [field.name, field])),
    rows,
    features: new Map(rows.map((row) => [String(row.id), row])),
    texts: null,
    edges: new Map(),
    total: rows.length,
  };
}

/**
 * What a field's values are sorted by: a scale by its steps, a list by its length, all else as it is.
 * @param {Field} field
 * @returns {(value: any) => any}
 */
function orderOf(field) {
  const list = schema.listOf(field);
  if (list?.hierarchy === 'ordinal') {
    const ranks = new Map(list.codes.map((entry, n) => [entry.code, n]));
    return (value) => ranks.get(String(value)) ?? ranks.size;
  }
  return field.type === 'list' ? (value) => value.length : (value) => value;
}

/**
 * Rows in a total order: unknown last either way, ties by id.
 * @param {Layer} held
 * @param {Feature[]} rows
 * @param {SortKey[] | null} [keys]
 */
function ordered(held, rows, keys) {
  const by = (keys ?? []).flatMap((key) => {
    const field = held.byName.get(key.field);
    return field ? [{ ...key, order: orderOf(field) }] : [];
  });
  return rows.sort((a, b) => {
    for (const { field, descending, order } of by) {
      const [x, y] = [a.properties[field], b.properties[field]];
      if (isMissing(x) !== isMissing(y)) return isMissing(x) ? 1 : -1;
      if (isMissing(x)) continue;
      const [first, second] = [order(x), order(y)];
      if (first !== second) return (first < second ? -1 : 1) * (descending ? -1 : 1);
    }
    return byId(a, b);
  });
}

/** Rows that a question finds, in the order of their ids, and nothing counted. @param {Layer} held @param {Partial<Question>} query */
export function passed(held, query) {
  const mask = passing(rulesOf(held, query), held.total);
  return held.rows.filter((_, n) => mask[n]);
}
/** How many rows answer a query. @param {Layer} held @param {Partial<Question>} query */
export const count = (held, query) => passing(rulesOf(held, query), held.total).reduce((sum, one) => sum + one, 0);

/**
 * The whole answer to a query: rows in order, sums, what each rule did, facets.
 * @param {Layer} held
 * @param {Partial<Question>} query
 * @param {SortKey[] | null} [sort]
 * @returns {Result & {ids: Set<string>}}
 */
export function answer(held, query, sort) {
  const made = rulesOf(held, query);
  const mask = passing(made, held.total);
  const rows = ordered(
    held,
    held.rows.filter((_, n) => mask[n]),
    sort,
  );
  const area = held.byRole.get('area');
  const { by, histograms } = faceted(held);
  return {
    matched: rows.length,
    total: held.total,
    rows,
    ids: new Set(rows.map((row) => String(row.id))),
    area: area ? rows.reduce((sum, row) => sum + (row.properties[area.name] ?? 0), 0) : null,
    areaUnknown: area ? rows.filter((row) => isMissing(row.properties[area.name])).length : 0,
    notLocated: rows.filter((row) => !row.geometry).length,
    steps: stepsOf(made, held.total),
    words: inWords(held, made),
    groups: Object.fromEntries(by.map((field) => [field.name, groupsOf(held, field, made, mask)])),
    histograms: histograms.map((field) => histogramOf(held, field, made)),
  };
}
