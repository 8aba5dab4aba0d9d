/* Which row a key leads to from the row in front. */

/** Rows that a page key passes. */
const PAGE = 10;

/**
 * The place that a key leads to, within the rows; null of a key that leads nowhere.
 * @param {string} key
 * @param {number} place
 * @param {number} count
 */
export function placeAfter(key, place, count) {
  /** @type {Record<string, number>} */
  const steps = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + PAGE,
    PageUp: place - PAGE,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}
