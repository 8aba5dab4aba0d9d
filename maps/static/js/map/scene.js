/* The scene: one canvas that draws every feature in painting order from coordinates projected once. Leaflet moves and scales it. */

import * as L from '../../vendor/leaflet/leaflet.js';
import { Brush } from './brush.js';

/** @typedef {(brush: Brush) => void} Painter */

const Renderer = /** @type {new (options: L.RendererOptions) => LeafletRenderer} */ (
  /** @type {unknown} */ (L.Renderer)
);

/** Pixels drawn for each of the page's where it is printed: paper is finer than a screen. */
const ON_PAPER = 2;

/** @param {import('./brush.js').Sight | null} one @param {import('./brush.js').Sight} other */
const same = (one, other) =>
  one !== null &&
  one.zoom === other.zoom &&
  one.ratio === other.ratio &&
  one.size.x === other.size.x &&
  one.size.y === other.size.y &&
  one.origin.x === other.origin.x &&
  one.origin.y === other.origin.y;

/** Whether so many device pixels are whole ones. @param {number} pixels */
const isWhole = (pixels) => Math.abs(pixels - Math.round(pixels)) < 1e-6;

export class Scene extends Renderer {
  /**
   * @param {Painter[]} painters
   * @param {{ inParts?: boolean }} [options] whether a part of it can be drawn by itself: each feature where it lies, whatever lies elsewhere
   */
  constructor(painters, { inParts = false } = {}) {
    super({ padding: 0.4 });
    this.painters = painters;
    this.inParts = inParts;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'leaflet-scene';
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.ratio = 1;
    this.waiting = false;
    /** Whether nothing is drawn. */
    this.blank = true;
    /** What is on the canvas. @type {import('./brush.js').Sight | null} */
    this.drawn = null;
    /** Whether it was drawn for many features. */
    this.crowded = false;
    /** Rectangles of world pixels that are to be drawn on the next frame; null is all. @type {Box[] | null} */
    this.due = [];
  }

  _initContainer() {
    this._container = this.canvas;
  }

  _destroyContainer() {
    this.canvas.remove();
  }

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    super._update();
    const size = this._bounds.getSize();
    this.ratio = Math.max(window.devicePixelRatio || 1, 'printing' in document.body.dataset ? ON_PAPER : 1);
    L.DomUtil.setPosition(this.canvas, this._bounds.getTopLeft());
    if (this.shift()) return;
    this.canvas.width = Math.round(size.x * this.ratio);
    this.canvas.height = Math.round(size.y * this.ratio);
    this.blank = true;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    this.paint();
  }

  /** Draw again on the next frame, all of it or some rectangles of world pixels; many calls make one frame. @param {Box[] | null} [rects] */
  refresh(rects = null) {
    this.due = rects && this.due && [...this.due, ...rects];
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const { due } = this;
      this.due = [];
      if (!this._map || !this._bounds) return;
      if (due && this.inParts && same(this.drawn, this.sight())) this.paintParts(due.map((rect) => this.partOf(rect)));
      else this.paint();
    });
  }

  /** @returns {import('./brush.js').Sight} */
  sight() {
    const origin = this._map.getPixelOrigin().add(this._bounds.getTopLeft());
    return { zoom: this._map.getZoom(), origin, size: this._bounds.getSize(), ratio: this.ratio };
  }

  paint() {
    if (!this._bounds) return;
    const { pen, ratio } = this;
    const sight = this.sight();
    const { size } = sight;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    // A canvas that was blank and stays so is left alone: the browser copies every one that was touched.
    if (!this.blank) pen.clearRect(0, 0, size.x, size.y);
    const brush = new Brush(pen, sight);
    for (const painter of this.painters) painter(brush);
    this.blank = !brush.used;
    this.drawn = sight;
    this.crowded = brush.crowded;
  }

  /* ---- in parts: drawing takes as long as what is drawn is large, and a drag shows a fourth anew ---- */

  /** Move what is drawn to where the map was moved to and draw what came into the window; whether that could be done. */
  shift() {
    const [last, now] = [this.drawn, this.sight()];
    if (!this.inParts || !last || !same({ ...last, origin: now.origin }, now)) return false;
    const [dx, dy] = [now.origin.x - last.origin.x, now.origin.y - last.origin.y];
    const { size, ratio } = now;
    if (Math.abs(dx) >= size.x || Math.abs(dy) >= size.y || !isWhole(dx * ratio) || !isWhole(dy * ratio)) return false;
    const { pen, canvas } = this;
    if (!this.blank) {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.globalCompositeOperation = 'copy';
      pen.drawImage(canvas, -dx * ratio, -dy * ratio);
      pen.globalCompositeOperation = 'source-over';
    }
    this.drawn = now;
    /** @type {Box[]} */
    const strips = [];
    if (dx) strips.push(dx > 0 ? [size.x - dx, 0, size.x, size.y] : [0, 0, -dx, size.y]);
    if (dy) strips.push(dy > 0 ? [0, size.y - dy, size.x, size.y] : [0, 0, size.x, -dy]);
    this.paintParts(strips);
    return true;
  }

  /** A rectangle of world pixels as one of the canvas, in whole device pixels. @param {Box} rect @returns {Box} */
  partOf([west, north, east, south]) {
    const { origin, size, ratio } = this.sight();
    const scale = 2 ** this._map.getZoom();
    /** @param {number} edge @param {'x' | 'y'} axis @param {(value: number) => number} whole */
    const at = (edge, axis, whole) =>
      Math.max(0, Math.min(size[axis], whole((edge * scale - origin[axis]) * ratio) / ratio));
    return [at(west, 'x', Math.floor), at(north, 'y', Math.floor), at(east, 'x', Math.ceil), at(south, 'y', Math.ceil)];
  }

  /** @param {Box[]} parts */
  paintParts(parts) {
    const { pen, ratio } = this;
    const sight = this.sight();
    for (const part of parts) {
      const [left, top, right, bottom] = part;
      if (right <= left || bottom <= top) continue;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.save();
      pen.beginPath();
      pen.rect(left, top, right - left, bottom - top);
      pen.clip();
      if (!this.blank) pen.clearRect(left, top, right - left, bottom - top);
      const brush = new Brush(pen, { ...sight, part });
      for (const painter of this.painters) painter(brush);
      pen.restore();
      this.blank &&= !brush.used;
      if (brush.crowded !== this.crowded) {
        this.paint();
        return;
      }
    }
  }
}
