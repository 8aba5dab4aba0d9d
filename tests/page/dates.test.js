/* Would break where a date of a phrase were taken for another day, or asked of its wrong side. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { daysAt } = await load('data/phrases/dates.js');

/** @type {[string, string | null, string | null][]} */
const SIDES = [
  ['2024年6月前', null, '2024-05-31'],
  ['2024年6月底前', null, '2024-06-30'],
  ['2024年6月', null, '2024-06-30'],
  ['2024年底', null, '2024-12-31'],
  ['2024年2月29日以前', null, '2024-02-28'],
  ['2024年6月起', '2024-06-01', null],
  ['2024年后', '2025-01-01', null],
  ['2024-12之后', '2025-01-01', null],
  ['不晚于2024/3/1', null, '2024-03-01'],
  ['不早于2024年', '2024-01-01', null],
  ['before june 2024', null, '2024-05-31'],
  ['by 1 march 2024', null, '2024-03-01'],
  ['by the end of feb 2024', null, '2024-02-29'],
  ['after dec 31, 2023', '2024-01-01', null],
  ['from 2024', '2024-01-01', null],
  ['not before june 2024', '2024-06-01', null],
];

for (const [typed, low, high] of SIDES)
  test(typed, () => {
    const days = daysAt(typed, 0);
    assert.deepEqual([days.low, days.high, days.end], [low, high, typed.length]);
  });

test('a date on no side is known by its first day as well', () => {
  assert.equal(daysAt('2024年6月', 0).first, '2024-06-01');
  assert.equal(daysAt('in 2023', 0).first, '2023-01-01');
  assert.equal(daysAt('by june 2024', 0).first, null);
});

test('figures of areas, lengths and codes are no dates', () => {
  for (const typed of [
    '2024平',
    '2024.5亩',
    'from 2024 m2',
    '2024',
    '20-50 mu',
    'P-2023-001',
    '370113002001GB00017',
    'may',
  ])
    assert.equal(daysAt(typed, 0), null, typed);
});
