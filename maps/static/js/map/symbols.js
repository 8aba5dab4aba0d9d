/* Symbols on the canvas: a code's colours and pattern, classes of figures, and the looks of parks, controls and base shapes. */

import { config } from '../base/config.js';
import { fmt } from '../base/format.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';

const COLOUR = /^#[0-9a-fA-F]{3,8}$/;
export const QUIET = { fill: '#EAE9E2', stroke: '#CFCEC4', pattern: 'solid' };
export const UNKNOWN = { fill: '#FFFAEE', stroke: '#A6741A', pattern: 'dashed' };
const PALETTE = [
  '#CDAA80',
  '#8F7CBF',
  '#E59BB8',
  '#D3564A',
  '#7F9DB0',
  '#86B36B',
  '#C9A83C',
  '#6FA5A0',
  '#B48A9E',
  '#9AA06A',
];
const RAMP = ['#E3EFEC', '#B5D6D0', '#7FB8B0', '#3F8F86', '#0B665E'];
const NICE = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const TILE = 8;

const safe = (symbol) =>
  symbol && [symbol.fill, symbol.stroke, symbol.ink].every((one) => !one || COLOUR.test(one)) ? symbol : null;

/* Patterns are drawn once a symbol and a pixel ratio, at device pixels, so that lines stay crisp. */
const tiles = new Map();
function pattern(context, symbol, ratio) {
  const key = `${symbol.fill} ${symbol.ink ?? symbol.stroke} ${symbol.pattern} ${ratio}`;
  if (!tiles.has(key)) tiles.set(key, tile(symbol, ratio));
  const made = context.createPattern(tiles.get(key), 'repeat');
  made.setTransform(new DOMMatrix().scale(1 / ratio));
  return made;
}

function tile(symbol, ratio) {
  const size = Math.round(TILE * ratio);
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const pen = canvas.getContext('2d');
  pen.fillStyle = symbol.fill;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = pen.fillStyle = symbol.ink ?? symbol.stroke;
  pen.lineWidth = 2.2 * ratio;
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

const patterned = (symbol) => ['slash', 'backslash', 'bars', 'dots'].includes(symbol.pattern);
export const fillOf = (context, symbol, ratio) => (patterned(symbol) ? pattern(context, symbol, ratio) : symbol.fill);

export const listOf = (field) =>
  config.codelists[field?.codelist ?? (field?.references ? `ref:${field.references}` : '')] ?? null;

/** A code's symbol: its own, else that of the nearest code above it, else one of a quiet palette by its place in the list. */
export function ofCode(list, value) {
  const codes = list?.codes ?? [];
  const place = codes.findIndex((code) => code.code === value);
  if (safe(codes[place]?.symbol)) return codes[place].symbol;
  if (list?.hierarchy === 'prefix') {
    const above = codes
      .filter((code) => safe(code.symbol) && value.startsWith(code.code))
      .sort((a, b) => b.code.length - a.code.length)[0];
    if (above) return above.symbol;
  }
  const fill = PALETTE[(place < 0 ? codes.length : place) % PALETTE.length];
  return { fill, stroke: '#6B746E', pattern: 'solid' };
}

/** A number as planners round it: 1, 1.5, 2, 2.5 … times a power of ten. */
export function rounded(value) {
  if (value === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(Math.abs(value)));
  return (
    NICE.reduce((best, one) => (Math.abs(one * power - value) < Math.abs(best * power - value) ? one : best)) * power
  );
}

/** Breaks between at most five classes of equal count, rounded in the unit that is shown. */
export function breaks(values, unit) {
  const known = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  if (known.length < 2) return [];
  const cuts = [0.2, 0.4, 0.6, 0.8].map((share) => rounded(known[Math.floor(share * known.length)] / unit) * unit);
  return [...new Set(cuts)].filter((cut) => cut > known[0] && cut <= known.at(-1));
}

/**
 * What colours a layer by one of its fields: classes with symbol and words, and the class of a feature.
 * Codes by their symbols; figures by classes; unknown always its own.
 */
export function theme(collection, field, features) {
  if (!field) return { field: null, classes: [], of: () => null };
  const value = (feature) => feature.properties[field.name] ?? null;
  return ['number', 'integer'].includes(field.type) ? numeric(field, value, features) : coded(field, value);
}

function coded(field, value) {
  const list = listOf(field);
  const classes = new Map(
    (list?.codes ?? []).map((code) => [code.code, { key: code.code, words: code, symbol: ofCode(list, code.code) }]),
  );
  const unknown = { key: null, words: { zh: '待核实', en: 'to check' }, symbol: UNKNOWN };
  const of = (feature) => {
    const raw = value(feature);
    const code = Array.isArray(raw) ? raw[0] : raw;
    if (code === null || code === undefined || code === '') return unknown;
    if (!classes.has(String(code)))
      classes.set(String(code), {
        key: String(code),
        words: { zh: String(code), en: String(code) },
        symbol: ofCode(list, String(code)),
      });
    return classes.get(String(code));
  };
  return {
    field,
    of,
    get classes() {
      return [...classes.values(), unknown];
    },
  };
}

function numeric(field, value, features) {
  const unit = field.land && state.unit !== 'm2' ? (state.unit === 'ha' ? 10000 : 2000 / 3) : 1;
  const cuts = breaks(features.map(value), unit);
  const label = field.land
    ? t({ mu: { zh: '亩', en: 'mu' }, ha: { zh: '公顷', en: 'ha' }, m2: 'm²' }[state.unit])
    : t(field.unit ?? '');
  const say = (cut) => fmt.number(cut / unit, 2);
  const classes = [...cuts, Infinity].map((high, n) => {
    const low = n ? cuts[n - 1] : null;
    const words =
      low === null
        ? high === Infinity
          ? t({ zh: '全部', en: 'all' })
          : `< ${say(high)}`
        : high === Infinity
          ? `≥ ${say(low)}`
          : `${say(low)}–${say(high)}`;
    const shade = RAMP[cuts.length ? Math.round((n * (RAMP.length - 1)) / cuts.length) : 2];
    return {
      key: n,
      low,
      high: high === Infinity ? null : high,
      words,
      symbol: { fill: shade, stroke: '#2F5F59', pattern: 'solid' },
    };
  });
  const unknown = { key: null, words: { zh: '待核实', en: 'to check' }, symbol: UNKNOWN };
  const of = (feature) => {
    const raw = value(feature);
    return typeof raw === 'number' ? classes[cuts.filter((cut) => raw >= cut).length] : unknown;
  };
  return { field, of, label, classes: [...classes, unknown] };
}
