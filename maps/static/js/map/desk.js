/* A sheet beside the map's: what is painted on it comes onto the map as one, seen through as far as is wanted. */

import { Brush } from './brush.js';

/** @type {HTMLCanvasElement | null} */
let sheet = null;

/** Paint on the sheet, then lay it over what the brush has painted. @param {Brush} brush @param {number} opacity Of 1. @param {(brush: Brush) => void} paint */
export function apart(brush, opacity, paint) {
  sheet ??= document.createElement('canvas');
  sheet.width = Math.round(brush.size.x * brush.ratio);
  sheet.height = Math.round(brush.size.y * brush.ratio);
  const pen = sheet.getContext('2d');
  if (!pen) return;
  pen.setTransform(brush.ratio, 0, 0, brush.ratio, 0, 0);
  paint(new Brush(pen, brush));
  brush.pen.globalAlpha = opacity;
  brush.pen.drawImage(sheet, 0, 0, brush.size.x, brush.size.y);
  brush.pen.globalAlpha = 1;
}
