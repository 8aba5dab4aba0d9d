/* Views that the reader has saved by a name: each an address of this page, in this browser and nowhere else. */

import { isFull, recall, store } from '../base/storage.js';

/** @typedef {{ name: string, address: string }} SavedView */
/** What became of a view that was to be saved. @typedef {'saved' | 'replaced' | 'full' | 'long' | 'crowded' | 'nowhere'} Outcome */

const KEY = 'views';
export const MOST = 50;
export const LONGEST_NAME = 60;
/** Signs of one address: fifty of them stay below what is read back. */
const LONGEST = 3500;

/** A name as it is kept: on one line, without blanks at its ends. @param {string} name */
const plain = (name) => name.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);

/** @param {any} value @returns {value is SavedView} */
const isView = (value) =>
  typeof value?.name === 'string' &&
  Boolean(plain(value.name)) &&
  typeof value.address === 'string' &&
  value.address.length <= LONGEST;

/** Every saved view, the latest first; what is spoilt is left aside. @returns {SavedView[]} */
export function list() {
  const known = recall(KEY);
  return Array.isArray(known)
    ? known
        .filter(isView)
        .slice(0, MOST)
        .map(({ name, address }) => ({ name: plain(name), address }))
    : [];
}

/** Save an address by a name; one of that name is replaced. @param {string} name @param {string} address @returns {Outcome} */
export function save(name, address) {
  if (address.length > LONGEST) return 'long';
  const before = list();
  const others = before.filter((view) => view.name !== plain(name));
  if (others.length >= MOST) return 'full';
  if (!store(KEY, [{ name: plain(name), address }, ...others])) return isFull() ? 'crowded' : 'nowhere';
  return others.length < before.length ? 'replaced' : 'saved';
}

/** Give a view another name; false where another has it, or the browser keeps nothing. @param {string} name @param {string} next */
export function rename(name, next) {
  const views = list();
  if (!plain(next) || views.some((view) => view.name === plain(next) && view.name !== name)) return false;
  return store(
    KEY,
    views.map((view) => (view.name === name ? { ...view, name: plain(next) } : view)),
  );
}

/** Forget a view. @param {string} name */
export const remove = (name) =>
  store(
    KEY,
    list().filter((view) => view.name !== name),
  );

/** Whether this browser keeps anything between visits, be it that there is no room at the moment. */
export const isKept = () => store(KEY, list()) || isFull();
