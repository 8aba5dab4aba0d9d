import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { load } from './page.js';

const intervals = await load('data/intervals.js');

test('edges are round and hold every value', () => {
  assert.deepEqual(
    intervals.numbers([0, 24], false),
    Array.from({ length: 25 }, (_, n) => n),
  );
  assert.deepEqual(
    intervals.numbers([0, 100], false),
    Array.from({ length: 21 }, (_, n) => n * 5),
  );
  assert.deepEqual(intervals.numbers([3, 7], true), [3, 4, 5, 6, 7, 8]);
});

test('one value alone has a bar', () => {
  assert.deepEqual(intervals.numbers([5], true), [5, 6]);
  assert.deepEqual(intervals.numbers([250], false), [200, 300]);
  assert.deepEqual(intervals.numbers([0], false), [0, 1]);
});

test('figures over several powers of ten stand on a scale of them', () => {
  const edges = intervals.numbers([1, 10, 100, 1000], false);
  assert.deepEqual([edges[0], edges.at(-1)], [1, 1000]);
  assert.ok(edges.includes(10) && edges.includes(100) && edges.length <= 25);
});

test('what is next to nothing or below it stands in the first bar of such a scale', () => {
  const values = [0, ...Array.from({ length: 200 }, (_, n) => 10 ** (n / 40))];
  const edges = intervals.numbers(values, false);
  assert.equal(edges[0], 0);
  assert.ok(edges.at(-1) >= 10 ** (199 / 40));
});

test('a scale over a hundred powers still has no more than 24 bars', () => {
  const edges = intervals.numbers([1e-60, 1, 1e60], false);
  assert.ok(edges.length <= 26 && edges[0] <= 1e-60 && edges.at(-1) >= 1e60);
});

test('what is beyond reckoning has one bar', () => {
  assert.deepEqual(intervals.numbers([-1e100, 3], false), [-1e100, 3]);
});

test('edges of any figures rise, hold them all and are few', () => {
  const figures = fc.array(
    fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.double({ min: 0, max: 1e9, noNaN: true })),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(figures, (values) => {
      const edges = intervals.numbers(values, false);
      assert.ok(edges[0] <= Math.min(...values) && edges.at(-1) >= Math.max(...values));
      assert.ok(edges.slice(1).every((/** @type {number} */ edge, /** @type {number} */ n) => edge > edges[n]));
      assert.ok(edges.length >= 2 && edges.length <= 26);
    }),
  );
});

test('days count from 1970, and back', () => {
  assert.equal(intervals.day('1970-01-02'), 1);
  assert.equal(intervals.day('2024-03-01') - intervals.day('2024-02-28'), 2);
  assert.equal(intervals.iso(1.9), '1970-01-02');
});

test('days stand by months, quarters, years and tens of years, as many as there is room for', () => {
  assert.deepEqual(intervals.dates(['2024-01-31', '2024-01-01']), {
    edges: ['2024-01-01', '2024-02-01'],
    step: 'month',
  });
  const quarters = intervals.dates(['2020-02-01', '2022-12-31']);
  assert.deepEqual([quarters.step, quarters.edges[0], quarters.edges.at(-1)], ['quarter', '2020-01-01', '2023-01-01']);
  const years = intervals.dates(['2000-06-01', '2020-06-01']);
  assert.deepEqual([years.step, years.edges.length], ['year', 22]);
  const tens = intervals.dates(['1820-06-01', '2020-06-01']);
  assert.deepEqual([tens.step, tens.edges[0], tens.edges.at(-1)], ['year', '1820-01-01', '2030-01-01']);
});

test('the calendar ends where its years have four digits', () => {
  assert.equal(intervals.dates(['0001-01-01', '0001-02-01']).edges[0], '0001-01-01');
  assert.equal(intervals.dates(['9999-12-01']).edges.at(-1), '9999-12-31');
  assert.equal(intervals.dates(['0001-01-01', '2020-01-01']).edges[0], '0001-01-01');
});
