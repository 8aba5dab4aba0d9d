/* The list as a table under the map: columns by choice, rows drawn where they are seen, sums at the foot. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { turnTable } from '../data/actions.js';
import * as basket from '../data/basket.js';
import * as questions from '../data/questions.js';
import { panel, touched } from '../page/panels.js';
import { tableShown } from '../page/shell.js';
import * as basketPanel from './basket_panel.js';
import * as columnMenu from './column_menu.js';
import * as floorsHead from './floors_head.js';
import { READS, inPlaceOfRows, listTabs, onward } from './list_parts.js';
import { RowWindow } from './row_window.js';
import * as tableCopy from './table_copy.js';
import { divider, isFull, turnFull } from './table_height.js';
import { GRID, headRow } from './table_head.js';
import { shownColumns, tableRow, totalRow, tracks } from './table_row.js';

const SIZE = 28;
/** Headings and sums, which stay while the rows scroll. */
const BESIDE = 60;

/** @returns {Feature[]} */
const rowsOf = () => state.results[questions.active()]?.rows ?? [];

const table = new RowWindow({
  scroll: 'ls-table-scroll',
  holder: 'ls-table-rows',
  size: SIZE,
  beside: BESIDE,
  rows: rowsOf,
  make: tableRow,
  ending: () => onward(state.results[questions.active()] ?? null),
});

/** @param {string} name @param {string} sign @param {Words} words @param {() => void} run @param {Attributes} [more] */
const button = (name, sign, words, run, more = {}) =>
  el(
    'button',
    { type: 'button', class: 'button', 'data-key': name, onclick: run, ...more },
    icon(sign),
    el('span', { class: 'caption' }, t(words)),
  );

/** @param {string} id */
function head(id) {
  return el(
    'div',
    { class: 'list-head table-head' },
    listTabs(id, GRID, () => {
      table.at = 0;
    }),
    el(
      'div',
      { class: 'push' },
      button('columns', 'columns', { zh: '列', en: 'Columns' }, () => columnMenu.open(id), {
        'aria-haspopup': 'dialog',
      }),
      button('copy-table', 'copy', { zh: '复制', en: 'Copy' }, () => tableCopy.copyTable(id), {
        title: t({
          zh: '复制表格（Ctrl+C）：已勾选的行，未勾选则为全部',
          en: 'Copy the table (Ctrl+C): ticked rows, else all',
        }),
      }),
      button(
        'table-full',
        isFull() ? 'down' : 'up',
        isFull() ? { zh: '露出地图', en: 'Show the map' } : { zh: '铺满', en: 'Full height' },
        turnFull,
        { 'aria-pressed': String(isFull()) },
      ),
      button('table-close', 'list', { zh: '列表', en: 'List' }, () => turnTable(false)),
    ),
  );
}

/** Tick every row that is listed, or none of them. @param {string} id @param {boolean} all */
function tickAll(id, all) {
  const spots = rowsOf().map((one) => ({ collection: id, id: String(one.id) }));
  if (all) basket.dropAll(spots);
  else basket.add(spots);
}

/** @param {string} id @param {Result} shown */
function grid(id, shown) {
  const allTicked = shown.rows.length > 0 && shown.rows.every((one) => basket.has(id, one.id));
  const rows = table.hold(el('div', { class: 'rows', id: 'ls-table-rows', role: 'rowgroup' }));
  const made = el(
    'div',
    {
      id: GRID,
      class: 'table-grid',
      role: 'grid',
      'aria-label': t(schema.collection(id).title),
      'aria-rowcount': String(shown.matched + 2),
      'aria-colcount': String(shownColumns(id).length + 1),
      'aria-multiselectable': 'true',
    },
    headRow(id, allTicked, () => tickAll(id, allTicked)),
    rows,
    totalRow(id, shown),
  );
  made.style.setProperty('--columns', tracks(shownColumns(id)));
  return table.framed(`table-${id}`, made);
}

/** @param {HTMLElement} root */
function paint(root) {
  const id = questions.active();
  root.setAttribute('aria-label', t({ zh: '表格', en: 'Table' }));
  return [
    divider(),
    head(id),
    floorsHead.paint(id),
    inPlaceOfRows(id, GRID) ?? grid(id, state.results[id]),
    basketPanel.paint(),
  ];
}

document.addEventListener('keydown', (event) => {
  if (!tableShown() || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'c' || event.shiftKey) return;
  const inside = event.target instanceof Element && event.target.closest(`#${GRID}`);
  if (!inside || !window.getSelection()?.isCollapsed) return;
  event.preventDefault();
  tableCopy.copyTable(questions.active());
});

on('change', (changed) => {
  if (!tableShown()) return;
  if (changed.has('hovered')) table.light();
  if (changed.has('selected')) table.revealSpot(state.selected);
});

panel({
  root: 'ls-table',
  keys: [...READS, 'columns'],
  when: tableShown,
  paint,
  after: () => table.painted(),
});
on('table', () => touched(['table']));
