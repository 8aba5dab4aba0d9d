/* Would break where a printed map showed less than what stands under it. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { feature } from './makers.js';
import { load } from './page.js';

const { around } = await load('find/boxes.js');
const plane = await load('base/plane.js');

test('the least box around boxes', () => {
  assert.deepEqual(
    plane.around([
      [1, 2, 3, 4],
      [0, 3, 2, 9],
    ]),
    [0, 2, 3, 9],
  );
  assert.deepEqual(plane.around([[1, 2, 3, 4]]), [1, 2, 3, 4]);
});

test('features without a place take no room; of none there is no box', () => {
  const point = { ...feature('A', {}), geometry: { type: 'Point', coordinates: [117, 36] } };
  assert.deepEqual(around([feature('B', {}), point]), [117, 36, 117, 36]);
  assert.equal(around([feature('B', {})]), null);
});
