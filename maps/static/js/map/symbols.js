/* Symbols on the canvas: a code's colours and pattern, classes of figures, and the looks of parks, controls and base shapes. */

import { fmt } from '../base/format.js';
import { colour } from '../base/palette.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';

const COLOUR = /^#[0-9a-fA-F]{3,8}$/;
/** What the question leaves out. */
export const QUIET = { fill: colour('no-match'), stroke: colour('no-match-edge'), pattern: 'solid' };
export const UNKNOWN = { fill: colour('unknown-tint'), stroke: colour('unknown-edge'), pattern: 'dashed' };
/** @type {ThemeClass} */
const TO_CHECK = { key: null, words: { zh: '待核实', en: 'to check' }, symbol: UNKNOWN };
const PALETTE = [
  colour('class-1'),
  colour('class-2'),
  colour('class-3'),
  colour('class-4'),
  colour('class-5'),
  colour('class-6'),
  colour('class-7'),
  colour('class-8'),
  colour('class-9'),
  colour('class-10'),
];
const RAMP = [colour('ramp-1'), colour('ramp-2'), colour('ramp-3'), colour('ramp-4'), colour('accent')];
const NICE = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const TILE = 8;

/** A symbol whose colours are colours; null of any other. @param {Symbol_ | null | undefined} symbol */
const safe = (symbol) =>
  symbol && [symbol.fill, symbol.stroke, symbol.ink].every((ink) => !ink || COLOUR.test(ink)) ? symbol : null;

/* Patterns are drawn once a symbol and a pixel ratio, at device pixels, so that lines stay crisp. */
/** @type {Map<string, HTMLCanvasElement>} */
const tiles = new Map();

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Symbol_} symbol
 * @param {number} ratio
 * @param {{ x: number, y: number }} [origin] the place in the world of the pen's own: the pattern lies on the ground, wherever the pen begins
 */
function pattern(context, symbol, ratio, origin = { x: 0, y: 0 }) {
  const key = `${symbol.fill} ${symbol.ink ?? symbol.stroke} ${symbol.pattern} ${ratio}`;
  const drawn = tiles.get(key) ?? tile(symbol, ratio);
  tiles.set(key, drawn);
  const made = /** @type {CanvasPattern} */ (context.createPattern(drawn, 'repeat'));
  const side = drawn.width / ratio;
  made.setTransform(new DOMMatrix().translate(-(origin.x % side), -(origin.y % side)).scale(1 / ratio));
  return made;
}

/** @param {Symbol_} symbol @param {number} ratio */
function tile(symbol, ratio) {
  const size = Math.round(TILE * ratio);
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.fillStyle = symbol.fill;
  pen.fillRect(0, 0, size, size);
  pen.fillStyle = symbol.ink ?? symbol.stroke;
  pen.strokeStyle = pen.fillStyle;
  pen.lineWidth = 2.2 * ratio;
  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
  const line = (x1, y1, x2, y2) => {
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
  };
  if (symbol.pattern === 'slash') for (const shift of [-size, 0, size]) line(shift, size, shift + size, 0);
  if (symbol.pattern === 'backslash') for (const shift of [-size, 0, size]) line(shift, 0, shift + size, size);
  if (symbol.pattern === 'bars') {
    pen.lineWidth = ratio;
    line(size / 2, 0, size / 2, size);
  }
  if (symbol.pattern === 'dots') {
    for (const [x, y] of [
      [0.25, 0.25],
      [0.75, 0.75],
    ]) {
      pen.beginPath();
      pen.arc(x * size, y * size, 1.15 * ratio, 0, 7);
      pen.fill();
    }
  }
  return canvas;
}

/** @param {Symbol_} symbol */
const patterned = (symbol) => ['slash', 'backslash', 'bars', 'dots'].includes(symbol.pattern);

/**
 * What fills a shape: a colour, or a pattern.
 * @param {CanvasRenderingContext2D} context
 * @param {Symbol_} symbol
 * @param {number} ratio
 * @param {{ x: number, y: number }} [origin]
 */
export const fillOf = (context, symbol, ratio, origin) =>
  patterned(symbol) ? pattern(context, symbol, ratio, origin) : symbol.fill;

/**
 * A code's symbol: its own, else that of the nearest code above it, else one of a quiet palette by its place in the
 * list.
 * @param {Codelist | null} list
 * @param {string} value
 * @returns {Symbol_}
 */
export function ofCode(list, value) {
  const codes = list?.codes ?? [];
  const place = codes.findIndex((code) => code.code === value);
  const own = safe(codes[place]?.symbol);
  if (own) return own;
  if (list?.hierarchy === 'prefix') {
    const above = codes
      .filter((code) => safe(code.symbol) && value.startsWith(code.code))
      .sort((a, b) => b.code.length - a.code.length)[0];
    if (above?.symbol) return above.symbol;
  }
  const fill = PALETTE[(place < 0 ? codes.length : place) % PALETTE.length];
  return { fill, stroke: colour('class-edge'), pattern: 'solid' };
}

/** A number as planners round it: 1, 1.5, 2, 2.5 … times a power of ten. @param {number} value */
export function rounded(value) {
  if (value === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(Math.abs(value)));
  return (
    NICE.reduce((best, one) => (Math.abs(one * power - value) < Math.abs(best * power - value) ? one : best)) * power
  );
}

/**
 * Breaks between at most five classes of equal count, rounded in the unit that is shown.
 * @param {unknown[]} figures
 * @param {number} unit
 */
export function breaks(figures, unit) {
  const known = figures.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  if (known.length < 2) return [];
  const cuts = [0.2, 0.4, 0.6, 0.8].map((share) => rounded(known[Math.floor(share * known.length)] / unit) * unit);
  return [...new Set(cuts)].filter((cut) => cut > known[0] && cut <= known[known.length - 1]);
}

/**
 * What colours a layer by one of its fields: classes with symbol and words, and the class of a feature.
 * Codes by their symbols; figures by classes; unknown always its own.
 * @param {Field | null} field
 * @param {Drawn[]} features
 * @returns {Theme}
 */
export function theme(field, features) {
  if (!field) return { field: null, classes: [], of: () => null };
  /** @param {Drawn} feature */
  const value = (feature) => feature.properties[field.name] ?? null;
  return isFigure(field) ? numeric(field, value, features) : coded(field, value);
}

/** Whether a field holds figures. @param {Field | null | undefined} field */
export const isFigure = (field) => Boolean(field && ['number', 'integer'].includes(field.type));

/** @param {Field} field @param {(feature: Drawn) => any} value @returns {Theme} */
function coded(field, value) {
  const list = schema.listOf(field);
  /** @param {string} code @param {Words} words @returns {ThemeClass} */
  const classOf = (code, words) => ({ key: code, words, symbol: ofCode(list, code) });
  const classes = new Map((list?.codes ?? []).map((code) => [code.code, classOf(code.code, code)]));
  /** @param {Drawn} feature */
  const of = (feature) => {
    const raw = value(feature);
    const code = Array.isArray(raw) ? raw[0] : raw;
    if (code === null || code === undefined || code === '') return TO_CHECK;
    const key = String(code);
    const own = classes.get(key) ?? classOf(key, { zh: key, en: key });
    classes.set(key, own);
    return own;
  };
  return {
    field,
    of,
    get classes() {
      return [...classes.values(), TO_CHECK];
    },
  };
}

/** @param {Field} field @param {(feature: Drawn) => any} value @param {Drawn[]} features @returns {Theme} */
function numeric(field, value, features) {
  const shown = UNITS[state.unit];
  const unit = field.land ? shown.m2 : 1;
  const cuts = breaks(features.map(value), unit);
  const label = field.land ? t(shown) : values.unitWords(field);
  /** @param {number} cut */
  const say = (cut) => fmt.number(cut / unit, 2);
  const classes = [...cuts, Infinity].map((high, n) => {
    const low = n ? cuts[n - 1] : null;
    const shade = RAMP[cuts.length ? Math.round((n * (RAMP.length - 1)) / cuts.length) : 2];
    return {
      key: n,
      low,
      high: high === Infinity ? null : high,
      words: between(low === null ? null : say(low), high === Infinity ? null : say(high)),
      symbol: { fill: shade, stroke: colour('ramp-edge'), pattern: 'solid' },
    };
  });
  /** @param {Drawn} feature */
  const of = (feature) => {
    const raw = value(feature);
    return typeof raw === 'number' ? classes[cuts.filter((cut) => raw >= cut).length] : TO_CHECK;
  };
  return { field, of, label, classes: [...classes, TO_CHECK] };
}

/** A class of figures in words. @param {string | null} low @param {string | null} high */
function between(low, high) {
  if (low === null) return high === null ? t({ zh: '全部', en: 'All' }) : `< ${high}`;
  return high === null ? `≥ ${low}` : `${low}–${high}`;
}
