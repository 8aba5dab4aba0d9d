/* How many rows conditions leave: at once of layers that the page holds, a moment later of those that the service answers for. */

import * as source from '../data/source.js';

const WAIT = 300;
const MANY = 300;

/** @type {Map<string, number>} */
const counted = new Map();
/** @type {Map<string, { id: string, query: Question }>} */
const wanted = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {AbortController | null} */
let asking = null;

/**
 * The count of a question; null until the service has answered, when `arrived` is called.
 * @param {string} id
 * @param {Question} query
 * @param {() => void} arrived
 */
export function countOf(id, query, arrived) {
  if (!source.remote(id)) return source.countHere(id, query);
  const key = `${id} ${JSON.stringify(query)}`;
  const known = counted.get(key);
  if (known !== undefined) return known;
  wanted.set(key, { id, query });
  clearTimeout(timer);
  timer = setTimeout(() => ask(arrived), WAIT);
  return null;
}

/** What is no longer on screen is not asked for. */
export function forgetWanted() {
  wanted.clear();
}

/** @param {() => void} arrived */
async function ask(arrived) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const all = [...wanted];
  wanted.clear();
  if (counted.size > MANY) counted.clear();
  await Promise.all(
    all.map(([key, { id, query }]) =>
      source.countThere(id, query, signal).then(
        (count) => counted.set(key, count),
        // A count that cannot be had is left out; what is wrong with the service is said elsewhere.
        () => null,
      ),
    ),
  );
  if (!signal.aborted) arrived();
}
