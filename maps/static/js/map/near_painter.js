/* The outline of what lies within a distance of a place, under the plots. */

import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { state } from '../base/state.js';
import { placeOf } from '../data/near.js';
import * as questions from '../data/questions.js';
import { apart } from './desk.js';

/** @typedef {import('./brush.js').Brush} Brush */

const LINE = 1.6; // Pixels

/** @param {Brush} brush */
export function paintNear(brush) {
  const near = state.mode === 'find' ? questions.nearAsked() : null;
  const geometry = near && placeOf(near);
  if (!geometry) return;
  const place = { id: null, geometry, properties: {} };
  const reach = brush.metres(near.metres, place);
  const points = plane.points(geometry);
  if (points.length) for (const point of points) circle(brush, point, reach);
  else if (brush.sees(place, reach)) band(brush, place, reach);
}

/** @param {Brush} brush @param {Point} middle @param {number} reach */
function circle(brush, middle, reach) {
  const { pen } = brush;
  const [x, y] = brush.point(middle);
  pen.beginPath();
  pen.arc(x, y, reach, 0, 7);
  pen.strokeStyle = colour('accent');
  pen.lineWidth = LINE;
  pen.stroke();
}

/**
 * The edge of a broad stroke along a place: a second one, narrower by the line, is cut out of it.
 * @param {Brush} brush
 * @param {Drawn} place
 * @param {number} reach
 */
function band(brush, place, reach) {
  const solid = plane.polygons(place.geometry).length > 0;
  apart(brush, 1, (other) => {
    const { pen } = other;
    other.trace(place);
    pen.strokeStyle = colour('accent');
    pen.fillStyle = colour('accent');
    pen.lineJoin = 'round';
    pen.lineCap = 'round';
    for (const [wider, blend] of /** @type {const} */ ([
      [LINE, 'source-over'],
      [-LINE, 'destination-out'],
    ])) {
      pen.globalCompositeOperation = blend;
      pen.lineWidth = Math.max(0.1, 2 * reach + wider);
      pen.stroke();
      if (solid) pen.fill();
    }
  });
}
