import assert from 'node:assert/strict';
import test from 'node:test';

import { load } from './page.js';

/** @param {string} name @param {string} role @param {string | null} codelist */
const field = (name, role, codelist = null) => ({ name, role, type: 'text', codelist, references: null });
const parkStock = await load('map/park_stock.js', {
  collections: [
    { id: 'plots', kind: 'parcel', fields: [field('zone', 'park', 'parks')] },
    { id: 'floors', kind: 'space', fields: [field('zone', 'park', 'parks')] },
    { id: 'bare', kind: 'space', fields: [] },
    {
      id: 'zones',
      kind: 'park',
      fields: [field('label', 'name'), field('above', 'parent'), field('later', 'planned')],
    },
  ],
  codelists: {
    parks: {
      hierarchy: 'parent',
      codes: [
        { code: 'east', zh: '东区', en: 'East', parent: null },
        { code: 'east-a', zh: '东区甲', en: 'East A', parent: 'east' },
        { code: 'west', zh: '西区', en: 'West', parent: null },
      ],
    },
  },
});
const { changeState } = await load('base/state.js');
const { layers } = await load('data/features.js');

/** @param {string} value @param {number} count @param {number} area */
const group = (value, count, area) => ({ value, count, area_m2: area });
changeState({
  results: {
    plots: { groups: { zone: [group('east', 3, 300), group('east-a', 2, 50), group('west', 7, 900)] } },
    floors: { groups: { zone: [group('east-a', 4, 40)] } },
  },
});

test('a park holds what lies in it and in the parks within it', () => {
  assert.deepEqual(parkStock.inPark('plots', 'east'), { count: 5, area: 350 });
  assert.deepEqual(parkStock.inPark('plots', 'east-a'), { count: 2, area: 50 });
});

test('a layer that knows no parks, or is not answered yet, has nothing in them', () => {
  assert.deepEqual(parkStock.inPark('bare', 'east'), { count: 0, area: 0 });
  changeState({ results: {} });
  assert.deepEqual(parkStock.inPark('plots', 'east'), { count: 0, area: 0 });
});

test('the menu offers parks of the first order that are there, with land and floors counted together', () => {
  changeState({
    results: {
      plots: { groups: { zone: [group('east', 3, 300)] } },
      floors: { groups: { zone: [group('east-a', 4, 40)] } },
    },
  });
  const geometry = { type: 'Point', coordinates: [116, 36] };
  /** @param {string} id @param {object} properties */
  const park = (id, properties, shape = /** @type {object | null} */ (geometry)) => [
    id,
    { id, geometry: shape, properties },
  ];
  layers.set('zones', {
    features: new Map(
      /** @type {any} */ ([
        park('east', { label: '东区' }),
        park('east-a', { label: '东区甲', above: 'east' }),
        park('west', { label: '西区', later: true }),
        park('lost', { label: '无界' }, null),
      ]),
    ),
  });
  assert.deepEqual(parkStock.parks(), [{ id: 'east', name: '东区', box: [116, 36, 116, 36], count: 7 }]);
});
