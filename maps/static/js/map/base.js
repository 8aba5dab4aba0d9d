/* The quiet base: surroundings, greens, water, roads at their true width, the outline; parks and controls above it. */

import { config } from '../base/config.js';
import * as plane from '../base/plane.js';
import { state } from '../base/state.js';
import { featuresOf } from '../data/features.js';
import * as scene from './scene.js';
import * as symbols from './symbols.js';

const GROUND = { context: '#EAECDD', green: '#D5E3C5', river: '#BFD8E6' };
const WATER_EDGE = '#A9C8D9';
const ORDER = ['context', 'green', 'river', 'road', 'outline'];
const ROAD_CASING = '#D6D8D0';
const SHOW_FIELDS_FROM = 12.5;

export const ofKind = (kind) => config.collections.filter((one) => one.kind === kind && state.shown[one.id]);
export const nameOf = (collection, role) => collection.fields.find((field) => field.role === role)?.name;

export function* base() {
  for (const one of ofKind('base')) {
    const [kind, width] = [nameOf(one, 'class'), nameOf(one, 'width')];
    for (const feature of featuresOf(one.id).values()) {
      yield { feature, kind: feature.properties[kind] ?? 'context', width: feature.properties[width] ?? null };
    }
  }
}

export function ground(brush) {
  const shapes = [...base()]
    .filter(({ feature }) => brush.sees(feature))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  for (const shape of shapes) if (shape.kind !== 'road') draw(brush, shape);
  const roads = shapes.filter(({ kind }) => kind === 'road');
  for (const edge of [true, false]) for (const shape of roads) road(brush, shape, edge);
}

function draw(brush, { feature, kind, width }) {
  const solid = plane.polygons(feature.geometry).length > 0;
  if (kind === 'outline') {
    brush.stroke(feature, '#FFFFFF', 4);
    brush.stroke(feature, '#8C948D', 1.2, [8, 3, 2, 3]);
  } else if (solid && GROUND[kind]) {
    if (kind === 'context' && brush.zoom < SHOW_FIELDS_FROM) return;
    brush.fill(feature, { fill: GROUND[kind], stroke: GROUND[kind], pattern: 'solid' });
    if (kind === 'river') brush.stroke(feature, WATER_EDGE, 0.8);
  } else if (kind === 'river') {
    brush.stroke(feature, GROUND.river, Math.max(1.5, brush.metres(width ?? 30, latitude(feature))));
  }
}

/** Roads keep their true width once that is more than a hair; before, main roads only. */
function road(brush, { feature, width }, casing) {
  const wide = brush.metres(width ?? 16, latitude(feature));
  if (wide < 0.9 && (width ?? 0) < 30) return;
  const drawn = Math.max(wide, (width ?? 0) >= 30 ? 2.2 : 0.8);
  brush.stroke(feature, casing ? ROAD_CASING : '#FFFFFF', casing ? drawn + 1.4 : drawn);
}

const latitude = (feature) => scene.middle(feature)?.[1] ?? 0;

export function parks(brush) {
  for (const one of ofKind('park')) {
    const planned = nameOf(one, 'planned');
    const parent = nameOf(one, 'parent');
    for (const feature of featuresOf(one.id).values()) {
      if (!brush.sees(feature)) continue;
      const inner = Boolean(feature.properties[parent]);
      if (planned && feature.properties[planned]) {
        brush.fill(feature, { fill: '#F3F3EE', stroke: '#B9C4BC', ink: '#CBD5CE', pattern: 'slash' }, 0.7);
        brush.stroke(feature, '#2E4A43', 1.2, [3, 3]);
      } else if (!inner) {
        if (brush.zoom < 12.75) brush.fill(feature, { fill: '#E2F1EE', stroke: '#0B665E', pattern: 'solid' }, 0.6);
        brush.stroke(feature, '#4B5F57', 1.6, [14, 4]);
      } else if (brush.zoom >= 13.5) brush.stroke(feature, '#0B665E', 1.1, [2, 3]);
    }
  }
}

export function controls(brush) {
  for (const one of ofKind('control')) {
    const field = one.fields.find((each) => each.role === 'class');
    for (const feature of featuresOf(one.id).values()) {
      if (!brush.sees(feature)) continue;
      const symbol = symbols.ofCode(symbols.listOf(field), String(feature.properties[field?.name] ?? ''));
      if (symbol.pattern !== 'dashed') brush.fill(feature, symbol, 0.55);
      brush.stroke(feature, symbol.stroke, 1.4, symbol.pattern === 'dashed' ? [10, 4, 2, 4] : [6, 3]);
    }
  }
}
