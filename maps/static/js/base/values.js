/* Values as people read them: fields by role, words of codes, areas in the unit chosen, unknown as its own chip. */

import { el } from './dom.js';
import { partsHeld, striped } from './holds.js';
import { paid } from './money.js';
import { colour } from './palette.js';
import { fixed, number, ratio, mu as toMu } from './rounding.js';
import { schema } from './schema.js';
import { state } from './state.js';
import { THIN, UNITS } from './units.js';
import { language, nameOf, t } from './words.js';

/** @typedef {{title: Words}} Titled */

/* The one layer of a kind goes by a short word; where there are several, each by its own title. */
/** @type {Partial<Record<Kind, Words>>} */
const SHORT = {
  parcel: { zh: '土地', en: 'Land' },
  space: { zh: '楼层', en: 'Floors' },
  building: { zh: '楼栋', en: 'Buildings' },
  park: { zh: '园区', en: 'Parks' },
  project: { zh: '项目', en: 'Projects' },
  control: { zh: '管控', en: 'Controls' },
};
/** @param {Pick<Collection, 'kind' | 'title'>} collection */
export const short = ({ kind, title: own }) => t(schema.ofKind(kind).length === 1 ? (SHORT[kind] ?? own) : own);

/** Headings begin with a capital in English; Chinese has none. @param {string} text */
export const capital = (text) => (language() === 'en' && text ? text[0].toUpperCase() + text.slice(1) : text);
/** @param {Titled} entry */
export const title = (entry) => capital(t(entry.title));
/** A heading without what stands in brackets, for narrow places. @param {Titled} entry */
export const brief = (entry) => title(entry).replace(/（.*）|\s*\(.*\)/, '');

/** A name without the abbreviation that explains itself in brackets at its end, for narrow places. @param {string} named */
export const spelled = (named) => named.replace(/\s*\(\p{Lu}+\)$/u, '');
/** The abbreviation that explains itself there; empty where a name has none. @param {string} named */
export const abbreviated = (named) => /\((\p{Lu}+)\)$/u.exec(named)?.[1] ?? '';

/** Columns have long titles; rows, chips and table heads have little room. */
/** @type {Record<string, Words>} */
const TERSE = {
  power: { zh: '电力', en: 'power' },
  clear_height: { zh: '净高', en: 'height' },
  floor_load: { zh: '荷载', en: 'load' },
  fire_class: { zh: '火险', en: 'fire' },
};
/** @param {Field} entry */
export const terse = (entry) => (TERSE[entry.role ?? ''] ? t(TERSE[entry.role ?? '']) : brief(entry));

/** What features are called after their number; English has one form for one. @param {string} id @param {number} [count] */
export function noun(id, count) {
  const several = t(schema.collection(id).noun);
  return language() === 'en' && count === 1 ? several.replace(/([^s])s$/, '$1') : several;
}

/** A text that a register gives in both languages, Chinese / English, in the one on screen. @param {any} text */
export function spoken(text) {
  const both = /^(.*[\u3400-\u9fff].*?)\s*\/\s+([^\u3400-\u9fff]+)$/u.exec(String(text ?? ''));
  return both ? t({ zh: both[1], en: both[2] }) : text;
}

/** Whether a register says something: an empty list is as unknown as an empty text. @param {unknown} value */
export const isKnown = (value) =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length);

export const { codes, entryOf: code } = schema;

/**
 * Words for one value of a field: the code's title, a yes or no, a figure, else the text itself.
 * @param {Field | null | undefined} entry
 * @param {any} raw
 * @returns {string | null}
 */
export function words(entry, raw) {
  if (!isKnown(raw)) return null;
  if (Array.isArray(raw)) return raw.map((part) => words(entry, part)).join(t({ zh: '、', en: ', ' }));
  const titled = code(entry, raw);
  if (titled) return t(titled);
  if (typeof raw === 'boolean') return raw ? t({ zh: '是', en: 'yes' }) : t({ zh: '否', en: 'no' });
  // A whole number without a unit counts nothing: it is a year or a floor.
  if (typeof raw === 'number' && ['far_min', 'far_max'].includes(entry?.role ?? '')) return ratio(raw);
  if (typeof raw === 'number')
    return entry?.type === 'integer' && !entry.unit ? String(raw) : number(raw, entry?.type === 'integer' ? 0 : 2);
  return String(raw);
}

/** Words for what plays a role in a feature; null where nothing does, or it is unknown. @param {string} id @param {Feature} feature @param {string} role */
export function wordsOf(id, feature, role) {
  const entry = schema.role(id, role);
  return entry ? words(entry, schema.value(id, feature, role)) : null;
}

/** @param {Pick<Field, 'unit'> | null | undefined} entry */
export const unitWords = (entry) => (entry?.unit ? t(entry.unit) : '');

/** Whether figures of a unit are amounts of money that English says in CNY. @param {Unit | null | undefined} unit @returns {unit is Unit} */
export const isPaid = (unit) => language() === 'en' && Boolean(unit?.cny);

/**
 * Words of a code without those of the code above that they repeat: "industrial, class 1" under "industrial" is "class 1".
 * @param {Field} entry
 * @param {any} raw
 */
export function beyond(entry, raw) {
  const whole = words(entry, raw);
  const list = entry?.codelist ? schema.listOf(entry) : null;
  if (!whole || !list || !['prefix', 'parent'].includes(list.hierarchy)) return whole;
  const known = codes(entry.codelist ?? '') ?? new Map();
  const own = String(raw);
  let above = list.hierarchy === 'parent' ? known.get(String(known.get(own)?.parent ?? '')) : null;
  for (let length = own.length - 1; !above && list.hierarchy === 'prefix' && length > 0; length -= 1)
    above = known.get(own.slice(0, length)) ?? null;
  const before = above ? t(above) : '';
  if (!before || whole.length <= before.length) return whole;
  return whole.startsWith(before) ? whole.slice(before.length).replace(/^[\s,，:：-]+/, '') : whole;
}

/**
 * Words with unit, as a table cell shows them; land areas with 亩 beside. Null where unknown.
 * @param {Field | null | undefined} entry
 * @param {any} raw
 */
export function shown(entry, raw) {
  const plain = words(entry, raw);
  if (plain === null) return null;
  if (typeof raw !== 'number') return plain;
  if (entry?.land) return `${number(raw)}${THIN}m² · ${mu(raw)}${THIN}${t(UNITS.mu)}`;
  if (isPaid(entry?.unit)) return paid(raw, entry.unit);
  const unit = unitWords(entry);
  return unit ? `${plain}${THIN}${unit}` : plain;
}

const LAND_IN_M2 = {
  zh: /([\d,.–]+) m²（(?:[≥≤] )?([\d,.–]+) 亩）/g,
  en: /([\d,.–]+) m² \((?:[≥≤] )?([\d,.–]+) mu\)/g,
};
/** A sentence about land with 亩 first, as the reader gives and reads it, where that is the unit on screen; the service counts in m². @param {string} sentence */
export function landFirst(sentence) {
  if (state.unit !== 'mu') return sentence;
  return sentence.replace(LAND_IN_M2.zh, '$2 亩（$1 m²）').replace(LAND_IN_M2.en, '$2 mu ($1 m²)');
}

/** 亩 of an area in m², to one decimal. @param {number} m2 */
export const mu = (m2) => fixed(toMu(m2), 1);

/**
 * An area as figure and unit: land in the unit chosen, floors always m² (万 m² when large, in Chinese).
 * @param {number} m2
 * @param {boolean | null | undefined} land
 * @param {{large?: boolean, unit?: LandUnit}} [how]
 */
export function area(m2, land, { large = false, unit = state.unit } = {}) {
  if (land) {
    const scale = UNITS[unit] ?? UNITS.mu;
    const there = scale === UNITS.mu ? toMu(m2) : m2 / scale.m2;
    return { figure: fixed(there, large && there >= 1000 ? 0 : scale.digits), unit: t(scale) };
  }
  if (large && language() !== 'en' && m2 >= 100000) return { figure: fixed(m2 / 10000, 1), unit: '万 m²' };
  return { figure: fixed(m2, 0), unit: 'm²' };
}

/**
 * The name of a feature in the reader's language; its id where it has none; nothing of no feature.
 * @param {string} id
 * @param {Feature | null | undefined} feature
 */
export function name(id, feature) {
  if (!feature) return '';
  const [zh, en] = ['name', 'name_en'].map((role) => schema.value(id, feature, role));
  return nameOf({ name: zh, name_en: en, id: feature.id });
}

/** Where room is short the chip names what is unknown and says the rest when asked. @param {string} what */
export const unknownOf = (what) =>
  el(
    'span',
    { class: 'unknown', title: `${what}${t({ zh: ' 待核实', en: ': to check' })}` },
    `? ${what}`,
    el('span', { class: 'offscreen' }, t({ zh: '待核实', en: 'to check' })),
  );

/** The chip of what nobody knows. @param {string} [what] */
export const unknown = (what) =>
  el('span', { class: 'unknown' }, `? ${what ? `${what} ` : ''}${t({ zh: '待核实', en: 'to check' })}`);

/* ---- the swatch of a code: its colours and its pattern ---- */
/** @param {Symbol_} symbol */
function pattern(symbol) {
  const { fill, ink } = symbol;
  const line = ink ?? symbol.stroke;
  switch (symbol.pattern) {
    case 'slash':
      return `repeating-linear-gradient(-45deg, ${fill} 0 2px, ${line} 2px 4px)`;
    case 'backslash':
      return `repeating-linear-gradient(45deg, ${fill} 0 2px, ${line} 2px 4px)`;
    case 'dots':
      return `radial-gradient(circle at 2px 2px, ${line} 1.1px, transparent 1.4px) 0 0 / 4px 4px, ${fill}`;
    case 'bars':
      return `repeating-linear-gradient(90deg, ${fill} 0 3px, ${line} 3px 4px)`;
    default:
      return fill;
  }
}

const COLOUR = /^#[0-9a-f]{3,8}$/i;
/** A catalog's colours become style only where they are colours and nothing more. @param {Symbol_} symbol */
const isSafe = ({ fill, stroke, ink }) =>
  COLOUR.test(fill) && [stroke ?? fill, ink ?? fill].every((one) => COLOUR.test(one));

/** @param {Symbol_ | null | undefined} symbol */
export function swatch(symbol, extra = '') {
  const box = el('span', { class: `swatch ${extra}`.trim(), 'aria-hidden': 'true' });
  if (!symbol || !isSafe(symbol)) {
    box.style.background = 'var(--track)';
    return box;
  }
  box.style.background = pattern(symbol);
  box.style.border = `1px ${symbol.pattern === 'dashed' ? 'dashed' : 'solid'} ${symbol.stroke}`;
  return box;
}

/** The symbol of a code; where it has none, that of the nearest code above it. @param {Field} entry @param {any} raw */
export function symbolFor(entry, raw) {
  const list = entry?.codelist ? schema.listOf(entry) : null;
  let symbol = code(entry, raw)?.symbol;
  for (let length = String(raw).length - 1; !symbol && list?.hierarchy === 'prefix' && length > 0; length -= 1)
    symbol = code(entry, String(raw).slice(0, length))?.symbol;
  return symbol ?? null;
}

/** @returns {Symbol_} */
const unknownSymbol = () => ({ fill: colour('unknown-tint'), stroke: colour('unknown-edge'), pattern: 'dashed' });

/**
 * A feature's symbol in the colours of the map: of the field chosen there where it has codes, else of its status or usage.
 * @param {string} id
 * @param {Feature | null | undefined} feature
 */
export function symbolOf(id, feature) {
  const chosen = schema.collection(id).fields.find((field) => field.name === state.colourBy && field.codelist);
  const entry = chosen ?? schema.role(id, 'status') ?? schema.role(id, 'usage') ?? schema.role(id, 'class');
  if (!entry) return null;
  const raw = feature?.properties?.[entry.name];
  const symbol = isKnown(raw) ? symbolFor(entry, Array.isArray(raw) ? raw[0] : raw) : unknownSymbol();
  return feature && symbol && entry.role === 'status' && partsHeld(id, feature) ? striped(symbol) : symbol;
}

/* ---- dates: plain days, no time zones ---- */
/** The stamp of an ISO date; null where it is none. @param {unknown} text */
export function day(text) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(text ?? ''))?.slice(1);
  if (!parts) return null;
  const [year, month, date] = parts.map(Number);
  return Date.UTC(year, month - 1, date);
}

/** The ISO date of a stamp. @param {number} stamp */
export const iso = (stamp) => new Date(stamp).toISOString().slice(0, 10);

/** The stamp of the same day so many years later. @param {number} stamp @param {number} count */
export function years(stamp, count) {
  const date = new Date(stamp);
  return Date.UTC(date.getUTCFullYear() + count, date.getUTCMonth(), date.getUTCDate());
}
