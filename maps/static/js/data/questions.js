/* What the panels do to a question: edit it, drop a rule of it, undo, and say it in words. */

import { config } from '../base/config.js';
import { on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { changeState, emptyQuery, state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';

const STOCK = ['parcel', 'space'];
const past = [];
const LIMIT = 50;

/** Collections that a planner looks for: land and floors, whatever the catalog calls them. */
export function stock() {
  const found = config.collections.filter((one) => STOCK.includes(one.kind));
  return found.length ? found : config.collections.filter((one) => !['base', 'control'].includes(one.kind)).slice(0, 1);
}

/** The collection that the list shows. */
export function active() {
  const found = stock();
  return (found.find((one) => one.id === state.active) ?? found[0]).id;
}

export function of(id) {
  return { ...emptyQuery(), ...structuredClone(state.queries?.[id] ?? {}) };
}

/* Every change of the question is remembered, whoever made it; a drag of a handle counts as one. */
let last = JSON.stringify(state.queries ?? {});
let held = false;
let undoing = false;
on('queries', () => {
  const now = JSON.stringify(state.queries ?? {});
  if (now === last || held) return;
  if (!undoing) past.push(last);
  if (past.length > LIMIT) past.shift();
  last = now;
});

export function hold() {
  held = true;
}

export function release() {
  held = false;
  const now = JSON.stringify(state.queries ?? {});
  if (now !== last) past.push(last);
  last = now;
}

/** Change the question of one collection: `change` gets a copy to write on. */
export function edit(id, change) {
  editAll([id], change);
}

export function editAll(ids, change) {
  const queries = { ...(state.queries ?? {}) };
  for (const id of ids) {
    const query = of(id);
    change(query, id);
    queries[id] = query;
  }
  changeState({ queries });
}

export function undo() {
  const before = past.pop();
  if (before === undefined) return;
  undoing = true;
  changeState({ queries: JSON.parse(before) });
  undoing = false;
}

export function reset() {
  changeState({ queries: Object.fromEntries(Object.keys(state.queries ?? {}).map((id) => [id, emptyQuery()])) });
}

/** Values chosen of a field, wherever the query keeps them. */
export function chosen(query, field) {
  if (['usage', 'park', 'status'].includes(field.role)) return query[field.role] ?? [];
  return query.values?.[field.name] ?? [];
}

export function choose(query, field, values) {
  if (['usage', 'park', 'status'].includes(field.role)) query[field.role] = values;
  else if (values.length) query.values[field.name] = values;
  else delete query.values[field.name];
  if (!values.length) forgetUnknown(query, field);
}

export function range(query, field) {
  return (field.role === 'area' ? query.area : query.ranges?.[field.name]) ?? [null, null];
}

export function confine(query, field, low, high) {
  const none = low === null && high === null;
  if (field.role === 'area') query.area = [low, high];
  else if (none) delete query.ranges[field.name];
  else query.ranges[field.name] = [low, high];
  if (none) forgetUnknown(query, field);
}

/** The key under which a field's rule is known to the engine: its name, or "usage". */
export const keyOf = (field) => (field.role === 'usage' ? 'usage' : field.name);

function forgetUnknown(query, field) {
  query.or_unknown = query.or_unknown.filter((key) => key !== keyOf(field) && key !== field.role);
}

export function letUnknown(id, field, let_) {
  edit(id, (query) => {
    forgetUnknown(query, field);
    if (let_) query.or_unknown.push(keyOf(field));
  });
}

export const letsUnknown = (query, field) => query.or_unknown.includes(keyOf(field));

/** Take the rule of a step's key out of a query. */
function dropRule(query, id, key) {
  if (key === 'q' || key === 'text') query.q = '';
  else if (key === 'within' || key === 'bbox' || key === 'ids') query.within = null;
  const collection = schema.collection(id);
  const field = collection.fields.find((one) => keyOf(one) === key || one.name === key || one.role === key);
  if (!field) return;
  choose(query, field, []);
  confine(query, field, null, null);
}

/** Rules at work, one per sentence: the same words on two collections are one chip. */
export function rules() {
  const found = new Map();
  for (const { id } of stock()) {
    for (const step of state.results?.[id]?.steps ?? []) {
      const words = stepWords(step);
      const entry = found.get(words) ?? { words, brief: briefly(id, step) ?? words, key: step.key, ids: [] };
      entry.ids.push({ id, key: step.key });
      found.set(words, entry);
    }
  }
  return [...found.values()];
}

/** A rule in a few letters, for its chip: the values, or the range in the unit on screen. */
function briefly(id, step) {
  const field = schema.collection(id).fields.find((one) => keyOf(one) === step.key || one.name === step.key);
  if (!field) return null;
  const query = of(id);
  const values = chosen(query, field);
  if (values.length) {
    const said = v.words(field, values[0]);
    const code = field.role === 'usage' && /^\d/.test(values[0]) ? ` ${values[0]}` : '';
    return said + code + (values.length > 1 ? t({ zh: ` 等 ${values.length} 项`, en: ` +${values.length - 1}` }) : '');
  }
  const [low, high] = range(query, field);
  if (low === null && high === null) return null;
  const unit = field.land ? (v.UNITS[state.unit] ?? v.UNITS.mu) : null;
  const figure = (raw) =>
    typeof raw !== 'number' ? String(raw) : v.number(unit ? raw / unit.m2 : raw, unit ? unit.digits : 2);
  const tail = unit ? t(unit) : v.unitWords(field);
  const said =
    low === null ? `≤ ${figure(high)}` : high === null ? `≥ ${figure(low)}` : `${figure(low)}–${figure(high)}`;
  return `${field.role === 'area' && field.land ? '' : `${v.brief(field)} `}${said}${tail ? ` ${tail}` : ''}`;
}

export const stepWords = (step) => t(step.words ?? { zh: step.zh, en: step.en });

export function drop(rule) {
  const queries = { ...(state.queries ?? {}) };
  for (const { id, key } of rule.ids) {
    const query = of(id);
    dropRule(query, id, key);
    queries[id] = query;
  }
  changeState({ queries });
}

/** The rule that left nothing of a collection, or null. */
export function emptiedBy(id) {
  const result = state.results?.[id];
  if (!result || result.matched) return null;
  return (result.steps ?? []).find((step) => step.left === 0) ?? null;
}

export const undoable = () => past.length > 0;
