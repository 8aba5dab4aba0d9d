/* Would break where rows that no field tells apart were given a wrong place, a number for a name, or the district for a place. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { square } from './catalog.js';
import { collection, feature, field } from './makers.js';
import { load } from './page.js';

const named = [field('name'), field('name_en')];
const collections = [
  collection('plots', 'parcel', [field('id', { id: true }), field('name')]),
  collection('roads', 'base', named),
  collection('parks', 'park', named),
  collection('all', 'control', named, { remote: true }),
];
const { placeOf } = await load('data/beside_place.js', { collections, home: [116, 36, 117, 37] });
const { changeState } = await load('base/state.js');
const { layer } = await load('data/engine.js');
const { layers } = await load('data/features.js');

/** @param {string} id @param {any} geometry @param {Record<string, unknown>} properties */
const thing = (id, geometry, properties) => ({ id, geometry, properties });
const line = (/** @type {number} */ lng) => ({
  type: 'LineString',
  coordinates: [
    [lng, 36.4],
    [lng, 36.6],
  ],
});
layers.set(
  'roads',
  layer(collections[1], [
    thing('r1', line(116.52), { name: '经十路', name_en: 'Jingshi Road' }),
    thing('r2', line(116.506), { name: null, name_en: null }),
    thing('r3', null, { name: '无图路' }),
    thing('wide', square(116.4, 36.4, 0.3), { name: '全区', name_en: 'All' }),
  ]),
);
layers.set(
  'parks',
  layer(collections[2], [thing('p1', square(116.56, 36.5, 0.01), { name: '东园', name_en: 'East Park' })]),
);

/** @param {number} lng */
const at = (lng) => ({ ...feature('z', { id: 'z' }), geometry: square(lng, 36.5, 0.001) });

test('a row is where the nearest thing with a name is, however far that is in metres', () => {
  changeState({ lang: 'en' });
  const words = placeOf(at(116.51)) ?? '';
  assert.match(words, /^8[45]\d\sm from Jingshi Road$/u, words);
  assert.equal(placeOf(at(116.5605)), 'at East Park');
  changeState({ lang: 'zh' });
  assert.equal(placeOf(at(116.5605)), '在东园');
  assert.match(placeOf(at(116.51)) ?? '', /^距经十路 8/u);
  changeState({ lang: 'en' });
});

test('where nothing with a name is near, or there is no shape, no place is said', () => {
  assert.equal(placeOf(at(116.8)), null);
  assert.equal(placeOf(feature('x', { id: 'x' })), null);
});

test('a row is looked up once', () => {
  const one = at(116.51);
  const words = placeOf(one);
  layers.set('roads', layer(collections[1], []));
  assert.equal(placeOf(one)?.split(' from')[0], words?.split(' from')[0]);
});
