/* Would break where a field could not be found among the columns to choose from. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupFields } from '../../maps/static/js/find/column_groups.js';
import { field } from './makers.js';

const fields = [
  field('owner', { group: 'title' }),
  field('name', { group: 'identity' }),
  field('power', { group: 'services', title: { zh: '可用电力', en: 'power' } }),
  field('odd', { group: 'own' }),
];
/** @param {string} text */
const found = (text) =>
  groupFields(fields, text).map((group) => [group.title.en, group.fields.map(({ name }) => name)]);

test('every field stands in one group, those of groups of a register its own in the last', () => {
  assert.deepEqual(found(''), [
    ['Name and place', ['name']],
    ['Services', ['power']],
    ['Title', ['owner']],
    ['Other', ['odd']],
  ]);
});

test('a title in either language or a name finds it, in any case', () => {
  assert.deepEqual(found(' 电力'), [['Services', ['power']]]);
  assert.deepEqual(found('POWER'), [['Services', ['power']]]);
  assert.deepEqual(found('nothing'), []);
});
