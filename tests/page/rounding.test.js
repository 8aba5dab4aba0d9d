/* Figures of the page: the table that the service's own rounding is held by, and how figures stand in a sentence. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { load } from './page.js';

const rounding = await load('base/rounding.js');
const table = JSON.parse(fs.readFileSync(`${import.meta.dirname}/../figures.json`, 'utf8'));

test('every figure of the shared table is rounded and written as there', () => {
  for (const { value, digits, ...wanted } of table) {
    const { rounded, fixed, number } = rounding;
    const made = {
      rounded: rounded(value, digits),
      fixed: fixed(value, digits),
      number: number(value, digits),
    };
    assert.deepEqual(made, { rounded: wanted.rounded, fixed: wanted.fixed, number: wanted.number }, String(value));
  }
});

test('a half is rounded away from zero as it is written, not as it is stored', () => {
  assert.equal(rounding.rounded(1.005, 2), 1.01);
  assert.equal(rounding.rounded(-2.5), -3);
  assert.equal(Object.is(rounding.rounded(-0.2), 0), true);
});

test('what is no number stays what it is', () => {
  assert.equal(rounding.rounded(Infinity), Infinity);
  assert.equal(rounding.fixed(NaN, 2), 'NaN');
});

test('a ratio has one decimal always and a second where there is one', () => {
  assert.deepEqual([2, 1.5, 1.25, 1.256].map(rounding.ratio), ['2.0', '1.5', '1.25', '1.26']);
});

test('what is typed over has no separators', () => {
  assert.equal(rounding.plain(1234.5, 2), '1234.50');
  assert.equal(rounding.typed(1234.5, 2), '1234.5');
});

test('one thing is singular, also where it is written', () => {
  assert.equal(rounding.many(1, 'row'), '1 row');
  assert.equal(rounding.many('1', 'day'), '1 day');
  assert.equal(rounding.many(0, 'row'), '0 rows');
  assert.equal(rounding.many(2, 'city', 'cities'), '2 cities');
});

test('15 亩 are 10,000 m²', () => {
  assert.equal(rounding.mu(10000), 15);
});
