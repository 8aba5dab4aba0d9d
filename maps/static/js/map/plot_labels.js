/* Labels of plots: the code in its name, and beneath it what colours the map and the area. */

import { fmt } from '../base/format.js';
import { colour } from '../base/palette.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { block, bold, plain, widthOf } from './lettering.js';
import * as rankDiscs from './rank_discs.js';
import * as stock from './stock.js';
import { themeField } from './theme.js';

/** @typedef {import('./lettering.js').Room} Room */
/** @typedef {import('./lettering.js').Line} Line */

const LABELS_FROM = 15;
const NEAR = 16.5;
const RANKED_FROM = 14;
const DISC = 14; // Pixels from the middle of a disc to what stands beside it
const CODE = /[A-Za-z]{1,4}\d{0,3}[-–]\d{1,4}(?:[-–]\d{1,4})?/;

/** A name without that of the park that it begins with. @param {string} name @param {Words | null} park */
function trimmed(name, park) {
  const prefix = [park?.zh, park?.en].find((words) => words && name.startsWith(words) && name.length > words.length);
  return prefix ? name.slice(prefix.length).trim() : name;
}

/** What a plot is called on the map: the code in its name, else its name without the park's. @param {string} id @param {Feature} feature */
function short(id, feature) {
  const name = values.name(id, feature);
  const code = CODE.exec(name);
  if (code) return code[0];
  const field = schema.role(id, 'park');
  return trimmed(name, field ? schema.code(field, feature.properties[field.name]) : null);
}

/** @param {string} id @param {Feature} feature */
function size(id, feature) {
  const field = schema.role(id, 'area');
  const area = field ? feature.properties[field.name] : null;
  return typeof area === 'number' ? fmt.area(area, field) : null;
}

/** Labels of the plots in the view: first those that the question finds, the largest first. @param {Room} room */
export function paint(room) {
  const { brush } = room;
  if (brush.zoom < LABELS_FROM) return;
  const matching = stock.matching();
  for (const { id } of stock.plots()) {
    const named = [];
    for (const feature of stock.drawn(id)) {
      const key = stock.keyOf(id, feature.id);
      if (!brush.sees(feature, 0) || room.named === key || (matching && stock.verdicts().ranks.has(key))) continue;
      const loud = matching ? stock.verdict(id, String(feature.id)) !== 'rejected' : stock.loud(id, feature);
      const strong = loud && (matching || coloured(stock.symbolOf(id, feature)));
      if (loud || brush.zoom >= NEAR) named.push({ feature, strong, area: stock.areaOf(id, feature) });
    }
    named.sort((a, b) => Number(b.strong) - Number(a.strong) || b.area - a.area);
    for (const { feature, strong } of named) label(room, id, feature, { loud: strong, matching });
  }
}

/** Code and area of the plots that have a rank, beneath their discs, else beside them: the best first. @param {Room} room */
export function paintRanked(room) {
  const { brush } = room;
  if (!stock.matching() || brush.zoom < RANKED_FROM) return;
  for (const { site } of stock.ranked()) {
    const feature = stock.feature(site);
    if (feature && schema.collection(site.collection).kind === 'parcel' && brush.sees(feature, 0))
      besideDisc(room, site.collection, feature);
  }
}

/** @param {Room} room @param {string} id @param {Feature} feature */
function besideDisc(room, id, feature) {
  const [x, y] = rankDiscs.middleOf(room.brush, id, feature);
  const ink = colour('ink');
  /** @type {Line} */
  const code = { text: short(id, feature), font: bold(12), colour: ink, height: 14 };
  const area = size(id, feature);
  const lines = area ? [code, { text: area, font: plain(11.5), colour: ink, height: 13 }] : [code];
  const wide = Math.max(...lines.map(({ text, font }) => widthOf(room.brush.pen, text, font)));
  const below = DISC + (lines.length * 14) / 2;
  const aside = DISC + 2 + wide / 2;
  /** @type {Point[]} */
  const places = [
    [x, y + below],
    [x + aside, y],
    [x - aside, y],
    [x, y - below],
  ];
  if (!places.some((place) => block(room, place, lines, { gap: 0 })))
    block(room, [x, y + DISC + 7], [code], { gap: 0 });
}

/** Whether a symbol speaks by colour: greys are fine as they are, and their labels step back. @param {Symbol_} symbol */
function coloured({ fill }) {
  const [r, g, b] = [1, 3, 5].map((from) => parseInt(fill.slice(from, from + 2), 16));
  return Math.max(r, g, b) - Math.min(r, g, b) > 16;
}

/**
 * What a plot says of what colours the map: a code of land use wherever it is drawn, all else near.
 * @param {string} id
 * @param {Feature} feature
 * @param {{ near: boolean, matching: boolean }} how
 */
function wordsOf(id, feature, { near, matching }) {
  const field = themeField(id);
  const raw = field ? feature.properties[field.name] : null;
  // Colours of land use follow convention and are hard to tell apart: the code stands on every plot.
  if (!matching && field?.role === 'usage' && raw) return { coded: String(raw), words: String(raw) };
  if (!near || !field?.codelist || !values.isKnown(raw)) return { coded: null, words: null };
  return { coded: null, words: t(schema.code(field, Array.isArray(raw) ? raw[0] : raw) ?? String(raw)) };
}

/**
 * Write the label of a plot: as much of it as fits.
 * @param {Room} room
 * @param {string} id
 * @param {Feature} feature
 * @param {{ loud: boolean, matching: boolean }} how
 */
export function label(room, id, feature, { loud, matching }) {
  const { brush } = room;
  const [wide, high] = brush.extent(feature);
  if (wide < 28 || high < 16) return;
  const place = brush.anchor(feature);
  const near = brush.zoom >= NEAR;
  const ink = colour(loud ? 'ink' : 'ink-2');
  const area = size(id, feature);
  /** @type {Point} */
  const within = [wide * 1.05, high * 1.02];
  if (matching && !near) {
    if (area) block(room, place, [{ text: area, font: plain(11.5), colour: ink, height: 13 }], { within });
    return;
  }
  const { coded, words } = wordsOf(id, feature, { near, matching });
  /** @type {Line} */
  const first = { text: short(id, feature), font: loud ? bold(12) : plain(12), colour: ink, height: 14 };
  const below = coded && !near ? coded : [words, area].filter(Boolean).join(' · ');
  /** @type {Line} */
  const second = { text: below, font: plain(11), colour: ink, height: 13 };
  const chosen = state.selected?.collection === id && state.selected.id === String(feature.id);
  const lines = second.text ? [first, second] : [first];
  if (block(room, place, lines, { within: chosen ? null : within, forced: chosen })) return;
  if (!near || !second.text) {
    block(room, place, [first], { within: [wide * 1.1, high] });
    return;
  }
  if (block(room, place, [first, { ...second, text: area ?? second.text }], { within })) return;
  block(room, [place[0], place[1] + Math.min(high / 4, 24)], [first], { within });
}
