/* The address: what of the state differs from a fresh start, as the part after #, and back. */

import { config, served } from '../base/config.js';
import * as layering from '../base/layering.js';
import { crossesItself } from '../base/plane.js';
import { rounded } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { defaults, emptyQuery, state } from '../base/state.js';
import { fitted } from './filter_rule.js';
import { floorsAsked } from './floors_first.js';
import { LONGEST, LONGEST_JSON, MOST, parsed } from './link_limits.js';
import { cleanNear, leanNear, pointsOf, shortened } from './near.js';

/** What of the state an address keeps. @type {Set<string>} */
export const KEPT = new Set([
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
  'table',
  'view',
  'basemap',
  'need',
  'layering',
  'stock',
]);

/** What differs from a fresh start, as the part of the address after #. */
export function link() {
  const fresh = defaults();
  const parts = new URLSearchParams();
  for (const key of /** @type {const} */ (['mode', 'lang', 'unit', 'active', 'basemap'])) {
    const value = state[key];
    if (value && value !== fresh[key]) parts.set(key, value);
  }
  // Floors that are asked for turn the list to them: who turned it back says so.
  if (floorsAsked(state.queries) && state.active) parts.set('active', state.active);
  if (state.need) parts.set('need', String(state.need));
  if (state.table) parts.set('table', '1');
  if (state.colourBy && state.colourBy !== fresh.colourBy) parts.set('colour', state.colourBy);
  const layers = Object.keys(fresh.shown)
    .filter((id) => Boolean(state.shown[id]) !== fresh.shown[id])
    .map((id) => `${state.shown[id] ? '' : '-'}${id}`);
  if (layers.length) parts.set('layers', layers.join(','));
  for (const [name, text] of layering.written(state.layering)) parts.set(name, text);
  if (state.view?.center) {
    const { center, zoom } = state.view;
    parts.set('at', [rounded(zoom, 2), rounded(center[0], 5), rounded(center[1], 5)].join('/'));
  }
  if (state.selected) parts.set('sel', spotted(state.selected));
  for (const spot of state.basket) parts.append('pick', spotted(spot));
  linkMatch(parts);
  linkBoard(parts);
  linkStock(parts);
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

/** @param {Spot} spot */
const spotted = ({ collection, id }) => `${collection}/${id}`;

/** @param {URLSearchParams} parts */
function linkMatch(parts) {
  const { projectId, site, demand, origin, scheme, weights } = state.match;
  if (projectId) parts.set('project', projectId);
  else if (site) parts.set('site', spotted(site));
  else if (demand) parts.set('demand', JSON.stringify(demand));
  if (origin) parts.set('origin', origin);
  if (scheme) parts.set('scheme', scheme);
  if (weights) parts.set('weights', JSON.stringify(weights));
}

/** @param {URLSearchParams} parts */
function linkBoard(parts) {
  const { scenario, pins, forbid } = state.board;
  if (scenario) parts.set('scenario', scenario);
  for (const { project_id: project, sites } of pins) parts.append('pin', joined([project, ...sites]));
  for (const { project_id: project, site } of forbid) parts.append('forbid', joined([project, site]));
}

/** @param {URLSearchParams} parts */
function linkStock(parts) {
  const { by, table, asof } = state.stock;
  if (by) parts.set('by', by);
  if (table) parts.set('as', 'table');
  if (asof) parts.set('asof', asof);
}

/** @param {URLSearchParams} parts @returns {StockState} */
function stockOf(parts) {
  const [by, asof] = [textOf(parts, 'by'), parts.get('asof')];
  return {
    by: by && /^[a-z_]{1,40}$/.test(by) ? by : null,
    table: parts.get('as') === 'table',
    asof: served() && isDay(asof) ? asof : null,
  };
}

/* A number of a register may hold the very stroke that stands between two of them. */
const joined = (/** @type {string[]} */ ids) => ids.map((id) => id.replace(/[%/]/g, encodeURIComponent)).join('/');
const parted = (/** @type {string} */ part) => part.split('/').map((id) => id.replace(/%2F|%25/g, decodeURIComponent));

/** What a question asks, without what it leaves open. @param {Question} query @returns {Partial<Question>} */
function lean(query) {
  const {
    usage,
    park,
    status,
    values,
    area,
    ranges,
    q,
    or_unknown: unknown,
    within,
    near,
    located,
    filter,
  } = {
    ...emptyQuery(),
    ...query,
  };
  /** @type {Partial<Question>} */
  const kept = {};
  if (usage.length) kept.usage = usage;
  if (park.length) kept.park = park;
  if (status.length) kept.status = status;
  if (Object.keys(values).length) kept.values = values;
  if (area[0] !== null || area[1] !== null) kept.area = area;
  if (Object.keys(ranges).length) kept.ranges = ranges;
  if (q) kept.q = q;
  if (unknown.length) kept.or_unknown = unknown;
  if (within?.length) kept.within = within.map(shortened);
  if (near) kept.near = leanNear(near);
  if (located !== null) kept.located = located;
  if (filter) kept.filter = filter;
  return kept;
}

/* A link is anyone's text: what is not of the expected form is left aside. */
/** @param {any} value @returns {value is string} */
const isText = (value) => typeof value === 'string' && value.length <= LONGEST;
/** Whether it is a day of the calendar. @param {any} value @returns {value is string} */
const isDay = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
/** @param {any} value @returns {string[]} */
const texts = (value) => (Array.isArray(value) ? value.slice(0, MOST).map(String).filter(isText) : []);
/** @param {any} value @returns {number | string | null} */
const bound = (value) =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
    : typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
      ? value
      : null;
/** @param {any} value @returns {Question['ranges'][string]} */
function range(value) {
  if (!Array.isArray(value)) return [null, null];
  const [low, high] = [bound(value[0]), bound(value[1])];
  const isSwapped = low !== null && high !== null && typeof low === typeof high && low > high;
  return isSwapped ? [high, low] : [low, high];
}

/** A question of which everything is known to the catalog. @param {string} id @param {Record<string, any>} given @returns {Question} */
function cleanQuery(id, given) {
  const names = new Set(schema.collection(id).fields.map(({ name }) => name));
  /**
   * @template T
   * @param {Record<string, any> | null | undefined} entries
   * @param {(value: any) => T} clean
   */
  const known = (entries, clean) =>
    Object.fromEntries(
      Object.entries(entries ?? {})
        .filter(([name]) => names.has(name))
        .map(([name, value]) => [name, clean(value)]),
    );
  const ring = pointsOf(given.within);
  return {
    usage: texts(given.usage),
    park: texts(given.park),
    status: texts(given.status),
    values: known(given.values, texts),
    area: /** @type {Question['area']} */ (range(given.area)),
    ranges: known(given.ranges, range),
    q: isText(given.q) ? given.q : '',
    or_unknown: texts(given.or_unknown).filter((key) => names.has(key) || ['usage', 'near', 'within'].includes(key)),
    within: ring.length >= 3 && !crossesItself(ring) ? ring : null,
    near: cleanNear(given.near),
    located: typeof given.located === 'boolean' ? given.located : null,
    filter: cleanFilter(id, given.filter),
  };
}

/** A filter that the page can read, and what its figure is called. @param {string} id @param {any} given @returns {FigureFilter | null} */
function cleanFilter(id, given) {
  const { text, zh, en } = given ?? {};
  if (typeof text !== 'string' || text.length > LONGEST_JSON || !fitted(id, text)) return null;
  return isText(zh) && isText(en) ? { text, zh, en } : null;
}

/** @param {string | null} value @returns {Spot | null} */
function reference(value) {
  if (!isText(value) || !value.includes('/')) return null;
  const at = value.indexOf('/');
  const collection = value.slice(0, at);
  return schema.has(collection) ? { collection, id: value.slice(at + 1) } : null;
}

/** The state that an address asks for, over a fresh start. @param {string} hash */
export function restore(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  // Columns are the reader's own, not the address's.
  const next = { ...defaults(), columns: state.columns };
  restoreChoices(parts, next);
  for (const part of (parts.get('layers') ?? '').split(',')) {
    const id = part.replace(/^-/, '');
    if (schema.has(id)) next.shown[id] = !part.startsWith('-');
  }
  next.layering = layering.read(parts.get('order'), parts.get('opacity'));
  next.view = viewOf(parts.get('at'));
  next.selected = reference(parts.get('sel'));
  next.basket = parts
    .getAll('pick')
    .slice(0, MOST)
    .flatMap((part) => reference(part) ?? []);
  next.match = matchOf(parts, next.match);
  next.board = { ...next.board, ...boardOf(parts) };
  next.stock = stockOf(parts);
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
  if (!parts.has('active')) next.active = floorsAsked(next.queries) ?? next.active;
  const need = Number(parts.get('need'));
  if (need > 0 && Number.isFinite(need)) next.need = need;
  return next;
}

/** A part of the address as text; null where there is none, or too much of it. @param {URLSearchParams} parts @param {string} key */
function textOf(parts, key) {
  const value = parts.get(key);
  return isText(value) ? value : null;
}

/** @param {URLSearchParams} parts @param {string} key @param {readonly T[]} choices @returns {T | undefined} @template {string} T */
const choiceOf = (parts, key, choices) => choices.find((choice) => choice === parts.get(key));

/** @param {URLSearchParams} parts @param {State} next */
function restoreChoices(parts, next) {
  // A demand of one's own needs no register of projects, but the service; what the map in one file carries is of its projects.
  /** @type {Mode[]} */
  const modes = config.projects && served() ? ['match', 'board'] : config.projects || served() ? ['match'] : [];
  next.mode = choiceOf(parts, 'mode', [...modes, 'dashboard']) ?? next.mode;
  next.lang = choiceOf(parts, 'lang', /** @type {const} */ (['zh', 'en'])) ?? next.lang;
  next.unit = choiceOf(parts, 'unit', /** @type {const} */ (['mu', 'm2', 'ha'])) ?? next.unit;
  const ids = config.collections.map(({ id }) => id);
  next.active = choiceOf(parts, 'active', ids) ?? next.active;
  next.basemap = choiceOf(parts, 'basemap', config.basemaps?.map(({ id }) => id) ?? []) ?? next.basemap;
  next.table = parts.get('table') === '1';
  const colour = textOf(parts, 'colour');
  if (colour && ids.some((id) => schema.field(id, colour))) next.colourBy = colour;
}

/** The place on the map that `zoom/lat/lng` names; null where it is none. @param {string | null} at @returns {View | null} */
function viewOf(at) {
  if (!at) return null;
  const [zoom, lat, lng] = at.split('/').map(Number);
  const isPlace = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  return isPlace ? { zoom, center: [lat, lng], restored: true } : null;
}

/** @param {URLSearchParams} parts @param {MatchState} fresh @returns {MatchState} */
function matchOf(parts, fresh) {
  const demand = parsed(parts.get('demand'));
  return {
    ...fresh,
    projectId: textOf(parts, 'project'),
    site: reference(parts.get('site')),
    demand,
    origin: demand && textOf(parts, 'origin'),
    scheme: choiceOf(parts, 'scheme', config.schemes?.map(({ id }) => id) ?? []) ?? null,
    weights: cleanWeights(parsed(parts.get('weights'))),
  };
}

/** @param {URLSearchParams} parts @returns {Partial<BoardState>} */
function boardOf(parts) {
  /** @param {string} key */
  const listed = (key) => parts.getAll(key).slice(0, MOST).filter(isText).map(parted);
  return {
    scenario: textOf(parts, 'scenario'),
    pins: listed('pin')
      .filter(({ length }) => length > 1)
      .map(([project, ...sites]) => ({ project_id: project, sites })),
    forbid: listed('forbid')
      .filter(({ length }) => length === 2)
      .map(([project, site]) => ({ project_id: project, site })),
  };
}

/**
 * Weights by criterion: figures of 0 to 100, or none at all.
 * @param {Record<string, any> | null} given
 * @returns {Record<string, number> | null}
 */
function cleanWeights(given) {
  const entries = Object.entries(given ?? {}).slice(0, 40);
  return entries.length &&
    entries.every(([key, weight]) => isText(key) && typeof weight === 'number' && weight >= 0 && weight <= 100)
    ? Object.fromEntries(entries)
    : null;
}

Object.assign(state, restore(location.hash));
