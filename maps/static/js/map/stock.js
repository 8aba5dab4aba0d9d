/* The stock: which layers are shown, by which theme or verdict a feature is drawn, and the floors in their buildings. */

import { config } from '../base/config.js';
import { partsHeld, striped } from '../base/holds.js';
import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { language } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import { joinedRows } from '../data/floors_answer.js';
import { floorsFirst } from '../data/floors_first.js';
import { degreesOf } from './mercator.js';
import * as symbols from './symbols.js';
import { themeField } from './theme.js';
import * as tiles from './tiles.js';

/**
 * What a report says of each site.
 * @typedef {{ report: object | null, verdicts: Map<string, string>, ranks: Map<string, RankedSite> }} Judged
 */
/** @typedef {{ id: string, feature: Feature }} Floor A space and its layer. */
/** @typedef {{ key: string, byBuilding: Map<string, Floor[]>, loose: Floor[] }} Tenants */

export const FITS = { fill: colour('fits'), stroke: colour('accent'), pattern: 'solid' };
export const CHECK = { fill: colour('check'), stroke: colour('unknown-edge'), pattern: 'dashed' };
export const EXCLUDED = { fill: colour('excluded'), stroke: colour('no-match-edge'), pattern: 'solid' };
export const PLOTS_FROM = 12.75;
export const BUILDINGS_FROM = 14.5;

/** One name for a feature of any layer. @param {string} collection @param {string} id */
export const keyOf = (collection, id) => `${collection}\n${id}`;

/* ---- layers ---- */

/** @param {Collection} one */
const shown = (one) => Boolean(state.shown[one.id]);

/** Layers of a kind that are shown. @param {...string} kinds @returns {Collection[]} */
export const shownOf = (...kinds) => config.collections.filter((one) => kinds.includes(one.kind) && shown(one));

export const plots = () => shownOf('parcel', 'other');

export const matching = () => state.mode === 'match' && Boolean(state.match.report?.outcome) && !state.match.site;

const hasParks = () => shownOf('park').some((one) => featuresOf(one.id).size);

/** Whether plots are drawn one by one, or parks stand for them. @param {number} zoom */
export const drawsPlots = (zoom) => zoom >= PLOTS_FROM || !hasParks();

/** @param {string} id */
export const remote = (id) => Boolean(schema.collection(id)?.remote);

/**
 * The features of a layer that are to be drawn, each once: all, or those of the tiles in the window.
 * @param {string} id
 * @returns {(Feature | NamedPiece)[]}
 */
export const drawn = (id) => [...(remote(id) ? tiles.byId(id) : featuresOf(id)).values()];

/** The same as they are painted: in the tiles that they come in, what is merged among them. @param {string} id @returns {MapSheet[]} */
export const sheets = (id) =>
  remote(id) ? tiles.sheets(id) : [{ rect: null, features: [...featuresOf(id).values()] }];

/** What the page has of a feature itself. @param {Spot | null} spot @returns {Feature | null} */
export const whole = (spot) => (spot ? (featuresOf(spot.collection).get(spot.id) ?? null) : null);

/** What is known of a feature: itself, or what a tile tells of it. @param {Spot | null} spot @returns {Feature | NamedPiece | null} */
export const feature = (spot) =>
  whole(spot) ?? (spot && remote(spot.collection) ? (tiles.byId(spot.collection).get(spot.id) ?? null) : null);

/** @type {WeakMap<Drawn, Box | null>} */
const boxes = new WeakMap();

/** West, south, east, north of a feature; null where it has no shape. @param {Drawn} one @returns {Box | null} */
export function boxOf(one) {
  const known = boxes.get(one);
  if (known !== undefined) return known;
  const box = one.path ? degreesOf(one.path.box) : plane.bounds(one.geometry);
  boxes.set(one, box);
  return box;
}

/** A feature's area in m²; 0 where it is unknown. @param {string} id @param {Feature} one @returns {number} */
export function areaOf(id, one) {
  const area = schema.value(id, one, 'area');
  return typeof area === 'number' ? area : 0;
}

/* ---- themes ---- */

/** @type {Map<string, Theme>} */
const themes = new Map();

/**
 * Values to class a field by: those of the layer; of a large one what the window shows, so that the classes divide what
 * is seen.
 * @param {string} id
 */
const sample = (id) => (remote(id) ? drawn(id) : [...featuresOf(id).values()]);

/** What colours a layer. @param {string} id @returns {Theme} */
export function theme(id) {
  const field = themeField(id);
  const known = symbols.isFigure(field) ? sample(id) : [];
  const key = [id, field?.name, symbols.isFigure(field) ? `${state.unit} ${language()} ${known.length > 0}` : ''].join(
    '\n',
  );
  const made = themes.get(key) ?? symbols.theme(field, known);
  themes.set(key, made);
  return made;
}

/* ---- verdicts of the current match ---- */

/** @type {Judged} */
let judged = { report: null, verdicts: new Map(), ranks: new Map() };

/** What the report says of its sites: their verdicts, and the matches that have a rank. */
export function verdicts() {
  const { report } = state.match;
  if (judged.report === report) return judged;
  judged = { report, verdicts: new Map(), ranks: new Map() };
  for (const [id, lists] of Object.entries(/** @type {Answers['MatchAnswer']['outcome']} */ (report?.outcome ?? {}))) {
    for (const key of lists.fits ?? []) judged.verdicts.set(keyOf(id, key), 'fits');
    for (const key of lists.to_check ?? []) judged.verdicts.set(keyOf(id, key), 'to_check');
  }
  for (const match of report?.matches ?? [])
    if (match.site && match.rank) judged.ranks.set(keyOf(match.site.collection, match.site.id), match);
  return judged;
}

/** Sites that have a rank, the best first. */
export const ranked = () => [...verdicts().ranks.values()].sort((a, b) => a.rank - b.rank);

/** What is chosen; where a plot asks which projects suit it, that plot. @returns {Spot | null} */
export const asked = () => state.selected ?? (state.mode === 'match' ? state.match.site : null);

/**
 * The verdict, which is fits, to_check or rejected, of a site of the report; null where none is shown.
 * @param {string} id
 * @param {string} key
 */
export function verdict(id, key) {
  if (!matching() || !(id in (state.match.report.outcome ?? {}))) return null;
  return verdicts().verdicts.get(keyOf(id, key)) ?? 'rejected';
}

/** @type {{ rows: Feature[] | null, ids: Set<string> }} */
let together = { rows: null, ids: new Set() };

/** Whether the question finds a feature, or where it finds no floor alone, one of several that have it together. @param {string} id @param {string} key @returns {boolean} */
export function found(id, key) {
  const result = state.results[id];
  const rows = result?.matched === 0 ? joinedRows(id) : null;
  if (!rows) return result?.ids?.has(key) ?? true;
  if (together.rows !== rows) together = { rows, ids: new Set(rows.map((row) => String(row.id))) };
  return together.ids.has(key);
}

/** Whether land steps back because floors are looked for. @param {string} id */
const isPale = (id) => floorsFirst() !== null && schema.collection(id)?.kind === 'parcel';

/** Whether the question finds a feature that is drawn. @param {string} id @param {Drawn} one */
export const loud = (id, one) => !isPale(id) && !tiles.quiet(id, one) && found(id, String(one.id));

/**
 * The symbol of a feature: by its verdict in a match, else by what colours its layer.
 * @param {string} id
 * @param {Drawn} one
 * @returns {Symbol_}
 */
export function symbolOf(id, one) {
  if (matching()) {
    const said = verdict(id, String(one.id));
    return said === 'fits' ? FITS : said === 'to_check' ? CHECK : EXCLUDED;
  }
  return loud(id, one) ? (coloured(id, one) ?? symbols.QUIET) : symbols.QUIET;
}

/** By what colours its layer: a floor that is held in part is striped where states are colours. @param {string} id @param {Drawn} one */
export function coloured(id, one) {
  const symbol = theme(id).of(one)?.symbol;
  return symbol && isHeldInPart(id, one) ? striped(symbol) : symbol;
}

/** Whether a floor shows on the map that it is held in part. @param {string} id @param {Drawn} one */
export const isHeldInPart = (id, one) => themeField(id)?.role === 'status' && partsHeld(id, one) > 0;

/* ---- floors in their buildings ---- */

/** @type {Tenants} */
let tenants = { key: '', byBuilding: new Map(), loose: [] };

/** Spaces by the building that holds them ("collection\nid"), and those whose building is not on the map. */
export function floors() {
  const layers = schema.ofKind('space');
  const key = [...layers, ...schema.ofKind('building')].map((one) => `${one.id} ${featuresOf(one.id).size}`).join();
  if (tenants.key === key) return tenants;
  tenants = { key, byBuilding: new Map(), loose: [] };
  for (const one of layers) {
    const link = schema.role(one.id, 'building');
    const holder = link?.references ?? schema.ofKind('building')[0]?.id;
    for (const space of featuresOf(one.id).values())
      house({ id: one.id, feature: space }, holder, link ? space.properties[link.name] : null);
  }
  return tenants;
}

/** Put a space into its building. @param {Floor} floor @param {string | undefined} holder @param {unknown} building */
function house(floor, holder, building) {
  if (!building || !holder || !featuresOf(holder).has(String(building))) {
    tenants.loose.push(floor);
    return;
  }
  const key = keyOf(holder, String(building));
  const others = tenants.byBuilding.get(key);
  if (others) others.push(floor);
  else tenants.byBuilding.set(key, [floor]);
}

/** Floors of a building that the question finds, or the verdict lets in. @param {string} id @param {string} key @returns {Floor[]} */
export function open(id, key) {
  const all = (floors().byBuilding.get(keyOf(id, key)) ?? []).filter((floor) => state.shown[floor.id]);
  if (matching())
    return all.filter((floor) => ['fits', 'to_check'].includes(verdict(floor.id, String(floor.feature.id)) ?? ''));
  return all.filter((floor) => found(floor.id, String(floor.feature.id)));
}
