/* A distance from a place, as a question keeps it: taken from a link, written into one. */

import { rounded } from '../base/rounding.js';
import { schema } from '../base/schema.js';

/** Metres that a distance may have at most, as the service takes them. */
export const FARTHEST = 100000;
const MOST_POINTS = 500;
const MOST_SIGNS = 200;

/** A point to a tenth of a metre. @param {Point} point @returns {Point} */
export const shortened = ([x, y]) => [rounded(x, 6), rounded(y, 6)];

/** What of a link are points in degrees. @param {any} value @returns {Point[]} */
export const pointsOf = (value) =>
  Array.isArray(value)
    ? value
        .slice(0, MOST_POINTS)
        .filter((point) => Array.isArray(point) && Math.abs(point[0]) <= 180 && Math.abs(point[1]) <= 90)
        .map(([x, y]) => [Number(x), Number(y)])
    : [];

/** Metres that a distance may have. @param {any} metres @returns {metres is number} */
export const isDistance = (metres) => typeof metres === 'number' && metres > 0 && metres <= FARTHEST;

/** What a link says of a distance and a place; null where either is missing. @param {any} given @returns {Near | null} */
export function cleanNear(given) {
  const { metres, spot, shape } = given ?? {};
  if (!isDistance(metres)) return null;
  if (typeof spot?.id === 'string' && spot.id.length <= MOST_SIGNS && schema.has(spot.collection))
    return { metres, spot: { collection: spot.collection, id: spot.id }, shape: null };
  const points = pointsOf(shape);
  return points.length ? { metres, spot: null, shape: points } : null;
}

/** As a link keeps it: the place that is set, and no other. @param {Near} near @returns {any} */
export const leanNear = ({ metres, spot, shape }) =>
  spot ? { metres, spot } : { metres, shape: shape?.map(shortened) };
