/* The state of the page: one plain object, changed by `changeState`; who listens hears what changed. */

import { config } from './config.js';
import { emit } from './events.js';
import { schema } from './schema.js';

const STOCK = ['parcel', 'space'];

/** A match of nothing. */
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

/** A question that asks nothing. */
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
});

function firstOf(...kinds) {
  return schema.ofKind(...kinds)[0] ?? null;
}

export function defaults() {
  const first =
    firstOf('parcel') ??
    firstOf('space') ??
    config.collections.find((one) => !['base', 'control'].includes(one.kind)) ??
    null;
  const painted = first ? (schema.role(first.id, 'status') ?? schema.role(first.id, 'usage')) : null;
  return {
    mode: 'find',
    lang: config.lang === 'en' ? 'en' : 'zh',
    shown: Object.fromEntries(config.collections.map((one) => [one.id, !['control', 'project'].includes(one.kind)])),
    colourBy: painted?.name ?? null,
    active: first?.id ?? null,
    queries: Object.fromEntries(schema.ofKind(...STOCK).map((one) => [one.id, emptyQuery()])),
    results: {},
    errors: {},
    selected: null,
    hovered: null,
    basket: [],
    match: noMatch,
    board: { scenario: null, pins: [], forbid: [], compare: [] },
    unit: 'mu',
    sort: Object.fromEntries(schema.ofKind(...STOCK).map((one) => [one.id, byArea(one.id)])),
    view: null,
    zoomTo: null,
    basemap: null,
  };
}

function byArea(id) {
  const area = schema.role(id, 'area');
  return area ? [{ field: area.name, descending: true }] : [];
}

export const state = defaults();

/** Change the state; `key` events and one `change` tell who listens. The same value again is no change. */
export function changeState(patch) {
  const keys = Object.keys(patch).filter((key) => !Object.is(state[key], patch[key]));
  if (!keys.length) return;
  for (const key of keys) state[key] = patch[key];
  for (const key of keys) emit(key, state[key]);
  emit('change', new Set(keys));
}
