/* The stock: plots by theme or by verdict, buildings and the floors in them, outlines of what is chosen; and what lies under a point. */

import { config } from '../base/config.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { language } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as scene from './scene.js';
import * as symbols from './symbols.js';
import { themeField } from './theme.js';
import * as tiles from './tiles.js';

export const FITS = { fill: '#A5D3CC', stroke: '#0B665E', pattern: 'solid' };
export const CHECK = { fill: '#FFF3D9', stroke: '#A6741A', pattern: 'dashed' };
export const EXCLUDED = { fill: '#E7E5DD', stroke: '#CFCEC4', pattern: 'solid' };
export const FREE = { fill: '#9CCFC7', stroke: '#0B665E', pattern: 'solid' };
const PLAIN = { fill: '#DAD7CC', stroke: '#C5C2B6', pattern: 'solid' };
const ON_PLOT = { fill: '#463729', stroke: '#3C322D', pattern: 'solid' };
export const PLOTS_FROM = 12.75;
export const BUILDINGS_FROM = 14.5;
const SPECK = 5;
const GRAIN = 2;

const shown = (one) => Boolean(state.shown[one.id]);
export const plots = () => config.collections.filter((one) => ['parcel', 'other'].includes(one.kind) && shown(one));
export const matching = () => state.mode === 'match' && Boolean(state.match.report?.outcome) && !state.match.site;

/* ---- themes ---- */
const themes = new Map();

/** Values to class a field by: those of the layer; of a large one what the window shows, so that the classes divide what is seen. */
function sample(id) {
  return schema.collection(id).remote ? drawn(id) : [...featuresOf(id).values()];
}

export function theme(id) {
  const field = themeField(id);
  const numeric = field && ['number', 'integer'].includes(field.type);
  const key = [id, field?.name, numeric ? `${state.unit} ${language()} ${sample(id).length > 0}` : ''].join('\n');
  if (!themes.has(key)) themes.set(key, symbols.theme(schema.collection(id), field, numeric ? sample(id) : []));
  return themes.get(key);
}

/* ---- verdicts of the current match ---- */
let judged = { report: null, verdicts: new Map(), ranks: new Map() };

export function verdicts() {
  const { report } = state.match;
  if (judged.report === report) return judged;
  judged = { report, verdicts: new Map(), ranks: new Map() };
  for (const [id, { fits, to_check: check }] of Object.entries(report?.outcome ?? {})) {
    for (const key of fits ?? []) judged.verdicts.set(`${id}\n${key}`, 'fits');
    for (const key of check ?? []) judged.verdicts.set(`${id}\n${key}`, 'to_check');
  }
  for (const match of report?.matches ?? [])
    if (match.site && match.rank) judged.ranks.set(`${match.site.collection}\n${match.site.id}`, match);
  return judged;
}

/** What is chosen; where a plot asks which projects suit it, that plot. */
export const asked = () => state.selected ?? (state.mode === 'match' ? state.match.site : null);

/** fits, to_check or rejected, for a site of the report; null where none is shown. */
export function verdict(id, key) {
  if (!matching() || !(id in (state.match.report.outcome ?? {}))) return null;
  return verdicts().verdicts.get(`${id}\n${key}`) ?? 'rejected';
}

export const found = (id, key) => {
  const ids = state.results[id]?.ids;
  return ids ? ids.has(key) : true;
};

/** Whether the question finds a feature that is drawn. */
export const loud = (id, one) => !tiles.quiet(id, one) && found(id, String(one.id));

export function symbolOf(id, feature) {
  if (matching()) {
    const said = verdict(id, String(feature.id));
    return said === 'fits' ? FITS : said === 'to_check' ? CHECK : EXCLUDED;
  }
  return loud(id, feature) ? (theme(id).of(feature)?.symbol ?? symbols.QUIET) : symbols.QUIET;
}

/* ---- floors in their buildings ---- */
let tenants = { key: '', byBuilding: new Map(), loose: [] };

/** Spaces by the building that holds them ("collection\nid"), and those whose building is not on the map. */
export function floors() {
  const layers = schema.ofKind('space');
  const key = layers
    .map((one) => `${one.id} ${featuresOf(one.id).size}`)
    .concat(schema.ofKind('building').map((one) => featuresOf(one.id).size))
    .join();
  if (tenants.key === key) return tenants;
  tenants = { key, byBuilding: new Map(), loose: [] };
  for (const one of layers) {
    const link = schema.role(one.id, 'building');
    const holder = link?.references ?? schema.ofKind('building')[0]?.id;
    for (const feature of featuresOf(one.id).values()) {
      const building = link ? feature.properties[link.name] : null;
      if (building && featuresOf(holder).has(String(building))) {
        const at = `${holder}\n${building}`;
        if (!tenants.byBuilding.has(at)) tenants.byBuilding.set(at, []);
        tenants.byBuilding.get(at).push({ id: one.id, feature });
      } else tenants.loose.push({ id: one.id, feature });
    }
  }
  return tenants;
}

/** Floors of a building that the question finds, or the verdict lets in. */
export function open(id, key) {
  const all = (floors().byBuilding.get(`${id}\n${key}`) ?? []).filter(({ id: space }) => state.shown[space]);
  if (matching())
    return all.filter(({ id: space, feature }) => ['fits', 'to_check'].includes(verdict(space, String(feature.id))));
  return all.filter(({ id: space, feature }) => found(space, String(feature.id)));
}

const hasParks = () => schema.ofKind('park').some((one) => shown(one) && featuresOf(one.id).size);
export const drawsPlots = (zoom) => zoom >= PLOTS_FROM || !hasParks();

const remote = (id) => Boolean(schema.collection(id)?.remote);

/** The features of a layer that are to be drawn, each once: all, or those of the tiles in the window. */
export const drawn = (id) => [...(remote(id) ? tiles.byId(id) : featuresOf(id)).values()];

/** The same as they are painted: in the tiles that they come in, what is merged among them. */
const sheets = (id) => (remote(id) ? tiles.sheets(id) : [{ rect: null, features: [...featuresOf(id).values()] }]);

/** Features that may lie at a point. */
const near = (id, point) => (remote(id) ? tiles.near(id, point) : [...featuresOf(id).values()]);

/* ---- painters ---- */
export function paintPlots(brush) {
  if (!drawsPlots(brush.zoom)) return;
  for (const one of plots()) {
    const all = sheets(one.id);
    brush.crowded = all.reduce((sum, { features }) => sum + features.length, 0) > 600;
    for (const { rect, features } of all) brush.clipped(rect, () => sheet(brush, one.id, features));
  }
  if (brush.zoom >= PLOTS_FROM)
    for (const { id, feature } of floors().loose)
      if (shown(schema.collection(id)) && brush.sees(feature)) plot(brush, feature, symbolOf(id, feature), 1.1);
}

function sheet(brush, id, features) {
  const quiet = [];
  const strong = [];
  for (const one of features) {
    if (!brush.sees(one)) continue;
    const symbol = symbolOf(id, one);
    (symbol === symbols.QUIET || symbol === EXCLUDED ? quiet : strong).push([one, symbol]);
  }
  for (const [one, symbol] of quiet) plot(brush, one, symbol, 0.7);
  for (const [one, symbol] of strong) plot(brush, one, symbol, 1.1);
}

function plot(brush, feature, symbol, width) {
  const [wide, high] = brush.extent(feature);
  // Where there are thousands, each has its own area and no more: dots would cover one another.
  if (feature.merged || (feature.path && brush.crowded && wide < SPECK && high < SPECK)) {
    if (wide < GRAIN && high < GRAIN) grain(brush, feature, solid(symbol).fill);
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
    symbol === CHECK ? 1.6 : symbol === FITS ? 1.5 : width,
    symbol.pattern === 'dashed' ? [4, 3] : [],
    true,
  );
}

/** The smallest mark that an eye still finds. */
function grain(brush, { path: { box } }, colour) {
  const [x, y] = [
    ((box[0] + box[2]) / 2) * brush.scale - brush.origin.x,
    ((box[1] + box[3]) / 2) * brush.scale - brush.origin.y,
  ];
  brush.pen.fillStyle = colour;
  brush.pen.fillRect(x - GRAIN / 2, y - GRAIN / 2, GRAIN, GRAIN);
}

const solid = ({ fill, stroke, pattern }) => ({ fill: pattern === 'dashed' ? stroke : fill, stroke, pattern: 'solid' });

/** What is smaller than a few pixels stays visible as a dot: larger where there are few. */
function speck(brush, feature, symbol) {
  const middle = scene.middle(feature);
  if (!middle) return;
  const { pen } = brush;
  const [x, y] = brush.point(middle);
  const quiet = symbol === symbols.QUIET || symbol === EXCLUDED;
  pen.beginPath();
  pen.arc(x, y, quiet ? 2 : brush.crowded ? 2.2 : 4, 0, 7);
  pen.fillStyle = quiet ? symbol.stroke : symbol.fill;
  pen.fill();
  if (quiet) return;
  pen.strokeStyle = symbol.stroke;
  pen.lineWidth = brush.crowded ? 0.8 : 1.4;
  pen.stroke();
}

export function paintBuildings(brush) {
  if (brush.zoom < BUILDINGS_FROM) return;
  for (const one of schema.ofKind('building').filter(shown)) {
    const link = schema.role(one.id, 'parcel');
    for (const { rect, features } of sheets(one.id)) {
      brush.clipped(rect, () => {
        for (const feature of features) {
          if (!brush.sees(feature)) continue;
          const parcel = link ? feature.properties[link.name] : null;
          building(
            brush,
            feature,
            open(one.id, String(feature.id)),
            Boolean(parcel) && !matching() && found(link.references, String(parcel)),
          );
        }
      });
    }
  }
}

function building(brush, feature, free, onPlot) {
  if (free.length) {
    const fits = !matching() || free.some(({ id, feature: floor }) => verdict(id, String(floor.id)) === 'fits');
    const symbol = fits ? FREE : CHECK;
    brush.fill(feature, symbol);
    brush.stroke(feature, symbol.stroke, 1.4, fits ? [] : [4, 3], true);
  } else {
    brush.fill(feature, onPlot ? ON_PLOT : PLAIN, onPlot ? 0.15 : 1);
    brush.pen.globalAlpha = onPlot ? 0.3 : 1;
    brush.stroke(feature, onPlot ? ON_PLOT.stroke : PLAIN.stroke, 0.6, [], true);
    brush.pen.globalAlpha = 1;
  }
}

export function paintProjects(brush) {
  for (const one of schema.ofKind('project').filter(shown)) {
    for (const feature of drawn(one.id))
      if (brush.sees(feature)) {
        brush.stroke(feature, '#FFFFFF', 3.5);
        brush.stroke(feature, '#5A4B86', 1.6, [6, 3], true);
      }
  }
}

const whole = (at) => (at ? (featuresOf(at.collection).get(at.id) ?? null) : null);

/** What is known of a feature: itself, or what a tile tells of it. */
export const feature = (at) =>
  whole(at) ?? (at && remote(at.collection) ? (tiles.byId(at.collection).get(at.id) ?? null) : null);

export function paintChosen(brush) {
  for (const at of state.basket)
    outline(brush, at, [
      ['#FFFFFF', 4],
      ['#0B665E', 2.2],
    ]);
  if (state.hovered && state.hovered.id !== state.selected?.id)
    outline(brush, state.hovered, [
      ['#FFFFFF', 4],
      ['#18231F', 1.8],
    ]);
  outline(brush, asked(), [
    ['#FFFFFF', 6],
    ['#18231F', 3],
  ]);
  const chosen = whole(asked());
  if (chosen && brush.zoom >= 17) vertices(brush, chosen);
}

function outline(brush, at, strokes) {
  const one = whole(at);
  const pieces = one ? [{ rect: null, feature: one }] : at && remote(at.collection) ? tiles.pieces(at) : [];
  for (const [colour, width] of strokes) {
    for (const { rect, feature: piece } of pieces)
      if (brush.sees(piece)) brush.clipped(rect, () => brush.stroke(piece, colour, width));
  }
}

function vertices(brush, one) {
  const { pen } = brush;
  for (const rings of plane.polygons(one.geometry)) {
    for (const point of rings[0].slice(0, 400)) {
      const [x, y] = brush.point(point);
      pen.beginPath();
      pen.arc(x, y, 3.2, 0, 7);
      pen.fillStyle = '#FFFFFF';
      pen.fill();
      pen.strokeStyle = '#18231F';
      pen.lineWidth = 1.5;
      pen.stroke();
    }
  }
}

/* ---- what lies under a point ---- */
const inside = (one, point) => plane.polygons(one.geometry).some((rings) => plane.inPolygon(point, rings));

function under(features, point, slack) {
  let best = null;
  for (const one of features) {
    const box = boxOf(one);
    if (
      !box ||
      point[0] < box[0] - slack ||
      point[0] > box[2] + slack ||
      point[1] < box[1] - slack ||
      point[1] > box[3] + slack
    )
      continue;
    const tiny = box[2] - box[0] < slack && box[3] - box[1] < slack;
    if (!tiny && !inside(one, point)) continue;
    const size = (box[2] - box[0]) * (box[3] - box[1]);
    if (!best || size < best.size) best = { one, size };
  }
  return best?.one ?? null;
}

const boxes = new WeakMap();
export function boxOf(one) {
  if (!boxes.has(one)) boxes.set(one, one.path ? tiles.degrees(one.path.box) : plane.bounds(one.geometry));
  return boxes.get(one);
}

/** The feature at [lng, lat] that a click means: a building with open floors, else a plot, else (far out) a park. */
export function at(point, zoom) {
  const slack = (6 * 360) / (256 * 2 ** zoom);
  if (zoom >= BUILDINGS_FROM) {
    for (const one of schema.ofKind('building').filter(shown)) {
      const hit = under(near(one.id, point), point, 0);
      if (hit && open(one.id, String(hit.id)).length) return spot(one.id, hit);
    }
  }
  if (zoom >= PLOTS_FROM) {
    const loose = floors().loose.filter(({ id }) => state.shown[id]);
    const hit = under(
      loose.map((one) => one.feature),
      point,
      slack,
    );
    if (hit) return spot(loose.find((one) => one.feature === hit).id, hit);
  }
  if (drawsPlots(zoom))
    for (const one of plots()) {
      const hit = under(near(one.id, point), point, slack);
      if (hit) return spot(one.id, hit);
    }
  if (zoom >= BUILDINGS_FROM)
    for (const one of schema.ofKind('building').filter(shown)) {
      const hit = under(near(one.id, point), point, 0);
      if (hit) return spot(one.id, hit);
    }
  if (!drawsPlots(zoom))
    for (const one of schema.ofKind('park').filter(shown)) {
      const hit = under(near(one.id, point), point, slack);
      if (hit) return spot(one.id, hit);
    }
  return null;
}

const spot = (collection, one) => ({ collection, id: String(one.id) });
