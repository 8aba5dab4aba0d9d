/* Would break where rows of one name could not be told apart, or rows that differ were given more words. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collection, feature, field } from './makers.js';
import { load } from './page.js';

const fields = [
  field('id', { id: true }),
  field('name'),
  field('plan', { role: null }),
  field('plan_code', { role: null }),
  field('remark', { role: null }),
  field('old', { role: null, original_of: 'plan' }),
  field('usage'),
];
const telling = await load('data/telling.js', {
  collections: [
    collection('zones', 'parcel', fields),
    collection('bare', 'parcel', [field('id', { id: true }), field('name')]),
    collection('nameless', 'parcel', [field('id', { id: true })]),
  ],
});

/** @param {number} count @param {(n: number) => Record<string, unknown>} make */
const rows = (count, make) => Array.from({ length: count }, (_, n) => feature(`Z${n}`, { id: `Z${n}`, ...make(n) }));
/** @param {string} id @param {Feature[]} made */
const names = (id, made) => telling.tellingFields(id, made).map((/** @type {Field} */ { name }) => name);

test('names that differ are enough, and so few rows are not judged', () => {
  const differing = rows(20, (n) => ({ name: `Zone ${n}`, plan: `Plan ${n}` }));
  assert.deepEqual(names('zones', differing), []);
  assert.deepEqual(names('zones', differing.slice(0, 2)), []);
  assert.deepEqual(names('nameless', differing), []);
});

test('rows of one name are told apart by the field that differs most, a name before its code', () => {
  const made = rows(20, (n) => ({ name: 'housing', plan: `Plan ${n}`, plan_code: `P${n}`, old: `o${n}` }));
  assert.deepEqual(names('zones', made), ['plan']);
});

test('where that is not enough the number follows', () => {
  const made = rows(20, (n) => ({ name: 'housing', plan: `Plan ${n % 4}`, plan_code: `P${n % 4}` }));
  assert.deepEqual(names('zones', made), ['plan', 'id']);
  assert.deepEqual(names('bare', made), ['id']);
});

test('a field that is mostly unknown, or the same of all, tells nothing', () => {
  const made = rows(20, (n) => ({ name: 'housing', plan: 'Plan', remark: n < 5 ? `r${n}` : null }));
  assert.deepEqual(names('zones', made), ['id']);
});

test('a usage that all rows share is known to be', () => {
  const made = rows(20, (n) => ({ name: 'housing', usage: 'A01', plan: n }));
  assert.equal(telling.isAlike('zones', made, 'usage'), true);
  assert.equal(telling.isAlike('zones', [...made, ...rows(1, () => ({ usage: 'A02' }))], 'usage'), false);
  assert.equal(telling.isAlike('zones', made, 'owner'), false);
});

test('the rows of one answer are judged once', () => {
  const made = rows(20, (n) => ({ name: 'housing', plan: `Plan ${n}` }));
  assert.equal(telling.tellersOf('zones', made), telling.tellersOf('zones', made));
});
