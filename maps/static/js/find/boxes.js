/* Boxes of several things. */

import * as plane from '../base/plane.js';

/** The least box around boxes. @param {Box[]} boxes @returns {Box} */
export const joined = (...boxes) => plane.around(boxes);

/** The least box around features; null where none has a place. @param {Feature[]} features */
export function around(features) {
  const boxes = features.flatMap(({ geometry }) => {
    const box = plane.bounds(geometry);
    return box ? [box] : [];
  });
  return boxes.length ? joined(...boxes) : null;
}
