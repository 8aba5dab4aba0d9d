import assert from 'node:assert/strict';
import test from 'node:test';

import { load } from './page.js';

const paths = await load('map/paths.js');

/** @param {[number, number][]} ring */
const polygon = (ring) => ({ id: 'a', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } });
const SQUARE = polygon([
  [0, 0],
  [90, 0],
  [90, 66.5132604431],
  [0, 66.5132604431],
  [0, 0],
]);

test('a ring is projected to world pixels, the north on top', () => {
  const { closed, open, box } = paths.projected(SQUARE);
  assert.equal(open.length, 0);
  assert.equal(closed[0].length, 10);
  [128, 64, 192, 128].forEach((edge, n) => assert.ok(Math.abs(box[n] - edge) < 1e-6));
});

test('a feature is projected once', () => {
  assert.equal(paths.projected(SQUARE), paths.projected(SQUARE));
});

test('what a tile told of a feature is its path: nothing is projected', () => {
  const path = { closed: [], open: [], box: [0, 0, 1, 1], middle: [116, 36] };
  const piece = { ...SQUARE, path };
  assert.equal(paths.projected(piece), path);
  assert.deepEqual(paths.middle(piece), [116, 36]);
});

test('lines stay open', () => {
  const coordinates = [
    [0, 0],
    [45, 0],
  ];
  const { closed, open, box } = paths.projected({
    id: 'a',
    properties: {},
    geometry: { type: 'LineString', coordinates },
  });
  assert.equal(closed.length, 0);
  assert.deepEqual([...open[0]], [128, 128, 160, 128]);
  assert.deepEqual(box, [128, 128, 160, 128]);
});

test('a label stands in the middle of a shape, in degrees; found once', () => {
  const feature = polygon([
    [116, 36],
    [118, 36],
    [118, 38],
    [116, 38],
    [116, 36],
  ]);
  assert.deepEqual(paths.middle(feature), [117, 37]);
  assert.equal(paths.middle(feature), paths.middle(feature));
});

test('what has no shape has no middle, and a box that nothing lies in', () => {
  const feature = { id: 'a', properties: {}, geometry: null };
  assert.equal(paths.middle(feature), null);
  assert.deepEqual(paths.projected(feature).box, [Infinity, Infinity, -Infinity, -Infinity]);
});

test('a box grows to hold a point, and no further', () => {
  const box = paths.emptyBox();
  paths.widen(box, 3, 4);
  paths.widen(box, 1, 9);
  paths.widen(box, 2, 5);
  assert.deepEqual(box, [1, 4, 3, 9]);
});
