/* The shell: the grid's mount points, what of the layout follows the state, the tabs and the rail. */

import { boardOffered, config } from '../base/config.js';
import { el } from '../base/dom.js';
import { emit, on } from '../base/events.js';
import { icon as iconOf } from '../base/icons.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { closeCard, switchMode } from '../data/actions.js';
import * as questions from '../data/questions.js';
import { isAsking } from '../data/source.js';
import { begin, hasBegun, panel, touched } from './panels.js';
import * as sheet from './sheet.js';
import { phone, show } from './sheet.js';

/** Milliseconds that what is asked waits for its answer, so that both are painted at once: a service that is near needs a tenth of it. */
const TOGETHER = 80;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;
/** A short message that goes away by itself and is read out. @param {string} text */
export function toast(text) {
  const box = mount('ls-toast', 'div', document.body, { class: 'toast', role: 'status', 'aria-live': 'polite' });
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    box.hidden = true;
  }, 3600);
}

/* ---- mount points ---- */
/**
 * The element of an id; made at the end of its parent where it is not there.
 * @param {string} id
 * @param {string} tag
 * @param {HTMLElement} parent
 * @param {Attributes} [attributes]
 */
function mount(id, tag, parent, attributes = {}) {
  const there = document.getElementById(id);
  if (there) return there;
  const made = el(tag, { id, ...attributes });
  parent.append(made);
  return made;
}

function build() {
  const app = mount('ls-app', 'div', document.body, { class: 'app' });
  document.body.prepend(app);
  mount('ls-banner', 'div', app);
  mount('ls-topbar', 'header', app);
  mount('ls-notices', 'div', app);
  const body = mount('ls-body', 'div', app);
  mount('ls-rail', 'nav', body);
  const left = mount('ls-left', 'aside', body);
  const mid = mount('ls-mid', 'main', body);
  mount('ls-summary', 'div', mid, { 'aria-live': 'polite' });
  const slot = mount('ls-map-slot', 'div', mid);
  const map = document.querySelector('.folium-map, .leaflet-container');
  if (map && !slot.contains(map)) slot.append(map);
  const right = mount('ls-right', 'aside', body);
  mount('ls-table', 'section', mid);
  mount('ls-board', 'main', body);
  mount('ls-dashboard', 'main', body);
  mount('ls-tabs', 'nav', app);
  mount('ls-print', 'div', app);
  new ResizeObserver(() => window.dispatchEvent(new Event('resize'))).observe(slot);
  for (const side of [left, right]) if (!side.querySelector('.grab')) sheet.addGrab(side);
}

/** Whether the list stands as a table; a phone has no room for one. */
export const tableShown = () => state.table && state.mode === 'find' && !phone.matches;

/** What of the layout the map must hear of. */
const arranged = () => {
  const marks = document.body.dataset;
  return [marks.mode, ...['detail', 'table', 'choosing'].map((mark) => mark in marks)].join(' ');
};

/* The layout follows before the map looks for the selection, so that it measures the room that it will have. */
function reflect() {
  const was = arranged();
  dress();
  if (arranged() !== was) emit('arranged');
}

/** Whether a match has nothing to ask about yet: it then has no ranking, and the map takes its room. */
const isChoosing = () => state.mode === 'match' && !state.match.projectId && !state.match.demand && !state.match.site;

function dress() {
  const { mode, selected, lang } = state;
  const body = document.body;
  const root = document.documentElement;
  const spoken = lang === 'en' ? 'en' : 'zh-CN';
  // The same language set again has a browser look for the styles of all elements anew.
  if (root.lang !== spoken) root.lang = spoken;
  const title = `${t(config.title)} · ${t({ zh: '存量用地', en: 'landstock' })}`;
  if (document.title !== title) document.title = title;
  const choosing = isChoosing();
  if (choosing) body.dataset.choosing = '';
  else delete body.dataset.choosing;
  if (body.dataset.mode !== mode) {
    body.dataset.mode = mode;
    show(choosing ? 'left' : 'right', phone.matches ? (choosing ? 'full' : 'middle') : null);
  }
  if (tableShown()) body.dataset.table = '';
  else delete body.dataset.table;
  const detail = Boolean(selected) && mode === 'find';
  if (detail !== 'detail' in body.dataset) {
    if (detail) body.dataset.detail = '';
    else {
      delete body.dataset.detail;
      delete body.dataset.unfolded;
    }
    show('right', phone.matches && sheet.stop === 'low' ? 'middle' : null);
  }
}

function paintTabs() {
  const { mode } = state;
  /** @param {Mode} id @param {string} icon @param {Words} words */
  const tab = (id, icon, words) =>
    el(
      'button',
      {
        type: 'button',
        'data-key': `tab-${id}`,
        'data-way': id,
        'aria-current': mode === id ? 'page' : null,
        onclick: () => {
          if (mode === id) show('right', 'middle');
          else switchMode(id);
        },
      },
      iconOf(icon),
      t(words),
    );
  return [
    tab('find', 'search', { zh: '找地', en: 'Find' }),
    tab('match', 'match', { zh: '匹配', en: 'Match' }),
    boardOffered() ? tab('board', 'columns', { zh: '统筹', en: 'Portfolio' }) : null,
    tab('dashboard', 'chart', { zh: '看板', en: 'Dashboard' }),
  ];
}

function paintRail() {
  const open = 'unfolded' in document.body.dataset;
  const applied = questions.rules().length;
  const label = t({ zh: `筛选（${applied} 条）`, en: `Filters (${applied})` });
  return [
    el(
      'button',
      {
        type: 'button',
        class: 'rail-button',
        'data-key': 'rail-filter',
        'aria-pressed': String(open),
        'aria-label': label,
        title: label,
        onclick: () => {
          if (open) delete document.body.dataset.unfolded;
          else document.body.dataset.unfolded = '';
          touched(['rail']);
        },
      },
      iconOf('filter'),
      applied ? el('span', { class: 'count-dot', 'aria-hidden': 'true' }, String(applied)) : null,
    ),
    el(
      'button',
      {
        type: 'button',
        class: 'rail-button',
        'data-key': 'rail-list',
        'aria-label': t({ zh: '回到列表', en: 'Back to the list' }),
        title: t({ zh: '回到列表', en: 'Back to the list' }),
        onclick: closeCard,
      },
      iconOf('list'),
    ),
  ];
}

/** Build the page and paint it for the first time. */
export function start() {
  build();
  reflect();
  sheet.begin();
  panel({ root: 'ls-tabs', keys: ['mode'], paint: paintTabs });
  panel({ root: 'ls-rail', keys: ['rail', 'selected', 'queries', 'results'], paint: paintRail });
  on('change', (keys) => {
    reflect();
    touched([...keys], keys.size === 1 && keys.has('queries') && isAsking() ? TOGETHER : 0);
  });
  on('loaded', () => touched(['results', 'selected']));
  phone.addEventListener('change', () => {
    reflect();
    touched(['lang']);
  });
  begin();
  document.body.dataset.ready = '';
}

on('chosen', (asked) => show(asked ? 'right' : 'left', phone.matches ? (asked ? 'middle' : 'full') : null));
on('selected', () => {
  if (hasBegun()) reflect();
});
on('mode', () => {
  if (hasBegun()) reflect();
});
