/* Who prints: a name at the foot of every sheet, kept in this browser alone; empty where a line is to be filled in by hand. */

import { recall, store } from '../base/storage.js';

const KEY = 'printer';
export const LONGEST_NAME = 40;

/** What was said in this visit, for a browser that keeps nothing. @type {string | null} */
let lately = null;

/** On one line, without blanks at its ends. @param {string} name */
const plain = (name) => name.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);

/** The name; empty where none is wanted, null where nobody has been asked yet. @returns {string | null} */
export function printerName() {
  const name = recall(KEY) ?? lately;
  return typeof name === 'string' ? plain(name) : null;
}

/** Keep a name, or that none is wanted; false where it lasts for this visit only. @param {string} name */
export function rename(name) {
  lately = plain(name);
  return store(KEY, lately);
}
