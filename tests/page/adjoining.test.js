/* Would break where plots were said to adjoin that only meet in a corner, or a shared edge were not seen. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { feature, layer } from './makers.js';
import { load } from './page.js';

const { adjoining } = await load('find/adjoining.js');
const { layers } = await load('data/features.js');

/** A square of a thousandth of a degree. @param {string} id @param {number} x @param {number} y */
const square = (id, x, y) => {
  const at = (/** @type {number} */ dx, /** @type {number} */ dy) => [117 + (x + dx) / 1000, 36 + (y + dy) / 1000];
  const ring = [at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)];
  return { ...feature(id, {}), geometry: { type: 'Polygon', coordinates: [ring] } };
};
const [a, b, corner, far] = [square('A', 0, 0), square('B', 1, 0), square('C', 2, 1), square('D', 9, 9)];
const parts = {
  ...feature('M', {}),
  geometry: { type: 'MultiPolygon', coordinates: [far.geometry.coordinates, square('', 0, 1).geometry.coordinates] },
};
layers.set('land', layer(a, b, corner, far, parts, feature('N', {})));

test('two that share an edge adjoin, each counts', () => {
  assert.equal(adjoining('land', ['A', 'B']), 2);
  assert.equal(adjoining('land', ['A', 'B', 'D']), 2);
});

test('a corner alone is no edge; neither is a plot without a place', () => {
  assert.equal(adjoining('land', ['B', 'C']), 0);
  assert.equal(adjoining('land', ['A', 'D', 'N', 'unheard']), 0);
});

test('each part of a plot counts', () => {
  assert.equal(adjoining('land', ['A', 'M']), 2);
});
