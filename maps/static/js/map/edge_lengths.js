/* Lengths of the edges of the chosen plot. */

import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';
import { state } from '../base/state.js';
import { block, plain, plate, widthOf, write } from './lettering.js';
import * as stock from './stock.js';

/** @typedef {import('./lettering.js').Room} Room */

const NEAR = 17;
const SHORTEST = 46; // Pixels of an edge that a length fits on
const MOST = 200;
const OUTWARD = 13; // Pixels from a corner to its name

/** A sheet names the lengths of its plot however large that is. */
const onPaper = () => 'printing' in document.body.dataset;

/** @param {Room} room */
export function paint(room) {
  const chosen = stock.feature(state.selected);
  if (!chosen || (room.brush.zoom < NEAR && !onPaper())) return;
  for (const [ring] of plane.polygons(chosen.geometry))
    ring.slice(1, MOST).forEach((point, n) => length(room, ring[n], point));
  if (onPaper()) nameCorners(room, chosen);
}

/** The corners by the names that they have in the table under a printed map: of one simple ring, as far as there is room. @param {Room} room @param {Drawn} chosen */
function nameCorners(room, chosen) {
  const { brush } = room;
  const [ring, ...more] = plane.polygons(chosen.geometry).flat();
  if (!ring || more.length) return;
  const [x0, y0] = brush.anchor(chosen);
  ring.slice(0, -1).forEach((point, n) => {
    const [x, y] = brush.point(point);
    const far = Math.hypot(x - x0, y - y0) || 1;
    const at = /** @type {Point} */ ([x + ((x - x0) / far) * OUTWARD, y + ((y - y0) / far) * OUTWARD]);
    block(room, at, [{ text: `J${n + 1}`, font: plain(10.5), height: 11 }], { gap: 0 });
  });
}

/** @param {Room} room @param {Point} from @param {Point} to */
function length(room, from, to) {
  const { brush } = room;
  const [a, b] = [brush.point(from), brush.point(to)];
  if (Math.hypot(b[0] - a[0], b[1] - a[1]) < SHORTEST) return;
  const text = fmt.length(geo.edge(from, to));
  const width = widthOf(brush.pen, text, plain(12)) + 12;
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  /** @type {Box} */
  const box = [x - width / 2, y - 9, x + width / 2, y + 9];
  if (!room.take(box)) return;
  plate(brush.pen, box, 4);
  write(brush.pen, text, [x, y + 0.5], { font: plain(12), halo: null });
}
