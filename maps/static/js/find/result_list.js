/* The result list, in step with the map: tabs, sort, rows drawn only where they are seen, empty and error states. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { listLayer, openCard, pointAt } from '../data/actions.js';
import * as basket from '../data/basket.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import { stage } from '../map/stage.js';
import { panel, repaint, toast, touched } from '../page/shell.js';
import * as basketPanel from './basket_panel.js';
import * as floorsHead from './floors_head.js';
import * as notices from './list_notices.js';
import * as listRows from './list_rows.js';
import { sortButton } from './sort_button.js';
import * as summary from './summary.js';

const SIZE = 54;
const SPARE = 6;
const NEAR_END = 30;
let focusAt = 0;

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
  const tabs = questions.stock().map((one) =>
    el(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        id: `ls-list-tab-${one.id}`,
        'data-key': `tab-${one.id}`,
        'aria-selected': String(one.id === id),
        'aria-controls': 'ls-rows',
        onclick: () => {
          focusAt = 0;
          listLayer(one.id);
        },
      },
      v.short(one),
      ' ',
      el('span', {}, state.results?.[one.id] ? v.number(state.results[one.id].matched) : ''),
    ),
  );
  return el(
    'div',
    { class: 'list-head' },
    el('div', { class: 'tabs-line', role: 'tablist' }, ...tabs),
    el('div', { class: 'push' }, el('span', { id: 'ls-in-view', class: 'not-phone' }, inView(id)), sortButton(id)),
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
  const shown = activeResult();
  const mistake = state.errors?.[id];
  if (mistake) return notices.errorBox(id, mistake);
  if (source.isLate(id)) return notices.greyRows();
  if (!shown) return notices.loading();
  notices.arrived();
  if (!shown.matched) return floorsHead.instead(id) ?? notices.empty(id);
  const rows = el('div', {
    class: 'rows',
    id: 'ls-rows',
    role: 'grid',
    'aria-rowcount': String(shown.matched),
    'aria-label': t(schema.collection(id).title),
  });
  rows.style.height = `${shown.rows.length * SIZE}px`;
  const again = () => {
    failedAfter = null;
    onward(shown);
  };
  const rest = notices.rest(shown, failedAfter === shown ? again : null);
  const scroll = el('div', { class: 'scroll', 'data-scroll': `list-${id}`, id: 'ls-list-scroll' }, rows, rest);
  scroll.addEventListener('scroll', () => requestAnimationFrame(() => draw()), { passive: true });
  rows.addEventListener('keydown', keys);
  rows.addEventListener('click', clicked);
  rows.addEventListener('pointerover', (event) => hover(rowOf(event)));
  rows.addEventListener('pointerleave', () => hover(null));
  return scroll;
}

/** The answer whose next page was not to be had. @type {Result | null} */
let failedAfter = null;

/** The next page of a large layer; after a failure it is asked for by hand. @param {Result | null} result */
function onward(result) {
  if (!result?.next || failedAfter === result) return;
  source.more(questions.active()).catch((mistake) => {
    failedAfter = result;
    toast(String(mistake.said ?? mistake.message));
    touched(['list']);
  });
}

/** Draw the rows that are in the window of the scroll, and a few more; near the end ask for the next page. */
function draw() {
  const scroll = document.getElementById('ls-list-scroll');
  const holder = document.getElementById('ls-rows');
  if (!scroll || !holder) return;
  const id = questions.active();
  const rows = rowsOf(id);
  const from = Math.max(0, Math.floor(scroll.scrollTop / SIZE) - SPARE);
  const to = Math.min(rows.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / SIZE) + SPARE);
  const { selected, hovered } = state;
  focusAt = Math.min(focusAt, Math.max(0, rows.length - 1));
  const made = [];
  for (let place = from; place < to; place += 1) {
    const one = rows[place];
    const row = listRows.row(id, one, place, {
      selected: selected?.collection === id && selected.id === one.id,
      picked: basket.has(id, one.id),
      size: SIZE,
    });
    if (place === focusAt) row.tabIndex = 0;
    if (hovered?.collection === id && hovered.id === one.id) row.classList.add('hovered');
    made.push(row);
  }
  repaint(holder, made);
  if (to > rows.length - NEAR_END) onward(activeResult());
}

/** The row that something happened in. @param {Event} event @returns {HTMLElement | null} */
const rowOf = ({ target }) => (target instanceof Element ? target.closest('.row') : null);

/** The feature of a row. @param {HTMLElement} row @returns {Spot} */
const spotOf = (row) => ({ collection: questions.active(), id: String(row.dataset.id) });

/** @param {Event} event */
function clicked(event) {
  if (event.target instanceof Element && event.target.closest('.pick')) return;
  const row = rowOf(event);
  if (!row) return;
  focusAt = Number(row.dataset.place);
  openCard(spotOf(row));
}

/** @param {HTMLElement | null} row */
function hover(row) {
  const next = row ? spotOf(row) : null;
  if (next?.id === state.hovered?.id) return;
  pointAt(next);
}

/** @param {KeyboardEvent} event */
function keys(event) {
  const row = rowOf(event);
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  const count = rowsOf(questions.active()).length;
  const place = Number(row.dataset.place);
  /** @type {Record<string, number>} */
  const steps = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + 10,
    PageUp: place - 10,
    Home: 0,
    End: count - 1,
  };
  const to = steps[event.key];
  if (to !== undefined) {
    event.preventDefault();
    focusRow(Math.max(0, Math.min(count - 1, to)));
  } else if (event.key === 'Enter') openCard(spotOf(row));
  else if (event.key === ' ') {
    event.preventDefault();
    basket.toggle(spotOf(row).collection, spotOf(row).id);
  }
}

/** @param {number} place */
function focusRow(place) {
  const scroll = document.getElementById('ls-list-scroll');
  focusAt = place;
  reveal(place, scroll);
  draw();
  /** @type {HTMLElement | null | undefined} */
  const row = scroll?.querySelector(`[data-place="${place}"]`);
  row?.focus({ preventScroll: true });
  if (row) pointAt(spotOf(row));
}

/** Scroll a row into sight. @param {number} place @param {HTMLElement | null} scroll */
function reveal(place, scroll) {
  if (!scroll) return;
  const top = place * SIZE;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  else if (top + SIZE > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + SIZE - scroll.clientHeight;
}

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

/* A thing hovered on the map lights its row, scrolled into sight; nothing else is redrawn. */
on('change', (changed) => {
  const keysChanged = [...changed];
  if (keysChanged.includes('view')) {
    const box = document.getElementById('ls-in-view');
    if (box) box.textContent = inView(questions.active());
  }
  if (!keysChanged.includes('hovered')) return;
  const holder = document.getElementById('ls-rows');
  if (!holder) return;
  for (const row of holder.querySelectorAll('.row.hovered')) row.classList.remove('hovered');
  const { hovered } = state;
  if (hovered?.collection !== questions.active()) return;
  if (!holder.matches(':hover') && !holder.contains(document.activeElement)) {
    const place = rowsOf(questions.active()).findIndex((one) => one.id === hovered.id);
    if (place >= 0) {
      reveal(place, document.getElementById('ls-list-scroll'));
      draw();
    }
  }
  holder.querySelector(`[data-id="${CSS.escape(String(hovered.id))}"]`)?.classList.add('hovered');
});

panel({
  root: 'ls-right-inner',
  keys: ['mode', 'list', 'results', 'active', 'sort', 'basket', 'selected', 'unit', 'errors', 'colourBy', 'need'],
  when: () => state.mode === 'find' && !state.selected,
  paint,
  after: draw,
});
