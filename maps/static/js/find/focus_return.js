/* Where the focus goes when a card opens and when it closes: into the card, and back to its row. A reader without a mouse begins nowhere again. */

import { on } from '../base/events.js';
import { state } from '../base/state.js';
import { focusOn } from '../page/widgets.js';
import { focusRow } from './row_window.js';

/** The card that is open, as it was last. @type {Spot | null} */
let open = null;
/** What had the focus when the card opened. @type {string | null} */
let from = null;

/** Whether the focus was lost with what had it. */
const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** After the panels are painted. @param {() => void} run */
const afterPainting = (run) => requestAnimationFrame(() => setTimeout(run));

/** @param {Spot} spot */
function goBack(spot) {
  if (isLost() && !focusRow(spot) && from) focusOn(from);
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
