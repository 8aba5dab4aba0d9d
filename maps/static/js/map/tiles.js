/* Large layers by tiles: which ones the window needs, fetched as it moves, kept within bounds; what is not here yet is shown by what is. */

import { config } from '../base/config.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { parameters } from '../data/parameters.js';
import * as source from '../data/source.js';
import * as mvt from './mvt.js';
import { themeField } from './theme.js';
import { addresses, entered, rectOf } from './tile_window.js';

/**
 * @typedef {import('./stage.js').LeafletMap} LeafletMap
 * @typedef {import('./mvt.js').TileAddress} TileAddress
 *
 * @typedef {object} Tile
 * @property {TileAddress} at
 * @property {Piece[]} features
 * @property {Map<string, Piece>} byId
 *
 * @typedef {MapSheet<Piece> & { rect: Box }} TileSheet
 *
 * @typedef {object} Wanted What the window needs of a layer.
 * @property {TileAddress[]} seen
 * @property {string} asks The question of the moment.
 * @property {string} found What tiles of that question are called.
 * @property {string} all What tiles of the whole layer are called.
 * @property {string} earlier What tiles of the question before it are called.
 */

export const KEPT = 240;
const AT_ONCE = 6;
const SETTLE = 120;
const PAUSE = 160;
const ROLES = ['name', 'usage', 'status', 'area', 'park', 'class', 'parcel'];
/** Tiles by name, the least lately shown first. @type {Map<string, Tile>} */
const kept = new Map();
/** @type {Map<string, AbortController>} */
const loading = new Map();
/** @type {Map<string, Wanted>} */
const wanted = new Map();
/** What the tiles of a layer were called and are called now. @type {Map<string, [earlier: string, now: string]>} */
const before = new Map();
/** @type {[name: string, tile: { id: string, set: string, at: TileAddress }][]} */
let queue = [];
/** @type {LeafletMap} */
let map;
/** @type {(rects: Box[] | null) => void} */
let painted;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let painting;
let version = 0;
/** Rectangles of world pixels that show something else than was painted; null where all may. @type {Box[] | null} */
let fresh = [];

/** @param {Box[] | null} rects */
function spoil(rects) {
  fresh = rects && fresh && [...fresh, ...rects];
}

/** Large layers that are shown. @returns {Collection[]} */
export const large = () => config.collections.filter((one) => one.remote && state.shown[one.id]);

/** The columns that the map reads of a layer, the one that colours it among them. @param {string} id */
function columns(id) {
  const named = ROLES.map((role) => schema.role(id, role)?.name);
  return [...new Set([...named, themeField(id)?.name].filter(Boolean))].join(',');
}

/**
 * The question of a layer, in an order of its own, so that the same one has the same name; empty where everything is
 * asked for.
 * @param {string} id
 */
function question(id) {
  const asks = parameters(id);
  asks.sort();
  return asks.toString();
}

/** What a layer's tiles are called but for their place: layer, columns, question. @param {string} id @param {string} set */
const series = (id, set) => [id, columns(id), set].join('\n');

/** @param {string} prefix @param {TileAddress} at */
const nameOf = (prefix, at) => `${prefix}\n${at.join('/')}`;

/* ---- which ones ---- */
/** When a question was asked last. */
let lately = -Infinity;

/** Ask for what the window needs, shortly: a window that goes on moving asks once. */
export function want() {
  clearTimeout(waiting);
  waiting = setTimeout(fetchAll, large().length ? SETTLE : 0);
}

/** Ask for what another question needs: at once, but one that goes on changing asks as a moving window does. */
export function wantAnswers() {
  const resting = performance.now() - lately > SETTLE;
  lately = performance.now();
  if (!resting) {
    want();
    return;
  }
  clearTimeout(waiting);
  waiting = setTimeout(fetchAll, 0);
}

function fetchAll() {
  const seen = addresses(map, map.getBounds().pad(0.1));
  const last = new Map(wanted);
  wanted.clear();
  const needed = new Map();
  for (const { id } of large()) {
    const asks = question(id);
    const [found, all] = [series(id, asks), series(id, '')];
    const [earlier, now] = before.get(id) ?? [all, all];
    const names = now === found ? earlier : now;
    before.set(id, [names, found]);
    const needs = { seen, asks, found, all, earlier: names };
    wanted.set(id, needs);
    spoil(entered(last.get(id), needs));
    last.delete(id);
    for (const set of new Set([asks, '']))
      for (const at of seen) needed.set(nameOf(set === asks ? found : all, at), { id, set, at });
  }
  if (last.size) spoil(null);
  for (const [name, control] of loading)
    if (!needed.has(name)) {
      control.abort();
      loading.delete(name);
    }
  queue = [...needed].filter(([name]) => !kept.has(name) && !loading.has(name));
  changed();
  while (loading.size < AT_ONCE && queue.length) next();
}

async function next() {
  const first = queue.shift();
  if (!first) return;
  const [name, { id, set, at }] = first;
  const control = new AbortController();
  loading.set(name, control);
  try {
    const asks = new URLSearchParams(set);
    asks.set('properties', columns(id));
    const content = await source.tile(id, at, asks, control.signal);
    if (control.signal.aborted) return;
    keep(id, name, at, content ? told(id, mvt.read(content, at, set)) : []);
  } catch (mistake) {
    if (mistake.name !== 'AbortError') source.failed(id, mistake);
  } finally {
    if (loading.get(name) === control) loading.delete(name);
    if (queue.length && loading.size < AT_ONCE) next();
    else if (settled()) changed();
  }
}

/**
 * Features with every column that was asked for: a tile leaves out what is unknown, and writes lists as JSON.
 * @param {string} id
 * @param {Piece[]} features
 */
function told(id, features) {
  const fields = columns(id)
    .split(',')
    .map((name) => schema.field(id, name))
    .filter((field) => field !== null);
  for (const { properties } of features) {
    for (const { name, type } of fields) {
      properties[name] ??= null;
      if (type === 'list' && typeof properties[name] === 'string') properties[name] = JSON.parse(properties[name]);
    }
  }
  return features;
}

/** @param {string} id @param {string} name @param {TileAddress} at @param {Piece[]} features */
function keep(id, name, at, features) {
  const was = shownOf(id);
  kept.set(name, { at, features, byId: new Map(features.filter(isNamed).map((one) => [one.id, one])) });
  // The least lately shown go first: what is shown is moved to the end.
  for (const old of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(old);
  }
  version += 1;
  // The first tile of a question has those of the one before step back.
  spoil(shownOf(id) === was ? [rectOf(at)] : null);
  paint();
}

/** Paint what is new: at once when all is here, at intervals while more is on its way. */
function paint() {
  if (!settled()) {
    painting ||= setTimeout(hand, PAUSE);
    return;
  }
  clearTimeout(painting);
  hand();
}

function hand() {
  painting = undefined;
  const rects = fresh;
  fresh = [];
  painted(rects);
}

function changed() {
  version += 1;
  paint();
}

/* ---- what is here ---- */

/** @param {Piece} one @returns {one is NamedPiece} */
const isNamed = (one) => one.id !== null;

/** A tile that is shown, and so stays. @param {string} name */
function touch(name) {
  const tile = kept.get(name);
  if (tile) {
    kept.delete(name);
    kept.set(name, tile);
  }
  return tile ?? null;
}

/** The tile at an address, else the nearest above it that is here. @param {string} prefix @param {TileAddress} at */
function nearest(prefix, [zoom, row, column]) {
  for (let up = 0; up <= zoom && up < 6; up += 1) {
    const tile = touch(nameOf(prefix, [zoom - up, Math.floor(row / 2 ** up), Math.floor(column / 2 ** up)]));
    if (tile) return tile;
  }
  return null;
}

/**
 * What a tile shows at an address: all of it, or what lies there of a larger one that stands in for it.
 * @param {Tile} tile
 * @param {TileAddress} at
 * @param {Box} rect
 */
function within(tile, at, [west, north, east, south]) {
  if (tile.at[0] === at[0]) return tile.features;
  return tile.features.filter(
    ({ path: { box } }) => box[0] <= east && box[2] >= west && box[1] <= south && box[3] >= north,
  );
}

/** @type {Map<string, { version: number, sheets: TileSheet[] }>} */
const made = new Map();

/**
 * A layer as it is to be painted: for each place of the window a rectangle to stay within, and features. Those that the
 * question does not find stand first.
 * @param {string} id
 * @returns {TileSheet[]}
 */
export function sheets(id) {
  const known = made.get(id);
  if (known?.version === version) return known.sheets;
  const needs = wanted.get(id);
  const all = needs ? needs.seen.map((at) => sheetOf(needs, at)) : [];
  made.set(id, { version, sheets: all });
  return all;
}

/** @param {Wanted} needs @param {TileAddress} at */
function sheetOf({ asks, found, earlier, all }, at) {
  const rect = rectOf(at);
  const loud = nearest(found, at) ?? nearest(earlier, at);
  const whole = asks ? nearest(all, at) : null;
  const rest =
    whole && whole !== loud ? within(whole, at, rect).filter((one) => one.id === null || !loud?.byId.has(one.id)) : [];
  return { rect, features: [...rest, ...(loud ? within(loud, at, rect) : [])] };
}

/** The question whose tiles are shown, by layer, at a version of what is here. @type {Map<string, { version: number, asks: string }>} */
const shown = new Map();

/** The question that the map shows: the one before, as long as no tile of the new one is here. @param {string} id */
function shownOf(id) {
  const needs = wanted.get(id);
  if (!needs) return '';
  const known = shown.get(id);
  if (known?.version === version) return known.asks;
  const arrived = needs.seen.some((at) => nearest(needs.found, at));
  const asks = arrived ? needs.asks : (needs.earlier.split('\n')[2] ?? '');
  shown.set(id, { version, asks });
  return asks;
}

/** Whether the question of its layer leaves a feature out. @param {string} id @param {Drawn} feature */
export const quiet = (id, feature) => feature.set !== undefined && feature.set !== shownOf(id);

/** @param {Box} box */
const size = ([west, north, east, south]) => (east - west) * (south - north);
/** @type {Map<string, { version: number, byId: Map<string, NamedPiece> }>} */
const inventories = new Map();

/**
 * Every feature in the window once, by id: of one that lies in several tiles its largest piece. Merged ones have none.
 * @param {string} id
 */
export function byId(id) {
  const known = inventories.get(id);
  if (known?.version === version) return known.byId;
  /** @type {Map<string, NamedPiece>} */
  const largest = new Map();
  for (const sheet of sheets(id)) {
    for (const one of sheet.features.filter(isNamed)) {
      const other = largest.get(one.id);
      if (!other || size(one.path.box) > size(other.path.box)) largest.set(one.id, one);
    }
  }
  inventories.set(id, { version, byId: largest });
  return largest;
}

/** The pieces of a feature with the rectangle of each. @param {Spot} spot */
export function pieces({ collection, id }) {
  return sheets(collection).flatMap(({ rect, features }) =>
    features.filter((one) => one.id === id).map((feature) => ({ rect, feature })),
  );
}

/** @param {string} id @param {Point} point */
function sheetAt(id, [lng, lat]) {
  const { x, y } = map.project([lat, lng], 0);
  return (
    sheets(id).find(({ rect: [west, north, east, south] }) => x >= west && x < east && y >= north && y < south)
      ?.features ?? []
  );
}

/** Features in the tile around a point, each with an id. @param {string} id @param {Point} point */
export const near = (id, point) => sheetAt(id, point).filter(isNamed);

/** Whether it stands for several features. @param {Piece} one */
const isMass = (one) => one.merged && one.count > 1;

/** What stands for several features at a point, or null. @param {Point} point */
export function mass(point) {
  const { x, y } = map.project([point[1], point[0]], 0);
  for (const slack of [0, 1 / 2 ** map.getZoom()]) {
    /** @param {Box} box */
    const holds = ([west, north, east, south]) =>
      x >= west - slack && x <= east + slack && y >= north - slack && y <= south + slack;
    for (const { id } of large()) {
      const feature = sheetAt(id, point).find((one) => isMass(one) && holds(one.path.box));
      if (feature) return { collection: id, feature };
    }
  }
  return null;
}

/** How many features of a layer are shown merged. @param {string} id */
export function merged(id) {
  const standing = sheets(id).flatMap(({ features }) => features.filter((one) => isMass(one) && !quiet(id, one)));
  return standing.reduce((sum, one) => sum + one.count, 0);
}

/** Begin on a map; `show` is called when there is something new to show, with where in the world it is, or null where everywhere. @param {LeafletMap} leaflet @param {(rects: Box[] | null) => void} show */
export function attach(leaflet, show) {
  map = leaflet;
  painted = show;
}

/** Whether everything that the window needs is here. */
export const settled = () => !loading.size && !queue.length;

/** How many tiles are kept. */
export const count = () => kept.size;
