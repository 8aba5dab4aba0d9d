/* Would break where a typed text offered something else than it says, or asked for it under another rule. */

import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { collection, feature, field, layer } from './makers.js';
import { load } from './page.js';

const PARKS = [
  { code: 'P1', zh: '东园', en: 'East Park', parent: null, symbol: null },
  { code: 'P2', zh: '西园', en: 'West Park', parent: null, symbol: null },
];
const USES = [
  { code: '1001', zh: '工业用地', en: 'industrial', parent: null, symbol: null },
  { code: '100102', zh: '二类工业用地', en: 'industrial, class 2', parent: null, symbol: null },
];
const listed = (/** @type {string} */ id, /** @type {Code[]} */ codes) => ({
  [id]: { id, title: { zh: id, en: id }, system: null, edition: null, hierarchy: 'flat', codes },
});
const metres = { zh: '米', en: 'm' };
const { offers } = await load('find/search.js', {
  collections: [
    collection('land', 'parcel', [
      field('name'),
      field('name_en'),
      field('usage', { codelist: 'uses' }),
      field('park', { codelist: 'parks' }),
      field('area', { type: 'number', land: true }),
      field('power', { type: 'number', unit: { zh: 'kVA', en: 'kVA' } }),
    ]),
    collection('floors', 'space', [
      field('name'),
      field('park', { codelist: 'parks' }),
      field('area', { type: 'number' }),
      field('clear_height', { type: 'number', unit: metres }),
      field('power', { type: 'number' }),
    ]),
    collection('register', 'project', [field('name')]),
    collection('pipes', 'control', [field('name')]),
  ],
  codelists: { ...listed('parks', PARKS), ...listed('uses', USES) },
  projects: { collection: 'register' },
});
const { layers } = await load('data/features.js');
const { changeState, emptyQuery, state } = await load('base/state.js');

beforeEach(() => {
  layers.clear();
  changeState({
    mode: 'find',
    active: 'land',
    selected: null,
    queries: { land: emptyQuery(), floors: emptyQuery() },
  });
});

/** @param {string} text */
const texts = (text) => offers(text).map((/** @type {Offer} */ one) => one.text);
/** @param {string} text @param {string} note */
const of = (text, note) => offers(text).find((/** @type {Offer} */ one) => one.note === note);

test('no text, no offer', () => {
  assert.deepEqual(offers('  '), []);
});

test('an area in land units is asked of land alone, in m²', () => {
  assert.deepEqual(texts('20-50亩'), ['area（中） 20–50\u2009亩']);
  offers('20-50亩')[0].run();
  assert.deepEqual(state.queries.land.area, [20 * (2000 / 3), 50 * (2000 / 3)]);
  assert.deepEqual(state.queries.floors.area, [null, null]);
  assert.equal(state.active, 'land');
});

test('an area in m² is asked of land and of floors; a figure alone is the least', () => {
  for (const text of ['1500平米', '≥1500 m2', '至少 1500 ㎡', '>1500平']) assert.equal(offers(text).length, 2, text);
  of('1500平米', 'floors（中）').run();
  assert.deepEqual(state.queries.floors.area, [1500, null]);
  assert.deepEqual(state.queries.land.area, [null, null]);
  assert.equal(state.active, 'floors');
});

test('hectares are 10 000 m², in either case of letters', () => {
  offers('1.5 HA')[0].run();
  assert.deepEqual(state.queries.land.area, [15000, null]);
});

test('a technical minimum is asked of each layer that has the figure', () => {
  assert.deepEqual(texts('层高8米'), ['clear_height（中） ≥ 8\u2009米']);
  assert.equal(offers('电力 800 kVA').length, 2);
  of('power >= 800', 'land（中）').run();
  assert.deepEqual(state.queries.land.ranges, { power: [800, null] });
  assert.deepEqual(state.queries.floors.ranges, {});
  assert.deepEqual(offers('层高很高'), []);
});

test('a park is one offer for both layers, and is added to what is chosen', () => {
  const [offer, ...more] = offers('east');
  assert.deepEqual([offer.text, offer.note, more.length], ['东园', 'park（中）', 0]);
  offer.run();
  offers('西园')[0].run();
  offers('西园')[0].run();
  assert.deepEqual(state.queries.land.park, ['P1', 'P2']);
  assert.deepEqual(state.queries.floors.park, ['P1', 'P2']);
});

test('a use is found by its code from the left, other fields are not', () => {
  assert.deepEqual(texts('1001'), ['工业用地', '二类工业用地']);
  assert.deepEqual(texts('100102'), ['二类工业用地']);
  assert.deepEqual(offers('P1'), []);
});

test('things are found by name in both languages and by number, what is called exactly so first', () => {
  layers.set('land', layer(feature('A10', { name: '甲' }), feature('A1', { name: '乙', name_en: 'Beta' })));
  layers.set('floors', layer(feature('F1', { name: 'a1 三层' })));
  layers.set('pipes', layer(feature('A1', { name: 'A1' })));
  assert.deepEqual(texts('A1'), ['乙', '甲', 'a1 三层']);
  assert.deepEqual(texts('beta'), ['乙']);
  assert.equal(offers('beta')[0].note, 'land（中） · A1');
});

test('a thing of the stock is shown with its list, any other alone', () => {
  layers.set('floors', layer(feature('F1', { name: '三层' })));
  offers('三层')[0].run();
  assert.deepEqual(state.selected, { collection: 'floors', id: 'F1' });
  assert.equal(state.active, 'floors');
});

test('a project is matched', () => {
  layers.set('register', layer(feature('R1', { name: '新厂' })));
  assert.equal(offers('新厂')[0].icon, 'match');
  offers('新厂')[0].run();
  assert.equal(state.mode, 'match');
  assert.equal(state.match.projectId, 'R1');
});

test('eight offers at most, and what is called exactly so among them, however many hold the text', () => {
  const many = Array.from({ length: 60 }, (_, n) => feature(`X${n}-7`, { name: '地块' }));
  layers.set('land', layer(...many, feature('7', { name: '末块' })));
  assert.equal(offers('7').length, 8);
  assert.equal(offers('7')[0].text, '末块');
});
