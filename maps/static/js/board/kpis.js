/* Figures of the whole: how many projects, how many placed, what they invest, what is left out, how near to the best that is possible. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { fixed, number } from '../base/rounding.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as b from './model.js';

/** A part of the whole as a percentage. @param {number} part @param {number} whole */
export const percent = (part, whole) => (whole ? `${fixed((part / whole) * 100, 0)}\u2009%` : '—');

/**
 * @param {string} key
 * @param {string} figure
 * @param {string} unit
 * @param {string} under
 * @param {string} [extra]
 */
function kpi(key, figure, unit, under, extra = '') {
  return el(
    'div',
    { class: `kpi ${extra}`.trim(), 'data-kpi': key },
    el('p', {}, el('b', {}, figure), ' ', el('span', {}, unit)),
    el('p', { class: 'meta' }, under),
  );
}

/**
 * The whole in figures: all projects, those placed, what they invest, those left out, how near to the best that is possible.
 * @param {BoardReport} report
 */
export function figures(report) {
  const { counts, investment_wan: wan } = report;
  return [
    kpi(
      'projects',
      number(counts.projects),
      t({ zh: '个项目', en: counts.projects === 1 ? 'project' : 'projects' }),
      t({
        zh: `续建 ${counts.continuing} · 新建 ${counts.new}`,
        en: `${counts.continuing} continuing · ${counts.new} new`,
      }),
    ),
    kpi(
      'placed',
      number(counts.placed),
      t({ zh: '个已落位', en: 'placed' }),
      [
        percent(counts.placed, counts.projects),
        counts.to_check
          ? t({ zh: `其中 ${counts.to_check} 个有待核实项`, en: `${counts.to_check} with items to check` })
          : null,
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    kpi(
      'investment',
      t({ zh: b.figure(wan.placed), en: b.money(wan.placed) }),
      t({ zh: `${t(b.UNIT)} 落位投资`, en: 'placed' }),
      t({
        zh: `共 ${b.money(wan.asked)} · ${percent(wan.placed, wan.asked)}`,
        en: `of ${b.money(wan.asked)} · ${percent(wan.placed, wan.asked)}`,
      }),
    ),
    kpi(
      'unplaced',
      number(counts.unplaced),
      t({ zh: '个未落位', en: 'unplaced' }),
      b.money(wan.asked - wan.placed),
      counts.unplaced ? 'short' : '',
    ),
    bound(report),
  ];
}

/**
 * The aim with the widest gap says how far from the bound the answer can be; what greedy reaches stands beside it.
 * @param {BoardReport} report
 */
function bound(report) {
  const gap = Math.max(0, ...report.aims.map((one) => one.gap));
  const proven = report.aims.every((one) => one.status !== 'best_found');
  const said = proven ? t({ zh: '已证最优', en: 'proven optimal' }) : t({ zh: '可行，未证最优', en: 'best found' });
  const turns = report.greedy.words;
  return el(
    'div',
    { class: 'kpi bound', 'data-kpi': 'gap' },
    el(
      'p',
      {},
      el(
        'b',
        {},
        t({
          zh: `与上界差 ${fixed(gap * 100, 1)}\u2009%`,
          en: `Gap ${fixed(gap * 100, 1)}\u2009%`,
        }),
      ),
      ' ',
      el('span', { class: proven ? 'proven' : '' }, said),
      aims(report),
    ),
    turns ? el('p', { class: 'meta' }, v.capital(t(turns))) : null,
  );
}

/**
 * Every aim in its order: what was reached, the most that could be, what taking turns reaches.
 * @param {BoardReport} report
 */
function aims(report) {
  const heads = [
    { zh: '目标（依次）', en: 'Aim, in order' },
    { zh: '达到', en: 'Reached' },
    { zh: '上界', en: 'Bound' },
    { zh: '差', en: 'Gap' },
    { zh: '逐个安排', en: 'One by one' },
    { zh: '', en: '' },
  ];
  /** @param {number} value */
  const cell = (value) => el('td', { class: 'num' }, number(value, 1));
  const lines = report.aims.map((one) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, v.capital(t(one)), ' ', el('span', { class: 'meta' }, t(one.unit))),
      cell(one.objective),
      cell(one.bound),
      el('td', { class: 'num' }, `${fixed(one.gap * 100, 1)}\u2009%`),
      cell(one.greedy),
      el('td', {}, t(config.words.aim_statuses[one.status])),
    ),
  );
  const details = el(
    'details',
    { class: 'aims' },
    el('summary', { 'data-key': 'aims', class: 'link' }, t({ zh: '各目标完成情况', en: 'Aims' })),
    el(
      'div',
      { class: 'pop' },
      el(
        'p',
        { class: 'meta' },
        t({
          zh: '只算新建项目；前一级不让步，再求后一级。',
          en: 'New projects only; an aim never gives way to a later one.',
        }),
      ),
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el('tr', {}, ...heads.map((words, n) => el('th', { scope: 'col', class: n ? 'num' : '' }, t(words)))),
        ),
        el('tbody', {}, ...lines),
      ),
    ),
  );
  details.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') details.open = false;
  });
  return details;
}
