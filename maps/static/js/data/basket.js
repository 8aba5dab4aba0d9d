/* What was ticked, across layers, in the order of ticking. */

import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';

/** @param {string} collection @param {string} id */
const isAt = (collection, id) => (/** @type {Spot} */ spot) => spot.collection === collection && spot.id === id;

/** @param {string} collection @param {string} id */
export const has = (collection, id) => state.basket.some(isAt(collection, id));

/** @param {string} collection @param {string} id */
export function toggle(collection, id) {
  const isThis = isAt(collection, id);
  const rest = state.basket.filter((spot) => !isThis(spot));
  changeState({ basket: rest.length < state.basket.length ? rest : [...rest, { collection, id }] });
}

/** Tick several at once. @param {string} collection @param {string[]} ids */
export function takeAll(collection, ids) {
  const fresh = ids.filter((id) => !has(collection, id)).map((id) => ({ collection, id }));
  changeState({ basket: [...state.basket, ...fresh] });
}

/** @param {string} collection @param {string[]} ids */
export function dropAll(collection, ids) {
  changeState({ basket: state.basket.filter((spot) => spot.collection !== collection || !ids.includes(spot.id)) });
}

/** Ids by collection, in the order chosen. */
export function grouped() {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const { collection, id } of state.basket)
    if (schema.has(collection)) groups.set(collection, [...(groups.get(collection) ?? []), id]);
  return groups;
}
