/* The table of projects: every project once, sorted by its headings, filtered by chain, stage, state and words; a row opens its card. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { fixed, number } from '../base/rounding.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { phone } from '../page/sheet.js';
import * as widgets from '../page/widgets.js';
import * as boardCard from './card.js';
import { boardEntries } from './entries.js';
import * as boardMarks from './marks.js';
import * as b from './model.js';

/** @typedef {{ by: BoardColumn, words: Words, num?: boolean, title?: Words }} Column */
/** @type {Column[]} */
const COLUMNS = [
  { by: 'name', words: { zh: '项目', en: 'Project' } },
  {
    by: 'investment',
    words: b.UNIT,
    num: true,
    title: { zh: '投资，亿元', en: 'Investment, CNY m' },
  },
  { by: 'place', words: { zh: '地块或楼层', en: 'Plot or floor' } },
  { by: 'score', words: { zh: '适配', en: 'Fit' }, num: true, title: { zh: '适配，满分 100', en: 'Fit, out of 100' } },
  { by: 'state', words: { zh: '状态', en: 'Status' } },
];

/** @param {Column} column */
function heading({ by, words, num, title }) {
  const { sort } = b.view;
  const sorted = sort.by === by ? (sort.descending ? 'descending' : 'ascending') : null;
  return el(
    'th',
    { scope: 'col', class: `${num ? 'num ' : ''}col-${by}`, 'aria-sort': sorted },
    el(
      'button',
      {
        type: 'button',
        'data-key': `sort-${by}`,
        title: title ? t(title) : null,
        onclick: () => b.sortBy(by),
      },
      t(words),
      sorted ? el('span', { 'aria-hidden': 'true' }, sort.descending ? ' ↓' : ' ↑') : null,
    ),
  );
}

/** @param {BoardRow} row */
function line(row) {
  const chosen = row.id === b.view.selected;
  const actions = el(
    'button',
    {
      type: 'button',
      class: 'row-more',
      'data-key': `more-${row.id}`,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': t({ zh: `${row.name}：操作`, en: `${row.name}: actions` }),
    },
    icon('more'),
  );
  actions.addEventListener('click', (event) => {
    event.stopPropagation();
    widgets.menu(actions, boardEntries(row));
  });
  return el(
    'tr',
    { class: chosen ? 'chosen' : '', 'data-project': row.id, onclick: () => choose(row.id) },
    el(
      'td',
      { class: 'col-name' },
      el(
        'button',
        {
          type: 'button',
          class: 'row-name',
          'data-key': `row-${row.id}`,
          'aria-pressed': String(chosen),
          title: row.name,
        },
        boardMarks.dot(b.chain(row.chain)),
        el('span', {}, row.name),
      ),
    ),
    el(
      'td',
      { class: 'num' },
      row.investment === null || row.investment === undefined ? v.unknown() : b.figure(row.investment, 2),
    ),
    el('td', { class: 'col-place', title: row.place || null }, el('span', { class: 'place-name' }, row.place || '—')),
    el('td', { class: 'num' }, row.score === null ? '—' : fixed(row.score, 0)),
    el('td', { class: 'col-state' }, boardMarks.state(row), actions),
  );
}

/** @param {string} id */
const choose = (id) => b.look({ selected: b.view.selected === id ? null : id });

/* ---- filters ---- */
/** @type {Record<string, Words>} */
const STATES = boardMarks.STATES;
/** @type {Record<string, Words>} */
const OTHER_WORDS = {
  check: { zh: '有待核实项', en: 'To check' },
  'start:yes': { zh: '能按期开工', en: 'Can start on time' },
  'start:no': { zh: '不能按期开工', en: 'Cannot start on time' },
  'start:unknown': { zh: '开工待核实', en: 'Start to check' },
};
/** @param {string} id */
const stateWords = (id) => t(STATES[id] ?? OTHER_WORDS[id]);

/**
 * @param {'chain' | 'stage' | 'state'} key
 * @param {Words} label
 * @param {Words} every
 * @param {{ id: string, text: string }[]} options
 */
function select(key, label, every, options) {
  const box = el(
    'select',
    { class: 'select', 'data-key': `board-${key}`, 'aria-label': t(label) },
    el('option', { value: '', selected: b.view.filter[key] === '' }, t(every)),
    ...options.map(({ id, text }) => el('option', { value: id, selected: b.view.filter[key] === id }, text)),
  );
  box.addEventListener('change', () => b.filter({ [key]: box.value }));
  return box;
}

function search() {
  const input = el('input', {
    type: 'search',
    class: 'text-input',
    'data-key': 'board-text',
    value: b.view.filter.text,
    placeholder: t({ zh: '名称、编号', en: 'Name or no.' }),
    'aria-label': t({ zh: '在项目中查找', en: 'Search the projects' }),
  });
  input.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) b.filter({ text: input.value });
  });
  return input;
}

function filters() {
  const rows = b.rows();
  /** @param {(row: BoardRow) => boolean} test */
  const count = (test) => rows.filter(test).length;
  const stages = [...new Set(rows.map((row) => row.stage))].sort();
  const states = Object.keys(STATES).filter((id) => count((row) => row.state === id));
  const others = Object.keys(OTHER_WORDS).filter((id) => boardMarks.isDated(b.view.report) || !id.startsWith('start:'));
  return el(
    'div',
    { class: 'board-filters' },
    select(
      'chain',
      { zh: '按产业链筛选', en: 'Filter by chain' },
      { zh: '全部产业链', en: 'All chains' },
      b.chains().map((one) => ({ id: one.id, text: `${one.words} ${count((row) => row.chain === one.id)}` })),
    ),
    select(
      'stage',
      { zh: '按阶段筛选', en: 'Filter by stage' },
      { zh: '全部阶段', en: 'All stages' },
      stages.map((id) => ({ id, text: `${b.coded('stage', id)} ${count((row) => row.stage === id)}` })),
    ),
    select(
      'state',
      { zh: '按状态筛选', en: 'Filter by status' },
      { zh: '全部状态', en: 'All statuses' },
      [...states, ...others].map((id) => ({
        id,
        text: `${stateWords(id)} ${count((row) => b.inState(row, id))}`,
      })),
    ),
    search(),
  );
}

/** The rules that are on, in words, each with its cross. */
function rules() {
  const { chain, stage, state, text, words } = b.view.filter;
  const said = [
    words,
    chain && b.chain(chain).words,
    stage && b.coded('stage', stage),
    state && stateWords(state),
    text && t({ zh: `含“${text}”`, en: `containing “${text}”` }),
  ].filter(Boolean);
  return said.join(t({ zh: ' 且 ', en: ' and ' }));
}

const clear = () => b.look({ filter: b.NO_FILTER });

function empty() {
  if (!b.rows().length)
    return el(
      'div',
      { class: 'empty' },
      el('b', {}, t({ zh: '项目库里没有项目', en: 'The register holds no project' })),
      t({ zh: '登记项目后再来统筹。', en: 'Register projects, then come back to place them.' }),
    );
  return el(
    'div',
    { class: 'empty' },
    el('b', {}, t({ zh: '没有项目符合', en: 'No project matches' })),
    rules(),
    el(
      'div',
      { class: 'actions' },
      el('button', { type: 'button', class: 'button', onclick: clear }, t({ zh: '去掉筛选', en: 'Clear the filter' })),
    ),
  );
}

const grey = () =>
  el(
    'div',
    { class: 'rows-waiting', 'aria-hidden': 'true' },
    ...Array.from({ length: 14 }, () => el('div', { class: 'row-waiting' }, el('i', {}), el('i', {}))),
  );

/** @param {BoardRow[]} rows */
function table(rows) {
  return el(
    'table',
    { class: 'board-table' },
    el('caption', { class: 'offscreen' }, t({ zh: '项目与落位', en: 'Projects and where they are placed' })),
    el('thead', {}, el('tr', {}, ...COLUMNS.map(heading))),
    el(
      'tbody',
      {
        onkeydown: walk,
        onpointerover: (/** @type {PointerEvent} */ event) => point(event.target),
        onpointerleave: () => b.point([]),
      },
      ...rows.map(line),
    ),
  );
}

/** Mark the project of the row that is pointed at. @param {EventTarget | null} target */
function point(target) {
  const project = target instanceof Element ? target.closest('tr')?.dataset.project : null;
  b.point(project ? [project] : []);
}

/** Up and down go from row to row. @param {KeyboardEvent} event */
function walk(event) {
  if (!(event.target instanceof Element)) return;
  const row = event.target.closest('tr');
  const beside =
    event.key === 'ArrowDown' ? row?.nextElementSibling : event.key === 'ArrowUp' ? row?.previousElementSibling : null;
  const next = beside?.querySelector('.row-name');
  if (next instanceof HTMLElement) {
    event.preventDefault();
    next.focus();
  }
}

export function paint() {
  const { report, busy } = b.view;
  const rows = report ? b.shown() : [];
  const said = report ? rules() : '';
  return [
    el(
      'header',
      { class: 'card-head' },
      el('h2', {}, t({ zh: '项目', en: 'Projects' }), report ? ` ${number(rows.length)}` : ''),
      said
        ? el(
            'span',
            { class: 'query-chip', title: said },
            el('span', {}, said),
            el(
              'button',
              {
                type: 'button',
                'data-key': 'board-clear',
                'aria-label': t({ zh: `去掉筛选：${said}`, en: `Clear the filter: ${said}` }),
                onclick: clear,
              },
              icon('close'),
            ),
          )
        : report
          ? el(
              'span',
              { class: 'meta' },
              t({ zh: '点行看说明，⋯ 钉住或禁配', en: 'Click a row for reasons, ⋯ to pin or forbid' }),
            )
          : null,
    ),
    report ? filters() : null,
    el(
      'div',
      { class: 'scroll', 'data-scroll': 'board-table', 'aria-busy': String(busy), tabindex: '-1' },
      report ? (rows.length ? table(rows) : empty()) : busy ? grey() : null,
    ),
    boardCard.paint(),
    report
      ? el(
          'footer',
          { class: 'card-foot meta' },
          t({
            zh: `${number(rows.length)} / ${number(b.rows().length)} 个 · 投资 ${b.money(rows.reduce((sum, row) => sum + (row.investment ?? 0), 0))}`,
            en: `${number(rows.length)} of ${number(b.rows().length)} · ${b.money(rows.reduce((sum, row) => sum + (row.investment ?? 0), 0))}`,
          }),
        )
      : null,
  ];
}

/** Bring the table, or the row of the project that is chosen, into sight. */
function reveal() {
  setTimeout(() => {
    const row = document.querySelector('#board-table tr.chosen');
    if (row) row.scrollIntoView({ block: 'nearest' });
    if (phone.matches) document.getElementById('board-table')?.scrollIntoView({ block: 'start' });
  }, 160);
}

on('reveal', reveal);
