/* How stable a ranking is, in words: what is said of it is what the draws showed, and nothing where they showed nothing. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { makeElements } from './elements.js';
import { load, putMatch } from './page.js';

const stability = await load('match/stability.js', { mode: 'served', lang: 'en', studies: ['stability'] });
const { changeState } = await load('base/state.js');
makeElements();
const page = /** @type {any} */ (globalThis);

/** @param {string} id @param {number} least @param {number} most @param {number} first */
const shaken = (id, least, most, first) => ({
  collection: 'plots',
  id,
  rank: least,
  rank_min: least,
  rank_max: most,
  first_share: first,
  top3_share: 1,
});
const study = {
  draws: 1000,
  spread_pct: 20,
  seed: 7,
  first_share: 0.875,
  top3_share: 0.5,
  sites: [shaken('a', 1, 1, 0.875), shaken('b', 2, 4, 0.125)],
};
/** @param {string} id */
const match = (id) => ({ site: { collection: 'plots', id, name: `地块${id}`, name_en: `Plot ${id}` } });
const report = { matches: ['a', 'b', 'c', 'd'].map(match) };

test.beforeEach(async () => {
  changeState({ lang: 'en' });
  await putMatch({ report, studies: { stability: study } });
});

test('the line says how often the first stays first, and the first three where more are ranked', () => {
  assert.equal(
    stability.line(report).textContent,
    'With weights ±20\u202f%, no. 1 stays first in 87.5\u202f% of draws, the first 3 stay in 50\u202f%',
  );
  const three = { matches: report.matches.slice(0, 3) };
  assert.equal(
    stability.line(three).textContent,
    'With weights ±20\u202f%, no. 1 stays first in 87.5\u202f% of draws',
    'three of three always stay',
  );
  changeState({ lang: 'zh' });
  assert.equal(
    stability.line(report).textContent,
    '权重 ±20\u202f% 内第 1 名稳定于 87.5\u202f% 的试算，前 3 名 50\u202f%',
  );
});

test('nothing is said of one site, of projects for a plot, or before the study is here', async () => {
  assert.equal(stability.line({ matches: [match('a')] }), null);
  assert.equal(stability.line({ ...report, site: { collection: 'plots', id: 'a' } }), null);
  assert.equal(stability.button({ matches: [match('a')] }), null);
  await putMatch({ studies: {} });
  assert.equal(stability.line(report), null);
  assert.equal(stability.button(report), null);
  await putMatch({ studies: { stability: { ...study, first_share: null } } });
  assert.equal(stability.line(report), null);
  await putMatch({ studies: { stability: { ...study, sites: [] } } });
  assert.equal(stability.line(report), null);
});

test('a site says the range of its rank', () => {
  assert.equal(
    stability.ofSite(match('b')),
    'with weights ±20\u202f%: no. 2–4; first in 12.5\u202f%, among the first 3 in 100\u202f%',
  );
  assert.match(stability.ofSite(match('a')), /always no\. 1;/);
  assert.equal(stability.ofSite(match('z')), null);
  assert.equal(stability.ofSite({ project: { id: 'P' } }), null);
});

test('the table of ranges draws each from its best rank to its worst on one scale', () => {
  const button = stability.button(report);
  button.heard.click();
  const [dialog] = page.document.body.children;
  assert.equal(dialog.open, true);
  const [, first, second] = dialog.all('tr');
  assert.match(first.textContent, /^1Plot a87\.5/);
  assert.match(second.textContent, /2–4$/);
  // Ranks 1 to 4 lie from 6 to 114: 36 apart.
  const [, range] = second.all('line');
  assert.deepEqual([range.attributes.x1, range.attributes.x2], ['42', '114']);
  assert.equal(second.all('circle')[0].attributes.cx, '42');
  assert.match(dialog.textContent, /1,000 times, seed 7/);
});
