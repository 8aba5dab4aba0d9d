/* Would break where a key led past the rows, or a key that means something else moved them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeAfter } from '../../maps/static/js/find/row_keys.js';

test('arrows, pages and ends stay within the rows', () => {
  const after = (/** @type {string} */ key) => placeAfter(key, 5, 12);
  assert.deepEqual(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map(after), [6, 4, 11, 0, 0, 11]);
  assert.equal(placeAfter('ArrowUp', 0, 12), 0);
  assert.equal(after('a'), null);
});
