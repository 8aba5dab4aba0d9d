/* What the panels do to a question: edit it, drop a rule of it, undo, and say it in words. */

import { config } from '../base/config.js';
import { emit, on } from '../base/events.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { STOCK, changeState, emptyQuery, state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { below } from './codes.js';
import { distanceWords, placeWords } from './near.js';
import * as stretch from './stretch.js';

/** @type {string[]} */
const past = [];
const LIMIT = 50;

/** Collections that a planner looks for: land and floors, whatever the catalog calls them. */
export function stock() {
  const sought = schema.ofKind(...STOCK);
  return sought.length
    ? sought
    : config.collections.filter(({ kind }) => !['base', 'control'].includes(kind)).slice(0, 1);
}

/** The collection that the list shows. */
export function active() {
  const sought = stock();
  return (sought.find(({ id }) => id === state.active) ?? sought[0]).id;
}

/** The question of a collection, to be changed at will. @param {string} id @returns {Question} */
export function of(id) {
  return { ...emptyQuery(), ...structuredClone(state.queries[id] ?? {}) };
}

/* Every change of the question is remembered, whoever made it; what one hand does without letting go counts as one. */
let last = JSON.stringify(state.queries);
/** The stretch that the last change was made in. @type {object | null} */
let maker = null;
let held = false;
let undoing = false;
let retracing = false;

function remember() {
  const now = JSON.stringify(state.queries);
  if (now === last || held) return;
  const under = stretch.current();
  const here = retracing ? past.lastIndexOf(now) : -1;
  if (here >= 0) past.length = here;
  else if (!undoing && !(under && under === maker)) past.push(last);
  if (past.length > LIMIT) past.shift();
  maker = under;
  last = now;
}
on('queries', remember);

export function hold() {
  held = true;
}

export function release() {
  held = false;
  remember();
  emit('released');
}

/** Whether a handle is being dragged. */
export const isHeld = () => held;

/** Go to another step of the browser's history: what it takes back is no longer there to be undone. @param {() => void} change */
export function retrace(change) {
  retracing = true;
  change();
  retracing = false;
}

/**
 * Change the question of one collection: `change` gets a copy to write on.
 * @param {string} id
 * @param {(query: Question, id: string) => void} change
 */
export function edit(id, change) {
  editAll([id], change);
}

/** @param {string[]} ids @param {(query: Question, id: string) => void} change */
export function editAll(ids, change) {
  const queries = { ...state.queries };
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
  changeState({ queries: Object.fromEntries(Object.keys(state.queries).map((id) => [id, emptyQuery()])) });
}

/**
 * Whether a question keeps the values of a field by its role.
 * @param {string | null} role
 * @returns {role is 'usage' | 'park' | 'status'}
 */
const isKeptByRole = (role) => ['usage', 'park', 'status'].includes(role ?? '');

/** Values chosen of a field, wherever the query keeps them. @param {Question} query @param {Field} field */
export function chosen(query, { role, name }) {
  if (isKeptByRole(role)) return query[role] ?? [];
  return query.values?.[name] ?? [];
}

/** @param {Question} query @param {Field} field @param {string[]} values */
export function choose(query, field, values) {
  if (isKeptByRole(field.role)) query[field.role] = values;
  else if (values.length) query.values[field.name] = values;
  else delete query.values[field.name];
  if (!values.length) forgetUnknown(query, field);
}

/** @param {Question} query @param {Field} field @returns {Question['ranges'][string]} */
export function range(query, field) {
  return (field.role === 'area' ? query.area : query.ranges?.[field.name]) ?? [null, null];
}

/** @param {Question} query @param {Field} field @param {number | string | null} low @param {number | string | null} high */
export function confine(query, field, low, high) {
  const none = low === null && high === null;
  if (field.role === 'area') query.area = /** @type {Question['area']} */ ([low, high]);
  else if (none) delete query.ranges[field.name];
  else query.ranges[field.name] = [low, high];
  if (none) forgetUnknown(query, field);
}

/** The key under which a field's rule is known to the engine: its name, or "usage". @param {Field} field */
export const keyOf = (field) => (field.role === 'usage' ? 'usage' : field.name);

/** @param {Question} query @param {Field} field */
function forgetUnknown(query, field) {
  query.or_unknown = query.or_unknown.filter((key) => key !== keyOf(field) && key !== field.role);
}

/** @param {string} id @param {Field} field @param {boolean} allowed */
export function letUnknown(id, field, allowed) {
  edit(id, (query) => {
    forgetUnknown(query, field);
    if (allowed) query.or_unknown.push(keyOf(field));
  });
}

/** @param {Question} query @param {Field} field */
export const letsUnknown = (query, field) => query.or_unknown.includes(keyOf(field));

/** Take the rule of a step's key out of a query. @param {Question} query @param {string} id @param {string} key */
export function dropRule(query, id, key) {
  if (key === 'q' || key === 'text') query.q = '';
  else if (key === 'near') query.near = null;
  else if (key === 'located') query.located = null;
  else if (key === 'filter') query.filter = null;
  else if (key === 'within' || key === 'bbox' || key === 'ids') query.within = null;
  const { fields } = schema.collection(id);
  const field = fields.find((entry) => keyOf(entry) === key || entry.name === key || entry.role === key);
  if (!field) return;
  choose(query, field, []);
  confine(query, field, null, null);
}

/** @typedef {{id: string, removed: number, left: number}} Effect What a rule takes away of a collection, after those before it, and leaves. */
/** @typedef {{words: string, brief: string, key: string, ids: {id: string, key: string}[], effects: Effect[]}} Chip */

/** Rules at work, one per sentence: the same words on two collections are one chip. */
export function rules() {
  /** @type {Map<string, Chip>} */
  const chips = new Map();
  for (const { id } of stock()) {
    for (const step of state.results[id]?.steps ?? []) {
      const words = ruleWords(id, step);
      const fresh = { words, brief: v.capital(briefly(id, step) ?? words), key: step.key, ids: [], effects: [] };
      const chip = /** @type {Chip} */ (chips.get(words) ?? fresh);
      chip.ids.push({ id, key: step.key });
      chip.effects.push({ id, removed: step.removed, left: step.left });
      chips.set(words, chip);
    }
  }
  return [...chips.values()];
}

/** What a step asks; a figure's filter goes by what the figure is called, for whole it may name hundreds of rows. @param {string} id @param {Step} step */
export function ruleWords(id, step) {
  const { filter } = of(id);
  return step.key === 'filter' && filter ? t(filter) : stepWords(step);
}

/** A rule in a few letters, for its chip: the values, or the range in the unit on screen. @param {string} id @param {Step} step */
function briefly(id, step) {
  const { near, filter } = of(id);
  if (step.key === 'near' && near) return nearBrief(near);
  if (step.key === 'filter' && filter) return t(filter);
  const field = schema.collection(id).fields.find((entry) => keyOf(entry) === step.key || entry.name === step.key);
  return field ? briefOf(of(id), field) : null;
}

/** What a question asks of a field in a few letters; null where it asks nothing of it. @param {Question} query @param {Field} field */
export function briefOf(query, field) {
  const values = chosen(query, field);
  if (values.length) return valuesBrief(field, values);
  const [low, high] = range(query, field);
  if (low === null && high === null) return null;
  const unit = field.land ? (UNITS[state.unit] ?? UNITS.mu) : null;
  const figure = (/** @type {string | number | null} */ raw) =>
    typeof raw === 'number' ? number(unit ? raw / unit.m2 : raw, unit ? unit.digits : 2) : String(raw);
  const tail = unit ? t(unit) : v.unitWords(field);
  const span =
    low === null ? `≤ ${figure(high)}` : high === null ? `≥ ${figure(low)}` : `${figure(low)}–${figure(high)}`;
  return `${field.role === 'area' && field.land ? '' : `${v.brief(field)} `}${span}${tail ? ` ${tail}` : ''}`;
}

/** Values in a few letters: most of a list are said by those that are not among them. @param {Field} field @param {string[]} values */
function valuesBrief(field, values) {
  const list = schema.listOf(field);
  const covered = new Set(values.flatMap((value) => [...below(list, value)]));
  const all = (list?.codes ?? []).filter(({ code }) => !covered.has(code));
  const others = all.filter(({ parent }) => !all.some(({ code }) => code === parent));
  if (values.length > 1 && others.length && others.length * 2 <= values.length) {
    const [first] = others.map((code) => t(code));
    const more = others.length > 1 ? t({ zh: ` 等 ${others.length} 项`, en: ` +${others.length - 1}` }) : '';
    return t({ zh: `不含${first}`, en: `not ${first}` }) + more;
  }
  const whole = v.words(field, values[0]) ?? '';
  const own = v.abbreviated(whole) || whole;
  const first = schema.listOf(field) ? own : `${v.brief(field)} ${own}`;
  const code = field.role === 'usage' && /^\d/.test(values[0]) ? ` ${values[0]}` : '';
  return first + code + (values.length > 1 ? t({ zh: ` 等 ${values.length} 项`, en: ` +${values.length - 1}` }) : '');
}

/** A distance in a few letters. @param {Near} near */
export const nearBrief = (near) => `${distanceWords(near.metres)} · ${t(placeWords(near)).replace(/[“”]/g, '')}`;

/**
 * Ask every layer of the stock for what lies within a distance of a place, or no longer; with it, for what lies in a drawn area.
 * @param {Near | null} near
 * @param {Point[] | null} [within]
 */
export function setNear(near, within) {
  editAll(
    stock().map(({ id }) => id),
    (query) => {
      query.near = near;
      if (within !== undefined) query.within = within;
      if (!near) query.or_unknown = query.or_unknown.filter((key) => key !== 'near');
    },
  );
}

/** The distance that the stock is asked for; null where it is none. @returns {Near | null} */
export const nearAsked = () => stock().flatMap(({ id }) => state.queries[id]?.near ?? [])[0] ?? null;

/** The drawn area that the stock is asked for; null where there is none. @returns {Point[] | null} */
export const withinAsked = () =>
  stock().flatMap(({ id }) => (state.queries[id]?.within ? [state.queries[id].within] : []))[0] ?? null;

/** @param {Words} step */
export const stepWords = ({ zh, en }) => v.landFirst(t({ zh, en }));

/** Take a rule out of every question that has it. @param {Pick<Chip, 'ids'>} rule */
export function drop(rule) {
  const queries = { ...state.queries };
  for (const { id, key } of rule.ids) {
    const query = of(id);
    dropRule(query, id, key);
    queries[id] = query;
  }
  changeState({ queries });
}

/** The rule that left nothing of a collection, or null. @param {string} id */
export function emptiedBy(id) {
  const result = state.results[id];
  if (!result || result.matched) return null;
  return result.steps.find((step) => step.left === 0) ?? null;
}

export const undoable = () => past.length > 0;
