/* The search box: what is typed, the list below it with its reading and its offers, and the keys that walk there. */

import { el } from '../base/dom.js';
import { emit } from '../base/events.js';
import { icon } from '../base/icons.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import { touched } from '../page/panels.js';
import { room } from '../page/rooms.js';
import { phone } from '../page/sheet.js';

const LIST = 'ls-found-list';
const CLOSING = 160; // Milliseconds in which a click on an offer comes through
const MOST_SIGNS = 10000;
let typed = '';
let at = -1;
let isShut = true;

/* What reads is fetched once somebody turns to the box; what is typed meanwhile is read when it is here, and an Enter is done then. */
const phrases = room('find/search.js', () => import('./search.js'));
let isEnterDue = false;
/** @type {Mistake | null} */
let failed = null;

async function fetchPhrases() {
  if (phrases.here()) return;
  try {
    await phrases.enter();
    failed = null;
  } catch (mistake) {
    failed = mistake;
  }
  if (!isShut) paint();
  if (isEnterDue && !failed) enter();
}

/** Why a text is not read yet. */
const notYet = () =>
  el(
    'p',
    { class: 'note room-awaited', role: 'status' },
    failed
      ? t({ zh: `还不能读：${failed.said}`, en: `Not read yet: ${failed.said}` })
      : t({ zh: '正在准备…', en: 'Getting ready…' }),
  );

const offersOf = () => phrases.here()?.offers(typed) ?? [];

/* The input stays in the page for good, so that typing and input methods are never disturbed. */
const popup = el('div', {
  id: 'ls-found',
  class: 'pop found-list',
  hidden: true,
  onmousedown: (event) => event.preventDefault(),
});
export const input = made();
/** What lies below the input. */
export const list = popup;

function made() {
  const node = el('input', {
    type: 'search',
    id: 'ls-search',
    'data-key': 'search',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': LIST,
    'aria-autocomplete': 'list',
    'aria-haspopup': 'listbox',
    maxlength: String(MOST_SIGNS),
    autocomplete: 'off',
    spellcheck: 'false',
  });
  node.addEventListener('input', (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) take();
  });
  node.addEventListener('compositionend', take);
  node.addEventListener('keydown', (event) => {
    if (!event.isComposing) keys(event);
  });
  node.addEventListener('focus', open);
  node.addEventListener('click', open);
  node.addEventListener('blur', () => setTimeout(close, CLOSING));
  return node;
}

/** What is typed is read. */
function take() {
  typed = input.value;
  at = -1;
  open();
}

function open() {
  isShut = false;
  fetchPhrases();
  paint();
}

/** Words of the box, in the language of the page. */
export function worded() {
  const some = questions.rules().length > 0 && state.mode === 'find';
  input.placeholder = phone.matches
    ? t({ zh: '条件、名称或坐标', en: 'conditions, names' })
    : some
      ? t({ zh: '再加条件…', en: 'add…' })
      : t({ zh: '如“8000平 层高8米 丙类”，或名称、坐标', en: '“20-50 mu idle”, a name, coordinates' });
  input.setAttribute(
    'aria-label',
    t({ zh: '搜索条件、名称、编号或坐标', en: 'Search conditions, names, numbers or coordinates' }),
  );
  if (!isShut) paint();
}

/** The list below the box, as the text is read now. */
export function paint() {
  const isOpen = !isShut && document.activeElement === input && typed.trim() !== '';
  const search = phrases.here();
  const offers = isOpen ? offersOf() : [];
  const reading = isOpen ? (search ? search.viewReading(typed, later) : notYet()) : null;
  popup.replaceChildren(
    ...(reading ? [reading] : []),
    el(
      'div',
      { id: LIST, role: 'listbox', 'aria-label': t({ zh: '可以这样查', en: 'What may be meant' }) },
      ...offers.map(option),
    ),
  );
  popup.hidden = !isOpen || (!offers.length && !reading);
  input.setAttribute('aria-expanded', String(!popup.hidden));
  if (at >= 0 && offers[at]) input.setAttribute('aria-activedescendant', `ls-found-${at}`);
  else input.removeAttribute('aria-activedescendant');
}

/** Counts of a large layer have come. */
const later = () => {
  if (!isShut) paint();
};

/** @param {Offer} offer @param {number} index */
function option(offer, index) {
  return el(
    'div',
    {
      role: 'option',
      class: 'found-option',
      'aria-selected': String(index === at),
      id: `ls-found-${index}`,
      onclick: () => choose(offer),
    },
    icon(offer.icon),
    el('span', {}, offer.text),
    el('span', { class: 'meta push' }, offer.note),
  );
}

/** @param {Offer} offer */
function choose(offer) {
  empty();
  close();
  offer.run();
}

function empty() {
  typed = '';
  input.value = '';
  at = -1;
}

function close() {
  isShut = true;
  isEnterDue = false;
  popup.hidden = true;
  popup.replaceChildren();
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

/** @param {KeyboardEvent} event */
function keys(event) {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    walk(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter') enter();
  else if (event.key === 'Escape') escape(event);
  else if (event.key === 'Backspace' && !input.value && state.mode === 'find') {
    const last = questions.rules().at(-1);
    if (last) questions.drop(last);
  }
}

/** @param {1 | -1} step */
function walk(step) {
  isShut = false;
  const { length } = offersOf();
  if (!length) return;
  at = at < 0 ? (step > 0 ? 0 : length - 1) : (at + step + length) % length;
  paint();
  document.getElementById(`ls-found-${at}`)?.scrollIntoView({ block: 'nearest' });
}

function enter() {
  const search = phrases.here();
  isEnterDue = !search;
  const offers = offersOf();
  const offer = offers[at] ?? (search && offers.length ? search.foremost(offers, search.readingOf(typed)) : null);
  if (offer) choose(offer);
  else open();
}

/** The list closes first, then the text goes; a browser would clear the box at once. @param {KeyboardEvent} event */
function escape(event) {
  event.preventDefault();
  if (popup.hidden) {
    empty();
    emit('marked', null);
    touched(['search']);
  } else {
    event.stopPropagation();
    close();
  }
}

/** The way to an empty box. */
export function clear() {
  if (!input.value) return null;
  const wipe = () => {
    empty();
    close();
    input.focus();
    touched(['search']);
  };
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-key': 'search-clear',
      'aria-label': t({ zh: '清空搜索', en: 'Clear the search' }),
      onclick: wipe,
    },
    icon('close'),
  );
}
