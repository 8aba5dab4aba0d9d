/* What lies beside a plot: neighbours by the boundary in common, those across a road by the gap, a corner alone by neither. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { neighbours } = await load('find/neighbours.js');

const METRE = 1 / 111320;
const SQUEEZE = Math.cos((36 * Math.PI) / 180);

/** A rectangle in metres from a place at 36° N. @param {string} id @param {number} x @param {number} y @param {number} wide @param {number} high @returns {Feature} */
const plot = (id, x, y, wide, high) => {
  const at = (/** @type {number} */ east, /** @type {number} */ north) => [
    116 + (east * METRE) / SQUEEZE,
    36 + north * METRE,
  ];
  const ring = [at(x, y), at(x + wide, y), at(x + wide, y + high), at(x, y + high), at(x, y)];
  return { id, geometry: { type: 'Polygon', coordinates: [ring] }, properties: {} };
};
const one = plot('one', 0, 0, 100, 80);
const east = plot('east', 100, 20, 50, 40);
const north = plot('north', 0, 80.3, 100, 50);
const corner = plot('corner', 100, 80, 50, 50);
const road = plot('road', -70, 0, 50, 80);
const far = plot('far', 300, 0, 50, 50);

test('the longest boundary in common comes first, then the nearest, and none beyond reach', () => {
  const found = neighbours(one, [far, road, corner, east, north, one], 50);
  assert.deepEqual(
    found.map((/** @type {any} */ beside) => beside.feature.id),
    ['north', 'east', 'corner', 'road'],
  );
});

test('boundaries a hand apart are one, as registers draw them; a corner makes no neighbours', () => {
  const found = new Map(
    neighbours(one, [road, corner, east, north], 50).map((/** @type {any} */ beside) => [beside.feature.id, beside]),
  );
  assert.ok(Math.abs(found.get('north').shared - 100) < 2);
  assert.ok(Math.abs(found.get('east').shared - 40) < 2.5, 'a part of an edge counts as far as it goes');
  assert.equal(found.get('corner').shared, 0);
  assert.ok(found.get('corner').gap < 0.6);
  assert.ok(Math.abs(found.get('road').gap - 20) < 0.6);
});

test('what has no area has no neighbours, and what has no place is none', () => {
  const point = { id: 'p', geometry: { type: 'Point', coordinates: [116, 36] }, properties: {} };
  const nowhere = { id: 'n', geometry: null, properties: {} };
  assert.deepEqual(neighbours(point, [one], 50), []);
  assert.deepEqual(neighbours(nowhere, [one], 50), []);
  assert.deepEqual(neighbours(one, [point, nowhere], 50), []);
});

test('a boundary of kilometres is walked in steps that end', () => {
  const long = plot('long', 0, 0, 60000, 80);
  assert.equal(neighbours(long, [plot('beside', 0, 80, 60000, 80)], 50)[0].feature.id, 'beside');
});
