/* The address: what of the state differs from a fresh start, as the part after #, and back. */

import { config } from '../base/config.js';
import { on } from '../base/events.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { changeState, defaults, emptyQuery, state } from '../base/state.js';

const TEXT = 200;
const MANY = 500;
const KEPT = new Set([
  'mode',
  'lang',
  'shown',
  'colourBy',
  'active',
  'queries',
  'selected',
  'basket',
  'match',
  'board',
  'unit',
  'sort',
  'view',
  'basemap',
]);

/** What differs from a fresh start, as the part of the address after #. */
export function link() {
  const fresh = defaults();
  const parts = new URLSearchParams();
  for (const key of ['mode', 'lang', 'unit', 'active', 'basemap'])
    if (state[key] !== fresh[key] && state[key]) parts.set(key, state[key]);
  if (state.colourBy && state.colourBy !== fresh.colourBy) parts.set('colour', state.colourBy);
  const layers = Object.keys(fresh.shown)
    .filter((id) => Boolean(state.shown[id]) !== fresh.shown[id])
    .map((id) => `${state.shown[id] ? '' : '-'}${id}`);
  if (layers.length) parts.set('layers', layers.join(','));
  if (state.view?.center)
    parts.set(
      'at',
      [round(state.view.zoom, 2), round(state.view.center[0], 5), round(state.view.center[1], 5)].join('/'),
    );
  if (state.selected) parts.set('sel', `${state.selected.collection}/${state.selected.id}`);
  for (const { collection, id } of state.basket) parts.append('pick', `${collection}/${id}`);
  if (state.match.projectId) parts.set('project', state.match.projectId);
  else if (state.match.site) parts.set('site', `${state.match.site.collection}/${state.match.site.id}`);
  else if (state.match.demand) parts.set('demand', JSON.stringify(state.match.demand));
  if (state.match.origin) parts.set('origin', state.match.origin);
  if (state.match.scheme) parts.set('scheme', state.match.scheme);
  if (state.match.weights) parts.set('weights', JSON.stringify(state.match.weights));
  if (state.board.scenario) parts.set('scenario', state.board.scenario);
  for (const { project_id: project, sites } of state.board.pins) parts.append('pin', [project, ...sites].join('/'));
  for (const { project_id: project, site } of state.board.forbid) parts.append('forbid', [project, site].join('/'));
  for (const [id, query] of Object.entries(state.queries)) {
    const asked = lean(query);
    if (Object.keys(asked).length) parts.set(`q.${id}`, JSON.stringify(asked));
  }
  for (const [id, keys] of Object.entries(state.sort)) {
    if (JSON.stringify(keys) !== JSON.stringify(fresh.sort[id]))
      parts.set(`sort.${id}`, keys.map((key) => `${key.descending ? '-' : ''}${key.field}`).join(','));
  }
  return parts.toString();
}

const round = (value, digits) => rounding.rounded(value, digits);

function lean(query) {
  const { usage, park, status, values, area, ranges, q, or_unknown: unknown, within } = { ...emptyQuery(), ...query };
  const kept = {};
  if (usage.length) kept.usage = usage;
  if (park.length) kept.park = park;
  if (status.length) kept.status = status;
  if (Object.keys(values).length) kept.values = values;
  if (area[0] !== null || area[1] !== null) kept.area = area;
  if (Object.keys(ranges).length) kept.ranges = ranges;
  if (q) kept.q = q;
  if (unknown.length) kept.or_unknown = unknown;
  if (within?.length) kept.within = within.map(([x, y]) => [round(x, 6), round(y, 6)]);
  return kept;
}

/* A link is anyone's text: what is not of the expected form is left aside. */
const text = (value) => typeof value === 'string' && value.length <= TEXT;
const texts = (value) => (Array.isArray(value) ? value.slice(0, MANY).map(String).filter(text) : []);
const bound = (value) =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
    : typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
      ? value
      : null;
const range = (value) => (Array.isArray(value) ? [bound(value[0]), bound(value[1])] : [null, null]);

function cleanQuery(id, given) {
  const fields = new Map(schema.collection(id).fields.map((field) => [field.name, field]));
  const known = (entries, clean) =>
    Object.fromEntries(
      Object.entries(entries ?? {})
        .filter(([name]) => fields.has(name))
        .map(([name, value]) => [name, clean(value)]),
    );
  const ring = Array.isArray(given.within)
    ? given.within
        .slice(0, MANY)
        .filter((point) => Array.isArray(point) && Math.abs(point[0]) <= 180 && Math.abs(point[1]) <= 90)
    : [];
  return {
    usage: texts(given.usage),
    park: texts(given.park),
    status: texts(given.status),
    values: known(given.values, texts),
    area: range(given.area),
    ranges: known(given.ranges, range),
    q: text(given.q) ? given.q : '',
    or_unknown: texts(given.or_unknown).filter((key) => fields.has(key) || key === 'usage'),
    within: ring.length >= 3 ? ring.map(([x, y]) => [Number(x), Number(y)]) : null,
  };
}

function reference(value) {
  const at = value ? value.indexOf('/') : -1;
  const collection = value?.slice(0, at);
  return at > 0 && schema.collection(collection) && value.length <= TEXT
    ? { collection, id: value.slice(at + 1) }
    : null;
}

/** The state that an address asks for, over a fresh start. */
export function restore(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const next = defaults();
  if ((parts.get('mode') === 'match' || (parts.get('mode') === 'board' && config.mode !== 'file')) && config.projects)
    next.mode = parts.get('mode');
  if (['zh', 'en'].includes(parts.get('lang'))) next.lang = parts.get('lang');
  if (['mu', 'm2', 'ha'].includes(parts.get('unit'))) next.unit = parts.get('unit');
  if (schema.collection(parts.get('active'))) next.active = parts.get('active');
  if (config.basemaps?.some((one) => one.id === parts.get('basemap'))) next.basemap = parts.get('basemap');
  if (text(parts.get('colour')) && config.collections.some((one) => schema.field(one.id, parts.get('colour'))))
    next.colourBy = parts.get('colour');
  for (const part of (parts.get('layers') ?? '').split(',')) {
    const id = part.replace(/^-/, '');
    if (schema.collection(id)) next.shown[id] = !part.startsWith('-');
  }
  const [zoom, lat, lng] = (parts.get('at') ?? '').split('/').map(Number);
  if (parts.get('at') && zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lng) <= 180)
    next.view = { zoom, center: [lat, lng], restored: true };
  next.selected = reference(parts.get('sel'));
  next.basket = parts.getAll('pick').slice(0, MANY).map(reference).filter(Boolean);
  next.match = { ...next.match };
  next.match.projectId = text(parts.get('project')) ? parts.get('project') : null;
  next.match.site = reference(parts.get('site'));
  next.match.demand = parsed(parts.get('demand'));
  next.match.origin = next.match.demand && text(parts.get('origin')) ? parts.get('origin') : null;
  next.match.scheme = config.schemes?.some((one) => one.id === parts.get('scheme')) ? parts.get('scheme') : null;
  next.match.weights = cleanWeights(parsed(parts.get('weights')));
  next.board.scenario = text(parts.get('scenario')) ? parts.get('scenario') : null;
  next.board.pins = parts
    .getAll('pin')
    .slice(0, MANY)
    .filter(text)
    .map((one) => one.split('/'))
    .filter((one) => one.length > 1)
    .map(([project, ...sites]) => ({ project_id: project, sites }));
  next.board.forbid = parts
    .getAll('forbid')
    .slice(0, MANY)
    .filter(text)
    .map((one) => one.split('/'))
    .filter((one) => one.length === 2)
    .map(([project, site]) => ({ project_id: project, site }));
  for (const id of Object.keys(next.queries)) {
    const given = parsed(parts.get(`q.${id}`));
    if (given) next.queries[id] = cleanQuery(id, given);
    const keys = parts
      .get(`sort.${id}`)
      ?.split(',')
      .map((key) => ({ field: key.replace(/^-/, ''), descending: key.startsWith('-') }))
      .filter((key) => schema.field(id, key.field));
    if (keys?.length) next.sort[id] = keys.slice(0, 3);
  }
  return next;
}

/** Weights by criterion: figures of 0 to 100, or none at all. */
function cleanWeights(given) {
  const entries = Object.entries(given ?? {}).slice(0, 40);
  return entries.length &&
    entries.every(([key, weight]) => text(key) && typeof weight === 'number' && weight >= 0 && weight <= 100)
    ? Object.fromEntries(entries)
    : null;
}

function parsed(json) {
  if (!json || json.length > 20000) return null;
  try {
    const value = JSON.parse(json);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

let timer = 0;
function remember(keys) {
  if (![...keys].some((key) => KEPT.has(key))) return;
  clearTimeout(timer);
  timer = setTimeout(write, 250);
}

export function write() {
  const now = link();
  if (now === location.hash.replace(/^#/, '')) return;
  try {
    history.replaceState(null, '', `#${now}`);
  } catch {
    /* a sandbox without history: the link is lost, the work is not */
  }
}

window.addEventListener('hashchange', () => {
  if (location.hash.replace(/^#/, '') === link()) return;
  const next = restore(location.hash);
  const { match, view } = next;
  for (const key of ['results', 'errors', 'hovered', 'view']) delete next[key];
  // The place first: what follows may move the map and would be taken for the reader's own move.
  if (view) changeState({ view });
  changeState({ ...next, match: { ...state.match, ...match, report: null } });
});

Object.assign(state, restore(location.hash));
on('change', remember);
