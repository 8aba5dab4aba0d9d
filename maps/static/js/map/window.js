/* The part of the map that is seen: its window, less what covers it. */

import { stage } from './stage.js';

const OVER = '#ls-tools, #ls-why, #ls-offmap, #ls-notice, #ls-overview, #ls-way, #ls-inset, #ls-north, .ls-pop';

/** What lies over the upper edge of the map on a phone. */
const ABOVE = ['ls-topbar', 'ls-summary'];

/** Where the last of the bars over the map's upper edge ends, in pixels of the map. */
function topCovered() {
  const frame = stage.leaflet.getContainer().getBoundingClientRect();
  const ends = ABOVE.flatMap((id) => {
    const box = document.getElementById(id)?.getBoundingClientRect();
    return box?.height ? [box.bottom - frame.top] : [];
  });
  return Math.max(0, ...ends);
}

/** Padding of the map that bars and sheets cover: left, top, right, bottom. @returns {Box} */
export function covered() {
  /** @param {string} id */
  const height = (id) => {
    const node = document.getElementById(id);
    return node && !node.hidden ? node.offsetHeight : 0;
  };
  const phone = window.matchMedia('(max-width: 767px)').matches;
  const sheet = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--sheet')) || 0;
  return phone ? [0, topCovered(), 0, sheet + height('ls-status')] : [0, 0, 0, height('ls-foot')];
}

/** Width and height of what stands in the corner at the left of the foot; nothing where nothing does. @returns {Point} */
export function cornerSize() {
  const node = document.getElementById('ls-overview');
  if (!node?.offsetParent) return [0, 0];
  return [node.offsetLeft + node.offsetWidth, node.offsetHeight + parseFloat(getComputedStyle(node).marginBottom)];
}

/** What is seen, in degrees. @returns {Box} */
export function bounds() {
  const map = stage.leaflet;
  const size = map.getSize();
  const [left, top, right, bottom] = covered();
  const southWest = map.containerPointToLatLng([left, size.y - bottom]);
  const northEast = map.containerPointToLatLng([size.x - right, top]);
  return [southWest.lng, southWest.lat, northEast.lng, northEast.lat];
}

/** The part of the scene that is seen, in its pixels. @param {{ x: number, y: number }} origin @returns {Box} */
export function seen(origin) {
  const map = stage.leaflet;
  const corner = map.getPixelBounds().getTopLeft();
  const size = map.getSize();
  const [left, top, right, bottom] = covered();
  const [x, y] = [corner.x - origin.x, corner.y - origin.y];
  return [x + left, y + top, x + size.x - right, y + size.y - bottom];
}

/** Boxes of what floats over the map, in the scene's pixels. @param {{ x: number, y: number }} origin @returns {Box[]} */
export function obstacles(origin) {
  const map = stage.leaflet;
  const corner = map.getPixelBounds().getTopLeft();
  const frame = map.getContainer().getBoundingClientRect();
  /** @type {NodeListOf<HTMLElement>} */
  const floats = document.querySelectorAll(OVER);
  return [...floats]
    .filter((node) => !node.hidden && node.offsetParent)
    .map((node) => {
      const box = node.getBoundingClientRect();
      const [x, y] = [corner.x - origin.x - frame.left, corner.y - origin.y - frame.top];
      return [box.left + x, box.top + y, box.right + x, box.bottom + y];
    });
}
