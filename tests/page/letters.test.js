/* Would break where a Chinese text were taken for as narrow as an English one, and cut. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { widthOf } = await load('find/letters.js');

test('a Chinese letter is wide, every other narrow; a letter of two halves is one', () => {
  assert.equal(widthOf('空置 A1', 2, 1), 7);
  assert.equal(widthOf('𠮷', 12, 6), 12);
  assert.equal(widthOf('', 2, 1), 0);
});
