/* Measures on the ground: distance, area, direction, and the folder's metric grid. */

import { config } from './config.js';

/** Metres of the mean radius of the earth. */
const EARTH = 6371008.8;
const RAD = Math.PI / 180;
/** Metres of a degree of latitude. */
export const METRES_A_DEGREE = EARTH * RAD;
/** Enough for a micrometre wherever the series holds. */
const STEPS = 12;

/** Metres between two [lng, lat] on the sphere. @param {Point} from @param {Point} to */
export function distance([lng1, lat1], [lng2, lat2]) {
  const a =
    Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 +
    Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lng2 - lng1) * RAD) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
}

/**
 * Area in m² of a ring of [lng, lat]: on the metric grid where the folder has one the page can reckon, else on the sphere.
 * @param {Point[]} ring
 */
export function area(ring) {
  const grid = config.metric
    ? ring.map((point) => metric(point))
    : ring.map(([lng, lat]) => [lng * METRES_A_DEGREE * Math.cos(ring[0][1] * RAD), lat * METRES_A_DEGREE]);
  let twice = 0;
  for (let i = 0, j = grid.length - 1; i < grid.length; j = i, i += 1)
    twice +=
      (grid[j][0] - grid[0][0]) * (grid[i][1] - grid[0][1]) - (grid[i][0] - grid[0][0]) * (grid[j][1] - grid[0][1]);
  return Math.abs(twice) / 2;
}

/**
 * Easting and northing in metres by Krüger's series to n⁴ (Karney 2011, eq. 7–11, 35): under a millimetre within 6° of the meridian.
 * @param {Point} point
 * @param {typeof config.metric} [grid] another than the folder's
 * @returns {Point}
 */
export function metric([lng, lat], grid = config.metric) {
  const { a, inverse_flattening: rf, lon_0: lon0, lat_0: lat0, k_0: k0, x_0: x0, y_0: y0 } = grid;
  const f = 1 / rf;
  const n = f / (2 - f);
  const e = Math.sqrt(f * (2 - f));
  const alpha = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
    (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
    (49561 / 161280) * n ** 4,
  ];
  const radius = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const project = (/** @type {number} */ longitude, /** @type {number} */ latitude) => {
    const sin = Math.sin(latitude * RAD);
    const tau = Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin));
    const lambda = (longitude - lon0) * RAD;
    const xi = Math.atan2(tau, Math.cos(lambda));
    const eta = Math.asinh(Math.sin(lambda) / Math.hypot(tau, Math.cos(lambda)));
    let [north, east] = [xi, eta];
    alpha.forEach((term, j) => {
      north += term * Math.sin(2 * (j + 1) * xi) * Math.cosh(2 * (j + 1) * eta);
      east += term * Math.cos(2 * (j + 1) * xi) * Math.sinh(2 * (j + 1) * eta);
    });
    return [k0 * radius * east, k0 * radius * north];
  };
  const [east, north] = project(lng, lat);
  return [x0 + east, y0 + north - project(lon0, lat0)[1]];
}

/** A place in metres: on the metric grid where the page can reckon it, else on the sphere about the middle of the folder. @param {Point} point @returns {Point} */
export function onPlane([lng, lat]) {
  if (config.metric) return metric([lng, lat]);
  const [, south, , north] = config.home;
  return [lng * METRES_A_DEGREE * Math.cos(((south + north) / 2) * RAD), lat * METRES_A_DEGREE];
}

/**
 * Longitude and latitude of an easting and northing in metres: `metric` turned round, step by step until it meets them.
 * @param {Point} place
 * @param {typeof config.metric} [grid] another than the folder's
 * @returns {Point}
 */
export function fromMetric([east, north], grid = config.metric) {
  const { a, lon_0: lon0, lat_0: lat0, k_0: k0, y_0: y0 } = grid;
  const degree = a * k0 * RAD;
  /** @type {Point} */
  let point = [lon0, lat0 + (north - y0) / degree];
  for (let step = 0; step < STEPS; step += 1) {
    const [x, y] = metric(point, grid);
    point = [point[0] + (east - x) / (degree * Math.cos(point[1] * RAD)), point[1] + (north - y) / degree];
  }
  return point;
}

/**
 * Length of an edge in metres: on the metric grid, as a survey says it, where the page can reckon it; else on the sphere.
 * @param {Point} a
 * @param {Point} b
 */
export function edge(a, b) {
  if (!config.metric) return distance(a, b);
  const [[x1, y1], [x2, y2]] = [metric(a), metric(b)];
  return Math.hypot(x2 - x1, y2 - y1);
}

const COMPASS = [
  ['北', 'north', '↑'],
  ['东北', 'north-east', '↗'],
  ['东', 'east', '→'],
  ['东南', 'south-east', '↘'],
  ['南', 'south', '↓'],
  ['西南', 'south-west', '↙'],
  ['西', 'west', '←'],
  ['西北', 'north-west', '↖'],
];

/** Direction from one [lng, lat] to another in words and as an arrow. @param {Point} from @param {Point} to */
export function direction([lng1, lat1], [lng2, lat2]) {
  const angle = Math.atan2((lng2 - lng1) * Math.cos(((lat1 + lat2) / 2) * RAD), lat2 - lat1);
  const [zh, en, arrow] = COMPASS[(Math.round(angle / (Math.PI / 4)) + 8) % 8];
  return { zh, en, arrow };
}
