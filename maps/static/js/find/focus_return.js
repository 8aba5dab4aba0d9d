/* Where the focus goes when a card opens and when it closes: into the card, and back to its row. A reader without a mouse begins nowhere again. */

import { on } from '../base/events.js';
import { state } from '../base/state.js';
import { focusOn } from '../page/widgets.js';

/** The card that is open, as it was last. @type {Spot | null} */
let open = null;
/** What had the focus when the card opened. @type {string | null} */
let from = null;

/** Whether the focus was lost with what had it. */
const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** After the panels are painted. @param {() => void} run */
const afterPainting = (run) => requestAnimationFrame(() => setTimeout(run));

/** The row of a feature, scrolled into sight where the list has it. @param {Spot} spot */
function scrollToRow({ collection, id }) {
  const scroll = document.getElementById('ls-list-scroll');
  const holder = document.getElementById('ls-rows');
  const rows = state.results?.[collection]?.rows ?? [];
  const place = rows.findIndex((one) => one.id === id);
  if (!scroll || !holder || place < 0) return;
  const [top, size] = [(place * holder.offsetHeight) / rows.length, holder.offsetHeight / rows.length];
  if (top < scroll.scrollTop || top + size > scroll.scrollTop + scroll.clientHeight)
    scroll.scrollTop = Math.max(0, top - (scroll.clientHeight - size) / 2);
}

/** @param {Spot} spot */
function goBack(spot) {
  if (!isLost()) return;
  scrollToRow(spot);
  // The rows in sight are drawn a frame after the scrolling.
  afterPainting(() => {
    const row = document.querySelector(`#ls-rows [data-id="${CSS.escape(spot.id)}"]`);
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
    else if (from) focusOn(from);
  });
}

on('change', (changed) => {
  if (!changed.has('selected') || state.mode !== 'find') return;
  const before = open;
  open = state.selected;
  if (open && !before) {
    const active = document.activeElement;
    from = active instanceof HTMLElement ? (active.dataset.key ?? null) : null;
    if (from)
      afterPainting(() => {
        if (isLost()) focusOn('back');
      });
  } else if (before && !open) afterPainting(() => goBack(before));
});
