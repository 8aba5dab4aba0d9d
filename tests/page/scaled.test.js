/* Weights scaled to 100: a ranking by weights that do not sum to it is refused by the service. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { scaled } = await load('match/scaled.js');

/** @param {Record<string, number>} weights */
const of = (weights) => Object.fromEntries(scaled(new Map(Object.entries(weights))));

test('weights keep their proportion and sum to 100', () => {
  assert.deepEqual(of({ area: 1, power: 3 }), { area: 25, power: 75 });
  assert.deepEqual(of({ area: 40, power: 40, tax: 40, port: 40 }), { area: 25, power: 25, tax: 25, port: 25 });
});

test('what rounding leaves over goes to the one that it took most from, ties by id', () => {
  // 100 / 3 = 33.33…: three times 33.3, and the tenth that is missing to the first by id.
  assert.deepEqual(of({ c: 1, a: 1, b: 1 }), { c: 33.3, a: 33.4, b: 33.3 });
  // 1/7 = 14.2857: loses 0.0857; 2/7 = 28.5714: loses 0.0714; 4/7 = 57.1429: loses 0.0429. Of 1000 tenths 998 are given.
  assert.deepEqual(of({ x: 1, y: 2, z: 4 }), { x: 14.3, y: 28.6, z: 57.1 });
});

test('a weight of nothing stays nothing', () => {
  assert.deepEqual(of({ a: 0, b: 5 }), { a: 0, b: 100 });
});

test('weights that need no scaling stay as they are, whatever binary fractions make of them', () => {
  assert.deepEqual(of({ a: 33.3, b: 33.3, c: 33.4 }), { a: 33.3, b: 33.3, c: 33.4 });
});
