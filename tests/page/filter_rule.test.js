/* Would break where the rows of a figure were others than the service lists: tests/maps/test_dashboard_lists.py compares both on every figure of the demonstration. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land, plots } from './catalog.js';
import { load } from './page.js';

const engine = await load('data/engine.js', catalog);
const { filtering, fitted } = await load('data/filter_rule.js');
const held = engine.layer(land, plots);

/** @param {string} text */
const asking = (text) => ({ filter: { text, zh: '一个数', en: 'a figure' } });
/** @param {string} text @returns {string[]} */
const ids = (text) => engine.answer(held, asking(text)).rows.map((/** @type {Feature} */ { id }) => id);
/** @param {string} text @returns {Words} */
const words = (text) => filtering(held, text).words;

test('a row passes where the answer is yes; what is not known passes no more than a no', () => {
  assert.deepEqual(ids(`"state" = 'idle'`), ['A']);
  assert.deepEqual(ids(`NOT ("state" = 'idle')`), ['B']);
  assert.deepEqual(ids('"state" IS NULL'), ['C']);
  assert.deepEqual(ids('"owner" IS NULL'), ['C'], 'an empty text is unknown');
  assert.deepEqual(ids('"pipes" IS NULL'), [], 'an empty list is known');
  assert.deepEqual(ids('geometry IS NULL'), ['C']);
  assert.deepEqual(ids('FALSE'), []);
  assert.deepEqual(ids('NOT FALSE'), ['A', 'B', 'C']);
  assert.deepEqual(ids(`"state" = 'used' OR "state" IS NULL`), ['B', 'C']);
  assert.deepEqual(ids(`"state" IS NOT NULL AND "size" < 250`), ['A']);
  assert.deepEqual(ids('"size" <= 200'), ['A']);
  assert.deepEqual(ids('"size" > 200 AND "size" >= 300'), ['B']);
  assert.deepEqual(ids('"size" = 300'), ['B']);
  assert.deepEqual(ids(`"free_from" <= DATE('2024-02-01')`), ['A']);
  assert.deepEqual(ids(`A_OVERLAPS("pipes", ('water', 'gas'))`), ['A', 'C']);
});

test('a word that the list of a field does not know is to be checked by who asks for codes, and a word by itself for who asks for it', () => {
  const rows = [...plots, { id: 'D', geometry: null, properties: { state: 'sold' } }];
  const more = engine.layer(land, rows);
  /** @param {string} text */
  const found = (text) => engine.answer(more, asking(text)).rows.map((/** @type {Feature} */ { id }) => id);
  assert.deepEqual(found(`NOT ("state" IN ('idle'))`), ['B']);
  assert.deepEqual(found(`"state" IN ('sold')`), ['D']);
  assert.deepEqual(found(`(NOT ("state" = 'idle') OR "state" = 'sold')`), ['B', 'D']);
});

test('a filter says itself by titles, with units and 亩 beside land', () => {
  assert.deepEqual(words(`"state" IN ('idle', 'used') AND "owner" IS NOT NULL`), {
    zh: '（state中为 闲置 或 在用） 且 owner中已知',
    en: '(state is idle or in use) and owner is known',
  });
  assert.deepEqual(words('"size" < 2000'), { zh: 'size中 < 2,000 m²（3 亩）', en: 'size < 2,000 m² (3 mu)' });
  assert.deepEqual(words(`geometry IS NULL OR NOT ("use" = '10')`), {
    zh: '（图形待核实 或 非（use中为 工业 10（不含下级）））',
    en: '(the geometry is unknown or not (use is exactly industrial 10))',
  });
  assert.deepEqual(words(`A_OVERLAPS("pipes", ('gas', 'water')) AND "free_from" >= DATE('2024-01-01')`), {
    zh: 'pipes中含有gas、water之一 且 free_from中 ≥ 2024-01-01',
    en: 'pipes holds any of gas, water and free_from ≥ 2024-01-01',
  });
  assert.deepEqual(words('"open" IN (TRUE, FALSE) AND "storeys" IN (1, 2) AND FALSE'), {
    zh: '（open中为 是 或 否） 且 （storeys中为 1 或 2） 且 否',
    en: '(open is yes or no) and (storeys is 1 or 2) and no',
  });
});

test('a filter that the page cannot read, or of a field that is not there, fits no layer', () => {
  assert.equal(fitted('land', `"nothing" = 'x'`), null);
  assert.equal(fitted('land', 'x LIKE y'), null);
  assert.ok(fitted('land', 'geometry IS NULL AND "owner" IS NULL'));
  assert.throws(() => filtering(held, 'x LIKE y'));
});

test('a figure stands among other conditions as one of its own', () => {
  const found = engine.answer(held, { ...asking('"state" IS NOT NULL'), area: [250, null] });
  assert.deepEqual([...found.ids], ['B']);
  assert.deepEqual(
    found.steps.map((/** @type {Step} */ { key, left }) => [key, left]),
    [
      ['size', 1],
      ['filter', 1],
    ],
  );
});
