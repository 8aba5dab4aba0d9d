/* Pieces that several panels share: segmented switch, menu, slider with handles, typed figure. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { t } from '../base/words.js';
import * as intervals from '../data/intervals.js';

/** A switch of a few choices; each is a button that says whether it is on. */
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

let open = null;

export function closeMenu(refocus) {
  if (!open) return;
  const { box, from, away } = open;
  open = null;
  box.remove();
  document.removeEventListener('pointerdown', away, true);
  from.setAttribute('aria-expanded', 'false');
  if (refocus && from.isConnected) from.focus();
}

/** A menu under or over its button. `entries`: {text, icon?, checked?, run} | {heading} | {note}. */
export function menu(from, entries) {
  const again = open?.from === from;
  closeMenu(false);
  if (again) return;
  const box = el('div', { class: 'menu', role: 'menu' }, ...entries.map(entry));
  document.body.append(box);
  place(box, from);
  const away = (event) => {
    if (!box.contains(event.target) && !from.contains(event.target)) closeMenu(false);
  };
  open = { box, from, away };
  from.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', away, true);
  box.addEventListener('keydown', walk);
  box.querySelector('button')?.focus();
}

function entry(one) {
  if (one.heading) return el('h4', {}, one.heading);
  if (one.note) return el('p', { class: 'note' }, one.note);
  return el(
    'button',
    {
      type: 'button',
      role: one.checked === undefined ? 'menuitem' : 'menuitemradio',
      'aria-checked': one.checked === undefined ? null : String(one.checked),
      onclick: () => {
        closeMenu(true);
        one.run();
      },
    },
    one.icon ? icon(one.icon) : null,
    one.text,
  );
}

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

function walk(event) {
  const items = [...event.currentTarget.querySelectorAll('button')];
  const here = items.indexOf(document.activeElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
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

/**
 * A track with one or two handles over positions 0…1. Keys move by 2 %, with Page by 10 %.
 * handles: [{label, at, text}]; moved(index, at) while dragging; done() when let go.
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

  function move(index, to) {
    const low = two && index === 1 ? at[0] : 0;
    const high = two && index === 0 ? at[1] : 1;
    at[index] = Math.max(low, Math.min(high, to));
    draw();
    moved(index, at[index]);
  }

  knobs.forEach((knob, index) => {
    knob.addEventListener('keydown', (event) => {
      const step = {
        ArrowRight: 0.02,
        ArrowUp: 0.02,
        ArrowLeft: -0.02,
        ArrowDown: -0.02,
        PageUp: 0.1,
        PageDown: -0.1,
        Home: -1,
        End: 1,
      }[event.key];
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
    const where = (each) => Math.max(0, Math.min(1, (each.clientX - area.left) / area.width));
    const start = where(event);
    const index = !two
      ? 0
      : Math.abs(start - at[0]) < Math.abs(start - at[1]) || (at[0] === at[1] && start < at[0])
        ? 0
        : 1;
    knobs[index].focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    begin?.();
    if (event.target !== knobs[index]) move(index, start);
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

/** A typed figure that commits on Enter or on leaving; `commit(number|null)`. What is no figure turns red and is not taken. */
export function entryField({ key, label, value, placeholder, commit }) {
  const input = el('input', {
    type: 'text',
    inputmode: 'decimal',
    class: 'entry',
    'data-key': key,
    'aria-label': label,
    placeholder: placeholder ?? '',
    autocomplete: 'off',
  });
  input.value = value ?? '';
  let sent = input.value;
  function take() {
    const text = input.value.replace(/[,，\s]/g, '');
    const figure = text === '' ? null : Number(text);
    const good = figure === null || (Number.isFinite(figure) && figure >= 0);
    input.setAttribute('aria-invalid', String(!good));
    input.title = good ? '' : t({ zh: '请输入不小于 0 的数字', en: 'a number of 0 or more' });
    if (!good || input.value === sent) return;
    sent = input.value;
    commit(figure);
  }
  input.addEventListener('change', take);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') take();
  });
  return input;
}

/**
 * A typed day that commits on Enter or on leaving; `commit(days since 1970|null)`. A year or a month alone means its first day, or its last where
 * `last` says so.
 */
export function dayField({ key, label, value, placeholder, last, commit }) {
  const input = el('input', {
    type: 'text',
    class: 'entry day',
    'data-key': key,
    'aria-label': label,
    placeholder: placeholder ?? '',
    autocomplete: 'off',
    maxlength: '12',
  });
  input.value = value ?? '';
  let sent = input.value;
  function take() {
    const day = input.value.trim() === '' ? null : dayOf(input.value, last);
    input.setAttribute('aria-invalid', String(day === undefined));
    input.title =
      day === undefined
        ? t({ zh: '请输入日期，如 2021-05-01、2021-05 或 2021', en: 'a date such as 2021-05-01, 2021-05 or 2021' })
        : '';
    if (day === undefined || input.value === sent) return;
    if (day !== null) input.value = intervals.iso(day);
    sent = input.value;
    commit(day);
  }
  input.addEventListener('change', take);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') take();
  });
  return input;
}

function dayOf(text, last) {
  const found = /^\s*(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2}))?)?[年月日]?\s*$/.exec(text);
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map((part) => (part === undefined ? null : Number(part)));
  const date = new Date(
    Date.UTC(year, month === null ? (last ? 12 : 0) : day === null && last ? month : month - 1, day ?? (last ? 0 : 1)),
  );
  const same = (month === null || date.getUTCMonth() + 1 === month) && (day === null || date.getUTCDate() === day);
  return same && year ? date.getTime() / 86400000 : undefined;
}

/** Hand a made text to the reader as a file. */
export function download(filename, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el('a', { href: url, download: filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A dialog with a heading and a way out; it is gone from the page once closed. */
export function dialog(title, ...children) {
  const box = el('dialog', { class: 'dialog', 'aria-label': title });
  box.append(
    el(
      'div',
      { class: 'dialog-head' },
      el('h2', {}, title),
      el(
        'button',
        {
          type: 'button',
          class: 'icon-button push',
          'aria-label': t({ zh: '关闭', en: 'Close' }),
          onclick: () => box.close(),
        },
        icon('close'),
      ),
    ),
    ...children,
  );
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}
