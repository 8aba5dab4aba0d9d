import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog } from './catalog.js';
import { load } from './page.js';

const layering = await load('base/layering.js', catalog);
const { changeState, defaults, state } = await load('base/state.js');
const { link, restore } = await load('data/address.js');

const USUAL = ['land', 'floors', 'parks', 'projects'];
const PLACED = ['land', 'parks', 'projects'];

test('layers lie by their kind until somebody moves them', () => {
  assert.deepEqual(layering.usual(), USUAL);
  assert.deepEqual(layering.rising([]), USUAL);
  assert.deepEqual(layering.rising(['projects', 'land']), ['projects', 'land', 'floors', 'parks']);
  assert.deepEqual(layering.rising(['gone', 'parks', 'parks', 'land']), ['parks', 'projects', 'land', 'floors']);
});

test('a layer changes places with the next one that counts; back again is as usual', () => {
  const up = layering.moved([], 'land', 1, PLACED);
  assert.deepEqual(up, ['floors', 'parks', 'land', 'projects']);
  assert.deepEqual(layering.moved([], 'parks', -1, PLACED), ['parks', 'land', 'floors', 'projects']);
  assert.deepEqual(layering.moved(layering.moved([], 'projects', -1, PLACED), 'projects', 1, PLACED), []);
  assert.deepEqual(layering.moved(up, 'land', -1, PLACED), [], 'what does not count may stand anywhere');
  const none = layering.moved([], 'projects', 1, PLACED);
  assert.deepEqual(none, [], 'the highest goes no higher');
  assert.deepEqual(layering.moved(up, 'floors', 1, PLACED), up, 'what does not count does not move');
});

test('a layer is seen through as far as wanted, never quite', () => {
  const faint = layering.faded(state.layering, 'land', 45.4);
  assert.deepEqual(faint, { order: [], opacity: { land: 45 } });
  assert.deepEqual([layering.opacityOf(faint, 'land'), layering.opacityOf(faint, 'parks')], [45, 100]);
  assert.equal(layering.faded(faint, 'land', 0).opacity.land, layering.FAINTEST);
  assert.deepEqual(layering.faded(faint, 'land', 100).opacity, {});
});

test('an address keeps what is not as usual, and reads nothing that is not of the catalog', () => {
  changeState({ ...defaults(), layering: { order: ['parks', 'land', 'floors', 'projects'], opacity: { land: 45 } } });
  assert.equal(link(), 'order=parks%2Cland%2Cfloors%2Cprojects&opacity=land%3A45');
  assert.deepEqual(restore(`#${link()}`).layering, state.layering);
  changeState(defaults());
  assert.equal(link(), '');
  assert.deepEqual(layering.read('x,<b>', 'land:5,land:x,y:50,parks:101,land'), { order: [], opacity: {} });
  assert.deepEqual(layering.read(null, 'parks:50,land:10'), { order: [], opacity: { parks: 50, land: 10 } });
  assert.deepEqual(layering.read(USUAL.join(), null).order, []);
});
