/* Plane geometry on GeoJSON in degrees: exact for what a screen asks (does a shape touch a polygon, where is its middle). */

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
