/* Money in English: CNY, in full or in m and bn, whatever unit is stored. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cny, paid } from '../../maps/static/js/base/money.js';

test('amounts are in full below ten million, then in m and bn', () => {
  assert.equal(cny(264_000), 'CNY 264,000');
  assert.equal(cny(2_640_000), 'CNY 2,640,000');
  assert.equal(cny(73_000_000), 'CNY 73 m');
  assert.equal(cny(10_950_000_000), 'CNY 10.95 bn');
  assert.equal(cny(-90_000), 'CNY -90,000');
});

test('a figure that counts in 万元 is no finer in English than its two decimals', () => {
  assert.equal(cny(15_000 / 46.9, 10_000), 'CNY 3,198,300');
  assert.equal(cny(9_999.996, 10_000), 'CNY 100 m');
  assert.equal(
    paid(26.40401, { zh: '万元/亩', en: 'CNY 10,000 per mu', cny: 10000, per: ' per mu' }),
    'CNY 264,000 per mu',
  );
});

test('a figure is paid for what its unit says', () => {
  assert.equal(
    paid(26.4, { zh: '万元/亩', en: 'CNY 10,000 per mu', cny: 10000, per: ' per mu' }),
    'CNY 264,000 per mu',
  );
  assert.equal(
    paid(0.5, { zh: '元/m²/日', en: 'CNY per m² per day', cny: 1, per: ' per m² per day' }),
    'CNY 0.5 per m² per day',
  );
});
