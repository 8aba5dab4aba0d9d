/* In what order a list stands after a heading was chosen. */

import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';

/** Keys that an order has at most: as many as the address keeps. */
const MOST = 3;

/** Figures begin with the largest, all else with the first. @param {Pick<Field, 'type'>} field */
export const beginsDescending = ({ type }) => type === 'number' || type === 'integer';

/**
 * The order after a heading was chosen: by it alone, or after the keys there are; a key chosen again turns round.
 * @param {SortKey[]} keys
 * @param {Pick<Field, 'name' | 'type'>} field
 * @param {boolean} after
 * @returns {SortKey[]}
 */
export function orderBy(keys, field, after) {
  const there = keys.find((key) => key.field === field.name);
  const key = { field: field.name, descending: there ? !there.descending : beginsDescending(field) };
  if (!after) return [there && keys[0] !== there ? { ...key, descending: beginsDescending(field) } : key];
  return there ? keys.map((each) => (each === there ? key : each)) : [...keys, key].slice(-MOST);
}

/** @param {string} id @param {string} name @param {boolean} after */
export function sortBy(id, name, after) {
  const field = schema.field(id, name);
  if (field) changeState({ sort: { ...state.sort, [id]: orderBy(state.sort[id] ?? [], field, after) } });
}

/** Where a field stands in an order, from 1, and which way; null where it does not. @param {string} id @param {string} name */
export function orderOf(id, name) {
  const keys = state.sort[id] ?? [];
  const place = keys.findIndex((key) => key.field === name);
  return place < 0 ? null : { place: place + 1, count: keys.length, descending: keys[place].descending };
}
