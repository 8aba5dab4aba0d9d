/* The frame of the board: its cards in three columns, or the comparison in their place; each card paints itself. */

import { el } from '../base/dom.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { panel, touched } from '../page/panels.js';
import * as boardCompare from './compare.js';
import * as boardFlow from './flow.js';
import * as b from './model.js';
import * as boardParks from './parks.js';
import * as boardReasons from './reasons.js';
import * as boardStrip from './strip.js';
import * as boardTable from './table.js';
import * as boardUnlocks from './unlocks.js';

const here = () => state.mode === 'board';

function frame() {
  /** @param {string} id @param {Words} words */
  const card = (id, words) => el('section', { id: `board-${id}`, class: 'card', 'aria-label': t(words) });
  return [
    el('h1', { class: 'offscreen' }, t({ zh: '项目落位统筹', en: 'Project placement' })),
    el('div', { id: 'board-strip' }),
    el(
      'div',
      { id: 'board-body' },
      el('div', { class: 'column first' }, card('table', { zh: '项目', en: 'Projects' })),
      el(
        'div',
        { class: 'column middle' },
        card('parks', { zh: '落位图', en: 'Map of placements' }),
        card('flow', { zh: '投资流向', en: 'Flow of investment' }),
      ),
      el(
        'div',
        { class: 'column last' },
        card('reasons', { zh: '未落位', en: 'Unplaced' }),
        card('unlocks', { zh: '解锁清单', en: 'Blockers to clear' }),
      ),
    ),
    el('section', {
      id: 'board-compare',
      class: 'card',
      'aria-label': t({ zh: '情景对比', en: 'Scenarios compared' }),
    }),
  ];
}

/**
 * What every card reads; which of them are there at all follows from whether scenarios are compared.
 * @param {HTMLElement} root
 */
function dress(root) {
  if (root.childElementCount) {
    const { comparing, report, error } = b.view;
    root.querySelector('#board-body')?.toggleAttribute('hidden', comparing || Boolean(error && !report));
    root.querySelector('#board-compare')?.toggleAttribute('hidden', !comparing);
  }
}

const KEYS = ['mode', 'board', 'board-view', 'results'];
panel({
  root: 'ls-board',
  keys: ['mode'],
  when: here,
  paint: (/** @type {HTMLElement} */ root) => {
    if (!root.childElementCount) root.replaceChildren(...frame());
    dress(root);
  },
});
panel({ root: 'ls-board', keys: KEYS, when: here, paint: dress });
panel({ root: 'board-strip', keys: [...KEYS, 'board-tick'], when: here, paint: boardStrip.paint });
const CARDS = { table: boardTable, parks: boardParks, flow: boardFlow, reasons: boardReasons, unlocks: boardUnlocks };
for (const [id, { paint }] of Object.entries(CARDS))
  panel({ root: `board-${id}`, keys: KEYS, when: () => here() && !b.view.comparing, paint });
panel({ root: 'board-compare', keys: KEYS, when: () => here() && b.view.comparing, paint: boardCompare.paint });

/* Maps and flow are drawn to the room that they have. */
let timer = 0;
window.addEventListener('resize', () => {
  if (!here()) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => touched(['board-view']), 120);
});
