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
const LITTLE = 0.75; // Steps of zoom that a clear view may cost
const READABLE = 15.25;
const DISTRICT_FROM = 13.5;

/** A box as Leaflet takes it. @param {Box} box @returns {[[south: number, west: number], [north: number, east: number]]} */
export const latLngs = ([west, south, east, north]) => [
  [south, west],
  [north, east],
];

/** @typedef {{ paddingTopLeft: Point, paddingBottomRight: Point }} Paddings */

/** What fits into the window, and so much around it. @param {number} across @param {number} along @returns {Paddings} */
function paddings(across, along) {
  const [left, top, right, bottom] = mapWindow.covered();
  return {
    paddingTopLeft: [left + across, top + along],
    paddingBottomRight: [right + across + TOOLS, bottom + along],
  };
}

/** How near a box can be seen whole. @param {Box} box @param {Paddings} room @returns {number} */
const nearest = (box, { paddingTopLeft, paddingBottomRight }) =>
  stage.leaflet.getBoundsZoom(
    L.latLngBounds(latLngs(box)),
    false,
    L.point(paddingTopLeft).add(L.point(paddingBottomRight)),
  );

/**
 * Whether things lie clear of what stands in the corner, were a box shown in so much room.
 * @param {Box} box
 * @param {Box[]} things
 * @param {Paddings} room
 * @param {number} maxZoom
 */
function isClear(box, things, room, maxZoom) {
  const map = stage.leaflet;
  const zoom = Math.min(nearest(box, room), maxZoom);
  const [southWest, northEast] = latLngs(box).map((corner) => map.project(corner, zoom));
  const shift = L.point(room.paddingBottomRight).subtract(L.point(room.paddingTopLeft)).divideBy(2);
  const size = map.getSize();
  const origin = southWest.add(northEast).divideBy(2).add(shift).subtract(size.divideBy(2));
  const [wide, high] = mapWindow.cornerSize();
  const top = size.y - mapWindow.covered()[3] - high;
  return things.every(([west, south]) => {
    const { x, y } = map.project([south, west], zoom).subtract(origin);
    return x > wide || y < top;
  });
}

/**
 * The room for a box: clear of what stands in the corner where something of it would lie there and that costs little.
 * @param {Box} box
 * @param {Box[]} things
 * @param {number} maxZoom
 * @returns {Paddings}
 */
function roomFor(box, things, maxZoom) {
  const whole = paddings(MARGIN, MARGIN);
  const [wide, high] = mapWindow.cornerSize();
  if (!wide || isClear(box, things, whole, maxZoom)) return whole;
  const [x1, y1] = whole.paddingTopLeft;
  const [x2, y2] = whole.paddingBottomRight;
  /** @type {Paddings[]} */
  const clear = [
    { paddingTopLeft: [x1 + wide, y1], paddingBottomRight: [x2, y2] },
    { paddingTopLeft: [x1, y1], paddingBottomRight: [x2, y2 + high] },
  ];
  const best = nearest(box, clear[0]) >= nearest(box, clear[1]) ? clear[0] : clear[1];
  return nearest(box, best) >= nearest(box, whole) - LITTLE ? best : whole;
}

/** Who asked for less motion sees the map there at once. @returns {L.FitBoundsOptions} */
const still = () => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? { animate: false } : {});

/**
 * Show a box of west, south, east, north.
 * @param {Box | null | undefined} box
 * @param {L.FitBoundsOptions} [options]
 * @param {Box[]} [things] What in the box is to be seen, where that is not all of it.
 */
export function fit(box, options = {}, things = box ? [box] : []) {
  if (!box) return;
  const { maxZoom = 18 } = options;
  stage.leaflet.fitBounds(latLngs(box), { ...roomFor(box, things, maxZoom), ...options, maxZoom, ...still() });
}

/** How near a box can be seen whole. @param {Box} box */
export const zoomOf = (box) => nearest(box, paddings(MARGIN, MARGIN));

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
  const map = stage.leaflet;
  map.fitBounds(latLngs(beginning()), { ...paddings(MARGIN, MARGIN), animate: false, maxZoom: 15.5 });
  if (map.getZoom() < stock.PLOTS_FROM || map.getZoom() >= READABLE) return;
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  map.setZoomAround(L.point((left + size.x - right) / 2, (top + size.y - bottom) / 2), READABLE, { animate: false });
}
