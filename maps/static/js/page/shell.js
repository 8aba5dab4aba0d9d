/* The shell: the grid's mount points, painting panels when what they read changes, the phone's sheet and tabs. */

import { boardOffered, config } from '../base/config.js';
import { el } from '../base/dom.js';
import { emit, on } from '../base/events.js';
import { icon as iconOf } from '../base/icons.js';
import { changeState, state } from '../base/state.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';

const panels = [];
const STOPS = ['low', 'middle', 'full'];

/** A panel repaints when one of the named keys of the state changes, and `when()` holds; `paint(root)` returns its children. */
export function panel({ root, keys, paint, after, when }) {
  panels.push({ root, keys: new Set(['lang', ...keys]), paint, after, when, due: true });
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
  requestAnimationFrame(run);
  setTimeout(run, 120);
}

function flush() {
  for (const one of panels) {
    if (!one.due) continue;
    const root = document.getElementById(one.root);
    if (!root || 'busy' in root.dataset || (one.when && !one.when())) continue;
    one.due = false;
    try {
      const children = one.paint(root);
      if (children) repaint(root, children);
      one.after?.(root);
    } catch (mistake) {
      console.error(mistake);
      repaint(root, [
        failure(t({ zh: '这一栏未能显示', en: 'this panel could not be shown' }), mistake, () => {
          one.due = true;
          schedule();
        }),
      ]);
    }
  }
}

export function touched(keys) {
  for (const one of panels) if (keys.some((key) => one.keys.has(key))) one.due = true;
  schedule();
}

/** Replace the children of a root and keep focus, caret and scroll positions by their data-key. */
export function repaint(root, children) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.key;
  const caret =
    active && typeof active.selectionStart === 'number' ? [active.selectionStart, active.selectionEnd] : null;
  const tops = new Map();
  for (const node of root.querySelectorAll('[data-scroll]')) tops.set(node.dataset.scroll, node.scrollTop);
  root.replaceChildren(
    ...[children].flat(4).filter((child) => child !== null && child !== undefined && child !== false),
  );
  for (const node of root.querySelectorAll('[data-scroll]')) node.scrollTop = tops.get(node.dataset.scroll) ?? 0;
  if (!key) return;
  const next = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!next) return;
  if (caret) next.value = active.value;
  next.focus({ preventScroll: true });
  if (caret && next.setSelectionRange && /^(text|search|)$/.test(next.type ?? '')) next.setSelectionRange(...caret);
}

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

let toastTimer = 0;
/** A short message that goes away by itself and is read out. */
export function toast(text) {
  let box = document.getElementById('ls-toast');
  if (!box)
    document.body.append((box = el('div', { id: 'ls-toast', class: 'toast', role: 'status', 'aria-live': 'polite' })));
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    box.hidden = true;
  }, 3600);
}

/* ---- mount points ---- */
function mount(id, tag, parent, attributes = {}, first = false) {
  let node = document.getElementById(id);
  if (!node) {
    node = el(tag, { id, ...attributes });
    if (first) parent.prepend(node);
    else parent.append(node);
  }
  return node;
}

function build() {
  const app = mount('ls-app', 'div', document.body, { class: 'app' }, true);
  mount('ls-banner', 'div', app);
  mount('ls-topbar', 'header', app);
  const body = mount('ls-body', 'div', app);
  mount('ls-rail', 'nav', body);
  const left = mount('ls-left', 'aside', body);
  const mid = mount('ls-mid', 'main', body);
  mount('ls-summary', 'div', mid, { 'aria-live': 'polite' });
  const slot = mount('ls-map-slot', 'div', mid);
  const map = document.querySelector('.folium-map, .leaflet-container');
  if (map && !slot.contains(map)) slot.append(map);
  const right = mount('ls-right', 'aside', body);
  mount('ls-board', 'main', body);
  mount('ls-tabs', 'nav', app);
  mount('ls-print', 'div', app);
  new ResizeObserver(() => window.dispatchEvent(new Event('resize'))).observe(slot);
  for (const side of [left, right]) if (!side.querySelector('.grab')) grabbed(side);
}

/** Panels paint into a div inside each side, below its grab handle. */
function grabbed(side) {
  const grab = el('div', {
    class: 'grab',
    tabindex: '0',
    role: 'slider',
    'aria-orientation': 'vertical',
    'aria-valuemin': '0',
    'aria-valuemax': '2',
  });
  const inner = el('div', { id: `${side.id}-inner`, class: 'panel-inner' });
  side.replaceChildren(grab, inner);
  let from = null;
  grab.addEventListener('pointerdown', (event) => {
    from = { y: event.clientY, height: side.offsetHeight, moved: false };
    grab.setPointerCapture(event.pointerId);
    document.body.dataset.dragging = '';
  });
  grab.addEventListener('pointermove', (event) => {
    if (!from) return;
    from.moved ||= Math.abs(event.clientY - from.y) > 4;
    sized(Math.max(80, Math.min(heights().full, from.height + from.y - event.clientY)));
  });
  const settle = (event) => {
    if (!from) return;
    delete document.body.dataset.dragging;
    const end = from.height + from.y - event.clientY;
    const at = heights();
    const nearest = from.moved
      ? STOPS.reduce((best, stop) => (Math.abs(at[stop] - end) < Math.abs(at[best] - end) ? stop : best), 'low')
      : STOPS[(STOPS.indexOf(stop) + 1) % STOPS.length];
    from = null;
    stopAt(nearest);
  };
  grab.addEventListener('pointerup', settle);
  grab.addEventListener('pointercancel', settle);
  grab.addEventListener('keydown', (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    stopAt(STOPS[Math.max(0, Math.min(2, STOPS.indexOf(stop) + step))]);
  });
}

/* ---- the sheet of the phone ---- */
export const phone = window.matchMedia('screen and (max-width: 767px)');
export let stop = 'middle';
let side = 'right';

function heights() {
  const room = window.innerHeight - 56;
  return { low: 96, middle: Math.min(386, Math.round(room * 0.62)), full: room - 30 };
}

function sized(height) {
  document.documentElement.style.setProperty('--sheet', phone.matches ? `${Math.round(height)}px` : '0px');
}

export function stopAt(next) {
  stop = next;
  document.body.dataset.stop = stop;
  sized(heights()[stop]);
  for (const grab of document.querySelectorAll('.grab')) {
    grab.setAttribute('aria-valuenow', String(STOPS.indexOf(stop)));
    grab.setAttribute('aria-label', t({ zh: '面板高度', en: 'Height of the sheet' }));
    grab.setAttribute(
      'aria-valuetext',
      t({ low: { zh: '低', en: 'low' }, middle: { zh: '中', en: 'middle' }, full: { zh: '全屏', en: 'full' } }[stop]),
    );
  }
}

/** Show a side of the phone's sheet; on wider screens both stand already and the folded left one unfolds. */
export function show(which, at) {
  side = which;
  document.body.dataset.sheet = which;
  if (at) stopAt(at);
}

/* The layout follows before the map looks for the selection, so that it measures the room that it will have. */
function reflect() {
  const was = `${document.body.dataset.mode} ${'detail' in document.body.dataset}`;
  dress();
  if (`${document.body.dataset.mode} ${'detail' in document.body.dataset}` !== was) emit('arranged');
}

function dress() {
  const { mode, selected, lang } = state;
  const body = document.body;
  document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN';
  document.title = `${t(config.title)} · ${t({ zh: '存量用地', en: 'landstock' })}`;
  if (body.dataset.mode !== mode) {
    body.dataset.mode = mode;
    const choosing = mode === 'match' && !state.match.projectId && !state.match.demand && !state.match.site;
    show(choosing ? 'left' : 'right', phone.matches ? (choosing ? 'full' : 'middle') : null);
  }
  const detail = Boolean(selected) && mode === 'find';
  if (detail !== 'detail' in body.dataset) {
    if (detail) body.dataset.detail = '';
    else {
      delete body.dataset.detail;
      delete body.dataset.unfolded;
    }
    show('right', phone.matches && stop === 'low' ? 'middle' : null);
  }
}

function paintTabs() {
  const { mode } = state;
  const tab = (id, icon, words) =>
    el(
      'button',
      {
        type: 'button',
        'data-key': `tab-${id}`,
        'aria-current': mode === id ? 'page' : null,
        onclick: () => {
          if (mode === id) show('right', 'middle');
          else changeState({ mode: id, selected: null });
        },
      },
      iconOf(icon),
      t(words),
    );
  return [
    tab('find', 'search', { zh: '找地', en: 'Find' }),
    tab('match', 'match', { zh: '匹配', en: 'Match' }),
    boardOffered() ? tab('board', 'columns', { zh: '统筹', en: 'Portfolio' }) : null,
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
        onclick: () => changeState({ selected: null }),
      },
      iconOf('list'),
    ),
  ];
}

export function start() {
  build();
  reflect();
  sized(heights()[stop]);
  document.body.dataset.stop = stop;
  show(side);
  stopAt(stop);
  panel({ root: 'ls-tabs', keys: ['mode'], paint: paintTabs });
  panel({ root: 'ls-rail', keys: ['rail', 'selected', 'queries', 'results'], paint: paintRail });
  on('change', (keys) => {
    reflect();
    touched([...keys]);
  });
  on('loaded', () => touched(['results', 'selected']));
  phone.addEventListener('change', () => {
    stopAt('middle');
    touched(['lang']);
  });
  window.addEventListener('resize', () => {
    if (phone.matches) sized(heights()[stop]);
  });
  begun = true;
  flush();
  document.body.dataset.ready = '';
}

on('touched', touched);
on('chosen', (asked) => show(asked ? 'right' : 'left', phone.matches ? (asked ? 'middle' : 'full') : null));
on('selected', () => {
  if (begun) reflect();
});
on('mode', () => {
  if (begun) reflect();
});
