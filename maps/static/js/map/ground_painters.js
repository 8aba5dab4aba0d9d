/* Painters of the quiet base: surroundings, greens, water, roads at their true width, the outline; parks and controls above it. */

import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { featuresOf } from '../data/features.js';
import * as stock from './stock.js';
import * as symbols from './symbols.js';

/** @typedef {import('./brush.js').Brush} Brush */
/** @typedef {{ feature: Feature, kind: string, width: number | null }} Shape Width in metres. */

/** @type {Record<string, string>} */
const GROUND = { context: colour('fields'), green: colour('green'), river: colour('water') };
const WATER_EDGE = colour('water-edge');
const ORDER = ['context', 'green', 'river', 'road', 'outline'];
const ROAD_CASING = colour('road-edge');
const SHOW_FIELDS_FROM = 12.5;
const MAIN_ROAD = 30;
export const PLANNED = colour('planned');

/** @param {Brush} brush @param {string} id */
export function paintGround(brush, id) {
  const shapes = shapesOf(brush, id).sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  for (const shape of shapes) if (shape.kind !== 'road') draw(brush, shape);
  const roads = shapes.filter(({ kind }) => kind === 'road');
  for (const casing of [true, false]) for (const shape of roads) road(brush, shape, casing);
}

/** Base shapes in the view. @param {Brush} brush @param {string} id @returns {Shape[]} */
const shapesOf = (brush, id) =>
  [...featuresOf(id).values()]
    .filter((feature) => brush.sees(feature))
    .map((feature) => ({
      feature,
      kind: schema.value(id, feature, 'class') ?? 'context',
      width: schema.value(id, feature, 'width'),
    }));

/** @param {Brush} brush @param {Shape} shape */
function draw(brush, { feature, kind, width }) {
  const solid = plane.polygons(feature.geometry).length > 0;
  if (kind === 'outline') {
    brush.stroke(feature, colour('paper'), 4);
    brush.stroke(feature, colour('outline'), 1.2, [8, 3, 2, 3]);
  } else if (solid && GROUND[kind]) {
    if (kind === 'context' && brush.zoom < SHOW_FIELDS_FROM) return;
    brush.fill(feature, { fill: GROUND[kind], stroke: GROUND[kind], pattern: 'solid' });
    if (kind === 'river') brush.stroke(feature, WATER_EDGE, 0.8);
  } else if (kind === 'river') {
    brush.stroke(feature, GROUND.river, Math.max(1.5, brush.metres(width ?? 30, feature)));
  }
}

/**
 * Roads keep their true width once that is more than a hair; before, main roads only.
 * @param {Brush} brush
 * @param {Shape} shape
 * @param {boolean} casing
 */
function road(brush, { feature, width }, casing) {
  const wide = brush.metres(width ?? 16, feature);
  const main = (width ?? 0) >= MAIN_ROAD;
  if (wide < 0.9 && !main) return;
  const drawn = Math.max(wide, main ? 2.2 : 0.8);
  brush.stroke(feature, casing ? ROAD_CASING : colour('paper'), casing ? drawn + 1.4 : drawn);
}

/** @param {Brush} brush @param {string} id */
export function paintParks(brush, id) {
  for (const feature of featuresOf(id).values()) {
    if (!brush.sees(feature)) continue;
    if (schema.value(id, feature, 'planned')) {
      brush.fill(
        feature,
        { fill: colour('ground'), stroke: colour('planned-edge'), ink: colour('planned-hatch'), pattern: 'slash' },
        0.7,
      );
      brush.stroke(feature, PLANNED, 1.2, [3, 3]);
    } else if (!schema.value(id, feature, 'parent')) {
      if (brush.zoom < stock.PLOTS_FROM)
        brush.fill(feature, { fill: colour('tint'), stroke: colour('accent'), pattern: 'solid' }, 0.6);
      brush.stroke(feature, colour('park-edge'), 1.6, [14, 4]);
    } else if (brush.zoom >= 13.5) brush.stroke(feature, colour('accent'), 1.1, [2, 3]);
  }
}

/** @param {Brush} brush @param {string} id */
export function paintControls(brush, id) {
  const list = schema.listOf(schema.role(id, 'class'));
  for (const feature of featuresOf(id).values()) {
    if (!brush.sees(feature)) continue;
    const symbol = symbols.ofCode(list, String(schema.value(id, feature, 'class') ?? ''));
    if (symbol.pattern !== 'dashed') brush.fill(feature, symbol, 0.55);
    brush.stroke(feature, symbol.stroke, 1.4, symbol.pattern === 'dashed' ? [10, 4, 2, 4] : [6, 3]);
  }
}
