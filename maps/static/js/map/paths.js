/* Paths: a feature's lines in world pixels, projected once; and the place of its label. */

import * as plane from '../base/plane.js';
import { worldX, worldY } from './mercator.js';

/** @type {WeakMap<Drawn, Path>} */
const paths = new WeakMap();

/** A box that any point widens. @returns {Box} */
export const emptyBox = () => [Infinity, Infinity, -Infinity, -Infinity];

/** Make a box hold a point too. @param {Box} box @param {number} x @param {number} y */
export function widen(box, x, y) {
  box[0] = Math.min(box[0], x);
  box[1] = Math.min(box[1], y);
  box[2] = Math.max(box[2], x);
  box[3] = Math.max(box[3], y);
}

/** @param {Point[]} ring */
const flat = (ring) => {
  const line = new Float64Array(ring.length * 2);
  ring.forEach(([lng, lat], n) => {
    line[2 * n] = worldX(lng);
    line[2 * n + 1] = worldY(lat);
  });
  return line;
};

/** A feature's rings or lines in world pixels of zoom 0, with their box; made once. @param {Drawn} feature @returns {Path} */
export function projected(feature) {
  const known = feature.path ?? paths.get(feature);
  if (known) return known;
  const closed = plane.polygons(feature.geometry).flat().map(flat);
  const open = plane.lines(feature.geometry).map(flat);
  const box = emptyBox();
  for (const line of [...closed, ...open]) for (let n = 0; n < line.length; n += 2) widen(box, line[n], line[n + 1]);
  const path = { closed, open, box, middle: null };
  paths.set(feature, path);
  return path;
}

/** Where a feature's label stands, in degrees; null where it has no shape. @param {Drawn} feature @returns {Point | null} */
export function middle(feature) {
  const path = projected(feature);
  path.middle ??= plane.middle(feature.geometry);
  return path.middle;
}
