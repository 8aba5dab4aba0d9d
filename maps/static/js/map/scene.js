/* The scene: one canvas that draws every feature in painting order from coordinates projected once. Leaflet moves and scales it. */

import * as L from '../../vendor/leaflet/leaflet.js';
import * as plane from '../base/plane.js';
import * as symbols from './symbols.js';

const WORLD = 256;
const paths = new WeakMap();

const worldX = (lng) => ((lng + 180) / 360) * WORLD;
const worldY = (lat) => {
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
};

const flat = (ring) => {
  const line = new Float64Array(ring.length * 2);
  ring.forEach(([lng, lat], n) => {
    line[2 * n] = worldX(lng);
    line[2 * n + 1] = worldY(lat);
  });
  return line;
};

/** A feature's rings or lines in world pixels of zoom 0, with their box; made once. */
export function projected(feature) {
  if (feature.path) return feature.path;
  if (paths.has(feature)) return paths.get(feature);
  const { polygons, lines } = plane;
  const closed = polygons(feature.geometry).flat().map(flat);
  const open = lines(feature.geometry).map(flat);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of [...closed, ...open]) {
    for (let n = 0; n < line.length; n += 2) {
      box[0] = Math.min(box[0], line[n]);
      box[2] = Math.max(box[2], line[n]);
      box[1] = Math.min(box[1], line[n + 1]);
      box[3] = Math.max(box[3], line[n + 1]);
    }
  }
  const made = { closed, open, box, middle: null };
  paths.set(feature, made);
  return made;
}

export function middle(feature) {
  const path = projected(feature);
  path.middle ??= plane.middle(feature.geometry);
  return path.middle;
}

export const Scene = L.Renderer.extend({
  options: { padding: 0.4 },

  initialize(painters, options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._painters = painters;
    this._layers = {};
  },

  _initContainer() {
    this._container = L.DomUtil.create('canvas', 'leaflet-scene');
    this._pen = this._container.getContext('2d');
  },

  _destroyContainer() {
    L.DomUtil.remove(this._container);
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    this._ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = Math.round(size.x * this._ratio);
    this._container.height = Math.round(size.y * this._ratio);
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this.paint();
  },

  _onZoomEnd() {},

  /** Draw again on the next frame; many calls make one frame. */
  refresh() {
    if (this._waiting) return;
    this._waiting = true;
    requestAnimationFrame(() => {
      this._waiting = false;
      if (this._map) this.paint();
    });
  },

  paint() {
    const { _pen: pen, _bounds: bounds, _ratio: ratio } = this;
    if (!bounds) return;
    const zoom = this._map.getZoom();
    const scale = 2 ** zoom;
    const origin = this._map.getPixelOrigin().add(bounds.min);
    const size = bounds.getSize();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, size.x, size.y);
    const brush = new Brush(pen, { zoom, scale, origin, size, ratio });
    for (const painter of this._painters) painter(brush);
  },
});

/** What painters draw with: shapes by feature in screen pixels of the scene. */
class Brush {
  constructor(pen, view) {
    this.pen = pen;
    Object.assign(this, view);
  }

  /** Metres on the ground to pixels at a latitude. */
  metres(length, lat) {
    return (length * this.scale * WORLD) / (40075016.686 * Math.cos((lat * Math.PI) / 180));
  }

  point([lng, lat]) {
    return [worldX(lng) * this.scale - this.origin.x, worldY(lat) * this.scale - this.origin.y];
  }

  /** Width and height in pixels of a feature's box. */
  extent(feature) {
    const { box } = projected(feature);
    return [(box[2] - box[0]) * this.scale, (box[3] - box[1]) * this.scale];
  }

  sees(feature, margin = 20) {
    if (!feature.path && !feature.geometry) return false;
    const { box } = projected(feature);
    return (
      box[0] * this.scale - this.origin.x < this.size.x + margin &&
      box[2] * this.scale - this.origin.x > -margin &&
      box[1] * this.scale - this.origin.y < this.size.y + margin &&
      box[3] * this.scale - this.origin.y > -margin
    );
  }

  /** Draw within a rectangle of world pixels alone: west, north, east, south; null is everywhere. */
  clipped(rect, run) {
    if (!rect) {
      run();
      return;
    }
    // Whole device pixels: neighbours then share their edge, and neither a gap nor a seam shows.
    const [left, top, right, bottom] = rect.map(
      (edge, n) => Math.round((edge * this.scale - (n % 2 ? this.origin.y : this.origin.x)) * this.ratio) / this.ratio,
    );
    if (right < 0 || bottom < 0 || left > this.size.x || top > this.size.y) return;
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(left, top, right - left, bottom - top);
    this.pen.clip();
    run();
    this.pen.restore();
  }

  trace(feature) {
    const { pen, scale, origin } = this;
    const { closed, open } = projected(feature);
    pen.beginPath();
    for (const [lines, close] of [
      [closed, true],
      [open, false],
    ]) {
      for (const line of lines) {
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
        if (close) pen.closePath();
      }
    }
  }

  fill(feature, symbol, alpha = 1) {
    const { pen } = this;
    this.trace(feature);
    pen.globalAlpha = alpha;
    pen.fillStyle = symbols.fillOf(pen, symbol, this.ratio);
    pen.fill('evenodd');
    pen.globalAlpha = 1;
  }

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
