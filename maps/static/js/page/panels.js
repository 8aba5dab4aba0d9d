/* Panels: each is painted when what it reads changes, and keeps focus, caret and scroll positions. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { t } from '../base/words.js';

/** @type {(Panel & {reads: Set<string>, due: boolean})[]} */
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
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

/** Paint on the next frame; or after so many milliseconds, where nothing asks for it earlier. @param {number} [rest] */
function schedule(rest = 0) {
  if (waiting || !begun) return;
  if (rest) {
    resting ??= setTimeout(schedule, rest);
    return;
  }
  clearTimeout(resting);
  resting = undefined;
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

function flush() {
  for (const due of panels) {
    const root = due.due ? document.getElementById(due.root) : null;
    if (!root || 'busy' in root.dataset || (due.when && !due.when())) continue;
    due.due = false;
    try {
      const children = due.paint(root);
      if (children) repaint(root, children);
      due.after?.(root);
    } catch (mistake) {
      console.error(mistake); // eslint-disable-line no-console -- a mistake that nobody sees is never mended
      repaint(root, [
        failure(t({ zh: '这一栏未能显示', en: 'This panel could not be shown' }), mistake, () => {
          due.due = true;
          schedule();
        }),
      ]);
    }
  }
}

/** Paint again whoever reads one of the keys; `rest` milliseconds later where more is about to come. @param {string[]} keys @param {number} [rest] */
export function touched(keys, rest = 0) {
  for (const each of panels) if (keys.some((key) => each.reads.has(key))) each.due = true;
  schedule(rest);
}

/** @param {HTMLElement} root @returns {NodeListOf<HTMLElement>} */
const scrolled = (root) => root.querySelectorAll('[data-scroll]');

/** Where the parts of a root were scrolled to, also of those that another panel has taken the place of. @type {WeakMap<HTMLElement, Map<string, [number, number]>>} */
const tops = new WeakMap();
const REMEMBERED = 60;

/** @param {HTMLElement} root */
function topsOf(root) {
  const known = tops.get(root) ?? new Map();
  for (const node of scrolled(root)) {
    known.delete(node.dataset.scroll);
    known.set(node.dataset.scroll, [node.scrollTop, node.scrollLeft]);
  }
  if (known.size > REMEMBERED) known.delete(known.keys().next().value);
  tops.set(root, known);
  return known;
}

/**
 * Replace the children of a root and keep focus, caret and scroll positions by their data-key.
 * @param {HTMLElement} root
 * @param {Child | void} children
 */
export function repaint(root, children) {
  const focused = /** @type {HTMLInputElement | null} */ (document.activeElement);
  const active = focused && root.contains(focused) ? focused : null;
  const key = active?.dataset.key;
  /** @type {[number, number | null] | null} */
  const caret =
    active && typeof active.selectionStart === 'number' ? [active.selectionStart, active.selectionEnd] : null;
  const known = topsOf(root);
  root.replaceChildren(
    ...[/** @type {any} */ (children)]
      .flat(4)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
  for (const node of scrolled(root)) [node.scrollTop, node.scrollLeft] = known.get(node.dataset.scroll) ?? [0, 0];
  if (!active || !key) return;
  /** @type {HTMLInputElement | null} */
  const next = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!next) return;
  if (caret) next.value = active.value;
  next.focus({ preventScroll: true });
  if (caret && next.setSelectionRange && /^(text|search|)$/.test(next.type ?? '')) next.setSelectionRange(...caret);
}

/** Focus the first element that is there under a selector. @param {string} selector */
export function focusFirst(selector) {
  /** @type {HTMLElement | null} */
  const node = document.querySelector(selector);
  node?.focus();
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
