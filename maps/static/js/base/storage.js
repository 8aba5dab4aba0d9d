/* What this browser keeps for its reader between visits: choices and views, as JSON, never data of the register. */

import { emit } from './events.js';

const PREFIX = 'landstock.';
const MOST = 200000;

/** What was stored under a key; null where nothing is, where it is spoilt, or where the browser keeps nothing. @param {string} key @returns {any} */
export function recall(key) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null || text.length > MOST ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

let isCrowded = false;
/** Whether the browser had no room for what was last to be stored; another tab or site may have taken it. */
export const isFull = () => isCrowded;

/** Store a value under a key, or forget it where it is null; false where the browser keeps nothing. @param {string} key @param {any} value */
export function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
    isCrowded = false;
    return true;
  } catch (mistake) {
    const wasCrowded = isCrowded;
    isCrowded = mistake instanceof DOMException && mistake.name === 'QuotaExceededError';
    if (isCrowded && !wasCrowded) emit('storage-full');
    return false;
  }
}
