/* What of a ranking is said once, above its rows. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { figures, own, sentences } from '../../maps/static/js/match/said_once.js';

/** @type {NonNullable<MatchReport['lacks']>[number]} */
const LACK = { of: 'layers', collections: ['plots'], missing: [], zh: '缺电力。', en: 'No power.' };
const ORDER = { by: ['area_fit'], unknown: ['cluster'], known: {}, zh: '仅按面积排序。', en: 'By area only.' };

test('what layers lack is said, and the order only where a criterion is known of no site', () => {
  assert.deepEqual(sentences({ matches: [], lacks: [LACK], order: ORDER }), [LACK, ORDER]);
  assert.deepEqual(sentences({ matches: [], lacks: [], order: { ...ORDER, unknown: [] } }), []);
  assert.deepEqual(sentences({ matches: [] }), []);
});

test('a row says what is its own alone', () => {
  /** @type {Verdict[]} */
  const verdicts = [
    { rule: 'power', answer: 'unknown', layer_wide: true, zh: '', en: '' },
    { rule: 'usage', answer: 'unknown', zh: '', en: '' },
    { rule: 'area', answer: 'yes', zh: '', en: '' },
  ];
  assert.deepEqual(
    own({ verdicts }).map((each) => each.rule),
    ['usage'],
  );
});

test('what decides nothing alone does not claim to', () => {
  const line = { open: 25, alone: 0, decided: 12 };
  assert.equal(figures(line).zh, '25 处未知，累计可定 12');
  assert.equal(figures({ ...line, alone: 3 }).en, 'unknown of 25, decides 3 alone, 12 decided so far');
});
