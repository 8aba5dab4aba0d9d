/* Brand, search with its query chips, the ways of working, language. */

import { boardOffered, config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { colour } from '../base/palette.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { switchLanguage, switchMode } from '../data/actions.js';
import { distanceWords } from '../data/near.js';
import * as questions from '../data/questions.js';
import * as shell from '../page/shell.js';
import * as widgets from '../page/widgets.js';
import { widthOf } from './letters.js';
import { OFFERED, reach } from './place_facet.js';
import * as search from './search.js';
import * as viewsDialog from './views_dialog.js';

/** @typedef {ReturnType<typeof questions.rules>[number]} Rule */

const WAIT = 180;
let typed = '';
let at = -1;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/* The input stays in the page for good, so that typing and input methods are never disturbed; the parts around it repaint. */
const parts = {
  brand: el('div', { class: 'brand' }),
  chips: el('div', { class: 'query-chips', role: 'list' }),
  clear: el('span', {}),
  tabs: el('nav', { class: 'tabs' }),
  languages: el('div', { class: 'push topbar-end' }),
};
const input = made();

/** @param {HTMLElement} root */
function paint(root) {
  if (!input.isConnected) build(root);
  shell.repaint(parts.brand, brand());
  shell.repaint(parts.chips, chips());
  shell.repaint(parts.clear, [clear()]);
  shell.repaint(parts.tabs, tabs());
  shell.repaint(parts.languages, [viewsDialog.button(), languages()]);
  worded();
  if (document.activeElement === input) offer();
}

/** @param {HTMLElement} root */
function build(root) {
  root.replaceChildren(
    parts.brand,
    el(
      'div',
      { class: 'search', role: 'search' },
      icon('search'),
      parts.chips,
      input,
      parts.clear,
      el('div', { id: 'ls-found', class: 'pop found-list', role: 'listbox', hidden: true }),
    ),
    parts.tabs,
    parts.languages,
  );
}

function brand() {
  const mark = svg(
    'svg',
    { viewBox: '0 0 22 22', 'aria-hidden': 'true' },
    svg('rect', { width: 22, height: 22, rx: 4, fill: colour('accent') }),
    svg('rect', { x: 4, y: 4, width: 6, height: 8, fill: '#fff' }),
    svg('rect', { x: 12, y: 4, width: 6, height: 5, fill: '#8CC4BC' }),
    svg('rect', { x: 12, y: 11, width: 6, height: 7, fill: '#fff' }),
    svg('rect', { x: 4, y: 14, width: 6, height: 4, fill: colour('waiting') }),
  );
  return [
    mark,
    el('span', {}, t({ zh: '存量用地', en: 'landstock' })),
    el('small', { title: t(config.title) }, t(config.title)),
  ];
}

function chips() {
  const rules = state.mode === 'find' ? questions.rules().filter((rule) => !['q', 'text'].includes(rule.key)) : [];
  const shown = shell.phone.matches ? rules : fitting(rules);
  const hidden = rules.length - shown.length;
  const filter = el(
    'button',
    {
      type: 'button',
      class: 'query-chip filter only-phone',
      'data-key': 'chip-filter',
      onclick: () => shell.show('left', 'full'),
    },
    icon('filter'),
    rules.length ? String(rules.length) : t({ zh: '筛选', en: 'Filter' }),
  );
  parts.chips.setAttribute('aria-label', t({ zh: '筛选条件', en: 'Filters' }));
  return [
    state.mode === 'find' ? el('div', { role: 'listitem' }, filter) : null,
    ...shown.map(chip),
    hidden > 0
      ? el(
          'span',
          {
            class: 'query-chip more',
            role: 'listitem',
            title: rules
              .slice(shown.length)
              .map((rule) => rule.words)
              .join('\n'),
          },
          `+${hidden}`,
        )
      : null,
  ];
}

/** As many chips as leave room to type, by a rough width of their letters. @param {Rule[]} rules */
function fitting(rules) {
  let room = (parts.chips.parentElement?.clientWidth ?? 0) - 210;
  /** @type {Rule[]} */
  const shown = [];
  for (const rule of rules) {
    room -= 42 + Math.min(158, widthOf(rule.brief, 12, 6.8));
    if (room < 0) break;
    shown.push(rule);
  }
  return shown;
}

/** @param {Rule} rule */
function chip(rule) {
  const label = t({ zh: `去掉条件：${rule.words}`, en: `Drop: ${rule.words}` });
  return el(
    'span',
    { class: 'query-chip', role: 'listitem', title: rule.words },
    rule.key === 'near' ? farther(rule) : el('span', {}, rule.brief),
    el(
      'button',
      { type: 'button', 'aria-label': label, 'data-key': `drop-${rule.words}`, onclick: () => questions.drop(rule) },
      icon('close'),
    ),
  );
}

/** The distance of a chip, to be changed where it stands. @param {Rule} rule */
const farther = (rule) =>
  el(
    'button',
    {
      type: 'button',
      class: 'chip-words',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-key': 'chip-near',
      title: rule.words,
      onclick: (event) => widgets.menu(/** @type {HTMLElement} */ (event.currentTarget), distances()),
    },
    rule.brief,
  );

/** @returns {import('../page/widgets.js').MenuEntry[]} */
const distances = () => [
  { heading: t({ zh: '距离', en: 'Distance' }) },
  ...OFFERED.map((far) => ({
    text: distanceWords(far),
    checked: questions.nearAsked()?.metres === far,
    run: () => reach(far),
  })),
];

function worded() {
  const some = questions.rules().length > 0 && state.mode === 'find';
  input.placeholder =
    some && !shell.phone.matches
      ? t({ zh: '再加条件…', en: 'add…' })
      : t({ zh: '名称、编号，或“20-50亩”“层高8米”', en: 'name, number, or “20-50 mu”, “height 8”' });
  input.setAttribute('aria-label', t({ zh: '搜索名称、编号或条件', en: 'Search names, numbers or conditions' }));
  document.getElementById('ls-found')?.setAttribute('aria-label', t({ zh: '可能的意思', en: 'What it may mean' }));
  const asked = questions.of(questions.stock()[0].id).q;
  if (document.activeElement !== input && input.value !== asked) {
    input.value = asked;
    typed = asked;
  }
}

function made() {
  const node = el('input', {
    type: 'search',
    id: 'ls-search',
    'data-key': 'search',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': 'ls-found',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  node.addEventListener('input', (event) => {
    if (/** @type {InputEvent} */ (event).isComposing) return;
    typed = node.value;
    at = -1;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
    offer();
  });
  node.addEventListener('compositionend', () => {
    typed = node.value;
    ask();
    offer();
  });
  node.addEventListener('keydown', (event) => {
    if (!event.isComposing) keys(event);
  });
  node.addEventListener('focus', offer);
  node.addEventListener('blur', () => setTimeout(close, 160));
  return node;
}

function ask() {
  if (state.mode !== 'find') return;
  const text = typed.trim();
  const meant = text && search.offers(text).some((one) => one.icon === 'filter');
  const asked = meant ? '' : text;
  if (questions.stock().every(({ id }) => questions.of(id).q === asked)) return;
  questions.editAll(
    questions.stock().map((one) => one.id),
    (query) => {
      query.q = asked;
    },
  );
}

function offer() {
  const list = document.getElementById('ls-found');
  if (!list) return;
  const offers = search.offers(typed);
  list.replaceChildren(
    ...offers.map((one, index) =>
      el(
        'button',
        {
          type: 'button',
          role: 'option',
          tabindex: '-1',
          'aria-selected': String(index === at),
          id: `ls-found-${index}`,
          onclick: () => take(one),
        },
        icon(one.icon),
        el('span', {}, one.text),
        el('span', { class: 'meta push' }, one.note),
      ),
    ),
  );
  list.hidden = !offers.length || document.activeElement !== input;
  input.setAttribute('aria-expanded', String(!list.hidden));
  if (at >= 0) input.setAttribute('aria-activedescendant', `ls-found-${at}`);
  else input.removeAttribute('aria-activedescendant');
}

/** @param {Offer} one */
function take(one) {
  clearTimeout(timer);
  typed = '';
  input.value = '';
  ask();
  if (state.mode === 'board') switchMode('find');
  one.run();
  close();
}

function close() {
  const list = document.getElementById('ls-found');
  if (list) {
    list.hidden = true;
    list.replaceChildren();
  }
  input.setAttribute('aria-expanded', 'false');
}

/** @param {KeyboardEvent} event */
function keys(event) {
  const offers = search.offers(typed);
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    at = offers.length
      ? (at + (event.key === 'ArrowDown' ? 1 : -1) + offers.length + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) %
        offers.length
      : -1;
    offer();
  } else if (event.key === 'Enter') {
    const one = offers[at] ?? offers.find((each) => each.icon === 'filter') ?? (offers.length === 1 ? offers[0] : null);
    if (one) take(one);
    else {
      clearTimeout(timer);
      ask();
      close();
    }
  } else if (event.key === 'Escape') {
    if (typed) {
      typed = '';
      input.value = '';
      ask();
    }
    close();
  } else if (event.key === 'Backspace' && !input.value && state.mode === 'find') {
    const last = questions.rules().at(-1);
    if (last) questions.drop(last);
  }
}

function clear() {
  if (!input.value) return null;
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': t({ zh: '清空搜索', en: 'Clear the search' }),
      onclick: () => {
        typed = '';
        input.value = '';
        ask();
        input.focus();
      },
    },
    icon('close'),
  );
}

function tabs() {
  /** @param {Mode} id @param {Words} words */
  const tab = (id, words) =>
    el(
      'button',
      {
        type: 'button',
        class: 'tab',
        'data-key': `way-${id}`,
        'aria-current': state.mode === id ? 'page' : null,
        onclick: () => switchMode(id),
      },
      t(words),
    );
  parts.tabs.setAttribute('aria-label', t({ zh: '工作方式', en: 'Ways of working' }));
  return [
    tab('find', { zh: '找地', en: 'Find' }),
    tab('match', { zh: '匹配', en: 'Match' }),
    boardOffered() ? tab('board', { zh: '统筹', en: 'Portfolio' }) : null,
  ];
}

function languages() {
  return widgets.segments(
    '语言 Language',
    [
      { id: 'zh', text: '中', title: '中文' },
      { id: 'en', text: 'EN', title: 'English' },
    ],
    state.lang === 'en' ? 'en' : 'zh',
    switchLanguage,
  );
}

shell.panel({ root: 'ls-topbar', keys: ['mode', 'queries', 'results'], paint });
