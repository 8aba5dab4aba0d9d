/* Would break where the page counted months otherwise than the rules of waiting do. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { monthsOf } = await load('find/months.js');

test('a month has 30.44 days; a span that has not begun has none', () => {
  const day = 86400000;
  assert.deepEqual(
    [30 * day, 31 * day, 366 * day, -40 * day].map(monthsOf),
    // 366 / 30.44 is 12.02.
    [0, 1, 12, 0],
  );
});
