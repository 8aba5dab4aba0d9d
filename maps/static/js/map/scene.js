/* The scene: one canvas that draws every feature in painting order from coordinates projected once. Leaflet moves and scales it. */

import * as L from '../../vendor/leaflet/leaflet.js';
import { Brush } from './brush.js';

/** @typedef {(brush: Brush) => void} Painter */

const Renderer = /** @type {new (options: L.RendererOptions) => LeafletRenderer} */ (
  /** @type {unknown} */ (L.Renderer)
);

/** Pixels drawn for each of the page's where it is printed: paper is finer than a screen. */
const ON_PAPER = 2;

export class Scene extends Renderer {
  /** @param {Painter[]} painters */
  constructor(painters) {
    super({ padding: 0.4 });
    this.painters = painters;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'leaflet-scene';
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.ratio = 1;
    this.waiting = false;
    /** Whether nothing is drawn. */
    this.blank = true;
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
    this.canvas.width = Math.round(size.x * this.ratio);
    this.canvas.height = Math.round(size.y * this.ratio);
    this.blank = true;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    this.paint();
  }

  /** Draw again on the next frame; many calls make one frame. */
  refresh() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (this._map) this.paint();
    });
  }

  paint() {
    if (!this._bounds) return;
    const { pen, ratio } = this;
    const size = this._bounds.getSize();
    const origin = this._map.getPixelOrigin().add(this._bounds.getTopLeft());
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    // A canvas that was blank and stays so is left alone: the browser copies every one that was touched.
    if (!this.blank) pen.clearRect(0, 0, size.x, size.y);
    const brush = new Brush(pen, { zoom: this._map.getZoom(), origin, size, ratio });
    for (const painter of this.painters) painter(brush);
    this.blank = !brush.used;
  }
}
