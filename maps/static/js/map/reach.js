/* How much of what was found the window shows, and whether the map should go to it. */

import * as plane from '../base/plane.js';

/** @typedef {{ box: Box, count: number }} Sight So many that were found, within a box. */

/** A share in the window so small that it is none: what lies at its very edge is not looked at. */
const SCARCE = 0.1;

/** @param {Sight[]} sights */
const countOf = (sights) => sights.reduce((sum, { count }) => sum + count, 0);

/** The share of what was found that lies in a window; 1 where nothing was found, for nothing is missed. @param {Sight[]} sights @param {Box} window */
export function shareIn(sights, window) {
  const all = countOf(sights);
  return all ? countOf(sights.filter(({ box }) => plane.meet(box, window))) / all : 1;
}

/**
 * Whether to go to what was found; where enough is in the window, and near enough to be told apart, the map stays.
 * @param {Sight[]} sights
 * @param {{ window: Box, isTold: boolean, couldTell: (box: Box) => boolean }} seen
 * `isTold` whether things are drawn one by one now, `couldTell` whether they would be were a box seen whole
 */
export function isOut(sights, { window, isTold, couldTell }) {
  if (!sights.length) return false;
  return shareIn(sights, window) < SCARCE || (!isTold && couldTell(plane.around(sights.map(({ box }) => box))));
}
