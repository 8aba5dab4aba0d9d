/* The outline of what lies within a distance of a place, under the plots. */

import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { placeOf } from '../data/near.js';
import * as questions from '../data/questions.js';
import { Brush } from './brush.js';

const LINE = 1.6; // Pixels
/** Where the outline is made before it comes onto the map. @type {HTMLCanvasElement | null} */
let desk = null;

/** @param {Brush} brush */
export function paintNear(brush) {
  const near = questions.nearAsked();
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
  desk ??= document.createElement('canvas');
  desk.width = Math.round(brush.size.x * brush.ratio);
  desk.height = Math.round(brush.size.y * brush.ratio);
  const pen = desk.getContext('2d');
  if (!pen) return;
  pen.setTransform(brush.ratio, 0, 0, brush.ratio, 0, 0);
  new Brush(pen, brush).trace(place);
  const solid = plane.polygons(place.geometry).length > 0;
  for (const { width, blend } of /** @type {const} */ ([
    { width: 2 * reach + LINE, blend: 'source-over' },
    { width: 2 * reach - LINE, blend: 'destination-out' },
  ])) {
    pen.globalCompositeOperation = blend;
    pen.strokeStyle = colour('accent');
    pen.fillStyle = colour('accent');
    pen.lineWidth = Math.max(0.1, width);
    pen.lineJoin = 'round';
    pen.lineCap = 'round';
    pen.stroke();
    if (solid) pen.fill();
  }
  brush.pen.drawImage(desk, 0, 0, brush.size.x, brush.size.y);
}
