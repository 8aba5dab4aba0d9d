/* The query engine of the page: the same questions and the same answers as the service, over features held in the browser. */

import { config } from '../base/config.js';
import { fmt } from '../base/format.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import * as intervals from './intervals.js';

export const ROLES = ['usage', 'park', 'status'];
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

const folded = (text) => text.normalize('NFKC').toLowerCase();
const isList = (field) => field.type === 'list';
const ranged = (field) => ['number', 'integer', 'date'].includes(field.type);
const missing = (value) => value === null || value === undefined || value === '';
const list = (field) => config.codelists[field.codelist ?? (field.references ? `ref:${field.references}` : '')] ?? null;

/** A code and all codes below it, by the hierarchy of its list. */
export function below(codes, code) {
  if (!codes) return new Set([code]);
  if (codes.hierarchy === 'prefix')
    return new Set([code, ...codes.codes.map((one) => one.code).filter((one) => one.startsWith(code))]);
  const found = new Set([code]);
  if (codes.hierarchy !== 'parent') return found;
  for (let grown = true; grown;) {
    grown = false;
    for (const one of codes.codes)
      if (found.has(one.parent) && !found.has(one.code)) {
        found.add(one.code);
        grown = true;
      }
  }
  return found;
}

/** A layer ready for questions: its features in id order, what a text search looks through, boxes. */
export function layer(collection, features) {
  const byRole = new Map(collection.fields.filter((field) => field.role).map((field) => [field.role, field]));
  const byName = new Map(collection.fields.map((field) => [field.name, field]));
  const rows = [...features].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  return {
    collection,
    byRole,
    byName,
    rows,
    features: new Map(rows.map((row) => [String(row.id), row])),
    texts: null,
    edges: new Map(),
    total: rows.length,
  };
}

function searchTexts(one) {
  const fields = one.collection.fields.filter((field) => ['text', 'list'].includes(field.type));
  const titles = new Map(
    fields.map((field) => [field.name, new Map((list(field)?.codes ?? []).map((code) => [code.code, code]))]),
  );
  const said = (field, value) => {
    const title = titles.get(field.name).get(String(value));
    return title ? `${value} ${title.zh} / ${title.en}` : String(value);
  };
  one.texts ??= one.rows.map(({ properties }) =>
    folded(
      fields
        .map((field) => {
          const value = properties[field.name];
          return missing(value)
            ? ''
            : [value]
                .flat()
                .map((part) => said(field, part))
                .join('\n');
        })
        .join('\n'),
    ),
  );
  return one.texts;
}

/* ---- rules: yes 1, no 0, unknown −1 for each row ---- */
function oneOf(one, field, values, key) {
  const codes = list(field);
  const wanted = new Set(
    codes && ['prefix', 'parent'].includes(codes.hierarchy)
      ? values.flatMap((value) => [...below(codes, value)])
      : values,
  );
  const system = field.role === 'usage' ? one.byRole.get('usage_system') : null;
  // What a declared list does not know may mean any of its codes; who asks for that very word alone asks no code of the list.
  const prefix = codes?.hierarchy === 'prefix';
  const known =
    codes && field.codelist && !field.codelist.startsWith('ref:') ? new Set(codes.codes.map(({ code }) => code)) : null;
  const knows = (part) => known.has(part) || (prefix && [...known].some((code) => part.startsWith(code)));
  const byList =
    known &&
    (key === 'usage' ||
      values.some((value) => known.has(value) || (prefix && [...known].some((code) => code.startsWith(value)))));
  const hit = (part) => wanted.has(part) || (prefix && values.some((value) => part.startsWith(value)));
  return {
    key,
    words: valueWords(one, field, values, codes),
    answer: ({ properties }) => {
      const value = properties[field.name];
      if (missing(value) || (system && codes && properties[system.name] !== codes.id)) return -1;
      const parts = [value].flat().map(String);
      if (parts.some(hit)) return 1;
      return byList && !parts.every(knows) ? -1 : 0;
    },
  };
}

/** Whether a code has finer ones, in its list or in the rows. */
function hasBelow(one, field, codes, code) {
  if (!codes) return false;
  if (below(codes, code).size > 1) return true;
  const finer = (part) => String(part).startsWith(code) && String(part) !== code;
  return (
    codes.hierarchy === 'prefix' &&
    one.rows.some(({ properties }) => !missing(properties[field.name]) && [properties[field.name]].flat().some(finer))
  );
}

function valueWords(one, field, values, codes) {
  const said = values.map((value) => {
    const title = codes?.codes.find((code) => code.code === value) ?? { zh: value, en: value };
    const under = hasBelow(one, field, codes, value);
    const named = (words) => (codes?.hierarchy === 'prefix' && words !== value ? `${words} ${value}` : words);
    return {
      zh: named(title.zh) + (under ? '（含下级）' : ''),
      en: named(title.en ?? title.zh) + (under ? ' and below' : ''),
    };
  });
  const each = (lang) => said.map((words) => words[lang]);
  return {
    zh: `${field.title.zh}为 ${each('zh').join(' 或 ')}`,
    en: `${field.title.en} is ${each('en').join(' or ')}`,
  };
}

function between(field, [low, high]) {
  return {
    key: field.name,
    words: rangeWords(field, low, high),
    answer: ({ properties }) => {
      const value = properties[field.name];
      if (missing(value)) return -1;
      return Number((low === null || value >= low) && (high === null || value <= high));
    },
  };
}

const interval = (low, high) => (low === null ? `≤ ${high}` : high === null ? `≥ ${low}` : `${low}–${high}`);

function rangeWords(field, low, high) {
  const shown = [low, high].map((bound) => (bound === null || field.type === 'date' ? bound : fmt.number(bound, 2)));
  const beside = field.land
    ? interval(...[low, high].map((bound) => (bound === null ? null : fmt.number(rounding.mu(bound), 1))))
    : null;
  const words = (lang) => `${field.title[lang]} ${interval(...shown)} ${field.unit?.[lang] ?? ''}`.trimEnd();
  return { zh: words('zh') + (beside ? `（${beside} 亩）` : ''), en: words('en') + (beside ? ` (${beside} mu)` : '') };
}

function containing(one, text) {
  const terms = folded(text).split(/\s+/).filter(Boolean);
  const texts = searchTexts(one);
  return {
    key: 'q',
    words: { zh: `含有“${text.trim()}”`, en: `containing “${text.trim()}”` },
    answer: (_, n) => Number(terms.every((term) => texts[n].includes(term))),
  };
}

function inside(ring) {
  const words = { zh: '在所画范围内', en: 'within the drawn area' };
  return { key: 'within', words, answer: ({ geometry }) => (geometry ? Number(plane.touches(geometry, ring)) : -1) };
}

function rules(one, query) {
  const made = [];
  if (query.within?.length) made.push(inside(query.within));
  const usage = one.byRole.get('usage');
  if (query.usage?.length && usage) made.push(oneOf(one, usage, query.usage, 'usage'));
  const area = one.byRole.get('area');
  if (area && query.area?.some((bound) => bound !== null)) made.push(between(area, query.area));
  for (const role of ['park', 'status']) {
    const field = one.byRole.get(role);
    if (field && query[role]?.length) made.push(oneOf(one, field, query[role], field.name));
  }
  for (const [name, values] of Object.entries(query.values ?? {})) {
    const field = one.byName.get(name);
    if (field && values?.length) made.push(oneOf(one, field, values, field.role === 'usage' ? 'usage' : name));
  }
  for (const [name, bounds] of Object.entries(query.ranges ?? {})) {
    const field = one.byName.get(name);
    if (field && ranged(field) && bounds?.some((bound) => bound !== null)) made.push(between(field, bounds));
  }
  if (query.q?.trim()) made.push(containing(one, query.q));
  const let_ = new Set(query.or_unknown ?? []);
  return made.map((rule) => {
    const answers = Int8Array.from(one.rows, rule.answer);
    return {
      ...rule,
      answers,
      passed: let_.has(rule.key) ? answers.map((a) => Number(a !== 0)) : answers.map((a) => Number(a === 1)),
      let: let_.has(rule.key),
    };
  });
}

function passing(made, size) {
  const mask = new Uint8Array(size).fill(1);
  for (const rule of made) for (let n = 0; n < size; n += 1) mask[n] &= rule.passed[n];
  return mask;
}

function steps(made, size) {
  const left = new Uint8Array(size).fill(1);
  const misses = new Uint8Array(size);
  for (const rule of made) for (let n = 0; n < size; n += 1) misses[n] += 1 - rule.passed[n];
  let before = size;
  return made.map((rule) => {
    let after = 0;
    let unknown = 0;
    for (let n = 0; n < size; n += 1) {
      left[n] &= rule.passed[n];
      after += left[n];
      unknown += Number(!rule.passed[n] && rule.answers[n] === -1 && misses[n] === 1);
    }
    const step = { key: rule.key, ...rule.words, removed: before - after, left: after, unknown };
    before = after;
    return step;
  });
}

function groups(one, field, made, mask) {
  const open = passing(
    made.filter((rule) => rule.key !== field.name && !(field.role === 'usage' && rule.key === 'usage')),
    one.total,
  );
  const area = one.byRole.get('area');
  const found = new Map();
  one.rows.forEach(({ properties }, n) => {
    if (!mask[n] && !open[n]) return;
    const raw = properties[field.name];
    // An empty list is known: it says that there are none, and stands in no group.
    const values = missing(raw) ? [null] : [...new Set([raw].flat().map(String))];
    for (const value of values) {
      const group = found.get(value) ?? { value, count: 0, area_m2: 0, available: 0 };
      group.count += mask[n];
      group.available += open[n];
      if (mask[n] && area) group.area_m2 += properties[area.name] ?? 0;
      found.set(value, group);
    }
  });
  const codes = list(field)?.codes ?? [];
  const rank = new Map(codes.map((code, n) => [code.code, n]));
  const titled = [...found.values()].map((group) => {
    const code = codes[rank.get(group.value)];
    return group.value === null
      ? { ...group, zh: '待核实', en: 'to check' }
      : { ...group, zh: code?.zh ?? group.value, en: code?.en ?? group.value };
  });
  return titled.sort(
    (a, b) =>
      (a.value === null) - (b.value === null) ||
      (rank.get(a.value) ?? codes.length) - (rank.get(b.value) ?? codes.length) ||
      (a.value < b.value ? -1 : 1),
  );
}

function histogram(one, field, made) {
  const mask = passing(
    made.filter((rule) => rule.key !== field.name),
    one.total,
  );
  const values = one.rows.map(({ properties }) => properties[field.name]);
  const known = values.filter((value) => !missing(value));
  const unknown = values.reduce((sum, value, n) => sum + Number(mask[n] && missing(value)), 0);
  const { edges, step } = edgesOf(one, field, known);
  const counts = new Array(Math.max(0, edges.length - 1)).fill(0);
  values.forEach((value, n) => {
    if (!mask[n] || missing(value)) return;
    const above = edges.findIndex((edge) => edge > value);
    counts[above < 0 ? counts.length - 1 : Math.max(0, above - 1)] += 1;
  });
  return { field: field.name, edges, counts, unknown, step };
}

/* Edges are those of the whole layer: a handle stays under the hand that drags it. */
function edgesOf(one, field, known) {
  if (!one.edges.has(field.name)) {
    const made =
      field.type === 'date'
        ? known.length
          ? intervals.dates(known)
          : { edges: [], step: null }
        : { edges: known.length ? intervals.numbers(known, field.type === 'integer') : [0, 1], step: null };
    one.edges.set(field.name, made);
  }
  return one.edges.get(field.name);
}

/** What a field's values are sorted by: a scale by its steps, a list by its length, all else as it is. */
function orderOf(field) {
  const codes = list(field);
  if (codes?.hierarchy === 'ordinal') {
    const rank = new Map(codes.codes.map((code, n) => [code.code, n]));
    return (value) => rank.get(String(value)) ?? rank.size;
  }
  return isList(field) ? (value) => value.length : (value) => value;
}

/** Rows in a total order: unknown last either way, ties by id. */
function ordered(one, rows, keys) {
  const by = (keys ?? [])
    .filter(({ field }) => one.byName.has(field))
    .map((key) => ({ ...key, order: orderOf(one.byName.get(key.field)) }));
  return rows.sort((a, b) => {
    for (const { field, descending, order } of by) {
      const [x, y] = [a.properties[field], b.properties[field]];
      if (missing(x) !== missing(y)) return missing(x) ? 1 : -1;
      if (missing(x)) continue;
      const [first, second] = [order(x), order(y)];
      if (first !== second) return (first < second ? -1 : 1) * (descending ? -1 : 1);
    }
    return String(a.id) < String(b.id) ? -1 : 1;
  });
}

/** Fields whose facets a screen shows: codes and roles a planner filters by, and the figures that have a range. */
export function faceted(one) {
  const fields = one.collection.fields;
  return {
    by: fields.filter((field) => FACETS.has(field.role) && (field.codelist || field.references)),
    histograms: fields.filter(
      (field) =>
        (['number', 'integer'].includes(field.type) && FIGURES.has(field.role)) ||
        (field.type === 'date' && field.role !== 'as_of'),
    ),
    sought: fields.filter(
      (field) =>
        field.type === 'text' && !field.codelist && !field.references && (field.role === 'owner' || !field.role),
    ),
  };
}

/** The most frequent values of a field, whatever is chosen of it: those that hold every word of a text. */
export function distinct(one, query, field, text, limit) {
  const made = rules(one, query);
  const terms = folded(text ?? '')
    .split(/\s+/)
    .filter(Boolean);
  const found = groups(one, field, made, passing(made, one.total)).filter((group) => group.available);
  const wanted = found.filter(
    ({ value, zh, en }) => value !== null && terms.every((term) => folded(`${value} ${zh} / ${en}`).includes(term)),
  );
  wanted.sort((a, b) => b.available - a.available || (a.value < b.value ? -1 : 1));
  return {
    field: field.name,
    values: wanted.slice(0, limit),
    matched: wanted.length,
    more: Math.max(0, wanted.length - limit),
    unknown: found.find(({ value }) => value === null)?.available ?? 0,
  };
}

/** The whole answer to a query: rows in order, sums, what each rule did, facets. */
export function answer(one, query, sort) {
  const made = rules(one, query);
  const mask = passing(made, one.total);
  const rows = ordered(
    one,
    one.rows.filter((_, n) => mask[n]),
    sort,
  );
  const area = one.byRole.get('area');
  const { by, histograms } = faceted(one);
  return {
    matched: rows.length,
    total: one.total,
    rows,
    ids: new Set(rows.map((row) => String(row.id))),
    area: area ? rows.reduce((sum, row) => sum + (row.properties[area.name] ?? 0), 0) : null,
    areaUnknown: area ? rows.filter((row) => missing(row.properties[area.name])).length : 0,
    steps: steps(made, one.total),
    words: inWords(one, made),
    groups: Object.fromEntries(by.map((field) => [field.name, groups(one, field, made, mask)])),
    histograms: histograms.map((field) => histogram(one, field, made)),
  };
}

function inWords(one, made) {
  const { title } = one.collection;
  if (!made.length) return { zh: `${title.zh}：全部`, en: `${title.en}: all` };
  return {
    zh: `${title.zh}：${made.map((rule) => rule.words.zh + (rule.let ? '（含待核实）' : '')).join(' 且 ')}`,
    en: `${title.en}: ${made.map((rule) => rule.words.en + (rule.let ? ' (or unknown)' : '')).join(' and ')}`,
  };
}
