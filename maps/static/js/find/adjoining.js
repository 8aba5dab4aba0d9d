/* Which of several plots lie side by side. */

import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { featuresOf } from '../data/features.js';

/**
 * Of the chosen plots, those that share an edge with another chosen one: two corners in common, to a centimetre.
 * @param {string} collection
 * @param {string[]} keys
 */
export function adjoining(collection, keys) {
  /** @type {Map<string, string[]>} */
  const owners = new Map();
  for (const key of keys) {
    for (const corner of new Set(corners(featuresOf(collection).get(key)?.geometry)))
      owners.set(corner, [...(owners.get(corner) ?? []), key]);
  }
  /** @type {Map<string, number>} */
  const shared = new Map();
  for (const pair of owners.values()) {
    for (const a of pair)
      for (const b of pair) if (a < b) shared.set(`${a}\n${b}`, (shared.get(`${a}\n${b}`) ?? 0) + 1);
  }
  const touching = new Set();
  for (const [pair, count] of shared) if (count > 1) pair.split('\n').forEach((key) => touching.add(key));
  return touching.size;
}

/** @param {Geometry | null | undefined} geometry */
const corners = (geometry) =>
  plane
    .polygons(geometry)
    .flat(2)
    .map(([lng, lat]) => `${rounding.plain(lng, 7)},${rounding.plain(lat, 7)}`);
