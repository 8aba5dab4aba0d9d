/* What was ticked, across layers, in the order of ticking. */

import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';

const basket = () => state.basket ?? [];
export const has = (collection, id) => basket().some((one) => one.collection === collection && one.id === id);

export function toggle(collection, id) {
  changeState({
    basket: has(collection, id)
      ? basket().filter((one) => one.collection !== collection || one.id !== id)
      : [...basket(), { collection, id }],
  });
}

/** Ids by collection, in the order chosen. */
export function grouped() {
  const found = new Map();
  for (const { collection, id } of basket())
    if (schema.collection(collection)) found.set(collection, [...(found.get(collection) ?? []), id]);
  return found;
}
