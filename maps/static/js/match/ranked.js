/* The ranked list: verdict, score in its parts, and, unfolded, each criterion's points and the reasons in words. */

import { config, served } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { number } from '../base/rounding.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import * as matching from '../data/matching.js';
import { failure, panel, touched } from '../page/panels.js';
import { showOver } from '../page/sheet.js';
import * as widgets from '../page/widgets.js';
import * as funnel from './funnel.js';
import * as joinedSites from './joined_sites.js';
import * as matchFoot from './match_foot.js';
import { called, dot } from './dots.js';
import { asked } from './ranked_detail.js';
import { isOpen, row } from './ranked_row.js';
import * as relaxed from './relaxed.js';
import * as saidAbove from './said_above.js';
import * as secondRanking from './second_ranking.js';

/** @typedef {[id: string, words: Words, count: string | number]} Tab */

let tab = 'all';

function paint() {
  const { report, busy, error } = matching.current();
  const failed = error
    ? failure(
        t({ zh: '匹配没有算成；所选项目和地图都保留着。', en: 'The match failed; your choice and the map are kept.' }),
        error,
        matching.run,
      )
    : null;
  if (failed && !report) return [failed, weighed()];
  if (busy && !report)
    return [
      el(
        'div',
        { class: 'scroll', role: 'status', 'aria-busy': 'true', 'aria-label': t({ zh: '正在匹配', en: 'Matching' }) },
        ...Array.from({ length: 8 }, () => el('div', { class: 'skeleton' })),
      ),
    ];
  if (!report)
    return [
      el(
        'div',
        { class: 'empty' },
        el('b', {}, t({ zh: '先选一个项目', en: 'Choose a project first' })),
        t({
          zh: '或者填一份需求，这里给出最合适的地块和楼层，并说明理由。',
          en: 'Or state a requirement: the best plots and floors appear here, with reasons.',
        }),
      ),
    ];
  const tabs = [failed, head(report)];
  return tab === 'joined'
    ? [tabs, weighed(), joinedSites.paint(), matchFoot.paint(report)]
    : [tabs, weighed(), criteria(report), secondRanking.section(report), list(report), matchFoot.paint(report)];
}

/**
 * The tabs: what kinds there are in the ranking, and sites that neighbours would make together.
 * @param {MatchReport} report
 * @returns {Tab[]}
 */
function kinds(report) {
  /** @param {SiteKind} kind */
  const count = (kind) => report.matches.filter((one) => one.site?.kind === kind).length;
  if (report.site) return [['all', { zh: '项目', en: 'Projects' }, report.matches.length]];
  /** @type {Tab[]} */
  const tabs = [['all', { zh: '排名', en: 'Ranking' }, report.matches.length]];
  if (count('land') && count('floor'))
    tabs.push(
      ['land', { zh: '土地', en: 'Land' }, count('land')],
      ['floor', { zh: '楼层', en: 'Floors' }, count('floor')],
    );
  const joined = joinedSites.tab();
  return joined ? [...tabs, joined] : tabs;
}

/** @param {MatchReport} report */
function head(report) {
  const found = kinds(report);
  if (!found.some(([id]) => id === tab)) tab = 'all';
  const back = el(
    'button',
    { type: 'button', class: 'button only-phone', onclick: showOver },
    t({ zh: '需求', en: 'Demand' }),
  );
  const tabs = el(
    'div',
    { class: 'rank-tabs', role: 'tablist', 'aria-label': t({ zh: '排名', en: 'Ranking' }) },
    ...found.map(([id, words, n]) =>
      el(
        'button',
        {
          type: 'button',
          class: 'tab',
          role: 'tab',
          'data-key': `rank-${id}`,
          'aria-selected': String(tab === id),
          tabindex: tab === id ? '0' : '-1',
          onclick: () => open(id),
        },
        `${t(words)} ${n}`,
      ),
    ),
  );
  tabs.addEventListener('keydown', (event) =>
    walk(
      event,
      found.map(([id]) => id),
    ),
  );
  return el('div', { class: 'list-head' }, tabs, el('span', { class: 'push only-phone' }, back));
}

/** @param {string} id */
function open(id) {
  tab = id;
  touched(['match']);
}

/** Arrow keys go from tab to tab, as a tab list does. @param {KeyboardEvent} event @param {string[]} ids */
function walk(event, ids) {
  const to = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (!to) return;
  event.preventDefault();
  const next = ids[(ids.indexOf(tab) + to + ids.length) % ids.length];
  open(next);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      /** @type {HTMLElement | null} */
      const button = document.querySelector(`[data-key="rank-${next}"]`);
      button?.focus();
    }),
  );
}

/** Weights of the reader's own are said at the top: what follows is no ranking by the filed scheme. */
function weighed() {
  if (!matching.current().weights) return null;
  const scheme = matching.scheme();
  return el(
    'div',
    { class: 'weighed', role: 'status', 'data-key': 'weighed' },
    el(
      'span',
      {},
      t({
        zh: `按临时权重排名，不是方案 ${scheme?.version ?? ''} 的排名`,
        en: `Ranked by your own weights, not by scheme ${scheme?.version ?? ''}`,
      }),
    ),
    el(
      'button',
      { type: 'button', class: 'link push nowrap', 'data-key': 'weights-back', onclick: () => matching.weigh(null) },
      t({ zh: '恢复方案权重', en: 'Back to the scheme' }),
    ),
  );
}

/** @param {MatchReport} report */
function criteria({ scheme }) {
  if (!scheme?.criteria?.length) return null;
  return el(
    'div',
    { class: 'criteria', role: 'group', 'aria-label': t({ zh: '评分项与权重', en: 'Criteria and weights' }) },
    ...scheme.criteria.map((one) => el('span', {}, dot(one.colour), `${called(one)} ${number(one.weight, 1)}`)),
    matching.current().weights ? null : named(scheme),
    secondRanking.button(),
  );
}

/** The scheme of the ranking; where the folder has several, the way to another. @param {Answers['Scheme']} scheme */
function named(scheme) {
  const words = t({ zh: `方案 ${scheme.version ?? scheme.id}`, en: `Scheme ${scheme.version ?? scheme.id}` });
  const all = config.schemes ?? [];
  if (all.length < 2 || !served()) return el('span', { class: 'meta', title: t(scheme.title) }, words);
  const button = el(
    'button',
    {
      type: 'button',
      class: 'link',
      'data-key': 'scheme',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: t(scheme.title),
    },
    words,
    ' ▾',
  );
  button.addEventListener('click', () =>
    widgets.menu(button, [
      { heading: t({ zh: '匹配方案', en: 'Matching scheme' }) },
      ...all.map((one) => ({ text: t(one.title), checked: one.id === scheme.id, run: () => matching.under(one.id) })),
    ]),
  );
  return button;
}

/** @param {MatchReport} report */
function list(report) {
  const shown = report.matches.filter((one) => tab === 'all' || one.site?.kind === tab);
  const [first] = shown;
  // Who looks at a lower one keeps the first in sight.
  const pinned = shown.some((one) => one !== first && isOpen(one));
  return el(
    'div',
    { class: 'scroll', 'data-scroll': 'ranked', id: 'ls-ranked' },
    asked(report),
    report.matches.length ? saidAbove.block(report, () => matchFoot.exportAs('xlsx')) : null,
    shown.length
      ? el('ol', {}, ...secondRanking.ordered(shown).map((one) => row(one, report, { first, pinned })))
      : empty(report),
    secondRanking.note(),
    more(report),
  );
}

/** @param {MatchReport} report */
function empty(report) {
  if (report.site)
    return el(
      'div',
      { class: 'empty' },
      el('b', {}, t({ zh: '没有合适的项目', en: 'No project fits' })),
      t({
        zh: '每个新建项目都至少有一条硬条件不满足，见左侧逐条筛除。',
        en: 'Every new project fails at least one hard rule: see the rules on the left.',
      }),
    );
  const lines = /** @type {SiteKind[]} */ (['land', 'floor'])
    .filter((name) => tab === 'all' || tab === name)
    .map((name) => {
      const step = funnel.emptiedBy(report, name);
      if (!step) return null;
      const what = t(name === 'land' ? { zh: '土地', en: 'Land' } : { zh: '楼层', en: 'Floors' });
      const back = (report.funnel?.[name] ?? [])
        .filter((each) => each.alone > 0)
        .sort((a, b) => b.alone - a.alone)
        .slice(0, 3);
      const ways = back.length
        ? t({
            zh: `单放${back.map((each) => `“${each.zh}”可回 ${each.alone}`).join('，')}。`,
            en: `Dropping ${back.map((each) => `“${each.en}” alone brings back ${each.alone}`).join('; ')}.`,
          })
        : t({
            zh: '单放任何一条都不够，要同时放宽几条。',
            en: 'Dropping any single rule is not enough: several would have to be relaxed.',
          });
      return el(
        'p',
        {},
        t({ zh: `${what}：到“${step.zh}”这一条时剩 0。${ways}`, en: `${what}: “${step.en}” left none. ${ways}` }),
      );
    });
  return el(
    'div',
    { class: 'empty', role: 'status' },
    el('b', {}, t({ zh: '没有符合的地块或楼层', en: 'No plot or floor fits' })),
    ...lines,
    relaxed.wayOut(),
  );
}

/** @param {MatchReport} report */
function more(report) {
  const all = (report.counts?.fits ?? 0) + (report.counts?.to_check ?? 0);
  if (report.partial)
    return el(
      'p',
      { class: 'note rank-note' },
      t({
        zh: '按本文件所带各新建项目的排名反查。',
        en: 'From the rankings of the new projects that this file carries.',
      }),
    );
  if (all <= report.matches.length) return null;
  return el(
    'p',
    { class: 'note rank-note' },
    t({
      zh: `列出前 ${report.matches.length}，符合或待核实共 ${all}；图上全部标出。`,
      en: `The best ${report.matches.length} of ${all} that fit or need checking; the map shows all.`,
    }),
  );
}

/* A plot chosen on the map comes into sight in the list. */
function reveal() {
  const { selected, mode } = state;
  if (mode !== 'match' || !selected) return;
  document
    .querySelector(`#ls-ranked [data-place="${CSS.escape(`${selected.collection}\n${selected.id}`)}"]`)
    ?.scrollIntoView({ block: 'nearest' });
}
on('hovered', () => {
  if (state.mode !== 'match') return;
  const place = state.hovered ? `${state.hovered.collection}\n${state.hovered.id}` : null;
  for (const item of document.querySelectorAll('#ls-ranked .ranked'))
    item.classList.toggle('hovered', place !== null && item.getAttribute('data-place') === place);
});
on('selected', () => requestAnimationFrame(() => requestAnimationFrame(reveal)));

on('tab', open);
panel({
  root: 'ls-right-inner',
  keys: ['mode', 'match', 'selected', 'basket', 'unit'],
  when: () => state.mode === 'match',
  paint,
});
