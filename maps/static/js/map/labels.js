/* Labels: codes with their area, floor badges, rank discs, lengths of edges; parks and roads by their own files. */

import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import { Room, block, bold, plain, plate, widthOf, write } from './lettering.js';
import * as parkLabels from './park_labels.js';
import * as roadLabels from './road_labels.js';
import * as scene from './scene.js';
import * as stock from './stock.js';
import { themeField } from './theme.js';

const INK = '#18231F';
const INK_2 = '#46534D';
const ACCENT = '#0B665E';
const FLOOR = { free: '#0B665E', held: '#7FB8B0', let: '#CFD6D1' };
const CODE = /[A-Za-z]{1,4}\d{0,3}[-–]\d{1,4}(?:[-–]\d{1,4})?/;

/* ---- names ---- */
const trimmed = (name, park) => {
  for (const prefix of park ? [park.zh, park.en].filter(Boolean) : [])
    if (name.startsWith(prefix) && name.length > prefix.length) return name.slice(prefix.length).trim();
  return name;
};

/** What a plot is called on the map: the code in its name, else its name without the park's. */
export function short(id, feature) {
  const name = values.name(id, feature);
  const code = CODE.exec(name);
  if (code) return code[0];
  const field = schema.role(id, 'park');
  const park = field ? schema.code(field, feature.properties[field.name]) : null;
  return trimmed(name, park);
}

function size(id, feature) {
  const field = schema.role(id, 'area');
  const value = field ? feature.properties[field.name] : null;
  return typeof value === 'number' ? fmt.area(value, field) : null;
}

const areaOf = (id, feature) => {
  const value = schema.value(id, feature, 'area');
  return typeof value === 'number' ? value : 0;
};

/* ---- plots ---- */
function plots(room) {
  const { brush } = room;
  if (brush.zoom < 15) return;
  const matching = stock.matching();
  for (const one of stock.plots()) {
    const found = [];
    for (const feature of stock.drawn(one.id)) {
      if (!brush.sees(feature, 0) || room.named === `${one.id}\n${feature.id}`) continue;
      const loud = matching ? stock.verdict(one.id, String(feature.id)) !== 'rejected' : stock.loud(one.id, feature);
      const strong = loud && (matching || coloured(stock.symbolOf(one.id, feature)));
      if (loud || brush.zoom >= 16.5) found.push([feature, strong]);
    }
    found.sort(([a, first], [b, second]) => second - first || areaOf(one.id, b) - areaOf(one.id, a));
    for (const [feature, loud] of found) plot(room, one.id, feature, loud, matching);
  }
}

/** Whether a symbol speaks by colour: greys are fine as they are, and their labels step back. */
function coloured({ fill }) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16));
  return Math.max(r, g, b) - Math.min(r, g, b) > 16;
}

function plot(room, id, feature, loud, matching) {
  const { brush } = room;
  const extent = brush.extent(feature);
  if (extent[0] < 28 || extent[1] < 16) return;
  const chosen = state.selected?.collection === id && state.selected.id === String(feature.id);
  const near = brush.zoom >= 16.5 && brush.zoom >= 15;
  const field = themeField(id);
  const raw = field ? feature.properties[field.name] : null;
  // Colours of land use follow convention and are hard to tell apart: the code stands on every plot.
  const coded = !matching && field?.role === 'usage' && raw ? String(raw) : null;
  const said =
    coded ??
    (near && field?.codelist && raw !== null
      ? t(schema.code(field, Array.isArray(raw) ? raw[0] : raw) ?? String(raw))
      : null);
  const area = size(id, feature);
  const first = { text: short(id, feature), font: loud ? bold(12) : plain(12), colour: loud ? INK : INK_2, height: 14 };
  const second = {
    text: coded && !near ? coded : [said, area].filter(Boolean).join(' · '),
    font: plain(11),
    colour: loud ? INK : INK_2,
    height: 13,
  };
  const room_ = [extent[0] * 1.05, extent[1] * 1.02];
  const at = brush.point(scene.middle(feature));
  if (matching && !near) {
    if (area) block(room, at, [{ ...second, text: area, font: plain(11.5) }], { within: room_ });
    return;
  }
  const lines = second.text ? [first, second] : [first];
  if (block(room, at, lines, { within: chosen ? null : room_, forced: chosen })) return;
  const small = [at[0], at[1] + Math.min(extent[1] / 4, 24)];
  if (near && second.text)
    block(room, at, [first, { ...second, text: area ?? second.text }], { within: room_ }) ??
      block(room, small, [first], { within: room_ });
  else block(room, at, [first], { within: [extent[0] * 1.1, extent[1]] });
}

/* ---- floors of a building ---- */
function badges(room) {
  const { brush } = room;
  if (brush.zoom < 15) return;
  const matching = stock.matching();
  for (const [key] of stock.floors().byBuilding) {
    const [id, building] = key.split('\n');
    const feature = state.shown[id] ? featuresOf(id).get(building) : null;
    if (!feature || !brush.sees(feature, 0)) continue;
    const open = stock.open(id, building);
    if (
      open.length &&
      !(matching && open.some(({ id: space, feature: floor }) => stock.verdicts().ranks.has(`${space}\n${floor.id}`)))
    )
      badge(room, id, feature, open.length);
  }
}

/** State of each floor, lowest first: as the building says, else free where the question found it. */
function statesOf(id, feature) {
  const said = schema.value(id, feature, 'floor_states');
  if (Array.isArray(said)) {
    const byFloor = new Map();
    for (const entry of said) {
      const [floor, kind] = String(entry).split(':');
      const before = byFloor.get(Number(floor));
      byFloor.set(
        Number(floor),
        before === 'free' || kind === 'free' ? 'free' : before === 'held' || kind === 'held' ? 'held' : 'let',
      );
    }
    return [...byFloor].sort(([a], [b]) => a - b).map(([, kind]) => kind);
  }
  const open = new Map(
    (stock.floors().byBuilding.get(`${id}\n${feature.id}`) ?? []).map(({ id: space, feature: floor }) => [
      schema.value(space, floor, 'floor'),
      'free',
    ]),
  );
  const count = schema.value(id, feature, 'floors') ?? open.size;
  return Array.from({ length: Math.min(count, 60) }, (_, n) => open.get(n + 1) ?? 'let');
}

function badge(room, id, feature, count) {
  const { brush } = room;
  const { pen } = brush;
  const states = statesOf(id, feature);
  const bars = states.length > 6 ? condensed(states) : states;
  const total = Math.max(states.length, count);
  const text = `${count}/${total}`;
  const font = plain(brush.zoom < 15.9 ? 11 : 12);
  const width = widthOf(pen, text, font) + 23;
  const height = Math.max(18, bars.length * 4 + 5);
  const [x, y] = brush.point(scene.middle(feature));
  const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  if (!room.take(box)) return;
  plate(pen, box, 4);
  bars.forEach((kind, n) => {
    pen.fillStyle = FLOOR[kind];
    pen.fillRect(box[0] + 5, y + (bars.length * 4 - 1) / 2 - n * 4 - 3, 9, 3);
  });
  write(pen, text, box[0] + 18, y + 0.5, { font, halo: null, align: 'left' });
  room.targets.push({ box, collection: id, id: String(feature.id) });
}

/** Six bars for a tall building: each the best state of its share of floors. */
const condensed = (states) =>
  Array.from({ length: 6 }, (_, n) => {
    const share = states.slice(
      Math.floor((n * states.length) / 6),
      Math.max(Math.floor(((n + 1) * states.length) / 6), Math.floor((n * states.length) / 6) + 1),
    );
    return share.includes('free') ? 'free' : share.includes('held') ? 'held' : 'let';
  });

/* ---- ranks of a match ---- */
function discs(room) {
  if (!stock.matching()) return;
  const { brush } = room;
  const stacked = new Map();
  const ranked = [...stock.verdicts().ranks.values()].sort((a, b) => a.rank - b.rank);
  const placed = [];
  for (const match of ranked) {
    const feature = featuresOf(match.site.collection).get(match.site.id);
    const middle = feature ? scene.middle(feature) : null;
    if (!middle) continue;
    const key = middle.map((each) => rounding.plain(each, 6)).join();
    const nth = stacked.get(key) ?? 0;
    stacked.set(key, nth + 1);
    if (nth < 4) placed.push({ match, feature, nth });
  }
  // From afar discs would lie on one another: the best ranks take the room. Near, all are drawn, the best on top.
  const far = brush.zoom < 14;
  for (const { match, feature, nth } of far ? placed.filter(({ nth: n }) => !n) : placed.reverse())
    disc(room, match, feature, nth, !far);
}

function disc(room, match, feature, nth, forced) {
  const { brush } = room;
  const { pen } = brush;
  if (!brush.sees(feature)) return;
  const point = brush.point(scene.middle(feature));
  const [x, y] = [point[0] + nth * 23, point[1]];
  const fits = match.verdict === 'fits';
  const radius = brush.zoom < 13.5 ? 9.5 : 12;
  if (!room.take([x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1], { forced, gap: 0 })) return;
  pen.save();
  pen.shadowColor = 'rgba(24,35,31,.28)';
  pen.shadowBlur = 5;
  pen.shadowOffsetY = 1;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fillStyle = fits ? ACCENT : '#FFFAEE';
  pen.fill();
  pen.restore();
  pen.lineWidth = 1.6;
  pen.strokeStyle = fits ? '#FFFFFF' : '#A6741A';
  pen.setLineDash(fits ? [] : [3, 2.4]);
  pen.stroke();
  pen.setLineDash([]);
  write(pen, String(match.rank), x, y + 0.5, {
    font: bold(radius > 10 ? 13 : 11),
    colour: fits ? '#FFFFFF' : '#7A4A00',
    halo: null,
  });
  room.targets.push({
    box: [x - radius, y - radius, x + radius, y + radius],
    collection: match.site.collection,
    id: match.site.id,
  });
}

/* ---- edges of the chosen plot ---- */
function edges(room) {
  const { brush } = room;
  const chosen = stock.feature(state.selected);
  if (!chosen || brush.zoom < 17) return;
  for (const rings of plane.polygons(chosen.geometry)) {
    rings[0].slice(1, 200).forEach((point, n) => {
      const [a, b] = [brush.point(rings[0][n]), brush.point(point)];
      if (Math.hypot(b[0] - a[0], b[1] - a[1]) < 46) return;
      const text = fmt.length(geo.edge(rings[0][n], point));
      const width = widthOf(brush.pen, text, plain(12)) + 12;
      const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      const box = [x - width / 2, y - 9, x + width / 2, y + 9];
      if (!room.take(box)) return;
      plate(brush.pen, box, 4);
      write(brush.pen, text, x, y + 0.5, { font: plain(12), halo: null });
    });
  }
}

let targets = [];
let origin = null;

/** Everything in words, the most needed first. */
export function paint(brush) {
  const room = new Room(brush);
  room.targets = [];
  discs(room);
  chosen(room);
  edges(room);
  if (brush.zoom < stock.PLOTS_FROM) parkLabels.paint(room);
  badges(room);
  plots(room);
  if (brush.zoom >= stock.PLOTS_FROM) parkLabels.paint(room);
  roadLabels.paint(room);
  targets = room.targets;
  ({ origin } = brush);
}

/** The chosen plot is named before any other. */
function chosen(room) {
  const { selected } = state;
  const one = stock.feature(selected);
  if (
    one &&
    schema.collection(selected.collection)?.kind === 'parcel' &&
    room.brush.zoom >= 14 &&
    !(stock.matching() && stock.verdicts().ranks.has(`${selected.collection}\n${selected.id}`))
  ) {
    plot(room, selected.collection, one, true, false);
    room.named = `${selected.collection}\n${selected.id}`;
  }
}

/** The badge or disc at a point of the world (pixels at the present zoom), which a click means before any shape. */
export function at(point) {
  if (!origin) return null;
  const [x, y] = [point.x - origin.x, point.y - origin.y];
  const hit = targets.findLast(({ box }) => x >= box[0] - 2 && x <= box[2] + 2 && y >= box[1] - 2 && y <= box[3] + 2);
  return hit ? { collection: hit.collection, id: hit.id } : null;
}
