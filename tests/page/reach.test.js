/* Would break where the map stayed away from what was found, or ran from a reader who sees it. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { isOut, shareIn } = await load('map/reach.js');

const WINDOW = [0, 0, 10, 10];
/** @param {number} x @param {number} [count] */
const at = (x, count = 1) => ({ box: [x, 1, x + 1, 2], count });
/** @param {{ box: number[], count: number }[]} sights @param {Record<string, unknown>} [more] */
const leaves = (sights, more = {}) => isOut(sights, { window: WINDOW, isTold: true, couldTell: () => true, ...more });

test('a share counts what lies in the window, its edge too; of nothing nothing is missed', () => {
  assert.equal(shareIn([at(1), at(20), at(30), at(10)], WINDOW), 0.5);
  assert.equal(shareIn([at(1, 30), at(20, 10)], WINDOW), 0.75);
  assert.equal(shareIn([], WINDOW), 1);
});

test('the map goes where none is in the window, or next to none', () => {
  assert.equal(leaves([at(20), at(30)]), true);
  assert.equal(leaves([at(1, 1), at(20, 30)]), true);
});

test('the map stays where some are seen, and where nothing was found', () => {
  assert.equal(leaves([at(1), at(20)]), false);
  assert.equal(leaves([]), false);
});

test('from so far that nothing is told apart it goes nearer, where all of it can be seen then', () => {
  assert.equal(leaves([at(1)], { isTold: false }), true);
  assert.equal(leaves([at(1)], { isTold: false, couldTell: () => false }), false);
});
