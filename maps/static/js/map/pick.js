/* What lies under a point of the map. */

import * as plane from '../base/plane.js';
import { state } from '../base/state.js';
import { featuresOf } from '../data/features.js';
import { WORLD } from './mercator.js';
import * as stock from './stock.js';
import * as tiles from './tiles.js';

const SLACK = 6; // Pixels by which a click may miss what is tiny

/** Features that may lie at a point. @param {string} id @param {Point} point @returns {(Feature | NamedPiece)[]} */
const near = (id, point) => (stock.remote(id) ? tiles.near(id, point) : [...featuresOf(id).values()]);

/** @param {Drawn} one @param {Point} point */
const inside = (one, point) => plane.polygons(one.geometry).some((rings) => plane.inPolygon(point, rings));

/**
 * The smallest of the features that a point lies in; what is smaller than the slack is hit by its neighbourhood too.
 * @template {Drawn} T
 * @param {T[]} features
 * @param {Point} point
 * @param {number} slack
 */
function under(features, point, slack) {
  /** @type {{ one: T, size: number } | null} */
  let best = null;
  for (const one of features) {
    const box = stock.boxOf(one);
    if (!box || !reaches(box, point, slack)) continue;
    const tiny = box[2] - box[0] < slack && box[3] - box[1] < slack;
    if (!tiny && !inside(one, point)) continue;
    const size = (box[2] - box[0]) * (box[3] - box[1]);
    if (!best || size < best.size) best = { one, size };
  }
  return best?.one ?? null;
}

/** @param {Box} box @param {Point} point @param {number} slack */
const reaches = ([west, south, east, north], [lng, lat], slack) =>
  lng >= west - slack && lng <= east + slack && lat >= south - slack && lat <= north + slack;

/** @param {string} collection @param {Drawn} one @returns {Spot} */
const spotOf = (collection, one) => ({ collection, id: String(one.id) });

/**
 * The first hit in layers of a kind.
 * @param {Collection[]} layers
 * @param {Point} point
 * @param {number} slack
 * @param {(spot: Spot) => boolean} [counts]
 * @returns {Spot | null}
 */
function hitIn(layers, point, slack, counts = () => true) {
  for (const { id } of layers) {
    const hit = under(near(id, point), point, slack);
    if (hit && counts(spotOf(id, hit))) return spotOf(id, hit);
  }
  return null;
}

/** A floor whose building is not on the map. @param {Point} point @param {number} slack */
function looseFloor(point, slack) {
  const loose = stock.floors().loose.filter(({ id }) => state.shown[id]);
  const hit = under(
    loose.map(({ feature }) => feature),
    point,
    slack,
  );
  const floor = loose.find(({ feature }) => feature === hit);
  return floor ? spotOf(floor.id, floor.feature) : null;
}

/**
 * The feature at [lng, lat] that a click means: a building with open floors, else a plot, else (far out) a park.
 * @param {Point} point
 * @param {number} zoom
 * @returns {Spot | null}
 */
export function at(point, zoom) {
  const slack = (SLACK * 360) / (WORLD * 2 ** zoom);
  const buildings = zoom >= stock.BUILDINGS_FROM ? stock.shownOf('building') : [];
  return (
    hitIn(buildings, point, 0, ({ collection, id }) => stock.open(collection, id).length > 0) ??
    (zoom >= stock.PLOTS_FROM ? looseFloor(point, slack) : null) ??
    hitIn(stock.drawsPlots(zoom) ? stock.plots() : [], point, slack) ??
    hitIn(buildings, point, 0) ??
    hitIn(stock.drawsPlots(zoom) ? [] : stock.shownOf('park'), point, slack)
  );
}
