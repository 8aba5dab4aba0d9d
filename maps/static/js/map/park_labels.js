/* Names of parks, and from afar what is in them. */

import { config } from '../base/config.js';
import { fmt } from '../base/format.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { language, t } from '../base/words.js';
import * as engine from '../data/engine.js';
import { featuresOf } from '../data/features.js';
import { block, bold, plain } from './lettering.js';
import * as scene from './scene.js';
import * as stock from './stock.js';
import * as symbols from './symbols.js';
import { themeField } from './theme.js';

const INK_2 = '#46534D';
const ACCENT = '#0B665E';

const areaOf = (id, feature) => {
  const value = schema.value(id, feature, 'area');
  return typeof value === 'number' ? value : 0;
};

function totals(park) {
  const parts = [];
  for (const one of schema.ofKind('parcel', 'space')) {
    const field = schema.role(one.id, 'park');
    const groups = field ? state.results[one.id]?.groups?.[field.name] : null;
    if (!groups) continue;
    const family = engine.below(config.codelists[field.codelist] ?? null, park);
    const mine = groups.filter((group) => family.has(String(group.value)));
    const count = mine.reduce((sum, group) => sum + group.count, 0);
    const area = mine.reduce((sum, group) => sum + group.area_m2, 0);
    if (count) parts.push(`${fmt.number(count)} ${t(one.noun)} · ${large(area, schema.role(one.id, 'area'))}`);
  }
  return parts;
}

const large = (m2, field) =>
  field?.land || m2 < 1e5 || language() === 'en' ? fmt.area(m2, field) : `${fmt.number(m2 / 1e4, 1)} 万 m²`;

export function paint(room) {
  const { brush } = room;
  for (const one of schema.ofKind('park').filter((each) => state.shown[each.id])) {
    for (const feature of [...featuresOf(one.id).values()].sort((a, b) => areaOf(one.id, b) - areaOf(one.id, a))) {
      if (!brush.sees(feature)) continue;
      const planned = schema.value(one.id, feature, 'planned') === true;
      const inner = Boolean(schema.value(one.id, feature, 'parent'));
      if (planned) extension(room, one.id, feature);
      else if (!inner) park(room, one.id, feature);
      else if (brush.zoom >= 14.25) themed(room, one.id, feature);
    }
  }
}

function park(room, id, feature) {
  const { brush } = room;
  const far = brush.zoom < stock.PLOTS_FROM;
  const name = {
    text: values.name(id, feature),
    font: bold(far ? 14 : 15),
    colour: '#1F3A34',
    height: 20,
    spacing: far ? 1 : language() === 'en' ? 1.5 : 3,
    width: 4,
  };
  if (far) overview(room, feature, name);
  else if (brush.zoom < 16.75) onEdge(room, feature, name);
}

/** From afar a park says what is in it, and in which state its land is. */
function overview(room, feature, name) {
  const { brush } = room;
  const shares = stock.matching() ? [] : mix(String(feature.id));
  const lines = stock.matching()
    ? [name]
    : [
        name,
        ...totals(String(feature.id)).map((text) => ({ text, font: plain(12), colour: INK_2, height: 16 })),
        ...(shares.length ? [{ text: '', font: plain(12), height: 16, shares, room: BAR }] : []),
      ];
  const [wide, high] = brush.extent(feature);
  const [x, y] = brush.point(scene.middle(feature));
  const tall = lines.reduce((sum, line) => sum + line.height, 0);
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

let mixed = { result: null, field: null, byPark: new Map() };

/** Area of the land that the question finds in a park, by class of the theme. */
function mix(park) {
  const one = schema.ofKind('parcel').find((each) => state.shown[each.id]);
  const result = one ? state.results[one.id] : null;
  const link = one ? schema.role(one.id, 'park') : null;
  const field = one ? themeField(one.id) : null;
  if (!result?.ids || !link || !field) return [];
  if (mixed.result !== result || mixed.field !== field) {
    mixed = { result, field, byPark: new Map() };
    const theme = stock.theme(one.id);
    for (const feature of result.rows) {
      const at = String(feature.properties[link.name] ?? '');
      if (!mixed.byPark.has(at)) mixed.byPark.set(at, new Map());
      const into = mixed.byPark.get(at);
      const each = theme.of(feature);
      into.set(each, (into.get(each) ?? 0) + areaOf(one.id, feature));
    }
  }
  const sums = new Map();
  for (const key of engine.below(config.codelists[link.codelist] ?? null, park))
    for (const [each, area] of mixed.byPark.get(key) ?? []) sums.set(each, (sums.get(each) ?? 0) + area);
  return stock
    .theme(one.id)
    .classes.filter((each) => sums.get(each))
    .map((each) => ({ symbol: each.symbol, area: sums.get(each) }));
}

const BAR = 112;

function bar(brush, [x, y], shares) {
  const { pen } = brush;
  const whole = shares.reduce((sum, share) => sum + share.area, 0);
  let left = x - BAR / 2;
  pen.fillStyle = '#FFFFFF';
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

/** A park's name stands just inside its northern edge, where the window shows it. */
function onEdge(room, feature, line) {
  const { brush } = room;
  const box = stock.boxOf(feature);
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

/** The topmost crossing of a feature's outline with a vertical line at x, in pixels. */
function edgeAt(brush, feature, x) {
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

function themed(room, id, feature) {
  if (room.brush.zoom < 16.5)
    onEdge(room, feature, {
      text: values.name(id, feature),
      font: plain(12),
      colour: ACCENT,
      height: 15,
      spacing: 0.5,
    });
}

function extension(room, id, feature) {
  const { brush } = room;
  if (brush.extent(feature)[0] < 50) return;
  const kind = schema.role(id, 'class');
  const words = kind ? schema.code(kind, feature.properties[kind.name]) : null;
  block(room, brush.point(scene.middle(feature)), [
    {
      text: t(words ?? { zh: '规划扩区（拟）', en: 'planned extension' }),
      font: plain(12),
      colour: '#2E4A43',
      height: 16,
    },
  ]);
}
