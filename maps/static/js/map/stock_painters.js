/* Painters of the stock: plots, buildings, projects, and outlines of what is chosen. */

import { striped } from '../base/holds.js';
import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { floorsFirst } from '../data/floors_first.js';
import * as stock from './stock.js';
import * as symbols from './symbols.js';
import * as tiles from './tiles.js';

/** @typedef {import('./brush.js').Brush} Brush */

const FREE = { fill: colour('free'), stroke: colour('accent'), pattern: 'solid' };
const PLAIN = { fill: colour('building'), stroke: colour('building-edge'), pattern: 'solid' };
const ON_PLOT = { fill: colour('on-plot'), stroke: colour('on-plot-edge'), pattern: 'solid' };
const SPECK = 5;
const GRAIN = 2;
const FLECK = 4.5; // Pixels of a building that answers where buildings are too small to see

/** @param {Symbol_} symbol */
const isQuiet = (symbol) => symbol === symbols.QUIET || symbol === stock.EXCLUDED;

/** @param {Brush} brush @param {string} id */
export function paintPlots(brush, id) {
  if (!stock.drawsPlots(brush.zoom)) return;
  const all = stock.sheets(id);
  brush.crowded = all.reduce((sum, { features }) => sum + features.length, 0) > 600;
  for (const { rect, features } of all) brush.clipped(rect, () => sheet(brush, id, features));
}

/** Floors of a layer whose building is not on the map. @param {Brush} brush @param {string} id */
export function paintLoose(brush, id) {
  if (brush.zoom < stock.PLOTS_FROM) return;
  for (const loose of stock.floors().loose)
    if (loose.id === id && brush.sees(loose.feature))
      plot(brush, loose.feature, stock.symbolOf(id, loose.feature), 1.1);
}

/** @param {Brush} brush @param {string} id @param {Drawn[]} features */
function sheet(brush, id, features) {
  const seen = features.filter((one) => brush.sees(one)).map((one) => ({ one, symbol: stock.symbolOf(id, one) }));
  for (const { one, symbol } of seen) if (isQuiet(symbol)) plot(brush, one, symbol, 0.7);
  for (const { one, symbol } of seen) if (!isQuiet(symbol)) plot(brush, one, symbol, 1.1);
}

/** @param {Brush} brush @param {Drawn} feature @param {Symbol_} symbol @param {number} width */
function plot(brush, feature, symbol, width) {
  const [wide, high] = brush.extent(feature);
  // Where there are thousands, each has its own area and no more: dots would cover one another.
  if (feature.path && (feature.merged || (brush.crowded && wide < SPECK && high < SPECK))) {
    if (wide < GRAIN && high < GRAIN) grain(brush, feature.path, solid(symbol).fill);
    else brush.fill(feature, wide < SPECK ? solid(symbol) : symbol);
    return;
  }
  if (wide < SPECK && high < SPECK) {
    speck(brush, feature, symbol);
    return;
  }
  brush.fill(feature, symbol);
  brush.stroke(
    feature,
    symbol.stroke,
    symbol === stock.CHECK ? 1.6 : symbol === stock.FITS ? 1.5 : width,
    symbol.pattern === 'dashed' ? [4, 3] : [],
    true,
  );
}

/** The smallest mark that an eye still finds. @param {Brush} brush @param {Path} path @param {string} ink */
function grain(brush, { box }, ink) {
  const [x, y] = [
    ((box[0] + box[2]) / 2) * brush.scale - brush.origin.x,
    ((box[1] + box[3]) / 2) * brush.scale - brush.origin.y,
  ];
  brush.pen.fillStyle = ink;
  brush.pen.fillRect(x - GRAIN / 2, y - GRAIN / 2, GRAIN, GRAIN);
}

/** @param {Symbol_} symbol @returns {Symbol_} */
const solid = ({ fill, stroke, pattern }) => ({ fill: pattern === 'dashed' ? stroke : fill, stroke, pattern: 'solid' });

/**
 * What is smaller than a few pixels stays visible as a dot: larger where there are few.
 * @param {Brush} brush
 * @param {Drawn} feature
 * @param {Symbol_} symbol
 */
function speck(brush, feature, symbol) {
  const place = brush.anchor(feature);
  if (isQuiet(symbol)) brush.dot(place, 2, symbol.stroke);
  else
    brush.dot(place, brush.crowded ? 2.2 : 4, symbol.fill, { edge: symbol.stroke, width: brush.crowded ? 0.8 : 1.4 });
}

/** @param {Brush} brush @param {string} id */
export function paintBuildings(brush, id) {
  const first = floorsFirst();
  if (brush.zoom < (first ? stock.PLOTS_FROM : stock.BUILDINGS_FROM)) return;
  const answering = brush.zoom < stock.BUILDINGS_FROM;
  const link = schema.role(id, 'parcel');
  /** @param {Drawn} feature */
  const onPlot = (feature) => {
    const parcel = link ? feature.properties[link.name] : null;
    return Boolean(parcel) && !first && !stock.matching() && stock.found(link?.references ?? '', String(parcel));
  };
  for (const { rect, features } of stock.sheets(id)) {
    brush.clipped(rect, () => {
      for (const feature of features) {
        if (!brush.sees(feature)) continue;
        const open = stock.open(id, String(feature.id));
        if (open.length || !answering) building(brush, feature, open, onPlot(feature));
      }
    });
  }
}

/** Where floors are looked for, a building has the colour of the first of its floors in the order of the legend. @param {import('./stock.js').Floor[]} open */
function freeSymbol(open) {
  if (!floorsFirst()) return FREE;
  const { classes, of } = stock.theme(open[0].id);
  const ranks = open.map(({ feature }) => of(feature));
  const best = classes.find((kind) => ranks.includes(kind));
  if (!best) return FREE;
  const first = open.filter((_, n) => ranks[n] === best);
  return first.every(({ id, feature }) => stock.isHeldInPart(id, feature)) ? striped(best.symbol) : best.symbol;
}

/** @param {Brush} brush @param {Drawn} feature @param {import('./stock.js').Floor[]} free @param {boolean} onPlot */
function building(brush, feature, free, onPlot) {
  if (free.length) {
    const fits =
      !stock.matching() || free.some((floor) => stock.verdict(floor.id, String(floor.feature.id)) === 'fits');
    const symbol = fits ? freeSymbol(free) : stock.CHECK;
    if (brush.zoom < stock.BUILDINGS_FROM) {
      brush.dot(brush.anchor(feature), FLECK, symbol.fill, { edge: colour('paper'), width: 1.4 });
      return;
    }
    brush.fill(feature, symbol);
    brush.stroke(feature, symbol.stroke, 1.4, fits ? [] : [4, 3], true);
  } else {
    brush.fill(feature, onPlot ? ON_PLOT : PLAIN, onPlot ? 0.15 : 1);
    brush.pen.globalAlpha = onPlot ? 0.3 : 1;
    brush.stroke(feature, onPlot ? ON_PLOT.stroke : PLAIN.stroke, 0.6, [], true);
    brush.pen.globalAlpha = 1;
  }
}

/** @param {Brush} brush @param {string} id */
export function paintProjects(brush, id) {
  for (const feature of stock.drawn(id))
    if (brush.sees(feature)) {
      brush.stroke(feature, colour('paper'), 3.5);
      brush.stroke(feature, colour('project'), 1.6, [6, 3], true);
    }
}

/** Outlines of the basket, of what the pointer is on, and of what is chosen. @param {Brush} brush */
export function paintChosen(brush) {
  for (const spot of state.basket) outline(brush, spot, colour('accent'), [4, 2.2]);
  if (state.hovered && state.hovered.id !== state.selected?.id) outline(brush, state.hovered, colour('ink'), [4, 1.8]);
  const asked = stock.asked();
  if (asked) outline(brush, asked, colour('ink'), [6, 3]);
  const chosen = stock.whole(asked);
  if (chosen && (brush.zoom >= 17 || 'printing' in document.body.dataset)) vertices(brush, chosen);
}

/**
 * A line over a white one that is wider.
 * @param {Brush} brush
 * @param {Spot} spot
 * @param {string} ink
 * @param {[below: number, width: number]} widths
 */
function outline(brush, spot, ink, [below, width]) {
  const one = stock.whole(spot);
  const pieces = one ? [{ rect: null, feature: one }] : stock.remote(spot.collection) ? tiles.pieces(spot) : [];
  /** @param {string} tint @param {number} wide */
  const draw = (tint, wide) => {
    for (const { rect, feature } of pieces)
      if (brush.sees(feature)) brush.clipped(rect, () => brush.stroke(feature, tint, wide));
  };
  draw(colour('paper'), below);
  draw(ink, width);
}

/** @param {Brush} brush @param {Feature} one */
function vertices(brush, one) {
  for (const rings of plane.polygons(one.geometry)) {
    for (const point of rings[0].slice(0, 400)) {
      brush.dot(brush.point(point), 3.2, colour('paper'), { edge: colour('ink'), width: 1.5 });
    }
  }
}
