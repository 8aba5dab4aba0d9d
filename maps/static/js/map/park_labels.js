/* Names of parks, and from afar what is in them. */

import { fmt } from '../base/format.js';
import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { language, t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import { PLANNED } from './ground_painters.js';
import { block, bold, plain } from './lettering.js';
import * as parkStock from './park_stock.js';
import * as stock from './stock.js';
import * as symbols from './symbols.js';
import { themeField } from './theme.js';

/**
 * @typedef {import('./brush.js').Brush} Brush
 * @typedef {import('./lettering.js').Room} Room
 * @typedef {import('./lettering.js').Line} Line
 * @typedef {{ symbol: Symbol_, area: number }} Share What a class has of a park.
 */

/** What the question finds in a park, a line a layer. @param {string} park */
function totals(park) {
  const parts = [];
  for (const one of schema.ofKind('parcel', 'space')) {
    const { count, area } = parkStock.inPark(one.id, park);
    if (count) parts.push(`${fmt.number(count)} ${t(one.noun)} · ${large(area, schema.role(one.id, 'area'))}`);
  }
  return parts;
}

/** @param {number} m2 @param {Field | null} field */
const large = (m2, field) =>
  field?.land || m2 < 1e5 || language() === 'en' ? fmt.area(m2, field) : `${fmt.number(m2 / 1e4, 1)} 万 m²`;

/** @param {Room} room */
export function paint(room) {
  const { brush } = room;
  for (const { id } of stock.shownOf('park')) {
    for (const feature of [...featuresOf(id).values()].sort((a, b) => stock.areaOf(id, b) - stock.areaOf(id, a))) {
      if (!brush.sees(feature)) continue;
      const planned = schema.value(id, feature, 'planned') === true;
      const inner = Boolean(schema.value(id, feature, 'parent'));
      if (planned) extension(room, id, feature);
      else if (!inner) district(room, id, feature);
      else if (brush.zoom >= 14.25) themed(room, id, feature);
    }
  }
}

/** The name of a park, and from afar what is in it. @param {Room} room @param {string} id @param {Feature} feature */
function district(room, id, feature) {
  const { brush } = room;
  const far = brush.zoom < stock.PLOTS_FROM;
  const name = {
    text: values.name(id, feature),
    font: bold(far ? 14 : 15),
    colour: colour('park-ink'),
    height: 20,
    spacing: far ? 1 : language() === 'en' ? 1.5 : 3,
    width: 4,
  };
  if (far) overview(room, feature, name);
  else if (brush.zoom < 16.75) onEdge(room, feature, name);
}

/** From afar a park says what is in it, and in which state its land is. @param {Room} room @param {Feature} feature @param {Line} name */
function overview(room, feature, name) {
  const { brush } = room;
  const shares = stock.matching() ? [] : mix(String(feature.id));
  /** @type {Line[]} */
  const lines = stock.matching()
    ? [name]
    : [
        name,
        ...totals(String(feature.id)).map((text) => ({ text, font: plain(12), colour: colour('ink-2'), height: 16 })),
        ...(shares.length ? [{ text: '', font: plain(12), height: 16, room: BAR }] : []),
      ];
  const [wide, high] = brush.extent(feature);
  const [x, y] = brush.anchor(feature);
  const tall = lines.reduce((sum, line) => sum + line.height, 0);
  /** @type {Point[]} */
  const places =
    wide > 170 && high > tall + 20
      ? [[x, y]]
      : [
          [x, y - high / 2 - tall / 2 - 4],
          [x, y + high / 2 + tall / 2 + 4],
          [x + wide / 2 + 70, y],
          [x - wide / 2 - 70, y],
        ];
  for (const place of places) {
    const box = block(room, place, lines);
    if (box) {
      if (shares.length) bar(brush, [place[0], box[3] - 8], shares);
      return;
    }
  }
  block(room, [x, y], [name], { forced: true });
}

/**
 * Areas by park and class, of the last answer.
 * @type {{ result: Result | null, field: Field | null, byPark: Map<string, Map<ThemeClass | null, number>> }}
 */
let mixed = { result: null, field: null, byPark: new Map() };

/** Area of the land that the question finds in a park, by class of the theme. @param {string} park @returns {Share[]} */
function mix(park) {
  const [one] = schema.ofKind('parcel').filter(({ id }) => state.shown[id]);
  const result = one ? state.results[one.id] : null;
  const link = one ? schema.role(one.id, 'park') : null;
  const field = one ? themeField(one.id) : null;
  if (!result?.ids || !link || !field) return [];
  if (mixed.result !== result || mixed.field !== field)
    mixed = { result, field, byPark: areasByPark(one.id, result.rows, link) };
  /** @type {Map<ThemeClass | null, number>} */
  const sums = new Map();
  for (const key of parkStock.familyOf(link, park))
    for (const [kind, area] of mixed.byPark.get(key) ?? []) sums.set(kind, (sums.get(kind) ?? 0) + area);
  return stock.theme(one.id).classes.flatMap((kind) => {
    const area = sums.get(kind);
    return area ? [{ symbol: kind.symbol, area }] : [];
  });
}

/** @param {string} id @param {Feature[]} features @param {Field} link */
function areasByPark(id, features, link) {
  const theme = stock.theme(id);
  /** @type {Map<string, Map<ThemeClass | null, number>>} */
  const byPark = new Map();
  for (const feature of features) {
    const park = String(feature.properties[link.name] ?? '');
    const areas = byPark.get(park) ?? new Map();
    const kind = theme.of(feature);
    areas.set(kind, (areas.get(kind) ?? 0) + stock.areaOf(id, feature));
    byPark.set(park, areas);
  }
  return byPark;
}

const BAR = 112;

/** @param {Brush} brush @param {Point} middle @param {Share[]} shares */
function bar(brush, [x, y], shares) {
  const { pen } = brush;
  const whole = shares.reduce((sum, share) => sum + share.area, 0);
  let left = x - BAR / 2;
  pen.fillStyle = colour('paper');
  pen.fillRect(left - 2, y - 6, BAR + 4, 12);
  for (const { symbol, area } of shares) {
    const width = (area / whole) * BAR;
    pen.fillStyle = symbols.fillOf(pen, symbol, brush.ratio);
    pen.fillRect(left, y - 4, width, 8);
    pen.strokeStyle = symbol.stroke;
    pen.lineWidth = 0.8;
    pen.strokeRect(left, y - 4, width, 8);
    left += width;
  }
}

/**
 * A park's name stands just inside its northern edge, where the window shows it.
 * @param {Room} room
 * @param {Feature} feature
 * @param {Line} line
 */
function onEdge(room, feature, line) {
  const { brush } = room;
  const box = stock.boxOf(feature);
  if (!box) return;
  const [x1] = brush.point([box[0], box[3]]);
  const [x2, y2] = brush.point([box[2], box[1]]);
  const [west, north, east, south] = room.window;
  if (x2 - x1 < 60) return;
  const left = Math.max(x1, west);
  const right = Math.min(x2, east);
  for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
    const x = left + (right - left) * share;
    const top = edgeAt(brush, feature, x);
    if (top === null || top < north - 10 || top > Math.min(y2, south)) continue;
    if (block(room, [x, top - 14], [line]) || block(room, [x, top + 16], [line])) return;
  }
}

/**
 * The topmost crossing of a feature's outline with a vertical line at x, in pixels.
 * @param {Brush} brush
 * @param {Feature} feature
 * @param {number} x
 * @returns {number | null}
 */
function edgeAt(brush, feature, x) {
  /** @type {number | null} */
  let top = null;
  for (const rings of plane.polygons(feature.geometry)) {
    const points = rings[0].map((point) => brush.point(point));
    for (let i = 1; i < points.length; i += 1) {
      const [[x1, y1], [x2, y2]] = [points[i - 1], points[i]];
      if (x1 > x === x2 > x) continue;
      const y = y1 + ((x - x1) * (y2 - y1)) / (x2 - x1);
      if (top === null || y < top) top = y;
    }
  }
  return top;
}

/** The name of a park within a park. @param {Room} room @param {string} id @param {Feature} feature */
function themed(room, id, feature) {
  if (room.brush.zoom < 16.5)
    onEdge(room, feature, {
      text: values.name(id, feature),
      font: plain(12),
      colour: colour('accent'),
      height: 15,
      spacing: 0.5,
    });
}

/** @param {Room} room @param {string} id @param {Feature} feature */
function extension(room, id, feature) {
  const { brush } = room;
  if (brush.extent(feature)[0] < 50) return;
  const kind = schema.role(id, 'class');
  const words = kind ? schema.code(kind, feature.properties[kind.name]) : null;
  block(room, brush.anchor(feature), [
    {
      text: t(words ?? { zh: '规划扩区（拟）', en: 'Planned extension' }),
      font: plain(12),
      colour: PLANNED,
      height: 16,
    },
  ]);
}
