/* Text for the clipboard, also where the page came over plain http and the browser has no clipboard for it. */

import { el } from '../base/dom.js';

/** Whether the text is on the clipboard now. @param {string} text */
export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused: the older way may still be open.
    }
  }
  return copyBySelection(text);
}

/** @param {string} text */
function copyBySelection(text) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const box = el('textarea', { class: 'offscreen verbatim', readonly: '', 'aria-hidden': 'true', tabindex: '-1' });
  box.value = text;
  document.body.append(box);
  box.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    box.remove();
    before?.focus({ preventScroll: true });
  }
}
