/* The feature nearest to a point, among those that the page holds. */

import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';
import { featuresOf } from './features.js';
import { AROUND, flatOf } from './near.js';

const EXACT = 0.5;

/**
 * The feature of a collection that is nearest to a point, and how many metres away; null where none is near.
 * @param {string} id
 * @param {Point} point
 * @param {(key: string) => boolean} [isWanted] of the feature by its number
 * @returns {{ id: string, metres: number } | null}
 */
export function nearest(id, point, isWanted = () => true) {
  const there = plane.flattened({ type: 'Point', coordinates: point }, geo.onPlane);
  let best = null;
  let metres = AROUND;
  for (const [key, { geometry }] of featuresOf(id)) {
    const shape = geometry && isWanted(key) ? flatOf(geometry) : null;
    if (!shape || !plane.isWithin(shape, there, metres)) continue;
    metres = gap(shape, there, metres);
    best = key;
    if (!metres) break;
  }
  return best === null ? null : { id: best, metres };
}

/** How far apart two shapes are that lie within a distance of each other: halved until it is exact enough. @param {plane.Flat} a @param {plane.Flat} b @param {number} most */
function gap(a, b, most) {
  if (plane.isWithin(a, b, 0)) return 0;
  let [low, high] = [0, most];
  while (high - low > EXACT) {
    const middle = (low + high) / 2;
    if (plane.isWithin(a, b, middle)) high = middle;
    else low = middle;
  }
  return high;
}
