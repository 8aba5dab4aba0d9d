/* Would break where a figure of the dashboard were said in another unit than its chart, or a row without area as an area of nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog } from './catalog.js';
import { load } from './page.js';

const figures = await load('dashboard/figures.js', catalog);
const { changeState } = await load('base/state.js');

/** @param {string} collection @param {number} count @param {number | null} area @param {Record<string, unknown>} [more] */
const figure = (collection, count, area, more = {}) => ({
  key: 'x',
  zh: '闲置',
  en: 'idle',
  count,
  area_m2: area,
  area_unknown: area === null ? null : 0,
  list: { collection, filter: '' },
  ...more,
});

test('land is in the unit on screen', () => {
  const one = figure('land', 3, 20000);
  const how = figures.measure('land', [one]);
  assert.equal(figures.whole(how, one), '3\u2009plots · 30\u2009mu');
  changeState({ unit: 'ha' });
  const again = figures.measure('land', [one]);
  assert.equal(figures.whole(again, one), '3\u2009plots · 2.0\u2009ha');
  changeState({ unit: 'mu' });
});

test('floors are in m², in Chinese in 万 m² where one of them is large', () => {
  const few = [figure('floors', 1, 500), figure('floors', 2, 250000)];
  assert.equal(figures.amount(figures.measure('floors', few), few[1]), '250,000');
  changeState({ lang: 'zh' });
  const how = figures.measure('floors', few);
  assert.deepEqual([how.label, figures.amount(how, few[0]), figures.amount(how, few[1])], ['万 m²', '0.1', '25.0']);
  assert.equal(figures.measure('floors', [few[0]]).label, 'm²');
  changeState({ lang: 'en' });
});

test('what is not measured is counted, and what is not known of an area is said', () => {
  const bare = figure('projects', 4, null);
  const how = figures.measure('projects', [bare]);
  assert.deepEqual([how.of(bare), figures.whole(how, bare)], [4, '4\u2009projects']);
  const unsure = figure('land', 2, 20000, { area_unknown: 1 });
  assert.equal(
    figures.whole(figures.measure('land', [unsure]), unsure),
    '2\u2009plots · 30\u2009mu · area of 1 to check',
  );
  const none = figure('land', 0, 0);
  assert.equal(figures.whole(figures.measure('land', [none]), none), '0');
  assert.deepEqual(figures.counting([bare, none]), [bare]);
});

test('a list is called by what it is of and by its state', () => {
  assert.deepEqual(figures.joined({ zh: '东园', en: 'East Park' }, { zh: '闲置', en: 'idle' }), {
    zh: '东园 · 闲置',
    en: 'East Park · idle',
  });
  assert.deepEqual(figures.wordsOf(figure('land', 1, 1)), { zh: '闲置', en: 'idle' });
});
