/* Would break where a column began narrower than its heading or its figures, or so wide that one long name took the table. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page.js';

const { beginningWidth } = await load('find/column_width.js');

test('a heading is whole within reason, also where nothing is known of the cells', () => {
  assert.equal(beginningWidth('integer', '层', []), 72);
  assert.equal(beginningWidth('text', '宗地代码', []), 120);
  assert.equal(beginningWidth('number', '亩均税收（万元/亩/年）', []), 10 * 13 + 2 * 7 + 34);
  assert.equal(beginningWidth('text', 'a'.repeat(80), ['x']), 220);
});

test('a column is as wide as nearly all that stands in it', () => {
  const names = Array.from({ length: 40 }, () => '创新谷 D06-01');
  assert.equal(beginningWidth('text', '名称', names), 3 * 13 + 7 * 7 + 20);
  assert.equal(
    beginningWidth('text', '名称', [...names, '某'.repeat(60)]),
    3 * 13 + 7 * 7 + 20,
    'one long name widens nothing',
  );
  assert.equal(
    beginningWidth(
      'text',
      '名称',
      Array.from({ length: 9 }, () => '某'.repeat(60)),
    ),
    280,
  );
  assert.equal(beginningWidth('boolean', '是', ['否']), 56);
});

test('of figures the longest is whole', () => {
  const figures = [...Array.from({ length: 99 }, () => '1'), '1,234,567,890.12'];
  assert.equal(beginningWidth('number', '价', figures), 16 * 7 + 20);
});
