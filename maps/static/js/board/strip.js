/* The strip above the board: figures of the whole, scenarios, solving again, what waits for it, what went wrong, materials. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { emit } from '../base/events.js';
import { icon as iconOf } from '../base/icons.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { language, t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as exports from '../find/exports.js';
import * as widgets from '../page/widgets.js';
import * as b from './model.js';

const number = (value) => v.number(value);
export const percent = (part, whole) => (whole ? `${v.fixed((part / whole) * 100, 0)}\u2009%` : '—');

function kpi(key, figure, unit, under, extra = '') {
  return el(
    'div',
    { class: `kpi ${extra}`.trim(), 'data-kpi': key },
    el('p', {}, el('b', {}, figure), ' ', el('span', {}, unit)),
    el('p', { class: 'meta' }, under),
  );
}

/** The whole in figures: all projects, those placed, what they invest, those left out, how near to the best that is possible. */
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
      b.figure(wan.placed),
      `${t(b.UNIT)} ${t({ zh: '落位投资', en: 'placed' })}`,
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

/** The aim with the widest gap says how far from the bound the answer can be; what greedy reaches stands beside it. */
function bound(report) {
  const worst = report.aims.reduce((most, one) => (one.gap > (most?.gap ?? -1) ? one : most), null);
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
          zh: `与上界差 ${v.fixed((worst?.gap ?? 0) * 100, 1)}\u2009%`,
          en: `Gap ${v.fixed((worst?.gap ?? 0) * 100, 1)}\u2009%`,
        }),
      ),
      ' ',
      el('span', { class: proven ? 'proven' : '' }, said),
      aims(report),
    ),
    turns ? el('p', { class: 'meta' }, v.capital(t(turns))) : null,
  );
}

const SETTLED = {
  optimal: { zh: '已证最优', en: 'proven' },
  best_found: { zh: '未证最优', en: 'best found' },
  unstated: { zh: '没有项目填写，不起作用', en: 'no project states it: decides nothing' },
};

/** Every aim in its order: what was reached, the most that could be, what taking turns reaches. */
function aims(report) {
  const heads = [
    { zh: '目标（依次）', en: 'Aim, in order' },
    { zh: '达到', en: 'Reached' },
    { zh: '上界', en: 'Bound' },
    { zh: '差', en: 'Gap' },
    { zh: '逐个挑选', en: 'Taking turns' },
    { zh: '', en: '' },
  ];
  const cell = (value) => el('td', { class: 'num' }, v.number(value, 1));
  const lines = report.aims.map((one) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, v.capital(t(one)), ' ', el('span', { class: 'meta' }, t(one.unit))),
      cell(one.objective),
      cell(one.bound),
      el('td', { class: 'num' }, `${v.fixed(one.gap * 100, 1)}\u2009%`),
      cell(one.greedy),
      el('td', {}, t(SETTLED[one.status] ?? SETTLED.best_found)),
    ),
  );
  return el(
    'details',
    {
      class: 'aims',
      onkeydown: (event) => {
        if (event.key === 'Escape') event.currentTarget.open = false;
      },
    },
    el('summary', { 'data-key': 'aims', class: 'link' }, t({ zh: '各级目标', en: 'aims' })),
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
}

const grey = () =>
  Array.from({ length: 5 }, () => el('div', { class: 'kpi waiting', 'aria-hidden': 'true' }, el('i', {}), el('i', {})));

/* ---- scenarios: the one in front by its whole name, the others by their first word ---- */
const brief = (words) => (/^[^:：]{1,8}(?=[:：])/.exec(words) ?? /^\S+ \S+(?= )/.exec(words))?.[0] ?? words.slice(0, 8);

function scenarios() {
  const current = b.view.comparing ? '*' : (b.asked().scenario ?? '');
  const listed = b.view.scenarios.map((one) => ({
    id: one.id,
    text: one.id === current ? t(one.title) : brief(t(one.title)),
    title: t(one.title),
  }));
  return widgets.segments(
    t({ zh: '情景', en: 'Scenario' }),
    [
      { id: '', text: t({ zh: '基准', en: 'Base' }) },
      ...listed,
      ...(listed.length ? [{ id: '*', text: t({ zh: '对比', en: 'Compare' }) }] : []),
    ],
    current,
    (id) => {
      if (id === '*') begin();
      else b.scenario(id || null);
    },
  );
}

/** A comparison begins with the scenario in front, or the first there is. */
function begin() {
  const { compare, scenario } = b.asked();
  if (!compare.length && b.view.scenarios.length) b.edit({ compare: [scenario ?? b.view.scenarios[0].id] });
  b.compare();
}

const waited = () => Math.round((Date.now() - b.view.since) / 1000);

function actions() {
  const waiting = b.changed();
  const solving = b.view.busy;
  return el(
    'div',
    { class: 'board-actions' },
    scenarios(),
    el(
      'button',
      {
        type: 'button',
        class: 'button primary',
        'data-key': 'board-solve',
        'aria-disabled': solving ? 'true' : null,
        onclick: () => {
          if (!b.view.busy) {
            b.look({ comparing: false, compared: {} });
            b.solve();
          }
        },
      },
      solving
        ? t({ zh: `正在求解… ${waited()} 秒`, en: `Solving… ${waited()} s` })
        : t({ zh: '重新求解', en: 'Solve again' }),
      waiting && !solving
        ? el('span', { class: 'waiting-dot', title: t({ zh: '有改动未求解', en: 'changes wait to be solved' }) })
        : null,
    ),
    el(
      'button',
      {
        type: 'button',
        class: 'button',
        'data-key': 'board-materials',
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
        onclick: (event) => materials(event.currentTarget),
      },
      iconOf('download'),
      t({ zh: '会议材料', en: 'Materials' }),
    ),
  );
}

function materials(from) {
  const file = (format) =>
    exports.fetchFile(
      `/portfolios?f=${format}&lang=${language()}`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: b.view.solved ?? JSON.stringify(b.body()),
      },
      `${t({ zh: '统筹方案', en: 'portfolio' })}-${config.as_of}.${format}`,
    );
  widgets.menu(from, [
    { heading: t({ zh: '会议材料', en: 'Materials for the meeting' }) },
    { icon: 'print', text: t({ zh: '打印（A4）', en: 'Print (A4)' }), run: () => emit('print-board') },
    { icon: 'download', text: t({ zh: 'A4 网页（可存档）', en: 'A4 pages (HTML)' }), run: () => file('html') },
    { icon: 'download', text: t({ zh: 'Excel 工作簿', en: 'Excel workbook' }), run: () => file('xlsx') },
    { icon: 'download', text: t({ zh: 'JSON（可复算）', en: 'JSON (to replay)' }), run: () => file('json') },
    { note: t({ zh: '材料为画面上这次求解的结果。', en: 'What is on screen, as it was solved.' }) },
  ]);
}

/* ---- pins and forbidden pairs as chips; each goes away by its cross ---- */
const named = (id) => b.find(id)?.name ?? id;

export function site(id) {
  for (const { id: collection } of schema.ofKind('parcel', 'space')) {
    const feature = featuresOf(collection).get(id);
    if (feature) return v.name(collection, feature);
  }
  return id;
}

function chip(key, icon, words, label, drop) {
  return el(
    'span',
    { class: `query-chip ${key.split('-')[0]}`, role: 'listitem', title: words },
    iconOf(icon),
    el('span', {}, words),
    el('button', { type: 'button', 'aria-label': label, 'data-key': `drop-${key}`, onclick: drop }, iconOf('close')),
  );
}

function given() {
  const { pins, forbid } = b.asked();
  if (!pins.length && !forbid.length) return null;
  return el(
    'div',
    { class: 'board-given' },
    el(
      'div',
      { class: 'given-chips', role: 'list', 'aria-label': t({ zh: '钉住与禁配', en: 'Pinned and forbidden' }) },
      ...pins.map(({ project_id: id, sites }) => {
        const words = t({
          zh: `钉住 ${named(id)} → ${sites.map(site).join(' + ')}`,
          en: `Pinned: ${named(id)} → ${sites.map(site).join(' + ')}`,
        });
        return chip(`pin-${id}`, 'pin', words, t({ zh: `取消${words}`, en: `Drop ${words}` }), () => b.unpin(id));
      }),
      ...forbid.map(({ project_id: id, site: key }) => {
        const words = t({ zh: `禁配 ${named(id)} × ${site(key)}`, en: `Forbidden: ${named(id)} × ${site(key)}` });
        return chip(`forbid-${id}-${key}`, 'close', words, t({ zh: `取消${words}`, en: `Drop ${words}` }), () =>
          b.allow(id, key),
        );
      }),
    ),
    b.changed()
      ? el(
          'span',
          { class: 'unsolved', role: 'status' },
          t({ zh: '有改动，尚未求解', en: 'Changed since it was solved' }),
        )
      : null,
  );
}

/** What failed, what was kept, and the way on; a set of pins that contradict one another is named with a cross to drop each. */
function failed(mistake) {
  const pinned = b.asked().pins.filter((one) => mistake.problem?.pins?.includes(one.project_id));
  return el(
    'div',
    { class: 'failed', role: 'alert' },
    el('b', {}, t({ zh: '未能求解', en: 'Not solved' })),
    ' ',
    String(mistake.said ?? mistake.message),
    b.view.report ? t({ zh: ' 画面保留上次结果。', en: ' What is on screen is the last answer.' }) : null,
    el(
      'div',
      { class: 'actions' },
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          'data-key': 'board-retry',
          onclick: () => {
            b.look({ error: null });
            b.solve();
          },
        },
        t({ zh: '重试', en: 'Try again' }),
      ),
      ...pinned.map((one) =>
        el(
          'button',
          {
            type: 'button',
            class: 'button',
            onclick: () => {
              b.unpin(one.project_id);
              b.look({ error: null });
              b.solve();
            },
          },
          t({ zh: `取消钉住 ${named(one.project_id)}`, en: `Drop the pin of ${named(one.project_id)}` }),
        ),
      ),
    ),
  );
}

export function paint() {
  const { report, error } = b.view;
  return [
    el(
      'div',
      { class: 'board-strip' },
      el('div', { class: 'kpis' }, ...(report ? figures(report) : error ? [] : b.view.busy ? grey() : [])),
      actions(),
    ),
    given(),
    ...(report?.notes ?? []).map((note) =>
      el('p', { class: 'board-note', role: 'status', 'data-note': note.code }, t(note)),
    ),
    error ? failed(error) : null,
    el(
      'p',
      { class: 'offscreen', role: 'status', 'aria-live': 'polite' },
      b.view.busy ? t({ zh: '正在求解', en: 'solving' }) : report ? t(report.words) : '',
    ),
  ];
}
