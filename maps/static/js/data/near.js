/* A distance from a place: taken from a link and written into one, as a rule of the page's engine, as a parameter of the service. */

import { config } from '../base/config.js';
import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';
import { rounded } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { t, wordMistake } from '../base/words.js';
import { featuresOf } from './features.js';
import { LONGEST, MOST } from './link_limits.js';

/** Metres that a distance may have at most, as the service takes them. */
export const FARTHEST = config.farthest_m;
/** Metres that are asked where nobody has said how far. */
export const AROUND = 2000;

/** A point to a tenth of a metre. @param {Point} point @returns {Point} */
export const shortened = ([x, y]) => [rounded(x, 6), rounded(y, 6)];

/** What of a link are points in degrees. @param {any} value @returns {Point[]} */
export const pointsOf = (value) =>
  Array.isArray(value)
    ? value
        .slice(0, MOST)
        .filter((point) => Array.isArray(point) && Math.abs(point[0]) <= 180 && Math.abs(point[1]) <= 90)
        .map(([x, y]) => [Number(x), Number(y)])
    : [];

/** Metres that a distance may have. @param {any} metres @returns {metres is number} */
export const isDistance = (metres) => typeof metres === 'number' && metres > 0 && metres <= FARTHEST;

/** What a link says of a distance and a place; null where either is missing. @param {any} given @returns {Near | null} */
export function cleanNear(given) {
  const { metres, spot, shape } = given ?? {};
  if (!isDistance(metres)) return null;
  if (typeof spot?.id === 'string' && spot.id.length <= LONGEST && schema.has(spot.collection))
    return { metres, spot: { collection: spot.collection, id: spot.id }, shape: null };
  const points = pointsOf(shape);
  return points.length && !isCrossed(points) ? { metres, spot: null, shape: points } : null;
}

/** Whether points are an area whose edges cross; a line may. @param {Point[]} points */
const isCrossed = (points) => isClosed(points) && plane.crossesItself(points);

/** @param {Point[]} points */
const isClosed = (points) => points.length > 3 && points[0].join() === /** @type {Point} */ (points.at(-1)).join();

/** As a link keeps it: the place that is set, and no other. @param {Near} near @returns {any} */
export const leanNear = ({ metres, spot, shape }) =>
  spot ? { metres, spot } : { metres, shape: shape?.map(shortened) };

/* ---- the place ---- */

/** @type {Record<string, Words>} */
const DRAWN = {
  Point: { zh: '所选的点', en: 'the chosen point' },
  LineString: { zh: '所画的线', en: 'the drawn line' },
  Polygon: { zh: '所画范围', en: 'the drawn area' },
};

/** A drawn shape as a geometry: one point, a line, or an area where its last point is its first. @param {Point[]} shape @returns {Geometry} */
export function geometryOf(shape) {
  const [first] = shape;
  const last = shape[shape.length - 1];
  if (shape.length === 1) return { type: 'Point', coordinates: first };
  return shape.length > 3 && first[0] === last[0] && first[1] === last[1]
    ? { type: 'Polygon', coordinates: [shape] }
    : { type: 'LineString', coordinates: shape };
}

/** The geometry that a distance is counted from; null where the page has not met its feature, or that has no place. @param {Near} near */
export const placeOf = ({ spot, shape }) =>
  shape ? geometryOf(shape) : spot ? (featuresOf(spot.collection).get(spot.id)?.geometry ?? null) : null;

/** What the place is called, as it stands in a sentence. @param {Near} near @returns {Words} */
export function placeWords({ spot, shape }) {
  if (!spot) return DRAWN[geometryOf(shape ?? []).type];
  const feature = featuresOf(spot.collection).get(spot.id);
  const [name, english] = ['name', 'name_en'].map((role) => schema.value(spot.collection, feature, role));
  return { zh: `“${name ?? spot.id}”`, en: String(english ?? name ?? spot.id) };
}

/** A distance as it is said: kilometres where these are exact, else metres. @param {number} metres */
export const distanceWords = (metres) =>
  metres >= 1000 && metres % 10 === 0 ? `${fmt.number(metres / 1000, 2)} km` : `${fmt.number(metres, 2)} m`;

/** @param {Near} near @returns {Words} */
export function nearWords(near) {
  const what = placeWords(near);
  const far = distanceWords(near.metres);
  return { zh: `距${what.zh} ${far} 以内`, en: `within ${far} of ${what.en}` };
}

/* ---- the rule ---- */

/** Shapes on the plane, each reckoned once. @type {WeakMap<Geometry, plane.Flat>} */
const flats = new WeakMap();

/** A shape in metres. @param {Geometry} geometry */
export function flatOf(geometry) {
  const flat = flats.get(geometry) ?? plane.flattened(geometry, geo.onPlane);
  flats.set(geometry, flat);
  return flat;
}

/** The rule of a distance; throws in words where its place is not in the data. @param {Near} near @returns {Rule} */
export function nearby(near) {
  const place = placeOf(near);
  if (!place) throw lost(near);
  const there = flatOf(place);
  return {
    key: 'near',
    words: nearWords(near),
    answer: ({ geometry }) => (geometry ? Number(plane.isWithin(flatOf(geometry), there, near.metres)) : -1),
  };
}

/** @param {Near} near */
function lost(near) {
  const { zh, en } = placeWords(near);
  /** @type {Mistake} */
  const mistake = new Error(`${en} has no place`);
  const words = {
    zh: `量距的地点${zh}不在当前数据中，或没有位置。请改选地点，或去掉“周边”这一条`,
    en: `${en}, which the distance is measured from, is not in this data or has no place. Choose another, or drop the distance`,
  };
  return wordMistake(mistake, () => t(words));
}

/** The place as the service reads it. @param {Near} near */
export function nearParameter({ spot, shape }) {
  if (spot) return `${spot.collection}/${spot.id}`;
  const { type } = geometryOf(shape ?? []);
  const listed = (shape ?? []).map(([x, y]) => `${x} ${y}`).join(',');
  return type === 'Polygon' ? `POLYGON((${listed}))` : `${type.toUpperCase()}(${listed})`;
}
