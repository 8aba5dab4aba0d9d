import assert from 'node:assert/strict';
import { test } from 'node:test';
import { square } from './catalog.js';
import { load } from './page.js';

const plane = await load('base/plane.js');
const RING = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
  [0, 0],
];
const HOLE = [
  [0.5, 0.5],
  [1.5, 0.5],
  [1.5, 1.5],
  [0.5, 1.5],
  [0.5, 0.5],
];

test('parts of a geometry by its type, none of another', () => {
  assert.deepEqual(plane.polygons({ type: 'Polygon', coordinates: [RING] }), [[RING]]);
  assert.deepEqual(plane.polygons({ type: 'MultiPolygon', coordinates: [[RING]] }), [[RING]]);
  assert.deepEqual(plane.lines({ type: 'LineString', coordinates: RING }), [RING]);
  assert.deepEqual(plane.lines({ type: 'MultiLineString', coordinates: [RING] }), [RING]);
  assert.deepEqual(plane.points({ type: 'Point', coordinates: [1, 2] }), [[1, 2]]);
  assert.deepEqual(plane.points({ type: 'MultiPoint', coordinates: [[1, 2]] }), [[1, 2]]);
  assert.deepEqual([plane.polygons(null), plane.lines(null), plane.points(undefined)], [[], [], []]);
});

test('a hole is outside', () => {
  assert.equal(plane.inPolygon([0.2, 0.2], [RING, HOLE]), true);
  assert.equal(plane.inPolygon([1, 1], [RING, HOLE]), false);
  assert.equal(plane.inPolygon([3, 1], [RING, HOLE]), false);
});

test('a polygon touches a ring that it holds, that holds it, that it crosses or meets at an edge', () => {
  assert.equal(plane.touches(square(0.5, 0.5, 0.2), RING), true);
  assert.equal(plane.touches(square(-1, -1, 9), RING), true);
  assert.equal(plane.touches(square(1, 1, 5), RING), true);
  assert.equal(plane.touches(square(2, 0, 1), RING), true);
  assert.equal(plane.touches(square(2, 2, 1), RING), true);
  assert.equal(plane.touches(square(2.1, 0, 1), RING), false);
});

test('what lies in a hole does not touch', () => {
  const frame = { type: 'Polygon', coordinates: [RING, HOLE] };
  const inner = square(0.9, 0.9, 0.1).coordinates[0];
  assert.equal(plane.touches(frame, inner), false);
});

test('a line that only passes through touches; a point on no side does not', () => {
  /** @param {number[][]} coordinates */
  const line = (coordinates) => ({ type: 'LineString', coordinates });
  assert.equal(
    plane.touches(
      line([
        [-1, 1],
        [3, 1],
      ]),
      RING,
    ),
    true,
  );
  assert.equal(
    plane.touches(
      line([
        [-1, 3],
        [3, 3],
      ]),
      RING,
    ),
    false,
  );
  assert.equal(
    plane.touches(
      line([
        [2, 1],
        [3, 1],
      ]),
      RING,
    ),
    true,
  );
  assert.equal(plane.touches({ type: 'Point', coordinates: [1, 1] }, RING), true);
  assert.equal(plane.touches({ type: 'Point', coordinates: [3, 1] }, RING), false);
  assert.equal(plane.touches(null, RING), false);
});

test('the box of any geometry; none of none', () => {
  assert.deepEqual(plane.bounds(square(1, 2, 3)), [1, 2, 4, 5]);
  assert.deepEqual(plane.bounds({ type: 'Point', coordinates: [7, 8] }), [7, 8, 7, 8]);
  assert.equal(plane.bounds(null), null);
  assert.equal(plane.bounds({ type: 'Polygon', coordinates: [] }), null);
});

test('the middle is the centroid of the largest part', () => {
  assert.deepEqual(plane.middle(square(0, 0, 2)), [1, 1]);
  const two = { type: 'MultiPolygon', coordinates: [square(9, 9, 1).coordinates, square(0, 0, 4).coordinates] };
  assert.deepEqual(plane.middle(two), [2, 2]);
});

test('where the centroid lies outside the middle is that of the widest chord', () => {
  // A U of two legs two and one wide: the centroid lies in the gap.
  const bow = [
    [0, 0],
    [6, 0],
    [6, 5],
    [5, 5],
    [5, 1],
    [2, 1],
    [2, 5],
    [0, 5],
    [0, 0],
  ];
  // Areas 6, 8 and 4 with their middles at heights 0.5, 3 and 3: the centroid stands at (3 + 24 + 12) / 18 = 13 / 6.
  const [x, y] = plane.middle({ type: 'Polygon', coordinates: [bow] });
  assert.equal(x, 1);
  assert.ok(Math.abs(y - 13 / 6) < 1e-12);
});

test('the middle of a line is that of its box, of a flat polygon its first corner', () => {
  const line = [
    [0, 0],
    [4, 2],
  ];
  assert.deepEqual(plane.middle({ type: 'LineString', coordinates: line }), [2, 1]);
  assert.equal(plane.middle(null), null);
  const flat = [
    [1, 1],
    [2, 2],
    [1, 1],
  ];
  assert.deepEqual(plane.middle({ type: 'Polygon', coordinates: [flat] }), [1, 1]);
});

/** @param {Point} point @returns {Point} */
const same = (point) => point;
/** @param {string} type @param {any} coordinates */
const flat = (type, coordinates) => plane.flattened({ type, coordinates }, same);

test('a distance is that of the nearest points, its end among it, and none where shapes meet', () => {
  const ring = flat('Polygon', [RING]);
  assert.equal(plane.isWithin(ring, flat('Point', [5, 2]), 3), true);
  assert.equal(plane.isWithin(ring, flat('Point', [5, 2]), 2.999), false);
  assert.equal(plane.isWithin(ring, flat('Point', [5, 6]), 5), true, 'from a corner');
  assert.equal(plane.isWithin(flat('Point', [1, 1]), ring, 0), true, 'inside');
  assert.equal(
    plane.isWithin(
      flat('LineString', [
        [-1, 1],
        [3, 1],
      ]),
      ring,
      0,
    ),
    true,
    'across, with no corner inside',
  );
  assert.equal(
    plane.isWithin(
      flat('LineString', [
        [3, -5],
        [3, 5],
      ]),
      ring,
      1,
    ),
    true,
    'beside the middle of an edge',
  );
  assert.equal(
    plane.isWithin(
      flat('Polygon', [
        [
          [-9, -9],
          [9, -9],
          [9, 9],
          [-9, 9],
          [-9, -9],
        ],
      ]),
      ring,
      0,
    ),
    true,
  );
  assert.equal(
    plane.isWithin(
      flat('MultiPoint', [
        [9, 9],
        [3, 1],
      ]),
      ring,
      1,
    ),
    true,
    'the nearest of several',
  );
  assert.equal(plane.isWithin(flat('MultiPoint', []), ring, 99), false, 'nothing is near nothing');
});

test('what stands in a hole is as far as the edge of the hole', () => {
  const frame = flat('Polygon', [RING, HOLE]);
  assert.equal(plane.isWithin(frame, flat('Point', [1, 1]), 0.49), false);
  assert.equal(plane.isWithin(frame, flat('Point', [1, 1]), 0.5), true);
});

test('a ring that crosses itself is told, whether its end is given twice or not', () => {
  const bow = [
    [0, 0],
    [1, 1],
    [1, 0],
    [0, 1],
  ];
  assert.equal(plane.crossesItself(bow), true);
  assert.equal(plane.crossesItself([...bow, bow[0]]), true);
  assert.equal(plane.crossesItself(RING), false);
  assert.equal(plane.crossesItself(RING.slice(0, -1)), false);
  assert.equal(
    plane.crossesItself([
      [0, 0],
      [1, 0],
      [0, 1],
    ]),
    false,
  );
});
