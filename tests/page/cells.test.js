/* Would break where a cell of the page's own list ran in a spreadsheet, was changed by it, or was guarded without need. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { guarded } = await load('find/cells.js', {
  guards: { runs: '^(?:\\s*[=+\\-@＝＋－＠\\t\\r]|[\\t\\r])', changes: '^(?:0[0-9]+|true|[0-9]{1,2}-[0-9]{1,2})$' },
});

test('a formula is guarded, also behind blanks, in full width and behind an apostrophe', () => {
  assert.deepEqual(['=1+1', ' @sum', '＝1', "'=1"].map(guarded), ["'=1+1", "' @sum", "'＝1", "''=1"]);
});

test('what a spreadsheet would rewrite is guarded, in any case and width', () => {
  assert.deepEqual(['0802', 'TRUE', '3-1', '０８０２', ' 0802 '].map(guarded), [
    "'0802",
    "'TRUE",
    "'3-1",
    "'０８０２",
    "' 0802 ",
  ]);
});

test('a number that loses its blanks or its width is guarded, a plain one is not', () => {
  assert.deepEqual(['12 ', '１２', '12', '12.5'].map(guarded), ["'12 ", "'１２", '12', '12.5']);
});

test('names stay as they are', () => {
  assert.deepEqual(['GD-A01', '3-1号', "it's", ''].map(guarded), ['GD-A01', '3-1号', "it's", '']);
});
