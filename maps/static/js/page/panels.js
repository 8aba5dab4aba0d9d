/* Panels: each is painted when what it reads changes, and keeps focus, caret and scroll positions. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { t } from '../base/words.js';

/** @typedef {Panel & { reads: Set<string>, due: boolean }} Due */
/** @type {Due[]} */
const panels = [];

/**
 * A panel repaints when one of the named keys of the state changes, and `when()` holds; `paint(root)` returns its children.
 * @param {Panel} made
 */
export function panel(made) {
  panels.push({ ...made, reads: new Set(['lang', ...made.keys]), due: true });
  schedule();
}

let waiting = false;
let begun = false;
function schedule() {
  if (waiting || !begun) return;
  waiting = true;
  const run = () => {
    if (waiting) {
      waiting = false;
      flush();
    }
  };
  // A page in the background gets no frame.
  requestAnimationFrame(run);
  setTimeout(run, 120);
}

/** Paint what is due now, and from now on whatever becomes due. */
export function begin() {
  begun = true;
  flush();
}

export const hasBegun = () => begun;

/** Paint what is due. How all of them stand is read before the first changes, and set after the last: the page is laid out once, not once a panel. */
function flush() {
  const due = panels.filter((one) => one.due);
  const roots = new Set(due.map(({ root }) => document.getElementById(root)).filter((root) => root !== null));
  const places = new Map([...roots].map((root) => [root, placeOf(root)]));
  for (const finish of due.map((one) => paintPanel(one, places))) finish?.();
}

/** Paint a panel now; what it returns finishes it. @param {Due} one @param {Map<HTMLElement, Place>} places */
function paintPanel(one, places) {
  // Looked up in its turn: a panel may stand in another.
  const root = document.getElementById(one.root);
  if (!root || 'busy' in root.dataset || (one.when && !one.when())) return null;
  one.due = false;
  /** @param {unknown} mistake */
  const failed = (mistake) => {
    console.error(mistake); // eslint-disable-line no-console -- a mistake that nobody sees is never mended
    repaint(root, [
      failure(t({ zh: '这一栏未能显示', en: 'this panel could not be shown' }), mistake, () => {
        one.due = true;
        schedule();
      }),
    ]);
  };
  try {
    const children = one.paint(root);
    if (children) replace(root, children);
    return () => {
      try {
        const place = places.get(root);
        if (children && place) restore(root, place);
        one.after?.(root);
      } catch (mistake) {
        failed(mistake);
      }
    };
  } catch (mistake) {
    failed(mistake);
    return null;
  }
}

/** Paint again whoever reads one of the keys. @param {string[]} keys */
export function touched(keys) {
  for (const each of panels) if (keys.some((key) => each.reads.has(key))) each.due = true;
  schedule();
}

/** @param {HTMLElement} root @returns {NodeListOf<HTMLElement>} */
const scrolled = (root) => root.querySelectorAll('[data-scroll]');

/**
 * How a panel stands: what has the focus in it, with the caret, and how far its parts are scrolled.
 * @typedef {{ active: HTMLInputElement | null, caret: [number, number | null] | null, tops: Map<string | undefined, number> }} Place
 */

/** @param {HTMLElement} root @returns {Place} */
function placeOf(root) {
  const focused = /** @type {HTMLInputElement | null} */ (document.activeElement);
  const active = focused && root.contains(focused) ? focused : null;
  return {
    active,
    caret: active && typeof active.selectionStart === 'number' ? [active.selectionStart, active.selectionEnd] : null,
    tops: new Map([...scrolled(root)].map((node) => [node.dataset.scroll, node.scrollTop])),
  };
}

/** @param {HTMLElement} root @param {Child | void} children */
function replace(root, children) {
  root.replaceChildren(
    ...[/** @type {any} */ (children)]
      .flat(4)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
}

/** Give focus, caret and scroll positions back, by their data-key. @param {HTMLElement} root @param {Place} place */
function restore(root, { active, caret, tops }) {
  for (const node of scrolled(root)) {
    const top = tops.get(node.dataset.scroll);
    // What is new stands at its top, and to say so would lay the page out.
    if (top) node.scrollTop = top;
  }
  const key = active?.dataset.key;
  if (!active || !key) return;
  /** @type {HTMLInputElement | null} */
  const next = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!next) return;
  if (caret) next.value = active.value;
  next.focus({ preventScroll: true });
  if (caret && next.setSelectionRange && /^(text|search|)$/.test(next.type ?? '')) next.setSelectionRange(...caret);
}

/**
 * Replace the children of a root and keep focus, caret and scroll positions by their data-key.
 * @param {HTMLElement} root
 * @param {Child | void} children
 */
export function repaint(root, children) {
  const place = placeOf(root);
  replace(root, children);
  restore(root, place);
}

/** What went wrong, in place of what was asked for. @param {Child} what @param {any} mistake @param {(() => void) | null} [retry] */
export function failure(what, mistake, retry) {
  return el(
    'div',
    { class: 'failed', role: 'alert' },
    el('b', {}, what),
    ' ',
    String(mistake?.said ?? mistake?.message ?? mistake ?? ''),
    retry
      ? el(
          'div',
          {},
          el('button', { type: 'button', class: 'button', onclick: retry }, t({ zh: '重试', en: 'Try again' })),
        )
      : null,
  );
}

on('touched', touched);
