/* Pieces that several panels share: segmented switch, menu, slider with handles, typed figure. */

import { dressed, el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { DAY } from '../base/units.js';
import { t } from '../base/words.js';
import * as intervals from '../data/intervals.js';
import { cover } from '../data/overlays.js';

/**
 * A switch of a few choices; each is a button that says whether it is on.
 * @template {string} T
 * @param {string} label
 * @param {{id: T, text: Child, title?: string | null}[]} options
 * @param {T | null | undefined} current
 * @param {(id: T) => void} choose
 */
export function segments(label, options, current, choose) {
  return el(
    'div',
    { class: 'segments', role: 'group', 'aria-label': label },
    ...options.map(({ id, text, title }) =>
      el(
        'button',
        {
          type: 'button',
          'data-key': `${label}-${id}`,
          'aria-pressed': String(id === current),
          title: title ?? null,
          onclick: () => choose(id),
        },
        text,
      ),
    ),
  );
}

/** @typedef {{text: Child, icon?: string, checked?: boolean, run: () => void}} Action */
/** @typedef {Action | {heading: Child} | {note: Child}} MenuEntry */

/** @type {{box: HTMLElement, from: HTMLElement, away: (event: PointerEvent) => void} | null} */
let open = null;

/** @param {boolean} refocus */
export function closeMenu(refocus) {
  if (!open) return;
  const { box, from, away } = open;
  open = null;
  box.remove();
  document.removeEventListener('pointerdown', away, true);
  from.setAttribute('aria-expanded', 'false');
  if (refocus && from.isConnected) from.focus();
}

/** A menu under or over its button. @param {HTMLElement} from @param {MenuEntry[]} entries */
export function menu(from, entries) {
  const again = open?.from === from;
  closeMenu(false);
  if (again) return;
  const box = el('div', { class: 'menu', role: 'menu' }, ...entries.map(entry));
  document.body.append(box);
  place(box, from);
  /** @param {PointerEvent} event */
  const away = ({ target }) => {
    const at = /** @type {Node | null} */ (target);
    if (!box.contains(at) && !from.contains(at)) closeMenu(false);
  };
  open = { box, from, away };
  from.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', away, true);
  box.addEventListener('keydown', walk);
  box.querySelector('button')?.focus();
}

/** @param {MenuEntry} made */
function entry(made) {
  if ('heading' in made) return el('h4', {}, made.heading);
  if ('note' in made) return el('p', { class: 'note' }, made.note);
  return el(
    'button',
    {
      type: 'button',
      role: made.checked === undefined ? 'menuitem' : 'menuitemradio',
      'aria-checked': made.checked === undefined ? null : String(made.checked),
      onclick: () => {
        closeMenu(true);
        made.run();
      },
    },
    made.icon ? icon(made.icon) : null,
    made.text,
  );
}

/** @param {HTMLElement} box @param {HTMLElement} from */
function place(box, from) {
  const at = from.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(
    8,
    Math.min(window.innerWidth - width - 8, at.left + width > window.innerWidth - 8 ? at.right - width : at.left),
  );
  const below = at.bottom + 4 + height < window.innerHeight - 8;
  box.style.left = `${left}px`;
  box.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const items = [...(open?.box.querySelectorAll('button') ?? [])];
  const here = items.findIndex((item) => item === document.activeElement);
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 };
  const to = steps[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to % items.length]?.focus();
  }
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  }
}

/** What a key adds to the position of a handle. @type {Record<string, number>} */
const STEPS = {
  ArrowRight: 0.02,
  ArrowUp: 0.02,
  ArrowLeft: -0.02,
  ArrowDown: -0.02,
  PageUp: 0.1,
  PageDown: -0.1,
  Home: -1,
  End: 1,
};

/**
 * A track with one or two handles over positions 0…1. Keys move by 2 %, with Page by 10 %.
 * `moved` hears while a handle is dragged, `done` when it is let go.
 * @param {object} made
 * @param {string} made.key
 * @param {{label: string, at: number, text: (at: number) => string}[]} made.handles
 * @param {(index: number, at: number) => void} made.moved
 * @param {() => void} [made.done]
 * @param {() => void} [made.begin]
 */
export function slider({ key, handles, moved, done, begin }) {
  const box = el('div', { class: 'slider' });
  const kept = el('div', { class: 'kept' });
  const knobs = handles.map((handle, index) =>
    el('div', {
      class: 'handle',
      role: 'slider',
      tabindex: '0',
      'data-key': `${key}-${index}`,
      'aria-label': handle.label,
      'aria-valuemin': '0',
      'aria-valuemax': '100',
    }),
  );
  const at = handles.map((handle) => handle.at);
  const two = handles.length > 1;

  function draw() {
    const [from, to] = two ? at : [at[0], 1];
    kept.style.left = `${from * 100}%`;
    kept.style.width = `${Math.max(0, to - from) * 100}%`;
    knobs.forEach((knob, index) => {
      knob.style.left = `${at[index] * 100}%`;
      knob.setAttribute('aria-valuenow', String(Math.round(at[index] * 100)));
      knob.setAttribute('aria-valuetext', handles[index].text(at[index]));
    });
  }

  /** @param {number} index @param {number} to */
  function move(index, to) {
    const low = two && index === 1 ? at[0] : 0;
    const high = two && index === 0 ? at[1] : 1;
    at[index] = Math.max(low, Math.min(high, to));
    draw();
    moved(index, at[index]);
  }

  knobs.forEach((knob, index) => {
    knob.addEventListener('keydown', (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      begin?.();
      move(index, at[index] + step);
      done?.();
    });
  });

  box.addEventListener('pointerdown', (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    const area = box.getBoundingClientRect();
    /** @param {PointerEvent} each */
    const where = (each) => Math.max(0, Math.min(1, (each.clientX - area.left) / area.width));
    const start = where(event);
    const first = Math.abs(start - at[0]) < Math.abs(start - at[1]) || (at[0] === at[1] && start < at[0]);
    const index = two && !first ? 1 : 0;
    knobs[index].focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    begin?.();
    if (event.target !== knobs[index]) move(index, start);
    /** @param {PointerEvent} each */
    const drag = (each) => move(index, where(each));
    const stop = () => {
      box.removeEventListener('pointermove', drag);
      box.removeEventListener('pointerup', stop);
      box.removeEventListener('pointercancel', stop);
      done?.();
    };
    box.addEventListener('pointermove', drag);
    box.addEventListener('pointerup', stop);
    box.addEventListener('pointercancel', stop);
  });
  box.append(el('div', { class: 'track' }), kept, ...knobs);
  draw();
  return box;
}

/**
 * A field for what is typed: it commits on Enter or on leaving what it can read. What it cannot turns red and is not taken.
 * @param {EntryHead} made
 * @param {{attributes: Attributes, hint: Words, read: (text: string) => number | null | undefined, write?: (value: number) => string}} how
 * `read` gives undefined of what it cannot read
 */
function typedField({ key, label, value, placeholder, commit }, { attributes, hint, read, write }) {
  const input = el('input', {
    type: 'text',
    'data-key': key,
    'aria-label': label,
    placeholder: placeholder ?? '',
    autocomplete: 'off',
    ...attributes,
  });
  input.value = value ?? '';
  let sent = input.value;
  function take() {
    const taken = read(input.value);
    input.setAttribute('aria-invalid', String(taken === undefined));
    input.title = taken === undefined ? t(hint) : '';
    if (taken === undefined || input.value === sent) return;
    if (write && taken !== null) input.value = write(taken);
    sent = input.value;
    commit(taken);
  }
  input.addEventListener('change', take);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') take();
  });
  return input;
}

/** @typedef {{key: string, label: string, value?: string | null, placeholder?: string, commit: (value: number | null) => void}} EntryHead */

/** A typed figure of 0 or more; commits null where nothing is typed. @param {EntryHead} made */
export const entryField = (made) =>
  typedField(made, {
    attributes: { inputmode: 'decimal', class: 'entry' },
    hint: { zh: '请输入不小于 0 的数字', en: 'Enter a number of 0 or more' },
    read: figureOf,
  });

/** @param {string} typed */
function figureOf(typed) {
  const text = typed.replace(/[,，\s]/g, '');
  if (text === '') return null;
  const figure = Number(text);
  return Number.isFinite(figure) && figure >= 0 ? figure : undefined;
}

/**
 * A typed day, in days since 1970. A year or a month alone means its first day, or its last where `last` says so.
 * @param {EntryHead & {last?: boolean}} made
 */
export const dayField = ({ last = false, ...made }) =>
  typedField(made, {
    attributes: { class: 'entry day', maxlength: '12' },
    hint: { zh: '请输入日期，如 2021-05-01、2021-05 或 2021', en: 'Enter a date such as 2021-05-01, 2021-05 or 2021' },
    read: (text) => (text.trim() === '' ? null : dayOf(text, last)),
    write: intervals.iso,
  });

/** @param {string} text @param {boolean} last */
function dayOf(text, last) {
  const parts = /^\s*(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2}))?)?[年月日]?\s*$/.exec(text)?.slice(1);
  if (!parts) return undefined;
  const [year, month, day] = parts.map((part) => (part === undefined ? null : Number(part)));
  if (!year) return undefined;
  const [from, until] = [month ?? 1, month ?? 12];
  const date = new Date(
    day === null ? (last ? Date.UTC(year, until, 0) : Date.UTC(year, from - 1, 1)) : Date.UTC(year, from - 1, day),
  );
  const same = (month === null || date.getUTCMonth() + 1 === month) && (day === null || date.getUTCDate() === day);
  return same ? date.getTime() / DAY : undefined;
}

/** Hand a made text to the reader as a file. @param {string} filename @param {string} type @param {BlobPart} text */
export function download(filename, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el('a', { href: url, download: filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Give the focus to what has a key. @param {string} key */
export function focusOn(key) {
  const node = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (node instanceof HTMLElement) node.focus({ preventScroll: true });
}

/** A dialog with a heading and a way out; it is gone from the page once closed. @param {string} title @param {...Child} children */
export function dialog(title, ...children) {
  const box = el('dialog', { class: 'dialog', 'aria-label': title });
  const label = t({ zh: '关闭', en: 'Close' });
  const close = () => box.close();
  const way = el(
    'button',
    { type: 'button', class: 'icon-button push', 'aria-label': label, onclick: close },
    icon('close'),
  );
  dressed(box, {}, [el('div', { class: 'dialog-head' }, el('h2', {}, title), way), ...children]);
  const from = /** @type {HTMLElement | null} */ (document.activeElement);
  const key = from?.dataset?.key;
  const gone = cover(close);
  box.addEventListener('close', () => {
    gone();
    box.remove();
    // What opened it may have been painted anew meanwhile: the focus goes to what stands in its place.
    if (document.activeElement === document.body && key) focusOn(key);
  });
  document.body.append(box);
  box.showModal();
  return box;
}
