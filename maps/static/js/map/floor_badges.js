/* Floor badges: how many floors of a building are open, of how many, and a bar for each. */

import { colour } from '../base/palette.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { storeys } from '../data/building_floors.js';
import { featuresOf } from '../data/features.js';
import { floorsFirst } from '../data/floors_first.js';
import { plain, plate, widthOf, write } from './lettering.js';
import * as stock from './stock.js';

/** @typedef {import('./lettering.js').Room} Room */
/** @typedef {'free' | 'part' | 'held' | 'let'} FloorState `part`: held in part, and the rest is free. */

/** @type {Record<Exclude<FloorState, 'part'>, string>} */
export const FLOOR = { free: colour('accent'), held: colour('floor-held'), let: colour('floor-let') };
const LABELLED = 15;
const NEAR = 14.25; // Where floors are looked for, from farther away
const MOST_FLOORS = 60;
const MOST_BARS = 6;
/** @type {FloorState[]} */
const ORDER = ['free', 'part', 'held', 'let'];

/** @param {Room} room */
export function paint(room) {
  const { brush } = room;
  if (brush.zoom < (floorsFirst() ? NEAR : LABELLED)) return;
  const matching = stock.matching();
  const { ranks } = stock.verdicts();
  for (const key of stock.floors().byBuilding.keys()) {
    const [id, building] = key.split('\n');
    const feature = state.shown[id] ? featuresOf(id).get(building) : null;
    if (!feature || !brush.sees(feature, 0)) continue;
    const open = stock.open(id, building);
    // A disc stands where a floor of the building has a rank.
    const hasDisc = matching && open.some((floor) => ranks.has(stock.keyOf(floor.id, floor.feature.id)));
    if (open.length && !hasDisc) badge(room, id, feature, open.length);
  }
}

/** The better of two states of a floor. @param {(string | undefined)[]} states @returns {FloorState} */
const best = (states) => ORDER.find((one) => states.includes(one)) ?? 'let';

/** @param {Storey} one */
const kindOf = ({ state: kind, area, left }) => (kind === 'free' && area !== left ? 'part' : (kind ?? undefined));

/**
 * State of each floor, lowest first: as the building says, else free where the question found it.
 * @param {string} id
 * @param {Feature} feature
 * @returns {FloorState[]}
 */
function statesOf(id, feature) {
  const floors = stock.floors().byBuilding.get(stock.keyOf(id, feature.id)) ?? [];
  if (Array.isArray(schema.value(id, feature, 'floor_states'))) {
    /** @type {Map<number, FloorState>} */
    const byFloor = new Map();
    for (const one of storeys({ collection: id, feature }, floors))
      if (one.floor !== null) byFloor.set(one.floor, best([byFloor.get(one.floor), kindOf(one)]));
    return [...byFloor].sort(([a], [b]) => a - b).map(([, kind]) => kind);
  }
  const open = new Set(floors.map((floor) => schema.value(floor.id, floor.feature, 'floor')));
  const count = schema.value(id, feature, 'floors') ?? open.size;
  return Array.from({ length: Math.min(count, MOST_FLOORS) }, (_, n) => (open.has(n + 1) ? 'free' : 'let'));
}

/** @param {Room} room @param {string} id @param {Feature} feature @param {number} count */
function badge(room, id, feature, count) {
  const { brush } = room;
  const { pen } = brush;
  const states = statesOf(id, feature);
  const bars = states.length > MOST_BARS ? condensed(states) : states;
  const text = `${count}/${Math.max(states.length, count)}`;
  const font = plain(brush.zoom < 15.9 ? 11 : 12);
  const width = widthOf(pen, text, font) + 23;
  const height = Math.max(18, bars.length * 4 + 5);
  const [x, y] = brush.anchor(feature);
  /** @type {Box} */
  const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  if (!room.take(box)) return;
  plate(pen, box, 4);
  bars.forEach((kind, n) => {
    const top = y + (bars.length * 4 - 1) / 2 - n * 4 - 3;
    pen.fillStyle = FLOOR[kind === 'part' ? 'free' : kind];
    pen.fillRect(box[0] + 5, top, 9, 3);
    pen.fillStyle = FLOOR.held;
    if (kind === 'part') pen.fillRect(box[0] + 9.5, top, 4.5, 3);
  });
  write(pen, text, [box[0] + 18, y + 0.5], { font, halo: null, align: 'left' });
  room.targets.push({ box, collection: id, id: String(feature.id) });
}

/** Six bars for a tall building: each the best state of its share of floors. @param {FloorState[]} states */
const condensed = (states) =>
  Array.from({ length: MOST_BARS }, (_, n) => {
    const from = Math.floor((n * states.length) / MOST_BARS);
    const to = Math.floor(((n + 1) * states.length) / MOST_BARS);
    return best(states.slice(from, Math.max(to, from + 1)));
  });
