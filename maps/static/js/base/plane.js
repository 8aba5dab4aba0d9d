/* Plane geometry on GeoJSON in degrees: exact for what a screen asks (does a shape touch a polygon, where is its middle). */

import { rounded } from './rounding.js';

/** Rings of each polygon. @param {Geometry | null | undefined} geometry @returns {Point[][][]} */
export const polygons = (geometry) =>
  geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.type === 'MultiPolygon' ? geometry.coordinates : [];
/** @param {Geometry | null | undefined} geometry @returns {Point[][]} */
export const lines = (geometry) =>
  geometry?.type === 'LineString'
    ? [geometry.coordinates]
    : geometry?.type === 'MultiLineString'
      ? geometry.coordinates
      : [];
/** @param {Geometry | null | undefined} geometry @returns {Point[]} */
export const points = (geometry) =>
  geometry?.type === 'Point' ? [geometry.coordinates] : geometry?.type === 'MultiPoint' ? geometry.coordinates : [];

/** @param {Point} point @param {Point[]} ring */
function inRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** @param {Point} point @param {Point[][]} rings */
export const inPolygon = (point, rings) =>
  inRing(point, rings[0]) && !rings.slice(1).some((hole) => inRing(point, hole));

/** On which side of the line from a to b a point lies. @param {Point} a @param {Point} b @param {Point} c */
const side = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
/** @param {Point} a @param {Point} b @param {Point} c */
const onSegment = (a, b, c) =>
  Math.min(a[0], b[0]) <= c[0] &&
  c[0] <= Math.max(a[0], b[0]) &&
  Math.min(a[1], b[1]) <= c[1] &&
  c[1] <= Math.max(a[1], b[1]);

/** @param {Point} a @param {Point} b @param {Point} c @param {Point} d */
function crosses(a, b, c, d) {
  const [cSide, dSide, aSide, bSide] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (cSide !== dSide && aSide !== bSide) return true;
  return (
    (cSide === 0 && onSegment(a, b, c)) ||
    (dSide === 0 && onSegment(a, b, d)) ||
    (aSide === 0 && onSegment(c, d, a)) ||
    (bSide === 0 && onSegment(c, d, b))
  );
}

/** @param {Point[]} path @param {Point[]} ring */
function pathsCross(path, ring) {
  for (let i = 1; i < path.length; i += 1) {
    for (let j = 0, k = ring.length - 1; j < ring.length; k = j, j += 1)
      if (crosses(path[i - 1], path[i], ring[k], ring[j])) return true;
  }
  return false;
}

/**
 * Whether a GeoJSON geometry has any point in common with a simple ring.
 * @param {Geometry | null | undefined} geometry
 * @param {Point[]} ring
 */
export function touches(geometry, ring) {
  for (const rings of polygons(geometry)) {
    if (inRing(rings[0][0], ring) || inPolygon(ring[0], rings) || rings.some((one) => pathsCross(one, ring)))
      return true;
  }
  for (const path of lines(geometry)) if (inRing(path[0], ring) || pathsCross(path, ring)) return true;
  return points(geometry).some((point) => inRing(point, ring));
}

/** West, south, east, north of a geometry; null where there is none. @param {Geometry | null | undefined} geometry */
export function bounds(geometry) {
  if (!geometry) return null;
  /** @type {Box} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (/** @type {any} */ part) => {
    if (typeof part[0] !== 'number') {
      part.forEach(walk);
      return;
    }
    box[0] = Math.min(box[0], part[0]);
    box[1] = Math.min(box[1], part[1]);
    box[2] = Math.max(box[2], part[0]);
    box[3] = Math.max(box[3], part[1]);
  };
  walk(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}

/** @param {Point[]} ring */
function ringArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1)
    sum += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
  return sum / 2;
}

/**
 * A point to hang a label on: the centroid of the largest part, or the middle of its widest chord where that lies outside.
 * @param {Geometry | null | undefined} geometry
 * @returns {Point | null}
 */
export function middle(geometry) {
  const all = polygons(geometry);
  if (!all.length) {
    const box = bounds(geometry);
    return box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : null;
  }
  const rings = all.reduce((best, one) => (Math.abs(ringArea(one[0])) > Math.abs(ringArea(best[0])) ? one : best));
  const [ring] = rings;
  const area = ringArea(ring);
  let [x, y] = [0, 0];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const cross =
      (ring[j][0] - ring[0][0]) * (ring[i][1] - ring[0][1]) - (ring[i][0] - ring[0][0]) * (ring[j][1] - ring[0][1]);
    x += (ring[j][0] + ring[i][0] - 2 * ring[0][0]) * cross;
    y += (ring[j][1] + ring[i][1] - 2 * ring[0][1]) * cross;
  }
  /** @type {Point} */
  const centre = area ? [ring[0][0] + x / (6 * area), ring[0][1] + y / (6 * area)] : ring[0];
  return inPolygon(centre, rings) ? centre : (chord(rings, centre[1]) ?? centre);
}

/** @param {Point[][]} rings @param {number} y @returns {Point | null} */
function chord(rings, y) {
  const cuts = rings
    .flatMap((ring) =>
      ring.slice(1).flatMap((point, n) => {
        const [[x1, y1], [x2, y2]] = [ring[n], point];
        return y1 > y === y2 > y ? [] : [x1 + ((y - y1) * (x2 - x1)) / (y2 - y1)];
      }),
    )
    .sort((a, b) => a - b);
  let best = null;
  for (let i = 1; i < cuts.length; i += 2)
    if (!best || cuts[i] - cuts[i - 1] > best[1] - best[0]) best = [cuts[i - 1], cuts[i]];
  return best ? [(best[0] + best[1]) / 2, y] : null;
}

/* ---- distance, of shapes on a plane in metres ---- */

/**
 * A shape as distances need it: every single point and every line, each as points one after the other; polygons for what lies inside them.
 * @typedef {{ paths: Point[][], areas: Point[][][], box: Box }} Flat
 */

/**
 * A geometry on a plane.
 * @param {Geometry} geometry
 * @param {(point: Point) => Point} onPlane
 * @returns {Flat}
 */
export function flattened(geometry, onPlane) {
  const moved = (/** @type {Point[]} */ path) => path.map((point) => onPlane(point));
  const areas = polygons(geometry).map((rings) => rings.map(moved));
  const paths = [...points(geometry).map((point) => [onPlane(point)]), ...lines(geometry).map(moved), ...areas.flat()];
  return { paths, areas, box: bounds({ type: 'MultiLineString', coordinates: paths }) ?? [NaN, NaN, NaN, NaN] };
}

/** Whether two shapes lie within a distance of each other, its end among it. @param {Flat} a @param {Flat} b @param {number} metres */
export function isWithin(a, b, metres) {
  const gap = Math.hypot(
    Math.max(0, a.box[0] - b.box[2], b.box[0] - a.box[2]),
    Math.max(0, a.box[1] - b.box[3], b.box[1] - a.box[3]),
  );
  if (!(gap <= metres)) return false;
  return holds(a, b) || holds(b, a) || a.paths.some((path) => b.paths.some((other) => areClose(path, other, metres)));
}

/** Whether a part of a shape begins inside another. @param {Flat} outer @param {Flat} inner */
const holds = (outer, inner) => outer.areas.some((rings) => inner.paths.some(([first]) => inPolygon(first, rings)));

/** @param {Point[]} path @param {Point[]} other @param {number} metres */
function areClose(path, other, metres) {
  for (let i = Math.min(1, path.length - 1); i < path.length; i += 1) {
    for (let j = Math.min(1, other.length - 1); j < other.length; j += 1)
      if (gapOf(path[Math.max(0, i - 1)], path[i], other[Math.max(0, j - 1)], other[j]) <= metres) return true;
  }
  return false;
}

/** Between two edges, which may be points. @param {Point} a @param {Point} b @param {Point} c @param {Point} d */
function gapOf(a, b, c, d) {
  if (crosses(a, b, c, d)) return 0;
  return Math.min(gapTo(a, c, d), gapTo(b, c, d), gapTo(c, a, b), gapTo(d, a, b));
}

/** From a point to an edge. @param {Point} point @param {Point} from @param {Point} to */
function gapTo([x, y], [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length)) : 0;
  return Math.hypot(x - x1 - share * dx, y - y1 - share * dy);
}

/** Whether the edges of a ring, closed by its first point, cross or meet other than end to end. @param {Point[]} ring */
export function crossesItself(ring) {
  const [first] = ring;
  const last = ring[ring.length - 1];
  const open = first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring;
  const edges = open.map((point, n) => /** @type {const} */ ([point, open[(n + 1) % open.length]]));
  return edges.some(([a, b], n) =>
    edges.some(([c, d], k) => k > n + 1 && !(n === 0 && k === edges.length - 1) && crosses(a, b, c, d)),
  );
}

/* ---- as a drawing ---- */

/** A line or a ring as the path of a drawing, to a tenth of a pixel. @param {Point[]} line @param {(point: Point) => Point} at @param {boolean} close */
const lineOf = (line, at, close) =>
  `M${line
    .map((point) =>
      at(point)
        .map((pixel) => rounded(pixel, 1))
        .join(' '),
    )
    .join('L')}${close ? 'Z' : ''}`;

/** A geometry as the path of a drawing; `at` gives its pixels. @param {Geometry | null} geometry @param {(point: Point) => Point} at */
export const pathOf = (geometry, at) =>
  [
    ...polygons(geometry).flatMap((rings) => rings.map((ring) => lineOf(ring, at, true))),
    ...lines(geometry).map((line) => lineOf(line, at, false)),
  ].join('');

/** The least box around boxes; of none it is boundless. @param {Box[]} boxes @returns {Box} */
export const around = (boxes) => [
  Math.min(...boxes.map((box) => box[0])),
  Math.min(...boxes.map((box) => box[1])),
  Math.max(...boxes.map((box) => box[2])),
  Math.max(...boxes.map((box) => box[3])),
];

/** Whether two boxes have a point in common. @param {Box} one @param {Box} other */
export const meet = (one, other) =>
  one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
