/* The map goes to the sites that a study names. */

import { emit } from '../base/events.js';
import * as plane from '../base/plane.js';
import { around } from '../base/plane.js';
import { featuresOf } from '../data/features.js';
import * as source from '../data/source.js';
import { stage } from '../map/stage.js';
import * as moves from '../map/moves.js';

/** Zoom below which sites lie too far apart to be seen together. */
const APART = 13.5;

/** The features of a report's sites that the page has. @param {Spot[]} items */
export const itemsOf = (items) =>
  items.map((item) => featuresOf(item.collection).get(item.id)).filter((feature) => feature !== undefined);

/** West, south, east, north around them, or null. @param {Spot[]} items */
export function boxOf(items) {
  const boxes = itemsOf(items)
    .map((one) => plane.bounds(one.geometry))
    .filter((box) => box !== null);
  return boxes.length ? around(boxes) : null;
}

/** Bring items into the window; those of a large layer that it has not met are fetched first. @param {Spot[]} items */
export async function zoomTo(items) {
  await Promise.all(items.map((item) => source.one(item.collection, item.id).catch(() => null)));
  const box = boxOf(items);
  // What lies in parks far apart is shown at its first: from where all are seen none is.
  const apart =
    box &&
    stage.leaflet.getBoundsZoom([
      [box[1], box[0]],
      [box[3], box[2]],
    ]) < APART;
  if (box) moves.fit(apart ? boxOf(items.slice(0, 1)) : box, { maxZoom: 16.5 });
  stage.scene?.refresh();
  emit('zoomed');
}
