/* What was ticked, across layers, in the order of ticking. */

import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import { featuresOf } from './features.js';

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

/** @param {Spot} spot */
const keyOf = ({ collection, id }) => `${collection}/${id}`;
/** @param {Spot[]} spots */
const keysOf = (spots) => new Set(spots.map(keyOf));

/** Select more at once; what is selected already stays where it is. @param {Spot[]} spots */
export function add(spots) {
  const there = keysOf(state.basket);
  const fresh = spots.filter((spot) => !there.has(keyOf(spot)));
  changeState({ basket: [...state.basket, ...fresh.map(({ collection, id }) => ({ collection, id }))] });
}

export const clear = () => changeState({ basket: [] });

/** Let several go at once. @param {Spot[]} spots */
export function dropAll(spots) {
  const gone = keysOf(spots);
  changeState({ basket: state.basket.filter((spot) => !gone.has(keyOf(spot))) });
}

/** Ids by collection, in the order chosen. */
export function grouped() {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const { collection, id } of state.basket)
    if (schema.has(collection)) groups.set(collection, [...(groups.get(collection) ?? []), id]);
  return groups;
}

/**
 * How many of some that were chosen are known to have no shape.
 * @param {string} collection
 * @param {string[]} keys
 */
export const countNotLocated = (collection, keys) =>
  keys.filter((key) => featuresOf(collection).get(key)?.geometry === null).length;
