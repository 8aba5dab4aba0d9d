/* Would break where a copied table lost its units, took figures for words, or ran in the spreadsheet that it is pasted into. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collection, feature, field } from './makers.js';
import { load } from './page.js';

const MONEY = { zh: '万元/亩', en: 'wan/mu' };
const fields = [
  field('id', { id: true, place: 1 }),
  field('name', { place: 2 }),
  field('area', { type: 'number', land: true, place: 3, unit: { zh: 'm²', en: 'm²' } }),
  field('price', { type: 'number', place: 4, unit: MONEY }),
  field('services', { type: 'list', place: 5 }),
  field('held_by', { place: 6 }),
];
const config = {
  collections: [collection('land', 'parcel', fields)],
  guards: { runs: '^[=+]', changes: '^0[0-9]+$' },
};
const { rowsToCopy, textOf } = await load('find/table_text.js', config);
const cells = await load('find/table_cells.js');
const { changeState, state } = await load('base/state.js');

const ROWS = [
  feature('0802', { id: '0802', name: '=1+1', area: 1000000, price: 1234.5, services: [], held_by: null }),
  feature('B', { id: 'B', name: 'a\t"b"', area: null, price: null, services: ['water', 'gas'], held_by: '某公司' }),
];

test('headings have their units, figures no separators, and nothing in it runs or divides a cell', () => {
  assert.deepEqual(textOf('land', ROWS).split('\r\n'), [
    'id（中）\tname（中）\tarea（中）（亩）\tprice（中）（万元/亩）\tservices（中）\theld_by（中）',
    "'0802\t'=1+1\t1500\t1234.5\t无\t",
    'B\t"a\t""b"""\t待核实\t待核实\twater、gas\t某公司',
  ]);
});

test('land is told in the unit on screen', () => {
  changeState({ unit: 'ha' });
  assert.equal(cells.headingOf(fields[2]), 'area（中）（公顷）');
  assert.equal(cells.plainOf('land', fields[2], ROWS[0]), 100);
  changeState({ unit: 'mu' });
});

test('what was ticked is copied, else all', () => {
  changeState({ results: /** @type {any} */ ({ land: { rows: ROWS, matched: 2 } }) });
  assert.equal(rowsToCopy('land').length, 2);
  changeState({ basket: [{ collection: 'land', id: 'B' }] });
  assert.deepEqual(rowsToCopy('land'), [ROWS[1]]);
  assert.deepEqual(rowsToCopy('floors'), []);
  assert.equal(state.basket.length, 1);
});

test('areas are summed over all that was found; what is not known is counted, and a price has no sum', () => {
  const result = /** @type {any} */ ({ rows: ROWS, matched: 2, area: 1000000, areaUnknown: 1 });
  assert.deepEqual(cells.sumOf('land', fields[2], result), { figure: '1,500.0', unknown: 1 });
  assert.equal(cells.sumOf('land', fields[3], result), null);
});

test('other sums are of rows that the page holds: of some of them there is none', () => {
  const measured = field('measured_area', { type: 'number' });
  const rows = [feature('A', { measured_area: 5 }), feature('B', { measured_area: null })];
  fields.push(measured);
  const result = /** @type {any} */ ({ rows, matched: 2, area: null, areaUnknown: 0 });
  assert.equal(cells.sumOf('land', measured, { ...result, matched: 3 }), null);
  assert.equal(cells.sumOf('land', measured, result)?.unknown, 2, 'a role that the catalog has not is known of no row');
});

test('an empty cell is an answer where nobody holds a site, and for the original of what was translated', async () => {
  const { isNothing } = await load('data/nothing.js');
  assert.equal(isNothing('land', fields[5], ROWS[0]), true);
  assert.equal(isNothing('land', fields[5], ROWS[1]), false);
  assert.equal(isNothing('land', field('old', { original_of: 'area' }), ROWS[0]), true);
  assert.equal(isNothing('land', fields[3], ROWS[0]), false);
});
