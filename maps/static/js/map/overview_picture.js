/* The small picture of all parks: where each lies on it, and where its label has room. */

import * as plane from '../base/plane.js';
import { worldX, worldY } from './mercator.js';

/** @typedef {{ width: number, height: number, at: (place: Point) => Point, boxOf: (box: Box) => Box }} Picture */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ box: Box, sizes: Size[] }} Labelled The box of a shape in the picture, and sizes that its label may have, best first. */
/** @typedef {{ box: Box, nth: number }} Label Where a label stands, and in which of its sizes. */

const EDGE = 10;
const GAP = 7;
const APART = 3; // Pixels between a label and what is not its own
const MOST_TRIES = 5000;

/**
 * A picture of a box of degrees, as wide as it may be and no higher than that; a point becomes pixels from its top left.
 * @param {Box} box
 * @param {{ width: number, least: number, most: number }} size
 * @returns {Picture}
 */
export function pictureOf([west, south, east, north], { width, least, most }) {
  const [left, top, right, bottom] = [worldX(west), worldY(north), worldX(east), worldY(south)];
  const [across, along] = [Math.max(right - left, 1e-9), Math.max(bottom - top, 1e-9)];
  const wanted = (along / across) * (width - 2 * EDGE) + 2 * EDGE;
  const height = Math.round(Math.min(most, Math.max(least, wanted)));
  const scale = Math.min((width - 2 * EDGE) / across, (height - 2 * EDGE) / along);
  const [x0, y0] = [(width - across * scale) / 2, (height - along * scale) / 2];
  /** @param {Point} place @returns {Point} */
  const at = ([lng, lat]) => [x0 + (worldX(lng) - left) * scale, y0 + (worldY(lat) - top) * scale];
  return {
    width,
    height,
    at,
    boxOf: (degrees) => {
      const [[x1, y1], [x2, y2]] = [at([degrees[0], degrees[3]]), at([degrees[2], degrees[1]])];
      return [x1, y1, x2, y2];
    },
  };
}

/** What of a window the picture shows, never smaller than a mark that is seen; null where it shows nothing of it. @param {Picture} picture @param {Box} window @returns {Box | null} */
export function windowIn({ width, height, boxOf }, window) {
  const [x1, y1, x2, y2] = boxOf(window);
  if (!plane.meet([x1, y1, x2, y2], [0, 0, width, height])) return null;
  const [wide, high] = [Math.max(0, 6 - (x2 - x1)) / 2, Math.max(0, 6 - (y2 - y1)) / 2];
  return [
    Math.max(1, x1 - wide),
    Math.max(1, y1 - high),
    Math.min(width - 1, x2 + wide),
    Math.min(height - 1, y2 + high),
  ];
}

/** Beside a shape: right of it, left, under, over, and at its corners; pushed along its side as far as the picture goes. @param {Box} shape @param {Size} size @param {Size} picture @returns {Box[]} */
function places([x1, y1, x2, y2], { width, height }, picture) {
  const [x, y] = [(x1 + x2 - width) / 2, (y1 + y2 - height) / 2];
  const [along, down] = [within(x, picture.width - width), within(y, picture.height - height)];
  const [right, left, under, over] = [x2 + GAP, x1 - GAP - width, y2 + GAP, y1 - GAP - height];
  /** @type {Point[]} */
  const corners = [
    [right, down],
    [left, down],
    [along, under],
    [along, over],
    [right, y2 - height],
    [left, y2 - height],
    [right, y1],
    [left, y1],
  ];
  return corners.map(([west, north]) => [west, north, west + width, north + height]);
}

/** @param {number} place @param {number} most */
const within = (place, most) => Math.max(0, Math.min(most, place));

/** @param {Box} place @param {Size} picture */
const isInside = ([x1, y1, x2, y2], { width, height }) => x1 >= 0 && y1 >= 0 && x2 <= width && y2 <= height;

/**
 * Where labels stand, each in the first of its sizes that has room: within the picture, on no shape and on no other label.
 * Where all have room in some way, that way is taken; else null stands for those that have none.
 * @param {Labelled[]} shapes
 * @param {Size} picture
 * @returns {(Label | null)[]}
 */
export function labelBoxes(shapes, picture) {
  const solid = shapes.map(
    ({ box: [x1, y1, x2, y2] }) => /** @type {Box} */ ([x1 - APART, y1 - APART, x2 + APART, y2 + APART]),
  );
  const ways = shapes.map(({ box, sizes }) =>
    sizes.flatMap((size, nth) =>
      places(box, size, picture)
        .filter((place) => isInside(place, picture) && !solid.some((other) => plane.meet(place, other)))
        .map((place) => ({ box: place, nth })),
    ),
  );
  return together(ways, [], { left: MOST_TRIES }) ?? oneByOne(ways);
}

/** @param {Label[]} taken @param {Label} label */
const isFree = (taken, { box }) => !taken.some((other) => plane.meet(box, other.box));

/** The first way in which all have room; null where there is none, or none was met in so many tries. @param {Label[][]} ways @param {Label[]} taken @param {{ left: number }} tries @returns {Label[] | null} */
function together(ways, taken, tries) {
  if (taken.length === ways.length) return taken;
  for (const label of ways[taken.length]) {
    if ((tries.left -= 1) < 0) return null;
    const all = isFree(taken, label) ? together(ways, [...taken, label], tries) : null;
    if (all) return all;
  }
  return null;
}

/** @param {Label[][]} ways */
function oneByOne(ways) {
  /** @type {Label[]} */
  const taken = [];
  return ways.map((all) => {
    const free = all.find((label) => isFree(taken, label)) ?? null;
    if (free) taken.push(free);
    return free;
  });
}

/** A name of several words on two lines of much the same length; none where it is one word. @param {string} name @returns {string[][]} */
export function inTwo(name) {
  const words = name.split(' ');
  const all = words.slice(1).map((_, n) => [words.slice(0, n + 1).join(' '), words.slice(n + 1).join(' ')]);
  const longer = (/** @type {string[]} */ lines) => Math.max(...lines.map(({ length }) => length));
  return all.sort((a, b) => longer(a) - longer(b)).slice(0, 1);
}
