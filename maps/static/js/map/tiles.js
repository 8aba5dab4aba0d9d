/* Large layers by tiles: which ones the window needs, fetched as it moves, kept within bounds; what is not here yet is shown by what is. */

import { config } from '../base/config.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import * as source from '../data/source.js';
import * as mvt from './mvt.js';
import { themeField } from './theme.js';

const WORLD = 256;
export const SIDE = 512; // pixels of a tile on the screen
const DEEPEST = 16;
export const KEPT = 240;
const AT_ONCE = 6;
const SETTLE = 120;
const PAUSE = 160;
const ROLES = ['name', 'usage', 'status', 'area', 'park', 'class', 'parcel'];
const kept = new Map();
const loading = new Map();
const wanted = new Map();
const before = new Map();
let map = null;
let painted = () => {};
let waiting = 0;
let version = 0;
let painting = 0;

export const large = () => config.collections.filter((one) => one.remote && state.shown[one.id]);

/** The columns that the map reads of a layer, the one that colours it among them. */
function columns(id) {
  const named = ROLES.map((role) => schema.role(id, role)?.name);
  return [...new Set([...named, themeField(id)?.name].filter(Boolean))].join(',');
}

/** The question of a layer, in an order of its own, so that the same one has the same name; empty where everything is asked for. */
function question(id) {
  const found = source.parameters(id);
  found.sort();
  return found.toString();
}

/** What a layer's tiles are called but for their place: layer, columns, question. */
const series = (id, set) => [id, columns(id), set].join('\n');

const nameOf = (prefix, at) => `${prefix}\n${at.join('/')}`;

/* ---- which ones ---- */
function addresses(bounds, zoom) {
  const level = Math.max(0, Math.min(DEEPEST, Math.round(zoom) - 1));
  const side = 2 ** level;
  const place = (latlng) => {
    const { x, y } = map.project(latlng, 0);
    return [(x / WORLD) * side, (y / WORLD) * side];
  };
  const [[west, north], [east, south]] = [place(bounds.getNorthWest()), place(bounds.getSouthEast())];
  const edge = (value) => Math.max(0, Math.min(side - 1, Math.floor(value)));
  const found = [];
  for (let row = edge(north); row <= edge(south); row += 1)
    for (let column = edge(west); column <= edge(east); column += 1) found.push([level, row, column]);
  const [x, y] = [(west + east) / 2 - 0.5, (north + south) / 2 - 0.5];
  return found.sort((a, b) => Math.hypot(a[2] - x, a[1] - y) - Math.hypot(b[2] - x, b[1] - y));
}

/** Ask for what the window needs, shortly: a window that goes on moving asks once. */
export function want() {
  clearTimeout(waiting);
  waiting = setTimeout(fetchAll, large().length ? SETTLE : 0);
}

function fetchAll() {
  const seen = addresses(map.getBounds().pad(0.1), map.getZoom());
  wanted.clear();
  const needed = new Map();
  for (const { id } of large()) {
    const asks = question(id);
    const [found, all] = [series(id, asks), series(id, '')];
    if (before.get(id)?.[1] !== found) before.set(id, [before.get(id)?.[1] ?? all, found]);
    wanted.set(id, { seen, asks, found, all, earlier: before.get(id)[0] });
    for (const set of new Set([asks, '']))
      for (const at of seen) needed.set(nameOf(set === asks ? found : all, at), { id, set, at });
  }
  for (const [name, control] of loading)
    if (!needed.has(name)) {
      control.abort();
      loading.delete(name);
    }
  queue = [...needed].filter(([name]) => !kept.has(name) && !loading.has(name));
  changed();
  while (loading.size < AT_ONCE && queue.length) next();
}

let queue = [];

async function next() {
  const [name, { id, set, at }] = queue.shift();
  const control = new AbortController();
  loading.set(name, control);
  try {
    const asks = new URLSearchParams(set);
    asks.set('properties', columns(id));
    const content = await source.tile(id, at, asks, control.signal);
    if (control.signal.aborted) return;
    keep(name, at, content ? told(id, mvt.read(content, at, set)) : []);
  } catch (mistake) {
    if (mistake.name !== 'AbortError') changeState({ errors: { ...state.errors, [id]: mistake } });
  } finally {
    if (loading.get(name) === control) loading.delete(name);
    if (queue.length && loading.size < AT_ONCE) next();
    else if (settled()) changed();
  }
}

/** Features with every column that was asked for: a tile leaves out what is unknown, and writes lists as JSON. */
function told(id, features) {
  const fields = columns(id)
    .split(',')
    .map((name) => schema.field(id, name))
    .filter(Boolean);
  for (const { properties } of features) {
    for (const { name, type } of fields) {
      properties[name] ??= null;
      if (type === 'list' && typeof properties[name] === 'string') properties[name] = JSON.parse(properties[name]);
    }
  }
  return features;
}

function keep(name, at, features) {
  const byId = new Map(features.filter((one) => one.id !== null).map((one) => [String(one.id), one]));
  kept.set(name, { at, features, byId });
  // The least lately shown go first: what is shown is moved to the end.
  for (const old of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(old);
  }
  changed();
}

/** Paint what is new: at once when all is here, at intervals while more is on its way. */
function changed() {
  version += 1;
  if (settled()) {
    clearTimeout(painting);
    painting = 0;
    painted();
    return;
  }
  painting ||= setTimeout(() => {
    painting = 0;
    painted();
  }, PAUSE);
}

/* ---- what is here ---- */
function touch(name) {
  const tile = kept.get(name);
  if (tile) {
    kept.delete(name);
    kept.set(name, tile);
  }
  return tile ?? null;
}

/** The tile at an address, else the nearest above it that is here. */
function nearest(prefix, [zoom, row, column]) {
  for (let up = 0; up <= zoom && up < 6; up += 1) {
    const tile = touch(nameOf(prefix, [zoom - up, row >> up, column >> up]));
    if (tile) return tile;
  }
  return null;
}

/** World pixels of an address: west, north, east, south. */
const rectOf = ([zoom, row, column]) => {
  const size = WORLD / 2 ** zoom;
  return [column * size, row * size, (column + 1) * size, (row + 1) * size];
};

/** What a tile shows at an address: all of it, or what lies there of a larger one that stands in for it. */
function within(tile, at, [west, north, east, south]) {
  if (tile.at[0] === at[0]) return tile.features;
  return tile.features.filter(
    ({ path: { box } }) => box[0] <= east && box[2] >= west && box[1] <= south && box[3] >= north,
  );
}

const made = new Map();

/**
 * A layer as it is to be painted: for each place of the window a rectangle to stay within, and features. Those that the question does not find
 * stand first.
 */
export function sheets(id) {
  if (made.get(id)?.version === version) return made.get(id).found;
  const { seen, asks, ...names } = wanted.get(id) ?? { seen: [] };
  const found = seen.map((at) => {
    const rect = rectOf(at);
    const loud = nearest(names.found, at) ?? nearest(names.earlier, at);
    const all = asks ? nearest(names.all, at) : null;
    const rest =
      all && all !== loud
        ? within(all, at, rect).filter((one) => one.id === null || !loud?.byId.has(String(one.id)))
        : [];
    return { rect, features: [...rest, ...(loud ? within(loud, at, rect) : [])] };
  });
  made.set(id, { version, found });
  return found;
}

/** Whether the question of its layer leaves a feature out. */
export const quiet = (id, feature) => feature.set !== undefined && feature.set !== (wanted.get(id)?.asks ?? '');

const size = ([west, north, east, south]) => (east - west) * (south - north);
const inventories = new Map();

/** Every feature in the window once, by id: of one that lies in several tiles its largest piece. Merged ones have none. */
export function byId(id) {
  if (inventories.get(id)?.version === version) return inventories.get(id).found;
  const found = new Map();
  for (const sheet of sheets(id)) {
    for (const one of sheet.features) {
      if (one.id === null) continue;
      const other = found.get(String(one.id));
      if (!other || size(one.path.box) > size(other.path.box)) found.set(String(one.id), one);
    }
  }
  inventories.set(id, { version, found });
  return found;
}

/** The pieces of a feature with the rectangle of each. */
export function pieces({ collection, id }) {
  return sheets(collection).flatMap(({ rect, features }) =>
    features.filter((one) => String(one.id) === id).map((feature) => ({ rect, feature })),
  );
}

function sheetAt(id, [lng, lat]) {
  const { x, y } = map.project([lat, lng], 0);
  return (
    sheets(id).find(({ rect: [west, north, east, south] }) => x >= west && x < east && y >= north && y < south)
      ?.features ?? []
  );
}

/** Features in the tile around a point, each with an id. */
export const near = (id, point) => sheetAt(id, point).filter((one) => one.id !== null);

/** What stands for several features at a point, or null. */
export function mass(point) {
  const { x, y } = map.project([point[1], point[0]], 0);
  for (const slack of [0, 1 / 2 ** map.getZoom()]) {
    const within = ([west, north, east, south]) =>
      x >= west - slack && x <= east + slack && y >= north - slack && y <= south + slack;
    for (const { id } of large()) {
      const one = sheetAt(id, point).find(({ merged, count, path }) => merged && count > 1 && within(path.box));
      if (one) return { collection: id, feature: one };
    }
  }
  return null;
}

/** How many features of a layer are shown merged. */
export function merged(id) {
  const standing = sheets(id).flatMap(({ features }) =>
    features.filter((one) => one.merged && one.count > 1 && !quiet(id, one)),
  );
  return standing.reduce((sum, { count }) => sum + count, 0);
}

/** A box in world pixels as west, south, east, north in degrees. */
export function degrees([west, north, east, south]) {
  const [[w, n], [e, s]] = [mvt.degrees([west, north]), mvt.degrees([east, south])];
  return [w, s, e, n];
}

/** Begin on a map; `paint` is called when there is something new to show. */
export function attach(leaflet, paint) {
  map = leaflet;
  painted = paint;
}

/** Whether everything that the window needs is here. */
export const settled = () => !loading.size && !queue.length;

export const count = () => kept.size;
