/* The frame of the dashboard: the strip, and cards that each paint themselves. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { state } from '../base/state.js';
import { PATIENCE } from '../base/waiting.js';
import { t } from '../base/words.js';
import { refresh, stock } from '../data/stock_report.js';
import { panel, touched } from '../page/panels.js';
import * as blockers from './blockers.js';
import * as breakdown from './breakdown.js';
import { TITLES } from './card_head.js';
import * as dataState from './data_state.js';
import * as land from './land.js';
import * as strip from './strip.js';

/** @type {{ id: keyof typeof TITLES, paint: () => Child[] }[]} */
const CARDS = [
  { id: 'floors', paint: breakdown.paint },
  { id: 'land', paint: land.paintStatuses },
  { id: 'clock', paint: land.paintClock },
  { id: 'layers', paint: dataState.paintLayers },
  { id: 'blockers', paint: blockers.paint },
  { id: 'changes', paint: dataState.paintChanges },
];
const KEYS = ['mode', 'dashboard', 'unit'];
const here = () => state.mode === 'dashboard';
let isLate = false;

/** Ask for the figures; what takes long says so. */
export async function ask() {
  const slow = setTimeout(() => {
    isLate = true;
    touched(['dashboard']);
  }, PATIENCE);
  await refresh();
  clearTimeout(slow);
  isLate = false;
  touched(['dashboard']);
}

function frame() {
  return [
    el('div', { id: 'dash-strip' }),
    el(
      'div',
      { id: 'dash-body' },
      ...CARDS.map(({ id }) => el('section', { id: `dash-${id}`, class: 'dash-card', 'aria-label': t(TITLES[id]) })),
    ),
  ];
}

const grey = () =>
  el(
    'div',
    { role: 'status', 'aria-busy': 'true', 'aria-label': t({ zh: '正在统计', en: 'Counting' }) },
    ...Array.from({ length: 5 }, () => el('div', { class: 'skeleton', 'aria-hidden': 'true' })),
  );

/** A card that has nothing to say is not there. @param {HTMLElement} root @param {() => Child[]} paint */
function painted(root, paint) {
  const made = stock.report ? paint() : isLate ? [grey()] : [];
  root.hidden = Boolean(stock.report && !made.length) || Boolean(stock.failed && !stock.report);
  return made;
}

panel({
  root: 'ls-dashboard',
  keys: ['mode'],
  when: here,
  paint: (root) => {
    if (!root.childElementCount) root.replaceChildren(...frame());
    for (const { id } of CARDS) root.querySelector(`#dash-${id}`)?.setAttribute('aria-label', t(TITLES[id]));
  },
});
panel({ root: 'dash-strip', keys: [...KEYS, 'stock'], when: here, paint: (root) => strip.paint(root, ask) });
for (const { id, paint } of CARDS)
  panel({
    root: `dash-${id}`,
    keys: id === 'floors' ? [...KEYS, 'stock'] : KEYS,
    when: here,
    paint: (root) => painted(root, paint),
  });

/* Whoever comes back to the dashboard sees what is true by then; what failed while the service was away is asked again. */
on('mode', () => {
  if (here()) ask();
});
let day = state.stock.asof;
on('stock', ({ asof }) => {
  if (asof === day) return;
  day = asof;
  if (here()) ask();
});
on('lost', (lost) => {
  if (!lost && here() && stock.failed) ask();
});

/* Which words stand in a bar follows from its width. */
let timer = 0;
window.addEventListener('resize', () => {
  if (!here()) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => touched(['dashboard']), 120);
});
