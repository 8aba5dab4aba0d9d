/* The brush: what painters draw with, shapes by feature in screen pixels of the scene. */

import { metresPerPixel, worldX, worldY } from './mercator.js';
import { middle, projected } from './paths.js';
import * as symbols from './symbols.js';

/**
 * The view that is drawn: its size, where it lies in the world, and device pixels of a pixel; of it the part that is drawn, in pixels, where that is not all.
 * @typedef {{ zoom: number, origin: { x: number, y: number }, size: { x: number, y: number }, ratio: number, part?: Box }} Sight
 */

export class Brush {
  /** @type {CanvasRenderingContext2D} */
  #pen;

  /** @param {CanvasRenderingContext2D} pen @param {Sight} sight */
  constructor(pen, { zoom, origin, size, ratio, part }) {
    this.#pen = pen;
    /** Whether anybody took the pen. */
    this.used = false;
    this.zoom = zoom;
    this.scale = 2 ** zoom;
    this.origin = origin;
    this.size = size;
    this.ratio = ratio;
    /** @type {Box} */
    this.part = part ?? [0, 0, size.x, size.y];
    /** Whether there are so many features that dots would cover one another. */
    this.crowded = false;
  }

  get pen() {
    this.used = true;
    return this.#pen;
  }

  /** Metres on the ground to pixels, where a feature lies. @param {number} length @param {Drawn} feature */
  metres(length, feature) {
    return length / metresPerPixel(middle(feature)?.[1] ?? 0, this.zoom);
  }

  /** Where the label of a feature stands that is seen, and so has a shape. @param {Drawn} feature */
  anchor(feature) {
    return this.point(/** @type {Point} */ (middle(feature)));
  }

  /** @param {Point} place @returns {Point} */
  point([lng, lat]) {
    return [worldX(lng) * this.scale - this.origin.x, worldY(lat) * this.scale - this.origin.y];
  }

  /** Width and height in pixels of a feature's box. @param {Drawn} feature @returns {Point} */
  extent(feature) {
    const { box } = projected(feature);
    return [(box[2] - box[0]) * this.scale, (box[3] - box[1]) * this.scale];
  }

  /** Whether a feature lies in the view or near it. @param {Drawn} feature */
  sees(feature, margin = 20) {
    if (!feature.path && !feature.geometry) return false;
    const { box } = projected(feature);
    const [left, top, right, bottom] = this.part;
    return (
      box[0] * this.scale - this.origin.x < right + margin &&
      box[2] * this.scale - this.origin.x > left - margin &&
      box[1] * this.scale - this.origin.y < bottom + margin &&
      box[3] * this.scale - this.origin.y > top - margin
    );
  }

  /**
   * Draw within a rectangle of world pixels alone: west, north, east, south; null is everywhere.
   * @param {Box | null} rect
   * @param {() => void} run
   */
  clipped(rect, run) {
    if (!rect) {
      run();
      return;
    }
    // Whole device pixels: neighbours then share their edge, and neither a gap nor a seam shows.
    const [left, top, right, bottom] = rect.map(
      (edge, n) => Math.round((edge * this.scale - (n % 2 ? this.origin.y : this.origin.x)) * this.ratio) / this.ratio,
    );
    const [west, north, east, south] = this.part;
    if (right < west || bottom < north || left > east || top > south) return;
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(left, top, right - left, bottom - top);
    this.pen.clip();
    run();
    this.pen.restore();
  }

  /** Make a feature's shape the path of the pen. @param {Drawn} feature */
  trace(feature) {
    const { closed, open } = projected(feature);
    this.pen.beginPath();
    for (const line of closed) {
      this.follow(line);
      this.pen.closePath();
    }
    for (const line of open) this.follow(line);
  }

  /** Lead the pen along a line in world pixels. @param {Float64Array} line */
  follow(line) {
    const { pen, scale, origin } = this;
    // Points nearer than half a pixel to the last one drawn add nothing but time.
    let [px, py] = [Infinity, Infinity];
    for (let n = 0; n < line.length; n += 2) {
      const x = line[n] * scale - origin.x;
      const y = line[n + 1] * scale - origin.y;
      if (!n) pen.moveTo(x, y);
      else if (Math.abs(x - px) + Math.abs(y - py) < 0.5 && n < line.length - 2) continue;
      else pen.lineTo(x, y);
      [px, py] = [x, y];
    }
  }

  /**
   * A disc, with an edge where it is given one.
   * @param {Point} place
   * @param {number} radius
   * @param {string} fill
   * @param {{ edge: string, width: number } | null} [line]
   */
  dot([x, y], radius, fill, line = null) {
    const { pen } = this;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = fill;
    pen.fill();
    if (!line) return;
    pen.strokeStyle = line.edge;
    pen.lineWidth = line.width;
    pen.stroke();
  }

  /** @param {Drawn} feature @param {Symbol_} symbol */
  fill(feature, symbol, alpha = 1) {
    const { pen } = this;
    this.trace(feature);
    pen.globalAlpha = alpha;
    pen.fillStyle = symbols.fillOf(pen, symbol, this.ratio, this.origin);
    pen.fill('evenodd');
    pen.globalAlpha = 1;
  }

  /**
   * Draw a feature's edge; `traced` where its shape is the path already.
   * @param {Drawn} feature
   * @param {string} colour
   * @param {number} width
   * @param {number[]} [dash]
   */
  stroke(feature, colour, width, dash = [], traced = false) {
    const { pen } = this;
    if (!traced) this.trace(feature);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.lineJoin = 'round';
    pen.lineCap = dash.length ? 'butt' : 'round';
    pen.stroke();
    pen.setLineDash([]);
  }
}
