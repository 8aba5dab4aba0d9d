/* Lettering: text with a halo, and the room that each label takes; a later one that finds none is left out. */

import { colour } from '../base/palette.js';
import * as mapWindow from './window.js';

/**
 * @typedef {import('./brush.js').Brush} Brush
 * @typedef {CanvasRenderingContext2D} Pen
 *
 * @typedef {object} Style How text is written.
 * @property {string} font
 * @property {string} [colour]
 * @property {string | null} [halo] Null is none.
 * @property {number} [width] Of the halo.
 * @property {CanvasTextAlign} [align]
 * @property {number} [spacing]
 *
 * @typedef {Style & { text: string, height: number, room?: number }} Line A line of a label; `room` is its width where no text tells it.
 * @typedef {{ forced?: boolean, gap?: number }} Taking
 * @typedef {Spot & { box: Box }} Target What a click on a label means.
 */

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

/** The view while it is being labelled: what is taken, in pixels of the scene. */
export class Room {
  /** @param {Brush} brush */
  constructor(brush) {
    this.brush = brush;
    this.window = mapWindow.seen(brush.origin);
    /** @type {Map<number, Box[]>} */
    this.cells = new Map();
    /** @type {Target[]} */
    this.targets = [];
    /** The plot that is named already. @type {string | null} */
    this.named = null;
    for (const box of mapWindow.obstacles(brush.origin)) this.index(box);
  }

  /** @param {Box} box */
  index(box) {
    for (let x = Math.floor(box[0] / 64); x <= Math.floor(box[2] / 64); x += 1) {
      for (let y = Math.floor(box[1] / 64); y <= Math.floor(box[3] / 64); y += 1) {
        const cell = this.cells.get(x * 4096 + y);
        if (cell) cell.push(box);
        else this.cells.set(x * 4096 + y, [box]);
      }
    }
  }

  /**
   * Take a box if it is free; `forced` takes it anyway. A box that the window's edge would cut is not free.
   * @param {Box} box
   * @param {Taking} [how]
   */
  take(box, { forced = false, gap = 3 } = {}) {
    const [west, north, east, south] = this.window;
    const out = box[2] < west || box[0] > east || box[3] < north || box[1] > south;
    const cut = !out && (box[0] < west + 2 || box[2] > east - 2 || box[1] < north + 2 || box[3] > south - 2);
    if (!forced && (cut || this.hits(box, gap))) return false;
    this.index(box);
    return true;
  }

  /** Whether something stands within `gap` of a box. @param {Box} box @param {number} gap */
  hits(box, gap) {
    const wide = [box[0] - gap, box[1] - gap + 1, box[2] + gap, box[3] + gap - 1];
    for (let x = Math.floor(wide[0] / 64); x <= Math.floor(wide[2] / 64); x += 1) {
      for (let y = Math.floor(wide[1] / 64); y <= Math.floor(wide[3] / 64); y += 1) {
        for (const other of this.cells.get(x * 4096 + y) ?? [])
          if (wide[0] < other[2] && wide[2] > other[0] && wide[1] < other[3] && wide[3] > other[1]) return true;
      }
    }
    return false;
  }
}

/** @type {Map<string, number>} */
const widths = new Map();

/** @param {Pen} pen @param {string} text @param {string} font */
function measured(pen, text, font) {
  pen.font = font;
  const { width } = pen.measureText(text);
  if (widths.size > 6000) widths.clear();
  widths.set(`${font}\n${text}`, width);
  return width;
}

/** Width of a text in pixels; measured once. @param {Pen} pen @param {string} text @param {string} font */
export function widthOf(pen, text, font, spacing = 0) {
  const width = widths.get(`${font}\n${text}`) ?? measured(pen, text, font);
  return width + spacing * Math.max(0, [...text].length - 1);
}

/** Text around a point, over its halo. @param {Pen} pen @param {string} text @param {Point} at @param {Style} style */
export function write(
  pen,
  text,
  [x, y],
  { font, colour: ink = colour('ink'), halo = colour('paper'), width = 3.6, align = 'center', spacing = 0 },
) {
  pen.font = font;
  pen.textAlign = align;
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  if ('letterSpacing' in pen) pen.letterSpacing = `${spacing}px`;
  if (halo) {
    pen.strokeStyle = halo;
    pen.lineWidth = width;
    pen.strokeText(text, x, y);
  }
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
  if ('letterSpacing' in pen) pen.letterSpacing = '0px';
}

/**
 * Several centred lines as one label: the box that it takes; null where there is no room, or where it is wider or higher than
 * it may be.
 * @param {Room} room
 * @param {Point} at
 * @param {Line[]} lines
 * @param {Taking & { within?: Point | null }} [options]
 * @returns {Box | null}
 */
export function block(room, [x, y], lines, options = {}) {
  const { pen } = room.brush;
  const width = Math.max(...lines.map((line) => line.room ?? widthOf(pen, line.text, line.font, line.spacing)));
  const height = lines.reduce((sum, line) => sum + line.height, 0);
  /** @type {Box} */
  const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  if (options.within && (width > options.within[0] || height > options.within[1])) return null;
  if (!room.take(box, options)) return null;
  let top = box[1];
  for (const line of lines) {
    write(pen, line.text, [x, top + line.height / 2], line);
    top += line.height;
  }
  return box;
}

/** @param {number} size */
export const bold = (size) => `600 ${size}px ${FONT}`;
/** @param {number} size */
export const plain = (size) => `400 ${size}px ${FONT}`;

/** A white plate with a soft shadow. @param {Pen} pen @param {Box} box @param {number} radius */
export function plate(pen, [x1, y1, x2, y2], radius) {
  pen.save();
  pen.shadowColor = colour('plate-shadow');
  pen.shadowBlur = 3;
  pen.shadowOffsetY = 1;
  pen.fillStyle = colour('paper');
  pen.beginPath();
  pen.roundRect(x1, y1, x2 - x1, y2 - y1, radius);
  pen.fill();
  pen.restore();
}
