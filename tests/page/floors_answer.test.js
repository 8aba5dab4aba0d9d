/* Would break where the head of a list of floors added up other rows than the question's, or where a bound on one floor hid what several have. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { collection, feature, field } from './makers.js';
import { load } from './page.js';

const floorFields = () => [
  field('area', { type: 'number' }),
  field('building'),
  field('floor', { type: 'integer' }),
  field('status', { codelist: 'states' }),
  field('fire_class'),
  field('made_of'),
];
const config = {
  joining: { most: 5, free: ['free'] },
  codelists: { states: { id: 'states', title: { zh: '', en: '' }, hierarchy: 'flat', codes: [] } },
  collections: [
    collection('land', 'parcel', [field('area', { type: 'number' })]),
    collection('floors', 'space', floorFields()),
    collection('many', 'space', floorFields(), { remote: true }),
  ],
};
const { changeState, emptyQuery, state } = await load('base/state.js', config);
const { layers } = await load('data/features.js');
const engine = await load('data/engine.js');
const { isAsked, isBound, isEmptiedByArea, needOf, reaching, rowsAside, totals } = await load('data/floors_answer.js');
const { schema } = await load('base/schema.js');

const rows = [
  feature('F1', { area: 3000, building: 'H', floor: 1, status: 'free', fire_class: 'C' }),
  feature('F2', { area: 4000, building: 'H', floor: 2, status: 'held', fire_class: 'C' }),
  feature('F3', { area: 5000, building: 'I', floor: 1, status: 'free', fire_class: 'D' }),
];
const layer = engine.layer(schema.collection('floors'), rows);
layers.set('floors', layer);

/** @param {Partial<Question>} floors @param {Partial<Question>} [many] */
function ask(floors, many = {}) {
  const queries = {
    land: emptyQuery(),
    floors: { ...emptyQuery(), ...floors },
    many: { ...emptyQuery(), ...many },
  };
  changeState({ queries, need: null });
  changeState({ results: { ...state.results, floors: engine.answer(layer, queries.floors) } });
}
const C = { values: { fire_class: ['C'] } };

test('a head stands over floors that are asked something, or of which something is needed', () => {
  ask({});
  assert.equal(isAsked('floors'), false);
  ask(C);
  assert.equal(isAsked('floors'), true);
  assert.equal(isAsked('land'), false);
  ask({});
  changeState({ need: 100 });
  assert.equal(isAsked('floors'), true);
});

test('what is needed is what was said, else the least area asked', () => {
  ask({ ...C, area: [6000, null] });
  assert.equal(needOf('floors'), 6000);
  changeState({ need: 7000 });
  assert.equal(needOf('floors'), 7000);
  assert.equal(isBound('floors'), true);
});

test('rows aside are those of the question but for its area, and are reckoned once', () => {
  ask({ ...C, area: [6000, null] });
  const ids = rowsAside('floors').map((/** @type {Feature} */ { id }) => id);
  assert.deepEqual(ids, ['F1', 'F2']);
  assert.equal(rowsAside('floors'), rowsAside('floors'));
  assert.equal(totals('floors').sum, 7000);
  assert.equal(rowsAside('many'), null);
});

test('the area alone empties a list that has rows without it, and buildings answer; another condition does not', () => {
  ask({ ...C, area: [6000, null] });
  assert.equal(state.results.floors.matched, 0);
  assert.equal(isEmptiedByArea('floors'), true);
  const [one] = reaching('floors');
  assert.deepEqual([one.building, one.ids, one.sum, one.taken], ['H', ['F1', 'F2'], 7000, 1]);
  ask({ values: { fire_class: ['E'] }, area: [6000, null] });
  assert.equal(isEmptiedByArea('floors'), false);
  ask(C);
  assert.equal(isEmptiedByArea('floors'), false);
  assert.equal(reaching('floors'), null, 'nothing is needed');
});

test('of a layer that the service holds its own counts are said, and buildings are not reckoned', () => {
  ask({}, { ...C, area: [10, null] });
  assert.equal(totals('many'), null);
  const groups = {
    status: [
      { value: 'free', count: 2, area_m2: 90 },
      { value: 'held', count: 0, area_m2: 0 },
    ],
  };
  const many = { matched: 2, total: 9, area: 90, areaUnknown: 1, rows: [rows[2]], groups, steps: [], ids: null };
  changeState({ results: { ...state.results, many } });
  assert.deepEqual(totals('many'), {
    sum: 90,
    count: 2,
    unknown: 1,
    largest: rows[2],
    wholes: 0,
    states: [{ value: 'free', sum: 90, free: true }],
  });
  assert.equal(reaching('many'), null);
  assert.equal(isEmptiedByArea('many'), false);
  const whole = feature('F9', { area: 9000, building: 'H', floor: null, made_of: 'building' });
  changeState({ results: { ...state.results, many: { ...many, rows: [whole, rows[2]] } } });
  const { largest, wholes } = totals('many');
  assert.deepEqual([largest, wholes], [rows[2], 1], 'the sum of a building is no single floor');
  changeState({ sort: { ...state.sort, many: [{ field: 'floor', descending: false }] } });
  assert.equal(totals('many').largest, null);
});
