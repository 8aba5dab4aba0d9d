/* Where a tip beside a plot stands on the map. */

import * as paths from '../map/paths.js';
import * as stock from '../map/stock.js';
import * as mapWindow from '../map/window.js';
import * as joinedSites from './joined_sites.js';
import { itemsOf } from './zoom.js';

/**
 * The side of the plot on which the tip hides the fewest ranked ones.
 * @param {HTMLElement} box
 * @param {Feature} feature
 * @param {import('leaflet').Map} map
 */
export function place(box, feature, map) {
  const bounds = stock.boxOf(feature);
  if (!bounds) return;
  const a = map.latLngToContainerPoint([bounds[3], bounds[0]]);
  const b = map.latLngToContainerPoint([bounds[1], bounds[2]]);
  const [wide, high] = [box.offsetWidth, box.offsetHeight];
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  const middle = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const sides = [
    [middle[0] - wide / 2, a.y - high - 10],
    [b.x + 12, middle[1] - high / 2],
    [a.x - wide - 12, middle[1] - high / 2],
    [middle[0] - wide / 2, b.y + 10],
  ];
  const marked = [
    ...[...stock.verdicts().ranks.values()].flatMap(({ site }) => site ?? []),
    ...(joinedSites.shown()?.items ?? []),
  ];
  const ranked = itemsOf(marked).map((one) => {
    const [lng, lat] = paths.middle(one) ?? [0, 0];
    return map.latLngToContainerPoint([lat, lng]);
  });
  /** @param {number[]} corner */
  const cost = ([x, y]) =>
    ranked.filter((point) => point.x > x - 12 && point.x < x + wide + 12 && point.y > y - 12 && point.y < y + high + 12)
      .length +
    (20 *
      (Math.max(0, left + 8 - x) +
        Math.max(0, x + wide + 60 - size.x + right) +
        Math.max(0, top + 8 - y) +
        Math.max(0, y + high + bottom + 8 - size.y))) /
      40;
  const [x, y] = sides.reduce((best, one) => (cost(one) < cost(best) ? one : best));
  box.style.left = `${Math.max(left + 8, Math.min(x, size.x - right - wide - 8))}px`;
  box.style.top = `${Math.max(top + 8, Math.min(y, size.y - high - bottom - 8))}px`;
}
