/* The ranked list: verdict, score in its parts, and, unfolded, each criterion's points and the reasons in words. */

import { config, served } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import * as matching from '../data/matching.js';
import * as basketPanel from '../find/basket_panel.js';
import { failure, panel, touched } from '../page/shell.js';
import * as shell from '../page/shell.js';
import * as widgets from '../page/widgets.js';
import * as funnel from './funnel.js';
import * as joinedSites from './joined_sites.js';
import * as matchFoot from './match_foot.js';
import { coloursOf, dot } from './ranked_detail.js';
import * as rankedDetail from './ranked_detail.js';
import * as relaxed from './relaxed.js';
import * as studies from './studies.js';

const COLOUR = /^#[0-9a-f]{6}$/i;
let tab = 'all';
let by = 'sum';
let unfolded = null;

const keyOf = (one) => (one.site ? `${one.site.collection}\n${one.site.id}` : one.project.id);

function paint() {
  const { report, busy, error } = matching.current();
  if (error)
    return [
      failure(
        t({ zh: '匹配没有算成；所选项目和地图都保留着。', en: 'The match failed; your choice and the map are kept.' }),
        error,
        matching.run,
      ),
      weighed(),
      basketPanel.paint(),
    ];
  if (busy && !report)
    return [
      el(
        'div',
        { class: 'scroll', 'aria-busy': 'true', 'aria-label': t({ zh: '正在匹配', en: 'matching' }) },
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
  const tabs = head(report);
  return tab === 'joined'
    ? [tabs, weighed(), joinedSites.paint(), matchFoot.paint(report)]
    : [tabs, weighed(), criteria(report.scheme), order(), list(report), matchFoot.paint(report)];
}

/** The tabs: what kinds there are in the ranking, and sites that neighbours would make together. */
function kinds(report) {
  const count = (kind) => report.matches.filter((one) => one.site?.kind === kind).length;
  if (report.site) return [['all', { zh: '项目', en: 'Projects' }, report.matches.length]];
  const both = count('land') && count('floor');
  return [
    ['all', { zh: '排名', en: 'Ranking' }, report.matches.length],
    both ? ['land', { zh: '土地', en: 'Land' }, count('land')] : null,
    both ? ['floor', { zh: '楼层', en: 'Floors' }, count('floor')] : null,
    joinedSites.tab(),
  ].filter(Boolean);
}

function head(report) {
  const found = kinds(report);
  if (!found.some(([id]) => id === tab)) tab = 'all';
  const back = el(
    'button',
    { type: 'button', class: 'button only-phone', onclick: () => shell.show('left', 'full') },
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

function open(id) {
  tab = id;
  touched(['match']);
}

/** Arrow keys go from tab to tab, as a tab list does. */
function walk(event, ids) {
  const to = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!to) return;
  event.preventDefault();
  const next = ids[(ids.indexOf(tab) + to + ids.length) % ids.length];
  open(next);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector(`[data-key="rank-${next}"]`)?.focus()),
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
        en: `Ranked by weights of your own, not by scheme ${scheme?.version ?? ''}`,
      }),
    ),
    el(
      'button',
      { type: 'button', class: 'link push nowrap', 'data-key': 'weights-back', onclick: () => matching.weigh(null) },
      t({ zh: '恢复方案权重', en: 'Back to the scheme' }),
    ),
  );
}

function criteria(scheme) {
  if (!scheme?.criteria?.length) return null;
  return el(
    'div',
    { class: 'criteria', 'aria-label': t({ zh: '评分项与权重', en: 'criteria and weights' }) },
    ...scheme.criteria.map((one) => el('span', {}, dot(one.colour), `${t(one)} ${v.number(one.weight, 1)}`)),
    matching.current().weights ? null : named(scheme),
  );
}

/** The scheme of the ranking; where the folder has several, the way to another. */
function named(scheme) {
  const words = t({ zh: `方案 ${scheme.version ?? scheme.id}`, en: `scheme ${scheme.version ?? scheme.id}` });
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

/** The second ranking, and how far the two agree. */
function order() {
  const second = studies.of('topsis');
  if (!second?.ranking?.length) return null;
  const explain = {
    zh: '两种排名的一致度（肯德尔 τ-b）：1 为完全一致，0 为无关',
    en: 'how far the two rankings agree (Kendall τ-b): 1 wholly, 0 not at all',
  };
  return el(
    'div',
    { class: 'order' },
    el('span', { class: 'meta' }, t({ zh: '排序', en: 'Order' })),
    widgets.segments(
      t({ zh: '排序', en: 'Order' }),
      [
        { id: 'sum', text: t({ zh: '加权和', en: 'Weighted sum' }) },
        { id: 'topsis', text: 'TOPSIS' },
      ],
      by,
      (id) => {
        by = id;
        touched(['match']);
      },
    ),
    typeof second.agreement === 'number'
      ? el(
          'span',
          { class: 'meta push', title: t(explain) },
          t({ zh: `一致度 ${v.fixed(second.agreement, 2)}`, en: `agreement ${v.fixed(second.agreement, 2)}` }),
        )
      : null,
  );
}

let ranks = { study: null, byPlace: new Map() };
function secondOf(one) {
  const study = studies.of('topsis');
  if (ranks.study !== study)
    ranks = { study, byPlace: new Map((study?.ranking ?? []).map((each) => [`${each.collection}\n${each.id}`, each])) };
  return one.site ? (ranks.byPlace.get(keyOf(one)) ?? null) : null;
}

function list(report) {
  const shown = report.matches.filter((one) => tab === 'all' || one.site?.kind === tab);
  const other = by === 'topsis' && studies.of('topsis');
  if (other) shown.sort((a, b) => (secondOf(a)?.rank ?? Infinity) - (secondOf(b)?.rank ?? Infinity) || a.rank - b.rank);
  return el(
    'div',
    { class: 'scroll', 'data-scroll': 'ranked', id: 'ls-ranked' },
    rankedDetail.asked(report),
    shown.length ? el('ol', {}, ...shown.map((one) => row(one, report))) : empty(report),
    other
      ? el(
          'p',
          { class: 'note rank-note' },
          t({
            zh: '按 TOPSIS 贴近度排列；圆号仍是加权和的名次，与地图一致。',
            en: 'In the order of TOPSIS closeness; the discs keep the rank by weighted sum, as on the map.',
          }),
        )
      : null,
    more(report),
  );
}

function row(one, report) {
  const thing = one.site ?? one.project;
  const key = keyOf(one);
  const { selected } = state;
  const here = one.site
    ? selected?.collection === one.site.collection && selected.id === one.site.id
    : unfolded === key;
  const item = el('li', { class: 'ranked', 'aria-selected': String(here), 'data-place': key });
  item.append(
    el(
      'button',
      {
        class: 'whole-width',
        type: 'button',
        'data-key': `rank-${key}`,
        'aria-expanded': String(here),
        onclick: () => choose(one, here),
      },
      el(
        'span',
        { class: 'ranked-head' },
        disc(one),
        el(
          'span',
          { class: 'who' },
          el('span', { class: 'name' }, nameOf(thing)),
          el('span', { class: 'meta' }, beside(one)),
        ),
        second(one),
        el('span', { class: 'score' }, v.fixed(one.score ?? 0, 2)),
      ),
      bar(one, report.scheme),
    ),
    unknowns(one),
    here ? rankedDetail.detail(one, report) : '',
  );
  item.addEventListener('pointerenter', () => {
    if (one.site) changeState({ hovered: { collection: one.site.collection, id: one.site.id } });
  });
  item.addEventListener('pointerleave', () => changeState({ hovered: null }));
  return item;
}

function second(one) {
  const found = secondOf(one);
  if (!found) return null;
  const words = t({
    zh: `TOPSIS 第 ${found.rank} 名，贴近度 ${v.fixed(found.closeness, 3)}`,
    en: `TOPSIS rank ${found.rank}, closeness ${v.fixed(found.closeness, 3)}`,
  });
  return el(
    'span',
    { class: found.rank === one.rank ? 'second' : 'second differs', title: words },
    el('span', { 'aria-hidden': 'true' }, `T${found.rank}`),
    el('span', { class: 'offscreen' }, words),
  );
}

function choose(one, here) {
  if (one.site) changeState({ selected: here ? null : { collection: one.site.collection, id: one.site.id } });
  else {
    unfolded = here ? null : keyOf(one);
    touched(['match']);
  }
}

function disc(one) {
  const words = config.words.outcomes[one.verdict];
  return el(
    'span',
    {
      class: `disc ${one.verdict === 'to_check' ? 'to-check' : one.verdict === 'rejected' ? 'rejected' : ''}`,
      title: t(words),
    },
    one.rank ?? '✕',
    el('span', { class: 'offscreen' }, t(words)),
  );
}

function beside(one) {
  if (one.project)
    return [codeOf('tier', one.project.tier), codeOf('chain', one.project.chain)].filter(Boolean).join(' · ');
  const { site } = one;
  const field = schema.role(site.collection, 'area');
  const said = typeof site.area_m2 === 'number' ? v.area(site.area_m2, field?.land ?? site.kind === 'land') : null;
  return [site.status_text ? t(site.status_text) : null, said ? `${said.figure} ${said.unit}` : null]
    .filter(Boolean)
    .join(' · ');
}

function codeOf(role, raw) {
  const field = schema.role(config.projects?.collection, role);
  return field && raw ? v.words(field, raw) : raw;
}

function bar(one, scheme) {
  const colours = coloursOf(scheme);
  const made = el('span', {
    class: 'score-bar',
    role: 'img',
    'aria-label': t({ zh: `得分 ${v.fixed(one.score ?? 0, 2)}`, en: `score ${v.fixed(one.score ?? 0, 2)}` }),
  });
  const total = [...colours.values()].reduce((sum, each) => sum + each.weight, 0) || 100;
  for (const part of one.contributions ?? []) {
    const piece = el('i', {
      title: `${t(part)} ${part.value === null ? '?' : v.fixed(part.points, 2)} / ${v.number(part.weight, 1)}`,
    });
    const width = part.value === null ? part.weight : part.points;
    piece.style.width = `${(width / total) * 100}%`;
    if (part.value === null) piece.className = 'open';
    else {
      const colour = colours.get(part.criterion)?.colour;
      piece.style.background = COLOUR.test(colour) ? colour : '#64716A';
    }
    made.append(piece);
  }
  return made;
}

function unknowns(one) {
  const open = (one.verdicts ?? []).filter((each) => each.answer === 'unknown');
  if (!open.length) return '';
  return el('div', { class: 'unknowns' }, ...open.map((each) => el('span', { class: 'unknown' }, `? ${t(each)}`)));
}

function empty(report) {
  if (report.site)
    return el(
      'div',
      { class: 'empty' },
      el('b', {}, t({ zh: '没有合适的项目', en: 'No project fits' })),
      t({
        zh: '每个新建项目都至少有一条硬条件不满足，见左侧逐条筛除。',
        en: 'Every new project fails at least one hard rule: see the rules at the left.',
      }),
    );
  const lines = ['land', 'floor']
    .filter((name) => tab === 'all' || tab === name)
    .map((name) => {
      const step = funnel.emptiedBy(report, name);
      if (!step) return null;
      const what = t(name === 'land' ? { zh: '土地', en: 'Land' } : { zh: '楼层', en: 'Floors' });
      const back = report.funnel[name]
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
            en: 'No single rule dropped is enough: several would have to give.',
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
      en: `The best ${report.matches.length} of ${all} that fit or are to check; the map shows all.`,
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
  const { hovered } = state;
  for (const item of document.querySelectorAll('#ls-ranked .ranked'))
    item.classList.toggle('hovered', Boolean(hovered) && item.dataset.place === `${hovered.collection}\n${hovered.id}`);
});
on('selected', () => requestAnimationFrame(() => requestAnimationFrame(reveal)));

on('tab', open);
panel({
  root: 'ls-right-inner',
  keys: ['mode', 'match', 'selected', 'basket', 'unit'],
  when: () => state.mode === 'match',
  paint,
});
