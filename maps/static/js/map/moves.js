/* Moving the map: a box or a feature into the part of the window that nothing covers. */

import * as L from '../../vendor/leaflet/leaflet.js';
import { config } from '../base/config.js';
import * as plane from '../base/plane.js';
import { featuresOf } from '../data/features.js';
import * as source from '../data/source.js';
import * as parkStock from './park_stock.js';
import { stage } from './stage.js';
import * as stock from './stock.js';
import * as mapWindow from './window.js';

const MARGIN = 24;
const TOOLS = 44; // Pixels of the column of tools
const READABLE = 15.25;
const DISTRICT_FROM = 13.5;

/** A box as Leaflet takes it. @param {Box} box @returns {[[south: number, west: number], [north: number, east: number]]} */
export const latLngs = ([west, south, east, north]) => [
  [south, west],
  [north, east],
];

/** What fits into the window, and so much around it. @param {number} across @param {number} along @returns {L.FitBoundsOptions} */
function paddings(across, along) {
  const [left, top, right, bottom] = mapWindow.covered();
  return {
    paddingTopLeft: [left + across, top + along],
    paddingBottomRight: [right + across + TOOLS, bottom + along],
  };
}

/** Show a box of west, south, east, north. @param {Box | null | undefined} box @param {L.FitBoundsOptions} [options] */
export function fit(box, options = {}) {
  if (box) stage.leaflet.fitBounds(latLngs(box), { ...paddings(MARGIN, MARGIN), maxZoom: 18, ...options });
}

/** The district. */
export const home = () => fit(config.extent ?? config.home);

/** Bring a feature into the window: pan where it is large enough to see, zoom where not. @param {Spot} spot */
export async function fly({ collection, id }) {
  const feature = featuresOf(collection).get(id) ?? (await source.one(collection, id));
  const box = feature ? plane.bounds(feature.geometry) : null;
  if (!box) return;
  const zoom = stage.leaflet.getBoundsZoom(L.latLngBounds(latLngs(box)), false, L.point(240, 240));
  fit(box, { maxZoom: Math.max(15, Math.min(17, zoom - 0.25)) });
}

/** Keep a feature clear of the panels: nothing moves while it is seen well. @param {Spot} spot */
export function reveal(spot) {
  const box = plane.bounds(stock.whole(spot)?.geometry);
  if (!box) return;
  const map = stage.leaflet;
  const [a, b] = latLngs(box).map((corner) => map.latLngToContainerPoint(corner));
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  const inside = a.x > left + 8 && b.x < size.x - right - 52 && b.y > top + 8 && a.y < size.y - bottom - 8;
  const readable = b.x - a.x > 14 && map.getZoom() >= stock.PLOTS_FROM;
  if (inside && readable) return;
  const away = b.x < left || a.x > size.x - right || a.y < top || b.y > size.y - bottom;
  const fits = b.x - a.x < size.x - left - right - 80 && a.y - b.y < size.y - top - bottom - 40;
  // From elsewhere it comes to the middle, with what lies around it; at the edge the map moves no more than it must.
  if (readable && fits && away)
    map.panBy([(a.x + b.x - left - size.x + right) / 2, (a.y + b.y - top - size.y + bottom) / 2], { animate: false });
  else if (readable && fits)
    map.panInside(
      L.latLngBounds(latLngs(box)).getCenter(),
      paddings((b.x - a.x) / 2 + MARGIN, (a.y - b.y) / 2 + MARGIN),
    );
  else fly(spot);
}

/** Where a planner begins: the district where it fills the window, else its park with most of the stock. */
function beginning() {
  if (stage.leaflet.getBoundsZoom(latLngs(config.home)) >= DISTRICT_FROM) return config.home;
  const [best] = parkStock.parks().sort((a, b) => b.count - a.count);
  return best ? best.box : config.home;
}

/** The first sight: near enough to read codes, even where the park is a little larger than the window. */
export function begin() {
  fit(beginning(), { animate: false, maxZoom: 15.5 });
  const map = stage.leaflet;
  if (map.getZoom() < stock.PLOTS_FROM || map.getZoom() >= READABLE) return;
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  map.setZoomAround(L.point((left + size.x - right) / 2, (top + size.y - bottom) / 2), READABLE, { animate: false });
}
