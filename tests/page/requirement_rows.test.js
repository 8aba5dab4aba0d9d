import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pairRows } from '../../maps/static/js/match/requirement_rows.js';

/** @param {string} key @param {string} word */
const row = (key, word) => ({ key, zh: word, en: word, text: { zh: `≥ ${word}`, en: `≥ ${word}` } });
const INPUTS = [{ key: 'height', pair: 'room' }, { key: 'name' }, { key: 'load', pair: 'room' }];

test('two lines of a pair stand on one, in the place of the first, whatever stands between them', () => {
  const rows = pairRows([row('height', 'h'), row('name', 'n'), row('load', 'l'), row('new', 'x')], INPUTS);
  assert.deepEqual(
    rows.map((one) => [one.zh, one.text.zh]),
    [
      ['h / l', '≥ h · ≥ l'],
      ['n', '≥ n'],
      ['x', '≥ x'],
    ],
  );
});

test('a line whose partner is not asked, and one that is no pair, stand alone', () => {
  const rows = [row('load', 'l'), row('name', 'n')];
  assert.deepEqual(pairRows(rows, INPUTS), rows);
  assert.deepEqual(pairRows([row('height', 'h'), row('load', 'l')], []).length, 2);
});
