/* The ground of each top-level park, in metres from its own middle; made once a load. */

import { config } from '../base/config.js';
import { METRES_A_DEGREE } from '../base/geo.js';
import * as plane from '../base/plane.js';
import { around } from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { featuresOf } from '../data/features.js';
import * as b from './model.js';

const RAD = Math.PI / 180;
const MARGIN = 45;
/**
 * @typedef {{ id: string, collection: string, feature: Feature, parent: unknown, planned: boolean }} Park
 * @typedef {{ id: string, collection: string, feature: Feature, at: (point: Point) => Point, wide: number, high: number,
 *   size: number, box: Box, inner: Park[], plots: { collection: string, feature: Feature }[] }} ParkGround
 */

/** @type {{ key: string, zones: ParkGround[] }} */
let shapes = { key: '', zones: [] };

/** @param {string} id @param {Feature} feature @param {string} role */
export const value = (id, feature, role) => schema.value(id, feature, role);

/** Every park of every layer of parks. @returns {Park[]} */
export function parks() {
  return schema.ofKind('park').flatMap((one) =>
    [...featuresOf(one.id).values()].map((feature) => ({
      id: String(feature.id),
      collection: one.id,
      feature,
      parent: value(one.id, feature, 'parent'),
      planned: Boolean(value(one.id, feature, 'planned')),
    })),
  );
}

/**
 * The park that holds all those around one.
 * @param {string} id
 * @param {Map<string, Park>} byId
 * @returns {Park | null}
 */
export function top(id, byId) {
  const seen = new Set();
  let at = byId.get(id);
  while (at?.parent && byId.has(String(at.parent)) && !seen.has(at.id)) {
    seen.add(at.id);
    at = byId.get(String(at.parent));
  }
  return at ?? null;
}

/** The top-level parks, the largest first. */
export function zones() {
  const used = new Set(b.rows().map((row) => String(row.one.park?.id)));
  const planned = parks().filter((one) => one.planned && used.has(one.id));
  const key = [
    ...config.collections.map((one) => `${one.id} ${featuresOf(one.id).size}`),
    ...planned.map((one) => one.id),
  ].join();
  if (shapes.key === key) return shapes.zones;
  const all = parks();
  const byId = new Map(all.map((one) => [one.id, one]));
  const made = new Map(
    all
      .filter((one) => top(one.id, byId) === one && one.feature.geometry)
      .map((one) => [
        one.id,
        grounded(
          one,
          planned.filter((each) => top(each.id, byId) === one),
        ),
      ]),
  );
  for (const one of all) {
    const zone = made.get(top(one.id, byId)?.id ?? '');
    if (zone && one.id !== zone.id) zone.inner.push(one);
  }
  for (const { id } of schema.ofKind('parcel')) {
    for (const feature of featuresOf(id).values()) {
      const zone = made.get(top(String(value(id, feature, 'park') ?? ''), byId)?.id ?? '');
      if (zone && feature.geometry) zone.plots.push({ collection: id, feature });
    }
  }
  shapes = { key, zones: [...made.values()].sort((x, y) => y.size - x.size) };
  return shapes.zones;
}

/**
 * A sheet shows its park, and of what is only planned that which a scenario builds on.
 * @param {Park} one
 * @param {Park[]} extended
 * @returns {ParkGround}
 */
function grounded(one, extended) {
  const boxes = [one, ...extended].map(({ feature }) => plane.bounds(feature.geometry)).filter((box) => box !== null);
  const [west, south, east, north] = around(boxes);
  const middle = [(west + east) / 2, (south + north) / 2];
  const across = Math.cos(middle[1] * RAD) * METRES_A_DEGREE;
  /** @param {Point} point @returns {Point} */
  const at = ([lng, lat]) => [(lng - middle[0]) * across, -(lat - middle[1]) * METRES_A_DEGREE];
  return {
    id: one.id,
    collection: one.collection,
    feature: one.feature,
    at,
    wide: (east - west) * across + 2 * MARGIN,
    high: (north - south) * METRES_A_DEGREE + 2 * MARGIN,
    size: sizeOf(one.feature),
    box: [west, south, east, north],
    inner: [],
    plots: [],
  };
}

/** @param {Feature} feature */
function sizeOf(feature) {
  const box = plane.bounds(feature.geometry);
  return box ? (box[2] - box[0]) * (box[3] - box[1]) : 0;
}

/** @param {number} metres */
export const round = (metres) => rounding.rounded(metres, 1);
