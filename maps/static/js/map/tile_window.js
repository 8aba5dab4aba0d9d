/* Which tiles a window of the map needs, and where they lie in the world. */

import { WORLD } from './mercator.js';

/** @typedef {import('./mvt.js').TileAddress} TileAddress */

const DEEPEST = 16;

/** Tiles that cover a window of the map, from its middle outwards. @param {import('./stage.js').LeafletMap} map @param {import('leaflet').LatLngBounds} bounds */
export function addresses(map, bounds) {
  // A tile is 512 pixels wide on the screen, two of the map's own.
  const level = Math.max(0, Math.min(DEEPEST, Math.round(map.getZoom()) - 1));
  const side = 2 ** level;
  /** @param {import('leaflet').LatLng} latlng */
  const place = (latlng) => {
    const { x, y } = map.project(latlng, 0);
    return [(x / WORLD) * side, (y / WORLD) * side];
  };
  const [[west, north], [east, south]] = [place(bounds.getNorthWest()), place(bounds.getSouthEast())];
  /** @param {number} value */
  const edge = (value) => Math.max(0, Math.min(side - 1, Math.floor(value)));
  /** @type {TileAddress[]} */
  const found = [];
  for (let row = edge(north); row <= edge(south); row += 1)
    for (let column = edge(west); column <= edge(east); column += 1) found.push([level, row, column]);
  const [x, y] = [(west + east) / 2 - 0.5, (north + south) / 2 - 0.5];
  return found.sort((a, b) => Math.hypot(a[2] - x, a[1] - y) - Math.hypot(b[2] - x, b[1] - y));
}

/** World pixels of an address: west, north, east, south. @param {TileAddress} at @returns {Box} */
export const rectOf = ([zoom, row, column]) => {
  const size = WORLD / 2 ** zoom;
  return [column * size, row * size, (column + 1) * size, (row + 1) * size];
};

/**
 * World pixels of what a window shows that the one before it did not; null where another question is asked, or tiles of another size.
 * @param {import('./tiles.js').Wanted | undefined} last
 * @param {import('./tiles.js').Wanted} now
 */
export function entered(last, now) {
  if (last?.found !== now.found || last.earlier !== now.earlier || last.seen[0]?.[0] !== now.seen[0]?.[0]) return null;
  const known = new Set(last.seen.map(String));
  return now.seen.filter((at) => !known.has(String(at))).map(rectOf);
}
