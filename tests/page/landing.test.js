/* Would break where a dragged heading landed beside the place that the reader let it go at. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { landing } from '../../maps/static/js/find/landing.js';

const shown = [100, 60, 200, 80].map((width) => ({ width }));

test('a heading changes places with those whose middles it passes', () => {
  assert.equal(landing(shown, 0, 29), 0);
  assert.equal(landing(shown, 0, 31), 1);
  assert.equal(landing(shown, 0, 161), 2);
  assert.equal(landing(shown, 3, -101), 2);
  assert.equal(landing(shown, 3, -20), 3);
});

test('beyond the ends it lands at the end', () => {
  assert.equal(landing(shown, 1, 9000), 3);
  assert.equal(landing(shown, 2, -9000), 0);
});
