import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';

import { load } from './page.js';

/** @param {string} name @param {string} role */
const field = (name, role) => ({
  name,
  role,
  type: 'text',
  codelist: null,
  references: role === 'building' ? 'houses' : null,
});
/** @param {string} id @param {string} kind @param {object[]} fields */
const layerOf = (id, kind, fields = []) => ({ id, kind, fields, remote: false, noun: {}, title: {} });
const pick = await load('map/pick.js', {
  collections: [
    layerOf('plots', 'parcel'),
    layerOf('houses', 'building'),
    layerOf('floors', 'space', [field('house', 'building')]),
    layerOf('parks', 'park'),
  ],
});
const { changeState, state } = await load('base/state.js');
const { layers } = await load('data/features.js');

/** A square of degrees. @param {string} id @param {number} west @param {number} south @param {number} side */
const square = (id, west, south, side, properties = {}) => ({
  id,
  properties,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
      ],
    ],
  },
});
/** @param {string} id @param {{ id: string }[]} features */
const hold = (id, features) => layers.set(id, { features: new Map(features.map((one) => [one.id, one])) });

beforeEach(() => {
  changeState({ mode: 'find', shown: { plots: true, houses: true, floors: true, parks: true }, results: {} });
  hold('plots', [square('field', 0, 0, 1), square('yard', 0.4, 0.4, 0.2)]);
  hold('houses', [square('hall', 0.45, 0.45, 0.1), square('shed', 0.05, 0.05, 0.1)]);
  hold('floors', [
    square('hall-1', 0.45, 0.45, 0.1, { house: 'hall' }),
    square('stall', 0.7, 0.7, 0.05, { house: null }),
  ]);
  hold('parks', [square('park', -1, -1, 3)]);
});

test('a building with open floors is meant before its plot', () => {
  assert.deepEqual(pick.at([0.5, 0.5], 16), { collection: 'houses', id: 'hall' });
});

test('a building whose floors are not found stands back behind its plot', () => {
  changeState({ results: { floors: { ids: new Set() } } });
  assert.deepEqual(pick.at([0.5, 0.5], 16), { collection: 'plots', id: 'yard' });
  assert.deepEqual(pick.at([0.1, 0.1], 16), { collection: 'plots', id: 'field' });
});

test('a building without floors is meant where there is no plot beneath it', () => {
  hold('plots', []);
  assert.deepEqual(pick.at([0.1, 0.1], 16), { collection: 'houses', id: 'shed' });
});

test('of plots that lie over one another the smallest is meant', () => {
  assert.deepEqual(pick.at([0.5, 0.5], 13.5), { collection: 'plots', id: 'yard' });
});

test('a floor whose building is not on the map is chosen itself', () => {
  assert.deepEqual(pick.at([0.72, 0.72], 16), { collection: 'floors', id: 'stall' });
});

test('far out parks stand for their plots; where there are none, plots are meant at any zoom', () => {
  assert.deepEqual(pick.at([0.5, 0.5], 9), { collection: 'parks', id: 'park' });
  hold('parks', []);
  assert.deepEqual(pick.at([0.5, 0.5], 9), { collection: 'plots', id: 'yard' });
});

test('what is tiny on the screen is hit by six pixels around it', () => {
  // At zoom 13 six pixels are 0.00103°, and the plot is less.
  hold('plots', [square('dot', 0.3, 0.3, 0.0001)]);
  assert.deepEqual(pick.at([0.3009, 0.3], 13), { collection: 'plots', id: 'dot' });
  assert.equal(pick.at([0.3012, 0.3], 13), null);
});

test('a layer that is not shown is not hit, and beside everything there is nothing', () => {
  changeState({ shown: { ...state.shown, houses: false, plots: false, floors: false } });
  assert.equal(pick.at([0.5, 0.5], 16), null);
  assert.equal(pick.at([50, 50], 16), null);
});
