/* Would break where a question on floors left the list on land, where one on both did not, or where the reader's own choice were overruled. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { collection, field } from './makers.js';
import { load } from './page.js';

const fields = () => [field('usage'), field('status'), field('area', { type: 'number' }), field('fire_class')];
const config = {
  collections: [collection('land', 'parcel', fields()), collection('floors', 'space', fields())],
};
const { changeState, emptyQuery, state } = await load('base/state.js', config);
const { conditionsOf, floorsAsked, floorsFirst } = await load('data/floors_first.js');

/** @param {Partial<Question>} land @param {Partial<Question>} floors */
const queries = (land, floors) => ({ land: { ...emptyQuery(), ...land }, floors: { ...emptyQuery(), ...floors } });
const FIRE = { values: { fire_class: ['C'] } };

test('a question is what it asks: what is left open, and whether the unknown may stay, is no condition', () => {
  assert.deepEqual(conditionsOf({ ...emptyQuery(), or_unknown: ['area'] }), []);
  assert.deepEqual(conditionsOf({ ...emptyQuery(), ...FIRE, area: [8000, null], q: 'x' }), [
    '["fire_class",["C"]]',
    '["area",[8000,null]]',
    '["q","x"]',
  ]);
  assert.deepEqual(conditionsOf({ ranges: { area: [null, null] }, within: null }), []);
});

test('floors are asked where they alone have a condition; one that land has too is no reason', () => {
  assert.equal(floorsAsked(queries({}, {})), null);
  assert.equal(floorsAsked(queries({}, FIRE)), 'floors');
  assert.equal(floorsAsked(queries({ park: ['A'] }, { park: ['A'] })), null);
  assert.equal(floorsAsked(queries({ park: ['A'] }, { park: ['A'], ...FIRE })), 'floors');
  assert.equal(floorsAsked(queries({ area: [1, null] }, FIRE)), null);
  assert.equal(floorsAsked(queries({ status: ['idle'] }, {})), null);
});

test('the list turns to floors, and back when nothing is asked of them', () => {
  assert.equal(state.active, 'land');
  changeState({ queries: queries({}, FIRE) });
  assert.equal(state.active, 'floors');
  assert.equal(floorsFirst(), 'floors');
  changeState({ queries: queries({}, { ...FIRE, area: [100, null] }) });
  changeState({ queries: queries({}, {}) });
  assert.equal(state.active, 'land');
  assert.equal(floorsFirst(), null);
});

test('who turns the list back is not overruled by the next condition, nor is land pale any longer', () => {
  changeState({ queries: queries({}, FIRE) });
  changeState({ active: 'land' });
  assert.equal(floorsFirst(), null);
  changeState({ queries: queries({}, { ...FIRE, area: [100, null] }) });
  assert.equal(state.active, 'land');
  changeState({ queries: queries({}, {}) });
  assert.equal(state.active, 'land');
});

test('a list of floors that was chosen by hand stays when the question goes', () => {
  changeState({ active: 'floors' });
  changeState({ queries: queries({}, FIRE) });
  changeState({ queries: queries({}, {}) });
  assert.equal(state.active, 'floors');
});

test('floors stand before land where places are looked for, and not in a match', () => {
  changeState({ queries: queries({}, FIRE), active: 'floors' });
  assert.equal(floorsFirst(), 'floors');
  changeState({ mode: 'match' });
  assert.equal(floorsFirst(), null);
});
