/* Would break where a typed text offered something else than it says, or Enter asked another question. */

import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { square } from './catalog.js';
import { feature } from './makers.js';
import { load } from './page.js';
import { config, features } from './phrases.js';

const { foremost, forget, offers, readingOf } = await load('find/search.js', { ...config, home: config.extent });
const { layer } = await load('data/engine.js');
const { layers } = await load('data/features.js');
const { on } = await load('base/events.js');
const { changeState, emptyQuery, state } = await load('base/state.js');
const { schema } = await load('base/schema.js');

/** @type {any[][]} */
let marks = [];
on('marked', (/** @type {any[]} */ ...mark) => marks.push(mark));

/** @param {Record<string, Feature[]>} rows */
function hold(rows) {
  layers.clear();
  for (const [id, own] of Object.entries(rows)) layers.set(id, layer(schema.collection(id), own));
  forget();
}

beforeEach(() => {
  hold(features);
  marks = [];
  changeState({
    mode: 'find',
    active: 'plots',
    selected: null,
    queries: { plots: emptyQuery(), storeys: emptyQuery() },
  });
});

/** @param {string} typed @returns {string[]} */
const texts = (typed) => offers(typed).map((/** @type {Offer} */ one) => one.text);
/** Type a text and press Enter. @param {string} typed */
function enter(typed) {
  const all = offers(typed);
  const one = foremost(all, readingOf(typed));
  one?.run();
  return one;
}

test('no text, no offer', () => {
  assert.deepEqual(offers('  '), []);
});

test('the whole reading is asked of both layers by Enter, and the list turns to the one that most of it asks', () => {
  changeState({ mode: 'board', selected: { collection: 'plots', id: 'K1-A03-02' } });
  enter('20亩以下 层高8米 丙类 经开区');
  assert.deepEqual([state.mode, state.selected, state.active], ['find', null, 'storeys']);
  assert.deepEqual([state.queries.plots.park, state.queries.storeys.park], [['K1'], ['K1']]);
  assert.deepEqual(state.queries.plots.area, [null, 20 * (2000 / 3)]);
  assert.deepEqual(state.queries.storeys.ranges, { x_clear_height: [8, null] });
  assert.deepEqual(state.queries.storeys.values, { x_fire_class: ['丙'] });
});

test('conditions come in place of those of the same fields, and beside the others', () => {
  enter('20亩以上 归德');
  enter('50亩以下 闲置');
  assert.deepEqual(state.queries.plots.area, [null, 50 * (2000 / 3)]);
  assert.deepEqual([state.queries.plots.park, state.queries.plots.status], [['K2'], ['s1']]);
});

test('a distance and a text are asked of both layers, and the list turns to where something is left', () => {
  enter('归德附近 甲楼');
  assert.deepEqual(state.queries.plots.near, { metres: 2000, spot: { collection: 'zones', id: 'K2' }, shape: null });
  assert.equal(state.queries.storeys.q, '甲楼');
  changeState({ queries: { plots: emptyQuery(), storeys: emptyQuery() } });
  enter('甲楼');
  assert.equal(state.active, 'storeys');
});

test('where no floor is large enough alone, those without the area are the next offer', () => {
  hold({
    ...features,
    storeys: [feature('F1', { x_area: 900, x_clear_height: 9 }), feature('F2', { x_area: 700, x_clear_height: 9 })],
  });
  const [whole, open] = offers('1500平 层高8米');
  assert.equal(open.icon, 'building');
  whole.run();
  open.run();
  assert.deepEqual(
    [state.queries.storeys.area, state.queries.storeys.ranges.x_clear_height],
    [
      [null, null],
      [8, null],
    ],
  );
  assert.equal(offers('800平 层高8米').length, 1);
});

test('a thing is gone to by its number; one of the stock with its list, a project is matched', () => {
  assert.deepEqual(texts('K1-H1-3'), ['甲楼 3 层']);
  enter('K1-H1-3');
  assert.deepEqual([state.selected, state.active], [{ collection: 'storeys', id: 'K1-H1-3' }, 'storeys']);
  enter('海岱');
  assert.deepEqual([state.mode, state.match.projectId], ['match', 'V-7']);
});

test('a part of a name lists what holds it, and Enter asks for the text', () => {
  assert.deepEqual(texts('A03').slice(1), ['经济开发区 A03-02', '经济开发区 A03-04']);
  enter('A03');
  assert.equal(state.queries.plots.q, 'A03');
});

test('a word that may be several is for the reader to choose', () => {
  assert.equal(enter('装备产业园'), null);
  assert.deepEqual(texts('20亩 装备产业园').slice(1), ['高端装备产业园', '节能环保装备产业园']);
  offers('20亩 装备产业园')[1].run();
  assert.deepEqual([state.queries.plots.park, state.queries.plots.area[0]], [['K5'], 20 * (2000 / 3)]);
});

test('what nobody knows asks nothing', () => {
  assert.equal(enter('阿巴拉契亚'), null);
  assert.deepEqual(state.queries.plots, emptyQuery());
});

test('a place is marked, and the parcel on it or nearest to it is opened', () => {
  hold({ ...features, plots: [{ id: 'S', geometry: square(116.78, 36.59, 0.001), properties: { x_name: '方地' } }] });
  enter('116.7805, 36.5905');
  assert.deepEqual(marks, [[[116.7805, 36.5905], '坐标在 方地 内']]);
  assert.deepEqual(state.selected, { collection: 'plots', id: 'S' });
  enter('116.7805, 36.592');
  assert.match(String(marks[1][1]), /^最近的宗地：方地，相距 1\d\d m$/);
  enter('20亩 116.6, 36.5');
  assert.equal(marks.at(-1)?.[1], '2 km 内没有宗地');
  assert.equal(state.queries.plots.area[0], 20 * (2000 / 3));
});

test('a place elsewhere is said to be elsewhere', () => {
  assert.equal(offers('121.473, 31.230')[0].note, '不在本区范围内');
});

test('eight offers at most, and what is called exactly so among them', () => {
  const many = Array.from({ length: 60 }, (_, n) => feature(`X${n}-7777`, { x_name: '地块' }));
  hold({ ...features, plots: [...many, feature('7777', { x_name: '末块' })] });
  assert.deepEqual(texts('7777'), ['末块']);
  assert.equal(offers('地块').length, 8);
});

test('what a page has read is read again once more has come', () => {
  assert.deepEqual(readingOf('新来').unknown, ['新来']);
  hold({ ...features, plots: [feature('N', { x_name: '新来' })] });
  assert.deepEqual(readingOf('新来').unknown, []);
  assert.deepEqual(texts('新来'), ['新来']);
});
