/* The mark of a place that was typed: a ring and a cross, until another place or another search. */

import { on } from '../base/events.js';
import { colour } from '../base/palette.js';
import { toast } from '../page/shell.js';
import * as moves from './moves.js';
import { stage } from './stage.js';

const AROUND = 0.0015; // Degrees that come into the window with it
const ARM = 11;

/** @type {Point | null} */
let place = null;

/** Mark a place and bring it into the window, with what is said of it; or no place. @param {Point | null} point @param {string} [words] */
function mark(point, words) {
  place = point;
  stage.scene?.marks.refresh();
  if (words) toast(words);
  if (!point) return;
  const [x, y] = point;
  moves.fit([x - AROUND, y - AROUND, x + AROUND, y + AROUND], { maxZoom: 17 });
}

/** @param {import('./brush.js').Brush} brush */
function paint(brush) {
  if (!place) return;
  const { pen } = brush;
  const [x, y] = brush.point(place);
  pen.setLineDash([]);
  for (const [ink, width] of /** @type {const} */ ([
    ['paper', 5],
    ['ink', 2],
  ])) {
    pen.strokeStyle = colour(ink);
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(x, y, ARM - 4, 0, 2 * Math.PI);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      pen.moveTo(x + dx * 2, y + dy * 2);
      pen.lineTo(x + dx * ARM, y + dy * ARM);
    }
    pen.stroke();
  }
}

stage.over.push(paint);
on('marked', mark);
