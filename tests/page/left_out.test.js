/* Projects left out, by reason: the reason of most first, so that it is read first. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { answer, CONFIG, unplaced } from './board.js';
import { load } from './page.js';

const { groups, title } = await load('board/left_out.js', CONFIG);
const b = await load('board/model.js');

test('a reason has its projects and their money; the one of most stands first, then the dearer, then by code', () => {
  const left = [
    unplaced('A', { code: 'area', investment_wan: 100 }),
    unplaced('B', { code: 'displaced', investment_wan: 1 }),
    unplaced('C', { code: 'displaced', investment_wan: null }),
    unplaced('D', { code: 'no_option', investment_wan: 200 }),
    unplaced('E', { code: 'load', investment_wan: 100 }),
  ];
  assert.deepEqual(groups(answer([], left)), [
    { code: 'displaced', ids: ['B', 'C'], wan: 1 },
    { code: 'no_option', ids: ['D'], wan: 200 },
    { code: 'area', ids: ['A'], wan: 100 },
    { code: 'load', ids: ['E'], wan: 100 },
  ]);
  assert.deepEqual(groups(answer([])), []);
});

test('a reason goes by words of its own, by the title of its rule, else by its code', () => {
  b.look({ report: { ...answer([]), scheme: { rules: [{ id: 'load', zh: '荷载', en: 'floor load' }] } } });
  assert.equal(title('displaced'), 'Sites taken');
  assert.equal(title('load'), 'Floor load');
  assert.equal(title('new_rule'), 'New_rule');
});
