import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page.js';

const { filledUp } = await load('data/whole_groups.js');

/** @param {string | null} value @param {number} count */
const group = (value, count) => ({ value, count, available: count, area_m2: count, zh: `${value}`, en: `${value}` });

test('values that a question leaves out stand after the others, with nothing in them; what is unknown is no value', () => {
  const whole = [group('A', 5), group('B', 3), group(null, 2)];
  assert.deepEqual(filledUp([group('B', 1)], whole), [
    group('B', 1),
    { ...group('A', 0), count: 0, available: 0, area_m2: 0 },
  ]);
  assert.deepEqual(
    filledUp([], whole).map((/** @type {any} */ { value }) => value),
    ['A', 'B'],
  );
  assert.deepEqual(filledUp(whole, []), whole);
});
