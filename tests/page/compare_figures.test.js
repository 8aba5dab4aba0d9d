/* Scenarios are compared by counts of the whole and by whichever aims the answers name. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { answer, CONFIG, placement } from './board.js';
import { load } from './page.js';

const { comparedFigures } = await load('board/compare_figures.js', CONFIG);

/** @param {string} name @param {number} objective @param {string} [status] */
const aim = (name, objective, status = 'optimal') => ({
  name,
  zh: `目标 ${name}`,
  en: `aim ${name}`,
  unit: { zh: '分', en: 'points' },
  objective,
  status,
});

/** @param {object[]} aims @returns {any} */
const report = (aims) => ({
  ...answer([placement('A'), placement('B', { start: { answer: 'no', by: '2023-06-30' } })]),
  counts: { placed: 2, unplaced: 1, to_check: 1 },
  investment_wan: { placed: 20000 },
  aims,
});

test('an aim that no script knows is compared under its own words and unit, in its place', () => {
  const base = report([aim('power', 30), aim('fit', 12)]);
  const [, aims] = comparedFigures([base, null, report([aim('power', 31)])]);
  assert.match(aims.title.zh, /目标/);
  assert.deepEqual(
    aims.figures.map((/** @type {ComparedFigure} */ one) => [one.words.zh, one.unit.en, one.of(base)]),
    [
      ['目标 power', 'points', 30],
      ['目标 fit', 'points', 12],
    ],
  );
  assert.equal(aims.figures[1].of(report([])), null);
});

test('an aim that nobody states anything of has no figure', () => {
  const [, aims] = comparedFigures([report([aim('tax', 0, 'unstated')])]);
  assert.equal(aims.figures[0].of(report([aim('tax', 0, 'unstated')])), null);
});

test('the whole is counted before the first aims are there', () => {
  const groups = comparedFigures([null, null]);
  assert.equal(groups.length, 1);
  assert.deepEqual(
    groups[0].figures.map((/** @type {ComparedFigure} */ one) => one.of(report([]))),
    [2, 1, 20000, 1, 1],
  );
});

test('who can begin in time is no figure where there is no date to begin by', () => {
  /** @param {string | null} by @returns {any} */
  const dated = (by) => ({ ...report([]), ...answer([placement('A', { start: { answer: 'yes', by } })]) });
  const [{ figures }] = comparedFigures([dated(null)]);
  const inTime = figures.find((/** @type {ComparedFigure} */ one) => one.words.zh === '能按期开工');
  assert.deepEqual([inTime.of(dated('2023-06-30')), inTime.of(dated(null))], [1, null]);
});
