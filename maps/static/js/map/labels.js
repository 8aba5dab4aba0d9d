/* Labels in the order of their need: ranks, the chosen plot, edges, parks, floors, plots, roads; and which one is pointed at. */

import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as edgeLengths from './edge_lengths.js';
import * as floorBadges from './floor_badges.js';
import { Room } from './lettering.js';
import * as parkLabels from './park_labels.js';
import * as plotLabels from './plot_labels.js';
import * as rankDiscs from './rank_discs.js';
import * as roadLabels from './road_labels.js';
import * as stock from './stock.js';

/** @typedef {import('./brush.js').Brush} Brush */

const CHOSEN_FROM = 14;

/** @type {import('./lettering.js').Target[]} */
let targets = [];
/** @type {{ x: number, y: number } | null} */
let origin = null;

/** Everything in words, the most needed first. @param {Brush} brush */
export function paint(brush) {
  const room = new Room(brush);
  rankDiscs.paint(room);
  plotLabels.paintRanked(room);
  // On paper the lengths of the edges are what a plot is printed for.
  for (const part of 'printing' in document.body.dataset ? [edgeLengths.paint, chosen] : [chosen, edgeLengths.paint])
    part(room);
  if (brush.zoom < stock.PLOTS_FROM) parkLabels.paint(room);
  floorBadges.paint(room);
  plotLabels.paint(room);
  if (brush.zoom >= stock.PLOTS_FROM) parkLabels.paint(room);
  roadLabels.paint(room);
  ({ targets } = room);
  ({ origin } = brush);
}

/** The chosen plot is named before any other. @param {Room} room */
function chosen(room) {
  const { selected } = state;
  const feature = stock.feature(selected);
  if (!selected || !feature || room.brush.zoom < CHOSEN_FROM) return;
  if (schema.collection(selected.collection)?.kind !== 'parcel') return;
  const key = stock.keyOf(selected.collection, selected.id);
  if (stock.matching() && stock.verdicts().ranks.has(key)) return;
  plotLabels.label(room, selected.collection, feature, { loud: true, matching: false });
  room.named = key;
}

/**
 * The badge or disc at a point of the world (pixels at the present zoom), which a click means before any shape.
 * @param {{ x: number, y: number }} point
 * @returns {Spot | null}
 */
export function at(point) {
  if (!origin) return null;
  const [x, y] = [point.x - origin.x, point.y - origin.y];
  const hit = targets.findLast(({ box }) => x >= box[0] - 2 && x <= box[2] + 2 && y >= box[1] - 2 && y <= box[3] + 2);
  return hit ? { collection: hit.collection, id: hit.id } : null;
}
