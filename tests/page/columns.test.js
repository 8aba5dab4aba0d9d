/* Would break where chosen columns were lost, came back in another order, or held a field that the catalog has no more. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collection, field } from './makers.js';
import { load } from './page.js';

const entries = new Map([
  ['landstock.columns.land', JSON.stringify([{ name: 'owner', width: 9999 }, { name: 'gone' }, { name: 'owner' }, 7])],
  ['landstock.columns.floors', '"spoilt"'],
]);
globalThis.localStorage = /** @type {any} */ ({
  getItem: (/** @type {string} */ key) => entries.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ text) => entries.set(key, text),
  removeItem: (/** @type {string} */ key) => entries.delete(key),
});

const fields = [field('id', { place: 1 }), field('name', { place: 3 }), field('area', { place: 2 }), field('owner')];
const columns = await load('data/columns.js', {
  collections: [collection('land', 'parcel', fields), collection('floors', 'space', [field('id'), field('name')])],
});
const { state } = await load('base/state.js');
const named = (/** @type {string} */ id) => columns.columnsOf(id).map((/** @type {any} */ { name }) => name);

test('what was chosen comes back without what is gone, doubled or spoilt, and no wider than can be', () => {
  assert.deepEqual(columns.columnsOf('land'), [{ name: 'owner', width: columns.WIDTH.most }]);
  assert.equal(columns.isOwn('land'), true);
  assert.equal(columns.isOwn('floors'), false);
});

test('without a choice a list begins with the marked columns in their order, else with its first field', () => {
  columns.choose('land', null);
  assert.deepEqual(named('land'), ['id', 'area', 'name']);
  assert.deepEqual(named('floors'), ['id']);
  assert.equal(entries.has('landstock.columns.land'), false);
});

test('a column comes at the end, moves, widens and goes, and every choice is kept', () => {
  columns.toggle('land', 'owner');
  columns.move('land', 'owner', 1);
  columns.widen('land', 'name', 3);
  columns.toggle('land', 'area');
  assert.deepEqual(JSON.parse(entries.get('landstock.columns.land') ?? ''), [
    { name: 'id', width: null },
    { name: 'owner', width: null },
    { name: 'name', width: columns.WIDTH.least },
  ]);
  columns.widen('land', 'name', null);
  columns.move('land', 'id', 99);
  columns.move('land', 'nobody', 0);
  assert.deepEqual(named('land'), ['owner', 'name', 'id']);
  assert.deepEqual(
    columns.fieldsOf('land').map((/** @type {Field} */ { name }) => name),
    ['owner', 'name', 'id'],
  );
  assert.equal(state.columns.land.length, 3);
});

test('the last column stays', () => {
  columns.choose('floors', [{ name: 'name', width: null }]);
  columns.toggle('floors', 'name');
  assert.deepEqual(named('floors'), ['name']);
});
