/* What lies over the page – a dialog, the phone's sheet of filters, a comparison – in the order in which it came: Back takes the uppermost off. */

import { emit } from '../base/events.js';

/** @typedef {() => void} Closing Takes an overlay off the page. */

/** @type {Closing[]} */
const over = [];

export const isCovered = () => over.length > 0;

/** Something comes over the page; the answer is a function that says it is gone. @param {Closing} close */
export function cover(close) {
  over.push(close);
  emit('covered', over.length);
  return () => {
    const at = over.indexOf(close);
    if (at >= 0) over.splice(at, 1);
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
