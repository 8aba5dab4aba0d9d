/* Projects without a place by the reason that decided, and what space is short for them. */

import { el } from '../base/dom.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { groups, title } from './left_out.js';
import * as b from './model.js';

/** @typedef {import('./left_out.js').Group} Group */

/** @param {Group} group @param {number} most */
function line(group, most) {
  const bar = el('i', {});
  bar.style.width = `${(group.ids.length / most) * 100}%`;
  const words = t({ zh: `未落位：${title(group.code)}`, en: `Unplaced: ${title(group.code)}` });
  return el(
    'button',
    {
      type: 'button',
      class: 'reason',
      'data-key': `reason-${group.code}`,
      'aria-pressed': String(b.view.filter.words === words),
      onclick: () => b.only(group.ids, words),
    },
    el('span', { class: 'reason-name' }, title(group.code)),
    el('span', { class: 'reason-bar', 'aria-hidden': 'true' }, bar),
    el(
      'span',
      { class: 'reason-figure' },
      el('b', {}, String(group.ids.length)),
      t({ zh: ' 个 · ', en: ' · ' }),
      b.figure(group.wan),
      t({ zh: ' 亿元', en: '' }),
    ),
  );
}

/** @param {BoardReport} report */
function shortage(report) {
  if (!report.shortage.length) return null;
  return el(
    'div',
    { class: 'shortage' },
    el('h3', {}, t({ zh: '缺口', en: 'Shortage' })),
    el(
      'ul',
      {},
      ...report.shortage.map((one) => {
        const words = t({ zh: `缺口：${t(one)}`, en: `Shortage: ${t(one)}` });
        return el(
          'li',
          {},
          el(
            'button',
            {
              type: 'button',
              'data-key': `short-${one.code}`,
              'aria-pressed': String(b.view.filter.words === words),
              onclick: () => b.only(one.projects, words),
            },
            v.capital(t(one)),
          ),
        );
      }),
    ),
  );
}

/** What the next year's round places of those left out. @param {BoardReport} report */
function next(report) {
  const round = report.next_round;
  if (!round?.projects) return null;
  const ids = round.placed.map((one) => String(one.project_id));
  const words = t({ zh: '下一轮可落位', en: 'Placed in the next round' });
  return el(
    'div',
    { class: 'next-round' },
    el('h3', {}, t({ zh: '下一轮', en: 'Next round' })),
    el(
      'button',
      {
        type: 'button',
        'data-key': 'next-round',
        'aria-pressed': String(b.view.filter.words === words),
        onclick: () => b.only(ids, words),
      },
      v.capital(t(round.words)),
    ),
  );
}

export function paint() {
  const { report, busy } = b.view;
  /** @param {Child} [more] */
  const head = (more) =>
    el(
      'header',
      { class: 'card-head' },
      el('h2', {}, t({ zh: '未落位', en: 'Unplaced' }), report ? ` ${report.unplaced.length}` : ''),
      el('span', { class: 'meta' }, t({ zh: '按首要原因', en: 'CNY m' })),
      more,
    );
  if (!report)
    return [
      head(),
      busy
        ? el(
            'div',
            { class: 'rows-waiting', 'aria-hidden': 'true' },
            ...Array.from({ length: 5 }, () => el('div', { class: 'row-waiting' }, el('i', {}), el('i', {}))),
          )
        : null,
    ];
  const found = groups(report);
  const words = t({ zh: '全部未落位', en: 'All unplaced' });
  const all = found.length
    ? el(
        'button',
        {
          type: 'button',
          class: 'link push',
          'data-key': 'reason-all',
          'aria-pressed': String(b.view.filter.words === words),
          onclick: () =>
            b.only(
              report.unplaced.map((one) => one.project_id),
              words,
            ),
        },
        t({ zh: '看项目', en: 'Show projects' }),
      )
    : null;
  return [
    head(all),
    el(
      'div',
      { class: 'scroll', 'data-scroll': 'reasons', tabindex: '-1' },
      found.length
        ? el('div', { class: 'reasons' }, ...found.map((group) => line(group, found[0].ids.length)))
        : el(
            'p',
            { class: 'empty' },
            el('b', {}, t({ zh: '全部落位', en: 'Everything is placed' })),
            t({ zh: '没有项目留在外面。', en: 'No project is left out.' }),
          ),
      shortage(report),
      next(report),
    ),
  ];
}
