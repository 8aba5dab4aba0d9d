/* What lies over the page – a dialog, the phone's sheet of filters, the editor of a condition, a card of the board, a comparison – in the order in which it came: Back takes the uppermost off. */

import { emit } from '../base/events.js';

/** @typedef {() => void} Closing Takes an overlay off the page. */

/** @type {Closing[]} */
const over = [];

export const isCovered = () => over.length > 0;

/** Something lies over the page again where it did before; the answer is a function that says it is gone. @param {Closing} close */
export function lie(close) {
  over.push(close);
  return () => {
    const at = over.indexOf(close);
    if (at >= 0) over.splice(at, 1);
  };
}

/** Something comes over the page; the answer is a function that says it is gone. @param {Closing} close */
export function cover(close) {
  const uncovered = lie(close);
  emit('covered', over.length);
  return uncovered;
}

/** For what is painted over the page as long as something holds: says whether it does. @param {Closing} close */
export function follower(close) {
  /** @type {(() => void) | null} */
  let uncovered = null;
  return (/** @type {boolean} */ isOver, begin = cover) => {
    if (isOver) uncovered ??= begin(close);
    else uncovered?.();
    if (!isOver) uncovered = null;
  };
}

/** Take off what came last. */
export function uncover() {
  over.pop()?.();
}

/** Take off everything. */
export function uncoverAll() {
  while (isCovered()) uncover();
}
