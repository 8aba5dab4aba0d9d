import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog } from './catalog.js';
import { load } from './page.js';

const actions = await load('data/actions.js', catalog);
const basket = await load('data/basket.js');
const { defaults, state } = await load('base/state.js');
const A = { collection: 'land', id: 'A' };
const B = { collection: 'floors', id: 'B' };

/** @type {[name: string, given: any[], expected: Partial<State>][]} */
const DONE = [
  ['openCard', [{ ...A, rank: 1 }], { selected: A }],
  ['closeCard', [], { selected: null }],
  ['pickSpot', [B], { selected: B }],
  ['pickSpot', [null], { selected: null }],
  ['flyToCard', [{ ...A, rank: 1 }], { selected: A, zoomTo: A }],
  ['findCard', [B, 'floors'], { mode: 'find', selected: B, active: 'floors' }],
  ['findCard', [A], { mode: 'find', selected: A, active: 'floors' }],
  ['backToList', ['land'], { selected: null, active: 'land' }],
  ['listLayer', ['floors'], { active: 'floors' }],
  ['switchMode', ['match'], { mode: 'match', selected: null }],
  ['switchLanguage', ['zh'], { lang: 'zh' }],
  ['switchUnit', ['ha'], { unit: 'ha' }],
  ['colourMap', ['use'], { colourBy: 'use' }],
  ['showLayer', ['parks', false], { shown: { ...defaults().shown, parks: false } }],
  ['chooseBasemap', ['plain'], { basemap: 'plain' }],
  [
    'sortList',
    ['land', [{ field: 'id', descending: false }]],
    { sort: { ...defaults().sort, land: [{ field: 'id', descending: false }] } },
  ],
  ['pointAt', [A], { hovered: A }],
  ['askAnew', [{}, 'land'], { queries: {}, mode: 'find', selected: null, active: 'land' }],
  ['askAnew', [{}], { queries: {}, mode: 'find', selected: null }],
  ['turnTable', [true], { table: true }],
  ['layLayers', [{ order: ['land'] }], { layering: { order: ['land'], opacity: {} } }],
  ['showOnMap', [A], { zoomTo: A }],
  ['needFloor', [8000], { need: 8000 }],
  ['restMap', [{ zoom: 12, center: [36, 116] }], { view: { zoom: 12, center: [36, 116] } }],
];

for (const [name, given, expected] of DONE)
  test(`${name} changes what its name says, and nothing else`, () => {
    const before = { ...state };
    actions[name](...given);
    assert.deepEqual({ ...state }, { ...before, ...expected });
  });

test('several are selected at once, in their order, and all let go', () => {
  basket.add([{ ...A, rank: 1 }, B]);
  assert.deepEqual(state.basket, [A, B]);
  basket.add([A]);
  assert.deepEqual(state.basket, [A, B]);
  basket.dropAll([A]);
  assert.deepEqual(state.basket, [B]);
  basket.clear();
  assert.deepEqual(state.basket, []);
});
