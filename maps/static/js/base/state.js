/* The state of the page: one plain object, changed by `changeState`; who listens hears what changed. */

import { config } from './config.js';
import { emit } from './events.js';
import { schema } from './schema.js';

/** Kinds that a planner looks for. @type {Kind[]} */
export const STOCK = ['parcel', 'space'];

/** A match of nothing. @type {Readonly<MatchState>} */
export const noMatch = Object.freeze({
  projectId: null,
  demand: null,
  origin: null,
  site: null,
  scheme: null,
  weights: null,
  report: null,
  studies: {},
  joined: null,
  relaxed: null,
  busy: false,
  error: null,
});

/** A question that asks nothing. @returns {Question} */
export const emptyQuery = () => ({
  usage: [],
  park: [],
  status: [],
  values: {},
  area: [null, null],
  ranges: {},
  q: '',
  or_unknown: [],
  within: null,
  near: null,
  located: null,
  filter: null,
});

/** @param {...Kind} kinds */
function firstOf(...kinds) {
  return schema.ofKind(...kinds)[0] ?? null;
}

/** The state of a fresh start. @returns {State} */
export function defaults() {
  const first =
    firstOf('parcel') ??
    firstOf('space') ??
    config.collections.find(({ kind }) => !['base', 'control'].includes(kind)) ??
    null;
  const painted = first ? (schema.role(first.id, 'status') ?? schema.role(first.id, 'usage')) : null;
  return {
    mode: 'find',
    lang: config.lang === 'en' ? 'en' : 'zh',
    shown: Object.fromEntries(config.collections.map(({ id, kind }) => [id, !['control', 'project'].includes(kind)])),
    colourBy: painted?.name ?? null,
    active: first?.id ?? null,
    queries: Object.fromEntries(schema.ofKind(...STOCK).map(({ id }) => [id, emptyQuery()])),
    results: {},
    errors: {},
    selected: null,
    hovered: null,
    basket: [],
    match: noMatch,
    board: { scenario: null, pins: [], forbid: [], compare: [] },
    unit: 'mu',
    table: false,
    columns: {},
    sort: Object.fromEntries(schema.ofKind(...STOCK).map(({ id }) => [id, byArea(id)])),
    view: null,
    zoomTo: null,
    basemap: null,
    need: null,
    layering: { order: [], opacity: {} },
    stock: { by: null, table: false, asof: null },
  };
}

/** @param {string} id @returns {SortKey[]} */
function byArea(id) {
  const area = schema.role(id, 'area');
  return area ? [{ field: area.name, descending: true }] : [];
}

export const state = defaults();

/** Change the state; `key` events and one `change` tell who listens. The same value again is no change. @param {Partial<State>} patch */
export function changeState(patch) {
  const given = /** @type {(keyof State)[]} */ (Object.keys(patch));
  const keys = given.filter((key) => !Object.is(state[key], patch[key]));
  if (!keys.length) return;
  for (const key of keys) take(patch, key);
  for (const key of keys) emit(key, /** @type {any} */ (state[key]));
  emit('change', new Set(keys));
}

/** @template {keyof State} K @param {Partial<State>} patch @param {K} key */
function take(patch, key) {
  state[key] = /** @type {State[K]} */ (patch[key]);
}
