/* Would break where a heading sorted the wrong way first, did not turn round, or forgot the keys before it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collection, field } from './makers.js';
import { load } from './page.js';

const size = field('area', { type: 'number' });
const sorting = await load('data/sorting.js', {
  collections: [collection('land', 'parcel', [field('id'), field('name'), size, field('owner'), field('note')])],
});
const { state } = await load('base/state.js');
const order = () => state.sort.land.map((/** @type {SortKey} */ key) => `${key.descending ? '-' : ''}${key.field}`);

test('figures begin with the largest, words with the first; again turns round', () => {
  sorting.sortBy('land', 'name', false);
  assert.deepEqual(order(), ['name']);
  sorting.sortBy('land', 'name', false);
  assert.deepEqual(order(), ['-name']);
  sorting.sortBy('land', 'area', false);
  assert.deepEqual(order(), ['-area']);
});

test('with shift a key comes after those there are, three at most, and turns round where it stands', () => {
  sorting.sortBy('land', 'name', true);
  sorting.sortBy('land', 'area', true);
  assert.deepEqual(order(), ['area', 'name']);
  assert.deepEqual(sorting.orderOf('land', 'name'), { place: 2, count: 2, descending: false });
  sorting.sortBy('land', 'owner', true);
  sorting.sortBy('land', 'note', true);
  assert.deepEqual(order(), ['name', 'owner', 'note']);
  assert.equal(sorting.orderOf('land', 'area'), null);
});

test('a second key chosen alone is the first again, from its own beginning', () => {
  sorting.sortBy('land', 'owner', false);
  assert.deepEqual(order(), ['owner']);
});

test('what is no field sorts nothing', () => {
  sorting.sortBy('land', 'gone', false);
  assert.deepEqual(order(), ['owner']);
});
