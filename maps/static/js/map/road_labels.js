/* Names of roads, water and greens: upright and stacked where Chinese runs north–south. */

import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import * as values from '../base/values.js';
import { featuresOf } from '../data/features.js';
import { block, plain, widthOf, write } from './lettering.js';
import * as stock from './stock.js';

/** @typedef {import('./lettering.js').Room} Room */

const WATER = colour('water-ink');
const ROMAN = /^[ -\u024f\s’–]+$/;
const ROOMY = 8; // Pixels of road that a name fits into

/** @param {Room} room */
export function paint(room) {
  const { brush } = room;
  if (brush.zoom < 14) return;
  const named = [];
  for (const { id } of stock.shownOf('base')) {
    for (const feature of featuresOf(id).values()) {
      const kind = schema.value(id, feature, 'class');
      const width = schema.value(id, feature, 'width') ?? 0;
      const name = values.name(id, feature);
      if (!schema.value(id, feature, 'name') || kind === 'outline' || !brush.sees(feature, 0)) continue;
      const lines = plane.lines(feature.geometry);
      if (!lines.length) named.push({ order: 1, run: () => area(room, feature, kind, name) });
      else if (brush.zoom >= 16 || (brush.metres(width, feature) >= ROOMY && kind === 'road') || kind === 'river')
        named.push({ order: -width, run: () => lines.forEach((line) => along(room, line, name, kind)) });
    }
  }
  named.sort((a, b) => a.order - b.order).forEach(({ run }) => run());
}

/** @param {Room} room @param {Feature} feature @param {string} kind @param {string} name */
function area(room, feature, kind, name) {
  const { brush } = room;
  const [wide, high] = brush.extent(feature);
  if (wide < 60 || high < 24) return;
  const ink = kind === 'river' ? WATER : kind === 'green' ? colour('green-ink') : colour('ground-ink');
  block(room, brush.anchor(feature), [{ text: name, font: plain(12), colour: ink, height: 15, spacing: 2 }], {
    within: [wide, high],
  });
}

const STEP = 420;

/**
 * A name along a line: upright and stacked where Chinese runs north–south, else turned with the line.
 * @param {Room} room
 * @param {Point[]} line
 * @param {string} name
 * @param {string} kind
 */
function along(room, line, name, kind) {
  const { brush } = room;
  const points = line.map((point) => brush.point(point));
  const [west, north, east, south] = room.window;
  const upright = !ROMAN.test(name);
  const font = plain(12);
  const length = upright ? [...name].length * 13 : widthOf(brush.pen, name, font) + 4;
  let walked = 0;
  let next = STEP * 0.4;
  for (let n = 1; n < points.length; n += 1) {
    const [[x1, y1], [x2, y2]] = [points[n - 1], points[n]];
    const span = Math.hypot(x2 - x1, y2 - y1);
    while (next <= walked + span) {
      const share = (next - walked) / span;
      const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
      const inWindow = x > west && x < east && y > north && y < south;
      const done =
        inWindow &&
        span >= Math.min(length * 0.7, 60) &&
        lettered(room, [x, y], name, { angle: Math.atan2(y2 - y1, x2 - x1), upright, font, length, kind });
      next += done ? STEP : inWindow ? 60 : 120;
    }
    walked += span;
  }
}

/**
 * Write a name at a place of a line where there is room.
 * @param {Room} room
 * @param {Point} place
 * @param {string} name
 * @param {{ angle: number, upright: boolean, font: string, length: number, kind: string }} how
 */
function lettered(room, [x, y], name, { angle, upright, font, length, kind }) {
  const { pen } = room.brush;
  const style = { font, colour: kind === 'river' ? WATER : colour('road-ink'), width: 3.4 };
  let turn = angle;
  if (turn > Math.PI / 2) turn -= Math.PI;
  if (turn <= -Math.PI / 2) turn += Math.PI;
  const steep = Math.abs(turn) > Math.PI / 4;
  if (upright && steep) {
    const letters = [...name];
    const lean = turn > 0 ? turn - Math.PI / 2 : turn + Math.PI / 2;
    if (
      !room.take([
        x - 8 - (Math.abs(Math.sin(lean)) * length) / 2,
        y - length / 2,
        x + 8 + (Math.abs(Math.sin(lean)) * length) / 2,
        y + length / 2,
      ])
    )
      return false;
    letters.forEach((letter, n) => {
      const off = (n - (letters.length - 1) / 2) * 13;
      write(pen, letter, [x - Math.sin(lean) * off, y + Math.cos(lean) * off], style);
    });
    return true;
  }
  const [wide, high] = [
    Math.abs(Math.cos(turn)) * length + Math.abs(Math.sin(turn)) * 14,
    Math.abs(Math.sin(turn)) * length + Math.abs(Math.cos(turn)) * 14,
  ];
  if (!room.take([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2])) return false;
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  write(pen, name, [0, 0], style);
  pen.restore();
  return true;
}
