/* Ways of working whose room is fetched once somebody goes there: until it is here their place says so, and what failed is tried again. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { state } from '../base/state.js';
import { PATIENCE } from '../base/waiting.js';
import { t } from '../base/words.js';
import { failure, panel, touched } from './panels.js';

const GREY_ROWS = 8;

/**
 * @template M
 * @typedef {object} Way
 * @property {Mode} mode
 * @property {Words} title of its room, as a failure names it
 * @property {string[]} roots the elements that its panels fill, the first of them that in which a failure is said
 * @property {import('./rooms.js').Room<M>} room
 * @property {(module: M) => void} [begin] called once, when the room is here
 */

/** @template M @param {Way<M>} way */
export function offer({ mode, title, roots, room, begin }) {
  /** @type {Mistake | null} */
  let failed = null;
  let isLate = false;
  const isAwaited = () => state.mode === mode && !room.here();
  const enter = async () => {
    if (!isAwaited()) return;
    const slow = setTimeout(() => {
      isLate = true;
      touched(['rooms']);
    }, PATIENCE);
    try {
      const module = await room.enter();
      for (const root of roots) document.querySelector(`#${root} > .room-awaited`)?.remove();
      begin?.(module);
    } catch (mistake) {
      failed = mistake;
    }
    clearTimeout(slow);
    isLate = false;
    touched(['rooms']);
  };
  const retry = () => {
    failed = null;
    touched(['rooms']);
    enter();
  };
  const said = () => failure(t({ zh: `${title.zh}没有取到。`, en: `${title.en} did not arrive:` }), failed, retry);
  roots.forEach((root, n) =>
    panel({
      root,
      keys: ['mode', 'rooms'],
      when: isAwaited,
      paint: () => [el('div', { class: 'room-awaited' }, failed ? (n ? null : said()) : isLate ? grey() : null)],
    }),
  );
  on('mode', enter);
  on('lost', (lost) => {
    if (!lost && failed && isAwaited()) retry();
  });
  for (const name of /** @type {const} */ (['pointerover', 'focusin']))
    document.addEventListener(name, ({ target }) => {
      if (target instanceof Element && target.closest(`[data-way="${mode}"]`)) room.approach();
    });
  enter();
}

const grey = () =>
  el(
    'div',
    { role: 'status', 'aria-busy': 'true', 'aria-label': t({ zh: '正在打开', en: 'Opening' }) },
    ...Array.from({ length: GREY_ROWS }, () => el('div', { class: 'skeleton' })),
  );
