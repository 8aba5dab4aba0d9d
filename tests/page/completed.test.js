import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page.js';

const { completed } = await load('data/completed.js');
const group = (/** @type {string} */ value, count = 3) => ({
  value,
  zh: value,
  en: value,
  count,
  area_m2: 5,
  available: 4,
});
const bars = (/** @type {string} */ field, /** @type {number[]} */ counts) => ({
  field,
  counts,
  edges: [0, 1, 2],
  unknown: 2,
  step: null,
});
const choices = { groups: { use: [group('a'), group('b')], park: [group('p')] }, histograms: [bars('size', [1, 2])] };
const empty = {
  matched: 0,
  groups: { use: [], park: [group('q', 0)] },
  histograms: [bars('size', []), bars('height', [])],
};

test('an empty answer has the values and bars of the layer, at 0; what it says itself stays', () => {
  const { groups, histograms } = completed(empty, choices);
  assert.deepEqual(
    groups.use.map((/** @type {any} */ { value, count, available }) => [value, count, available]),
    [
      ['a', 0, 0],
      ['b', 0, 0],
    ],
  );
  assert.deepEqual(groups.park, empty.groups.park);
  assert.deepEqual([histograms[0].counts, histograms[0].edges, histograms[0].unknown], [[0, 0], [0, 1, 2], 0]);
  assert.deepEqual(histograms[1], empty.histograms[1]);
});

test('an answer that found something, or of a layer of which nothing is known, stays as it is', () => {
  const found = { ...empty, matched: 1 };
  assert.equal(completed(found, choices), found);
  assert.equal(completed(empty, null), empty);
});
