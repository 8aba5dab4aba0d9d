/* A requirement with a relaxation made: what the page asks when a reader tries a change. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load, putMatch } from './page.js';

const WORDS = { zh: '', en: '' };
const demand = [
  { key: 'name', kind: 'text', role: 'name', words: WORDS },
  { key: 'needs', kind: 'code', role: 'needs', words: WORDS },
  { key: 'land_area', kind: 'land', words: WORDS, low: 'land_area_min_m2', high: 'land_area_max_m2' },
  { key: 'power_kva', kind: 'number', role: 'power', words: WORDS },
];
const { tried } = await load('match/relaxed_demand.js', { mode: 'served', demand });
const { config } = await load('base/config.js');

const project = {
  id: 'P-1',
  name: 'Rotor works',
  needs: 'land',
  land_area_min_m2: 20000,
  land_area_max_m2: null,
  power_kva: 800,
  blocker: 'B1',
};
/** @param {string | null} key @param {number | string | null} to */
const step = (key, to, kind = 'requirement') => ({ kind, key, to });

test.beforeEach(async () => {
  config.mode = 'served';
  await putMatch({ report: { project, matches: [] } });
});

test('the demand is what a form may ask of the project, with its name and the change', () => {
  assert.deepEqual(tried({ steps: [step('land_area_min_m2', 15000)] }), {
    needs: 'land',
    land_area_min_m2: 15000,
    power_kva: 800,
    name: 'Rotor works',
  });
});

test('a requirement that is given up is asked no more', () => {
  assert.deepEqual(tried({ steps: [step('power_kva', null), step('land_area_min_m2', 18000)] }), {
    needs: 'land',
    land_area_min_m2: 18000,
    name: 'Rotor works',
  });
});

test('a step without a key changes nothing', () => {
  assert.equal(tried({ steps: [step(null, 1)] }).land_area_min_m2, 20000);
});

test('a project without a name is asked about without one', async () => {
  await putMatch({ report: { project: { ...project, name: null }, matches: [] } });
  assert.equal('name' in tried({ steps: [step('power_kva', 500)] }), false);
});

test('a change that is not the project’s alone cannot be tried', () => {
  assert.equal(tried({ steps: [step('power_kva', 500), step(null, null, 'clear')] }), null);
  assert.equal(tried({ steps: [] }), null);
});

test('nothing is tried where no service answers, or where a plot looks for projects', async () => {
  config.mode = 'file';
  assert.equal(tried({ steps: [step('power_kva', 500)] }), null);
  config.mode = 'served';
  await putMatch({ report: { site: { collection: 'plots', id: '1' }, matches: [] } });
  assert.equal(tried({ steps: [step('power_kva', 500)] }), null);
});
