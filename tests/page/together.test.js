/* Names in one line: what all begin with is said once, and no name loses its last word. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { together } = await load('match/together.js');

test('the words that all begin with stand once', () => {
  assert.equal(together(['East Park A1', 'East Park A2', 'East Park B1']), 'East Park A1 + A2 + B1');
});

test('names that differ at once stay whole', () => {
  assert.equal(together(['East A1', 'West A1']), 'East A1 + West A1');
});

test('only the words at the beginning are left out', () => {
  assert.equal(together(['East Park A1', 'East Yard A1']), 'East Park A1 + Yard A1');
});

test('a name that says no more than the others begin with keeps its last word', () => {
  assert.equal(together(['Tower 1', 'Tower 1']), 'Tower 1 + 1');
  assert.equal(together(['East Park', 'East Park A1']), 'East Park + Park A1');
  assert.equal(together(['Park', 'Park A1']), 'Park + Park A1');
});

test('one name stands alone, and none is nothing', () => {
  assert.equal(together(['东区 3 号楼']), '东区 3 号楼');
  assert.equal(together([]), '');
});
