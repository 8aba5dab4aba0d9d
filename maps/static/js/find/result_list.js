/* The result list, in step with the map: tabs, sort, rows drawn only where they are seen, empty and error states. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import * as plane from '../base/plane.js';
import { icon } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { turnTable } from '../data/actions.js';
import * as questions from '../data/questions.js';
import { stage } from '../map/stage.js';
import { panel } from '../page/panels.js';
import { tableShown } from '../page/shell.js';
import * as basketPanel from './basket_panel.js';
import * as floorsHead from './floors_head.js';
import * as notices from './list_notices.js';
import { READS, again, hasFailed, inPlaceOfRows, listTabs, onward } from './list_parts.js';
import * as listRows from './list_rows.js';
import { RowWindow } from './row_window.js';
import { sortButton } from './sort_button.js';
import * as summary from './summary.js';

const SIZE = 54;
const ROWS = 'ls-rows';

/** @returns {Result | null} */
const activeResult = () => state.results?.[questions.active()] ?? null;
/** @param {string} id @returns {Feature[]} */
const rowsOf = (id) => state.results?.[id]?.rows ?? [];

function paint() {
  const id = questions.active();
  return [phoneFound(), head(id), floorsHead.paint(id), body(id), basketPanel.paint()];
}

function phoneFound() {
  return el(
    'div',
    { class: 'phone-found only-phone' },
    ...questions.stock().map((one) => el('div', {}, summary.figures(one, { brief: true }))),
    questions.undoable()
      ? el(
          'button',
          { type: 'button', class: 'link undo-corner', onclick: questions.undo },
          t({ zh: '撤销筛选', en: 'Undo' }),
        )
      : null,
  );
}

/** @param {string} id */
function head(id) {
  return el(
    'div',
    { class: 'list-head' },
    listTabs(id, ROWS, () => {
      list.at = 0;
    }),
    el(
      'div',
      { class: 'push' },
      el('span', { id: 'ls-in-view', class: 'not-phone' }, inView(id)),
      sortButton(id),
      tableButton(),
    ),
  );
}

function tableButton() {
  return el(
    'button',
    {
      type: 'button',
      class: 'table-open not-phone',
      'data-key': 'table-open',
      'aria-label': t({ zh: '表格', en: 'Table' }),
      title: t({ zh: '表格：选列、排序、复制', en: 'Table: choose columns, sort, copy' }),
      onclick: () => turnTable(true),
    },
    icon('table'),
    el('span', { class: 'caption' }, t({ zh: '表格', en: 'Table' })),
  );
}

/** How many of the found lie in the map's window. @param {string} id */
function inView(id) {
  const shown = activeResult();
  const bounds = state.view?.bounds ?? stage.leaflet?.getBounds();
  if (!shown?.ids || !bounds) return '';
  const [west, south, east, north] = Array.isArray(bounds)
    ? bounds
    : [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const count = shown.rows.filter((one) => {
    const at = middle(one);
    return at && at[0] >= west && at[0] <= east && at[1] >= south && at[1] <= north;
  }).length;
  return t({ zh: `图内 ${count} ${t(schema.collection(id).noun)}`, en: `${count} in view` });
}

/** @type {WeakMap<Feature, Point | null>} */
const middles = new WeakMap();

/** The middle of a feature's box, reckoned once. @param {Feature} one */
function middle(one) {
  const kept = middles.get(one);
  if (kept !== undefined) return kept;
  const box = plane.bounds(one.geometry);
  /** @type {Point | null} */
  const at = box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : null;
  middles.set(one, at);
  return at;
}

/* ---- rows ---- */
/** @param {string} id */
function body(id) {
  const other = inPlaceOfRows(id, ROWS);
  if (other) return other;
  const shown = state.results[id];
  const rows = list.hold(
    el('div', {
      class: 'rows',
      id: ROWS,
      role: 'grid',
      'aria-rowcount': String(shown.matched),
      'aria-label': t(schema.collection(id).title),
    }),
  );
  const rest = notices.rest(shown, hasFailed(shown) ? () => again(shown) : null);
  return list.framed(`list-${id}`, rows, rest);
}

const list = new RowWindow({
  scroll: 'ls-list-scroll',
  holder: ROWS,
  size: SIZE,
  rows: () => rowsOf(questions.active()),
  make: (id, one, place, looks) => listRows.row(id, one, place, looks),
  ending: () => onward(activeResult()),
});

/** The neighbours of the selected feature in the list; null where it is not in it. */
export function neighbours() {
  const { selected } = state;
  if (!selected) return null;
  const rows = rowsOf(selected.collection);
  const place = rows.findIndex((one) => one.id === selected.id);
  if (place < 0) return null;
  return {
    place,
    count: state.results[selected.collection].matched,
    before: rows[place - 1]?.id ?? null,
    after: rows[place + 1]?.id ?? null,
  };
}

on('change', (changed) => {
  const keysChanged = [...changed];
  if (keysChanged.includes('view')) {
    const box = document.getElementById('ls-in-view');
    if (box) box.textContent = inView(questions.active());
  }
  if (keysChanged.includes('hovered') && !tableShown()) list.light();
});

panel({
  root: 'ls-right-inner',
  keys: READS,
  when: () => state.mode === 'find' && !state.selected && !tableShown(),
  paint,
  after: () => list.painted(),
});
