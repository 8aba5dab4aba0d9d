/* A swatch drawn with the very pattern of the map. */

import { el } from '../base/dom.js';
import * as symbols from './symbols.js';

const [WIDTH, HEIGHT] = [16, 14];

/** @param {Symbol_} symbol */
export function swatch(symbol) {
  const ratio = window.devicePixelRatio || 1;
  const box = el('canvas', {
    class: 'map-swatch',
    width: Math.round(WIDTH * ratio),
    height: Math.round(HEIGHT * ratio),
    'aria-hidden': 'true',
  });
  const pen = /** @type {CanvasRenderingContext2D} */ (box.getContext('2d'));
  pen.scale(ratio, ratio);
  pen.fillStyle = symbols.fillOf(pen, symbol, ratio);
  pen.fillRect(1, 1, WIDTH - 2, HEIGHT - 2);
  pen.strokeStyle = symbol.stroke;
  pen.lineWidth = 1.3;
  pen.setLineDash(symbol.pattern === 'dashed' ? [3, 2] : []);
  pen.strokeRect(1, 1, WIDTH - 2, HEIGHT - 2);
  return box;
}
