import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land } from './catalog.js';
import { load } from './page.js';

const { schema } = await load('base/schema.js', catalog);
const { boardOffered, config, embedded, served } = await load('base/config.js');

test('collections by id and by kind', () => {
  assert.equal(schema.collection('land').id, 'land');
  assert.equal(schema.collection('elsewhere'), null);
  assert.deepEqual([schema.has('land'), schema.has('elsewhere'), schema.has(null)], [true, false, false]);
  assert.deepEqual(
    schema.ofKind('space', 'parcel').map((/** @type {Collection} */ { id }) => id),
    ['land', 'floors'],
  );
});

test('fields by role and by name', () => {
  assert.equal(schema.role('land', 'usage').name, 'use');
  assert.equal(schema.role('land', 'rent'), null);
  assert.equal(schema.role('elsewhere', 'usage'), null);
  assert.equal(schema.field('land', 'size').land, true);
  assert.equal(schema.field('land', 'nothing'), null);
});

test('a code stands in the list of its field, or in that of what it refers to', () => {
  const use = schema.role('land', 'usage');
  assert.equal(schema.listOf(use).id, 'uses');
  assert.equal(schema.code(use, 20).en, 'commercial');
  assert.equal(schema.code(use, '99'), null);
  assert.equal(schema.code(null, '20'), null);
  const referring = { ...land.fields[5], codelist: null };
  assert.equal(schema.listOf(referring).id, 'ref:parks');
  assert.equal(schema.entryOf(referring, 'P1').en, 'East Park');
  assert.equal(schema.code(referring, 'P1'), null);
  assert.equal(schema.listOf(null), null);
  assert.equal(schema.entryOf(land.fields[0], 'x'), null);
  assert.equal(schema.codes('states').get('idle').zh, '闲置');
  assert.equal(schema.codes('none'), null);
});

test('a value of a role is null where it is unknown, empty, or not declared', () => {
  const plot = { id: 'A', geometry: null, properties: { size: 0, state: '' } };
  assert.equal(schema.value('land', plot, 'area'), 0);
  assert.equal(schema.value('land', plot, 'status'), null);
  assert.equal(schema.value('land', plot, 'name'), null);
  assert.equal(schema.value('land', plot, 'rent'), null);
  assert.equal(schema.value('land', null, 'area'), null);
});

test('the page knows whether a service answers and a board is offered', () => {
  assert.equal(embedded('nothing'), null);
  assert.deepEqual([served(), boardOffered()], [true, true]);
  config.mode = 'file';
  assert.deepEqual([served(), boardOffered()], [false, false]);
  config.mode = 'served';
});
