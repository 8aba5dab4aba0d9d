/* The sheet of the phone: a side of the page that is dragged between three heights. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import { cover } from '../data/overlays.js';

/** @typedef {'low' | 'middle' | 'full'} Stop */
/** @typedef {'left' | 'right'} Side */

/** @type {Stop[]} */
const STOPS = ['low', 'middle', 'full'];
/** @type {Record<Stop, Words>} */
const WORDS = { low: { zh: '低', en: 'low' }, middle: { zh: '中', en: 'middle' }, full: { zh: '全屏', en: 'full' } };

export const phone = window.matchMedia('screen and (max-width: 767px)');
/** A low, wide window has the side beside the map, not over it. */
const beside = window.matchMedia('screen and (min-width: 560px) and (max-width: 767px) and (max-height: 480px)');
/** @type {Stop} */
export let stop = 'middle';
/** @type {Side} */
let side = 'right';

/** @returns {Record<Stop, number>} */
function heights() {
  const room = window.innerHeight - 56;
  return { low: 96, middle: Math.min(386, Math.round(room * 0.62)), full: room - 30 };
}

/** @param {number} height */
function sized(height) {
  document.documentElement.style.setProperty(
    '--sheet',
    phone.matches && !beside.matches ? `${Math.round(height)}px` : '0px',
  );
}

/** Give the sheet the height of its stop, as the window is now. */
export const fit = () => sized(heights()[stop]);

/** @param {Stop} next */
export function stopAt(next) {
  stop = next;
  document.body.dataset.stop = stop;
  fit();
  for (const grab of document.querySelectorAll('.grab')) {
    grab.setAttribute('aria-valuenow', String(STOPS.indexOf(stop)));
    grab.setAttribute('aria-label', t({ zh: '面板高度', en: 'Height of the sheet' }));
    grab.setAttribute('aria-valuetext', t(WORDS[stop]));
  }
}

/**
 * Show a side of the phone's sheet; on wider screens both stand already and the folded left one unfolds.
 * @param {Side} which
 * @param {Stop | null} [at]
 */
export function show(which, at) {
  uncovered?.();
  uncovered = null;
  side = which;
  document.body.dataset.sheet = which;
  if (at) stopAt(at);
}

/** Says that the left side no longer stands over the page. @type {(() => void) | null} */
let uncovered = null;

/** Show the left side over the whole of the phone, until it is put away or Back is pressed. */
export function showOver() {
  show('left', 'full');
  if (phone.matches) uncovered = cover(() => show('right', 'middle'));
}

/** Show the side and the height of the moment. */
export function begin() {
  show(side, stop);
  phone.addEventListener('change', () => {
    stopAt('middle');
    uncovered?.();
    uncovered = null;
  });
  beside.addEventListener('change', fit);
  window.addEventListener('resize', () => {
    if (phone.matches) fit();
  });
}

/** Give a side its grab handle; panels paint into a div below it. @param {HTMLElement} held */
export function addGrab(held) {
  const grab = el('div', {
    class: 'grab',
    tabindex: '0',
    role: 'slider',
    'aria-orientation': 'vertical',
    'aria-valuemin': '0',
    'aria-valuemax': '2',
  });
  held.replaceChildren(grab, el('div', { id: `${held.id}-inner`, class: 'panel-inner' }));
  grab.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    stopAt(STOPS[Math.max(0, Math.min(2, STOPS.indexOf(stop) + step))]);
  });
  dragBy(grab, held);
}

/** @param {HTMLElement} grab @param {HTMLElement} held */
function dragBy(grab, held) {
  /** @type {{y: number, height: number, moved: boolean} | null} */
  let from = null;
  grab.addEventListener('pointerdown', (event) => {
    from = { y: event.clientY, height: held.offsetHeight, moved: false };
    grab.setPointerCapture(event.pointerId);
    document.body.dataset.dragging = '';
  });
  grab.addEventListener('pointermove', (event) => {
    if (!from) return;
    from.moved ||= Math.abs(event.clientY - from.y) > 4;
    sized(Math.max(80, Math.min(heights().full, from.height + from.y - event.clientY)));
  });
  /** @param {PointerEvent} event */
  const settle = (event) => {
    if (!from) return;
    delete document.body.dataset.dragging;
    const next = from.moved
      ? nearest(from.height + from.y - event.clientY)
      : STOPS[(STOPS.indexOf(stop) + 1) % STOPS.length];
    from = null;
    stopAt(next);
  };
  grab.addEventListener('pointerup', settle);
  grab.addEventListener('pointercancel', settle);
}

/** @param {number} height */
function nearest(height) {
  const at = heights();
  /** @param {Stop} each */
  const gap = (each) => Math.abs(at[each] - height);
  return STOPS.reduce((best, each) => (gap(each) < gap(best) ? each : best));
}
