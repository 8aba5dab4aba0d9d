/* The small picture of all parks: where each lies on it, and where its label has room. */

import * as plane from '../base/plane.js';
import { worldX, worldY } from './mercator.js';

/** @typedef {{ width: number, height: number, at: (place: Point) => Point, boxOf: (box: Box) => Box }} Picture */
/** @typedef {{ box: Box, width: number, height: number }} Labelled The box of a shape in the picture, and the size of its label. */

const EDGE = 10;
const GAP = 4;

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

/** The outline of a geometry as the path of a drawing. @param {Picture} picture @param {Geometry | null} geometry */
export const outline = (picture, geometry) =>
  plane
    .polygons(geometry)
    .flat()
    .map(
      (ring) =>
        `M${ring
          .map((point) =>
            picture
              .at(point)
              .map((pixel) => pixel.toFixed(1))
              .join(' '),
          )
          .join('L')}Z`,
    )
    .join('');

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

/** Beside a shape: right of it, left, under, over. @param {Labelled} shape @returns {Box[]} */
function places({ box: [x1, y1, x2, y2], width, height }) {
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return [
    [x2 + GAP, y - height / 2, x2 + GAP + width, y + height / 2],
    [x1 - GAP - width, y - height / 2, x1 - GAP, y + height / 2],
    [x - width / 2, y2 + GAP, x + width / 2, y2 + GAP + height],
    [x - width / 2, y1 - GAP - height, x + width / 2, y1 - GAP],
  ];
}

/**
 * Where labels stand, in the order of the shapes: within the picture, on no shape and on no other label; null where there is no room.
 * @param {Labelled[]} shapes
 * @param {Pick<Picture, 'width' | 'height'>} picture
 */
export function labelBoxes(shapes, { width, height }) {
  const taken = shapes.map(({ box }) => box);
  return shapes.map((shape) => {
    const free = places(shape).find(
      (place) =>
        place[0] >= 0 &&
        place[1] >= 0 &&
        place[2] <= width &&
        place[3] <= height &&
        !taken.some((other) => plane.meet(place, other)),
    );
    if (free) taken.push(free);
    return free ?? null;
  });
}
