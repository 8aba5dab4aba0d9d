import assert from 'node:assert/strict';
import test from 'node:test';

import { load } from './page.js';
import { square, tileOf } from './tile_maker.js';

const mvt = await load('map/mvt.js');
const { degrees } = await load('map/mercator.js');

test('a tile lies where its zoom, row and column say, in world pixels of zoom 0', () => {
  // At zoom 1 a tile has 128 world pixels for its 4096 steps: 32 steps are one of them. Column 1 begins at 128.
  const [one] = mvt.read(tileOf([{ type: 3, parts: [square(32, 64, 320)], properties: {} }]), [1, 0, 1], '');
  assert.deepEqual(one.path.box, [129, 2, 139, 12]);
  assert.deepEqual([...one.path.closed[0]], [129, 2, 139, 2, 139, 12, 129, 12]);
  assert.deepEqual(one.path.open, []);
});

test('rows are counted from the north, columns from the west', () => {
  const [one] = mvt.read(tileOf([{ type: 1, parts: [[[0, 0]]], properties: {} }]), [2, 3, 1], '');
  assert.deepEqual([...one.path.open[0]], [64, 192]);
});

test('a ring keeps no vertex twice: the last, which is the first, is left out', () => {
  const [one] = mvt.read(tileOf([{ type: 3, parts: [square(0, 0, 16)], properties: {} }]), [0, 0, 0], '');
  assert.equal(one.path.closed[0].length, 8);
});

test('rings that turn back are holes of the outer ring before them', () => {
  const parts = [square(0, 0, 128), square(32, 32, 32).reverse(), square(128, 128, 128)];
  const [one] = mvt.read(tileOf([{ type: 3, parts, properties: {} }], 256), [0, 0, 0], '');
  const { type, coordinates } = one.geometry;
  assert.equal(type, 'MultiPolygon');
  assert.deepEqual(
    coordinates.map((/** @type {unknown[]} */ rings) => rings.length),
    [2, 1],
  );
  const [ring] = coordinates[0];
  assert.deepEqual(ring[0], ring.at(-1));
  assert.equal(ring.length, 5);
});

test('a hole with no ring before it is a shape of its own rather than nothing', () => {
  const [one] = mvt.read(tileOf([{ type: 3, parts: [square(0, 0, 8).reverse()], properties: {} }]), [0, 0, 0], '');
  assert.equal(one.geometry.coordinates.length, 1);
});

test('geometry in degrees: the middle of the world is 0, 0, its edges are the antimeridian', () => {
  const parts = /** @type {[number, number][][]} */ ([
    [
      [128, 128],
      [256, 128],
      [0, 128],
    ],
  ]);
  const [one] = mvt.read(tileOf([{ type: 2, parts, properties: {} }], 256), [0, 0, 0], '');
  assert.deepEqual(one.geometry, {
    type: 'MultiLineString',
    coordinates: [
      [
        [0, 0],
        [180, 0],
        [-180, 0],
      ],
    ],
  });
});

test('points are points, and their geometry is made once', () => {
  const [one] = mvt.read(tileOf([{ type: 1, parts: [[[192, 128]]], properties: {} }], 256), [0, 0, 0], '');
  assert.deepEqual(one.geometry, { type: 'MultiPoint', coordinates: [[90, 0]] });
  assert.equal(one.geometry, one.geometry);
});

test('the latitude of a quarter of the world is 66.5°, as Mercator has it', () => {
  const [lng, lat] = degrees([64, 64]);
  assert.equal(lng, -90);
  assert.ok(Math.abs(lat - 66.51326) < 1e-5);
});

test('what a tile tells of a feature: its id as text, whether it stands for several, by which question', () => {
  const at = [0, 0, 0];
  const parts = [square(0, 0, 8)];
  const [single, mass] = mvt.read(
    tileOf([
      { type: 3, parts, properties: { id: 7, name: '东一' } },
      { type: 3, parts, properties: { generalised: true, count: 12 } },
    ]),
    at,
    'usage=1001',
  );
  assert.deepEqual([single.id, single.merged, single.count, single.set], ['7', false, 1, 'usage=1001']);
  assert.deepEqual([mass.id, mass.merged, mass.count], [null, true, 12]);
  assert.equal(single.properties.name, '东一');
});

test('a tile without layers holds nothing', () => {
  assert.deepEqual(mvt.read(new ArrayBuffer(0), [0, 0, 0], ''), []);
});
