/* What lies beside a plot: others that share a boundary with it, and those across a road. */

import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';

const TOUCH = 0.6; // Metres that boundaries of neighbours may lie apart, as registers draw them
const STEP = 1.6; // The first point of an edge lies farther from a corner than boundaries may lie apart: an edge that runs away from a neighbour shares nothing
const LEAST = 3; // Metres of boundary in common: a corner alone makes no neighbours
const MOST_STEPS = 4000;

/**
 * One beside a plot: metres of boundary in common, and how far apart where there are none.
 * @typedef {{ feature: Feature, shared: number, gap: number }} Beside
 */

/** Edges of a shape in metres. @param {Geometry | null} geometry @returns {[Point, Point][]} */
const edges = (geometry) =>
  plane.polygons(geometry).flatMap((rings) =>
    rings.flatMap((ring) => {
      const points = ring.map((point) => geo.onPlane(point));
      return points.slice(1).map((point, n) => /** @type {[Point, Point]} */ ([points[n], point]));
    }),
  );

/** @param {Point} point @param {[Point, Point]} edge */
function distance([x, y], [[ax, ay], [bx, by]]) {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** @param {Point} point @param {[Point, Point][]} others */
const nearest = (point, others) => others.reduce((least, edge) => Math.min(least, distance(point, edge)), Infinity);

/** Points along edges, each with the length that it stands for. @param {[Point, Point][]} own @returns {{ at: Point, length: number }[]} */
function along(own) {
  const whole = own.reduce((sum, [a, b]) => sum + Math.hypot(b[0] - a[0], b[1] - a[1]), 0);
  const step = Math.max(STEP, whole / MOST_STEPS);
  return own.flatMap(([a, b]) => {
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const count = Math.max(1, Math.round(length / step));
    return Array.from({ length: count }, (_, n) => {
      const share = (n + 0.5) / count;
      return {
        at: /** @type {Point} */ ([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]),
        length: length / count,
      };
    });
  });
}

/** @param {{ at: Point, length: number }[]} samples @param {[Point, Point][]} own @param {[Point, Point][]} others */
function between(samples, own, others) {
  let shared = 0;
  let gap = Infinity;
  for (const { at, length } of samples) {
    const metres = nearest(at, others);
    gap = Math.min(gap, metres);
    if (metres <= TOUCH) shared += length;
  }
  for (const [corner] of others) gap = Math.min(gap, nearest(corner, own));
  return { shared: shared >= LEAST ? shared : 0, gap };
}

/** A box, wider by so many metres. @param {Box} box @param {number} metres @returns {Box} */
function widened([west, south, east, north], metres) {
  const up = metres / geo.METRES_A_DEGREE;
  const aside = up / Math.cos((((south + north) / 2) * Math.PI) / 180);
  return [west - aside, south - up, east + aside, north + up];
}

/**
 * Features within `reach` metres of one: those with the longest boundary in common first, then the nearest.
 * @param {Feature} one
 * @param {Iterable<Feature>} others
 * @param {number} reach
 * @returns {Beside[]}
 */
export function neighbours(one, others, reach) {
  const box = plane.bounds(one.geometry);
  if (!box || !plane.polygons(one.geometry).length) return [];
  const [west, south, east, north] = widened(box, reach);
  const own = edges(one.geometry);
  const samples = along(own);
  return [...others]
    .flatMap((feature) => {
      const there = feature.id === one.id ? null : plane.bounds(feature.geometry);
      if (!there || there[0] > east || there[2] < west || there[1] > north || there[3] < south) return [];
      const theirs = edges(feature.geometry);
      return theirs.length ? [{ feature, ...between(samples, own, theirs) }] : [];
    })
    .filter(({ gap }) => gap <= reach)
    .sort((a, b) => b.shared - a.shared || a.gap - b.gap);
}
