import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page.js';

const { fmt } = await load('base/format.js', { lang: 'en' });
const { changeState } = await load('base/state.js');
const { M2_PER_MU, UNITS } = await load('base/units.js');

test('land is said in the unit chosen, floor space in m²', () => {
  changeState({ unit: 'mu' });
  assert.equal(fmt.area(10000, { land: true }), '15.0\u2009mu');
  assert.equal(fmt.area(10000, { land: false }), '10,000\u2009m²');
  assert.equal(fmt.area(10000), '10,000\u2009m²');
  changeState({ unit: 'ha' });
  assert.equal(fmt.area(12345, { land: true }), '1.23\u2009ha');
  changeState({ unit: 'm2' });
  assert.equal(fmt.area(12345.4, { land: true }), '12,345\u2009m²');
});

test('亩 lose their decimal from a thousand on', () => {
  assert.equal(fmt.mu((999.94 * 2000) / 3), '999.9');
  assert.equal(fmt.mu(1000000), '1,500');
});

test('lengths pass from metres to kilometres', () => {
  assert.equal(fmt.length(12.34), '12.3\u2009m');
  assert.equal(fmt.length(299.96), '300\u2009m');
  assert.equal(fmt.length(512.4), '512\u2009m');
  assert.equal(fmt.length(1540), '1.5\u2009km');
  assert.equal(fmt.length(12600), '13\u2009km');
});

test('the units agree with the rule of rounding', () => {
  assert.equal(UNITS.mu.m2, M2_PER_MU);
  assert.equal(Math.round(M2_PER_MU * 15), 10000);
});
