/* How high the table stands over the map's foot: a divider that is dragged or moved by keys, or the whole height. */

import { el } from '../base/dom.js';
import { recall, store } from '../base/storage.js';
import { t } from '../base/words.js';
import { touched } from '../page/panels.js';

const KEY = 'table.height';
const LEAST = 200;
const STEP = 28;
const SHARE = { first: 58, least: 25, most: 90 };

let share = boundShare(recall(KEY) ?? SHARE.first);
let full = false;

/** @param {unknown} given */
export function boundShare(given) {
  const figure = Number(given);
  return Number.isFinite(figure) ? Math.max(SHARE.least, Math.min(SHARE.most, figure)) : SHARE.first;
}

export const isFull = () => full;

/** Give the table the whole height, or its share again. */
export function turnFull() {
  full = !full;
  layOut();
  touched(['table']);
}

function layOut() {
  if (full) document.body.dataset.tableFull = '';
  else delete document.body.dataset.tableFull;
  document.documentElement.style.setProperty('--table-share', `${share}%`);
}

/** @param {number} pixels */
function resize(pixels) {
  const room = document.getElementById('ls-mid')?.clientHeight ?? 0;
  if (!room) return;
  share = boundShare((100 * Math.max(LEAST, pixels)) / room);
  layOut();
}

const height = () => document.getElementById('ls-table')?.offsetHeight ?? 0;

/** The line between map and table. */
export function divider() {
  layOut();
  const line = el('div', {
    class: 'divider',
    role: 'separator',
    tabindex: '0',
    'data-key': 'table-divider',
    'aria-orientation': 'horizontal',
    'aria-label': t({ zh: '表格高度', en: 'Height of the table' }),
    'aria-valuenow': String(Math.round(share)),
    'aria-valuemin': String(SHARE.least),
    'aria-valuemax': String(SHARE.most),
  });
  /** @param {number} pixels */
  const moved = (pixels) => {
    resize(pixels);
    line.setAttribute('aria-valuenow', String(Math.round(share)));
  };
  const keep = () => {
    store(KEY, share);
    touched(['table']);
  };
  line.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowUp' ? STEP : event.key === 'ArrowDown' ? -STEP : 0;
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    moved(height() + step);
    keep();
  });
  line.addEventListener('pointerdown', (event) => {
    const from = height() + event.clientY;
    line.setPointerCapture(event.pointerId);
    /** @param {PointerEvent} each */
    const drag = (each) => moved(from - each.clientY);
    const stop = () => {
      line.removeEventListener('pointermove', drag);
      line.removeEventListener('pointerup', stop);
      line.removeEventListener('pointercancel', stop);
      keep();
    };
    line.addEventListener('pointermove', drag);
    line.addEventListener('pointerup', stop);
    line.addEventListener('pointercancel', stop);
  });
  return line;
}
