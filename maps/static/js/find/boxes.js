/* The box of several features. */

import * as plane from '../base/plane.js';

/** The least box around features; null where none has a place. @param {Feature[]} features */
export function around(features) {
  const boxes = features.flatMap(({ geometry }) => {
    const box = plane.bounds(geometry);
    return box ? [box] : [];
  });
  return boxes.length ? plane.around(boxes) : null;
}
