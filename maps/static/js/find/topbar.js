/* Brand, search with its query chips, the ways of working, language. */

import { boardOffered, config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { colour } from '../base/palette.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { switchLanguage, switchMode } from '../data/actions.js';
import { panel, repaint } from '../page/panels.js';
import * as widgets from '../page/widgets.js';
import * as chipEditor from './chip_editor.js';
import { chips } from './query_chips.js';
import * as searchBox from './search_box.js';
import * as viewsDialog from './views_dialog.js';

/* What is typed into stays in the page for good; the parts around it repaint. */
const parts = {
  brand: el('div', { class: 'brand' }),
  chips: el('div', { class: 'query-chips', role: 'list' }),
  clear: el('span', {}),
  tabs: el('nav', { class: 'tabs' }),
  languages: el('div', { class: 'push topbar-end' }),
};

/** @param {HTMLElement} root */
function paint(root) {
  if (!searchBox.input.isConnected) build(root);
  repaint(parts.brand, brand());
  parts.chips.setAttribute('aria-label', t({ zh: '筛选条件', en: 'Filters' }));
  repaint(parts.chips, chips(parts.chips.parentElement ?? parts.chips));
  repaint(parts.clear, [searchBox.clear()]);
  repaint(parts.tabs, tabs());
  repaint(parts.languages, [viewsDialog.button(), languages()]);
  searchBox.worded();
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
      searchBox.input,
      parts.clear,
      searchBox.list,
      chipEditor.place(),
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
    svg('rect', { x: 4, y: 4, width: 6, height: 8, fill: colour('paper') }),
    svg('rect', { x: 12, y: 4, width: 6, height: 5, fill: colour('held') }),
    svg('rect', { x: 12, y: 11, width: 6, height: 7, fill: colour('paper') }),
    svg('rect', { x: 4, y: 14, width: 6, height: 4, fill: colour('waiting') }),
  );
  return [
    mark,
    el('span', {}, t({ zh: '存量用地', en: 'landstock' })),
    el('small', { title: t(config.title) }, t(config.title)),
  ];
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
        'data-way': id,
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
    tab('dashboard', { zh: '看板', en: 'Dashboard' }),
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

panel({ root: 'ls-topbar', keys: ['mode', 'queries', 'results', 'unit', 'search'], paint });
