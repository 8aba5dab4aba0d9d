/* Discs with the ranks of a match, on their sites. */

import { colour } from '../base/palette.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { featuresOf } from '../data/features.js';
import { bold, write } from './lettering.js';
import { middle } from './paths.js';
import * as stock from './stock.js';

/** @typedef {import('./lettering.js').Room} Room */
/** @typedef {{ match: RankedSite, feature: Feature, nth: number }} Placed A match on its site, the so many-th of those that share it. */

const FAR = 14;
const MOST_ON_ONE = 4;
const STEP = 23;
const LIFT = 11;

/** @param {Room} room */
export function paint(room) {
  if (!stock.matching()) return;
  const placed = placedOf(stock.ranked());
  // From afar discs would lie on one another: the best ranks take the room. Near, all are drawn, the best on top.
  const far = room.brush.zoom < FAR;
  for (const one of far ? placed.filter(({ nth }) => !nth) : placed.reverse()) disc(room, one, !far);
}

/** Matches by where they stand: floors of one building stand side by side. @param {RankedSite[]} ranked @returns {Placed[]} */
function placedOf(ranked) {
  /** @type {Map<string, number>} */
  const stacked = new Map();
  const placed = [];
  for (const match of ranked) {
    const feature = featuresOf(match.site.collection).get(match.site.id);
    const place = feature ? middle(feature) : null;
    if (!feature || !place) continue;
    const key = place.map((degree) => rounding.plain(degree, 6)).join();
    const nth = stacked.get(key) ?? 0;
    stacked.set(key, nth + 1);
    if (nth < MOST_ON_ONE) placed.push({ match, feature, nth });
  }
  return placed;
}

/**
 * Where the middle of a site's disc is: a plot's lies higher than the plot's own, so that code and area stand below it.
 * @param {import('./brush.js').Brush} brush
 * @param {string} collection
 * @param {Drawn} feature
 * @returns {Point}
 */
export function middleOf(brush, collection, feature) {
  const [x, y] = brush.anchor(feature);
  return [x, y - (brush.zoom >= FAR && schema.collection(collection).kind === 'parcel' ? LIFT : 0)];
}

/** @param {Room} room @param {Placed} placed @param {boolean} forced */
function disc(room, { match, feature, nth }, forced) {
  const { brush } = room;
  const { pen } = brush;
  if (!brush.sees(feature)) return;
  const [left, y] = middleOf(brush, match.site.collection, feature);
  const x = left + nth * STEP;
  const fits = match.verdict === 'fits';
  const radius = brush.zoom < 13.5 ? 9.5 : 12;
  if (!room.take([x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1], { forced, gap: 0 })) return;
  pen.save();
  pen.shadowColor = colour('disc-shadow');
  pen.shadowBlur = 5;
  pen.shadowOffsetY = 1;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fillStyle = colour(fits ? 'accent' : 'unknown-tint');
  pen.fill();
  pen.restore();
  pen.lineWidth = 1.6;
  pen.strokeStyle = fits ? colour('paper') : colour('unknown-edge');
  pen.setLineDash(fits ? [] : [3, 2.4]);
  pen.stroke();
  pen.setLineDash([]);
  write(pen, String(match.rank), [x, y + 0.5], {
    font: bold(radius > 10 ? 13 : 11),
    colour: fits ? colour('paper') : colour('unknown'),
    halo: null,
  });
  room.targets.push({
    box: [x - radius, y - radius, x + radius, y + radius],
    collection: match.site.collection,
    id: match.site.id,
  });
}
