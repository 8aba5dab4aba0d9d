/* The headings of the table: a click sorts, a drag moves, the edge widens; the same by keys. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import * as v from '../base/values.js';
import * as columns from '../data/columns.js';
import * as sorting from '../data/sorting.js';
import { focusFirst } from '../page/panels.js';
import { landing } from './landing.js';
import * as cells from './table_cells.js';
import { shownColumns, tracks } from './table_row.js';

/** Pixels that a pointer moves before it drags a heading. */
const STIFF = 5;
/** The id of the table. */
export const GRID = 'ls-table-grid';
/** The heading that the keyboard is at. */
let at = 0;

const HINT = {
  zh: '点击排序，按住 Shift 再点为次要排序；拖动或 Alt+←/→ 移动，Alt+Shift+←/→ 调宽',
  en: 'click to sort, with Shift as a second key; drag or Alt+←/→ to move, Alt+Shift+←/→ for its width',
};

/** @param {{ width: number }[]} shown */
function layOut(shown) {
  document.getElementById(GRID)?.style.setProperty('--columns', tracks(shown));
}

/** The arrow of a column's place in the order. @param {string} id @param {Field} field */
function arrow(id, field) {
  const order = sorting.orderOf(id, field.name);
  if (!order) return null;
  return el(
    'span',
    { class: 'arrow', 'aria-hidden': 'true' },
    order.descending ? '↓' : '↑',
    order.count > 1 ? el('small', {}, String(order.place)) : null,
  );
}

/** @param {string} id @param {Field} field */
function ariaSort(id, field) {
  const order = sorting.orderOf(id, field.name);
  if (!order) return 'none';
  return order.descending ? 'descending' : 'ascending';
}

/** Follow a pointer until it is let go. @param {PointerEvent} event @param {(by: number) => void} moved @param {(by: number) => void} done */
function follow(event, moved, done) {
  const node = /** @type {HTMLElement} */ (event.currentTarget);
  const from = event.clientX;
  /** @param {PointerEvent} each */
  const drag = (each) => moved(each.clientX - from);
  /** @param {PointerEvent} each */
  const stop = (each) => {
    node.removeEventListener('pointermove', drag);
    node.removeEventListener('pointerup', stop);
    node.removeEventListener('pointercancel', stop);
    done(each.type === 'pointercancel' ? 0 : each.clientX - from);
  };
  node.setPointerCapture(event.pointerId);
  node.addEventListener('pointermove', drag);
  node.addEventListener('pointerup', stop);
  node.addEventListener('pointercancel', stop);
}

/** @param {string} id @param {number} n @param {PointerEvent} event */
function pullEdge(id, n, event) {
  if (event.button > 0) return;
  event.preventDefault();
  event.stopPropagation();
  const shown = shownColumns(id);
  const { field, width } = shown[n];
  follow(
    event,
    (by) => layOut(shown.map((column, k) => (k === n ? { width: columns.boundWidth(width + by) } : column))),
    (by) => {
      if (by) columns.widen(id, field.name, width + by);
    },
  );
}

/** @param {string} id @param {number} n @param {PointerEvent} event */
function dragHeading(id, n, event) {
  if (event.button > 0) return;
  const node = /** @type {HTMLElement} */ (event.currentTarget);
  const shown = shownColumns(id);
  const heads = [...(node.parentElement?.parentElement?.querySelectorAll('.heading') ?? [])];
  follow(
    event,
    (by) => {
      const to = Math.abs(by) > STIFF ? landing(shown, n, by) : n;
      heads.forEach((head, k) => head.classList.toggle('target', k === to && to !== n));
    },
    (by) => {
      if (Math.abs(by) <= STIFF) sorting.sortBy(id, shown[n].field.name, event.shiftKey);
      else columns.move(id, shown[n].field.name, landing(shown, n, by));
    },
  );
}

/** @param {string} id @param {number} n @param {KeyboardEvent} event */
function steer(id, n, event) {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const shown = shownColumns(id);
  const { field, width } = shown[n];
  if (event.key === 'ArrowDown') focusFirst(`#${GRID} .row[tabindex="0"]`);
  else if (step && event.altKey && event.shiftKey) columns.widen(id, field.name, width + step * columns.WIDTH.step);
  else if (step && event.altKey) {
    at = Math.max(0, Math.min(shown.length - 1, n + step));
    columns.move(id, field.name, n + step);
  } else if (step) focusHeading(n + step);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {number} n */
function focusHeading(n) {
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`#${GRID} .heading > button`));
  if (!buttons[n]) return;
  buttons[at]?.setAttribute('tabindex', '-1');
  at = n;
  buttons[n].setAttribute('tabindex', '0');
  buttons[n].focus();
}

/** @param {string} id @param {Field} field @param {number} n */
function heading(id, field, n) {
  const unit = cells.unitOf(field);
  const edge = el('span', {
    class: 'edge',
    'aria-hidden': 'true',
    onpointerdown: (event) => pullEdge(id, n, event),
    ondblclick: () => columns.widen(id, field.name, null),
  });
  return el(
    'div',
    {
      class: `cell heading${cells.isFigure(field) ? ' num' : ''}${n ? '' : ' first'}`,
      role: 'columnheader',
      'aria-sort': ariaSort(id, field),
      'aria-colindex': String(n + 2),
    },
    el(
      'button',
      {
        type: 'button',
        tabindex: n === at ? '0' : '-1',
        'data-key': `heading-${field.name}`,
        title: `${cells.headingOf(field)}\n${t(HINT)}`,
        onpointerdown: (event) => dragHeading(id, n, event),
        onkeydown: (event) => steer(id, n, event),
        // A pointer's click is the end of a drag that went nowhere; this one is a key's, or a screen reader's.
        onclick: (event) => {
          if (!event.detail) sorting.sortBy(id, field.name, event.shiftKey);
        },
      },
      el('span', { class: 'caption' }, v.title(field), unit ? el('small', {}, ` ${unit}`) : null),
      arrow(id, field),
    ),
    edge,
  );
}

/** The row of headings. @param {string} id @param {boolean} allTicked @param {() => void} tickAll */
export function headRow(id, allTicked, tickAll) {
  const fields = columns.fieldsOf(id);
  at = Math.min(at, Math.max(0, fields.length - 1));
  const box = el('input', {
    type: 'checkbox',
    class: 'check',
    'data-key': 'tick-all',
    'aria-label': t({ zh: '全部加入已选', en: 'Select all listed' }),
    onchange: tickAll,
  });
  box.checked = allTicked;
  return el(
    'div',
    { class: 'table-row head', role: 'row', 'aria-rowindex': '1' },
    el('div', { class: 'cell ticks', role: 'columnheader' }, el('label', { class: 'pick' }, box)),
    ...fields.map((field, n) => heading(id, field, n)),
  );
}
