/* Reasons that the map in one file carries: a digit a rule and site, in the order of the sites' ids. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { of } = await load('match/carried_reasons.js');
const { changeState, noMatch } = await load('base/state.js');
const { layers } = await load('data/features.js');

layers.set('plots', { features: new Map(['b', 'a'].map((id) => [id, { id, geometry: null, properties: {} }])) });
const near = { rule: 'area', answer: 'no', zh: '差 100 m²', en: '100 m² short' };
const report = {
  scheme: { rules: [{ id: 'area', zh: '面积', en: 'area' }] },
  why: { plots: { rules: ['area', 'road'], answers: '0112', words: { a: [near] } } },
};
changeState({ match: { ...noMatch, report } });

test('digits are read by the place of the site among all ids', () => {
  assert.deepEqual(of({ collection: 'plots', id: 'b' }), [
    { rule: 'area', answer: 'yes', zh: '不符合', en: 'Does not fit' },
    { rule: 'road', answer: 'unknown', zh: 'road待核实', en: 'road: to check' },
  ]);
});

test('a near miss is told in words of its own', () => {
  assert.deepEqual(of({ collection: 'plots', id: 'a' })[0], near);
});

test('a site, a layer or a report that carries nothing has no reasons', () => {
  assert.deepEqual(of({ collection: 'plots', id: 'c' }), []);
  assert.deepEqual(of({ collection: 'floors', id: 'a' }), []);
  changeState({ match: noMatch });
  assert.deepEqual(of({ collection: 'plots', id: 'a' }), []);
});
