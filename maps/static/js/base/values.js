/* Values as people read them: fields by role, words of codes, areas in the unit chosen, unknown as its own chip. */

import { config } from './config.js';
import { el } from './dom.js';
import { ratio } from './rounding.js';
import * as rounding from './rounding.js';
import { schema } from './schema.js';
import { state } from './state.js';
import { language, t } from './words.js';

export const M2_PER_MU = 2000 / 3;
export const UNITS = {
  mu: { zh: '亩', en: 'mu', m2: M2_PER_MU, digits: 1 },
  ha: { zh: '公顷', en: 'ha', m2: 10000, digits: 2 },
  m2: { zh: 'm²', en: 'm²', m2: 1, digits: 0 },
};
export const DAY = 86400000;
export const THIN = '\u2009';

/* The one layer of a kind goes by a short word; where there are several, each by its own title. */
const SHORT = {
  parcel: { zh: '土地', en: 'Land' },
  space: { zh: '楼层', en: 'Floors' },
  building: { zh: '楼栋', en: 'Buildings' },
  park: { zh: '园区', en: 'Parks' },
  project: { zh: '项目', en: 'Projects' },
  control: { zh: '管控', en: 'Controls' },
};
export const short = (one) => t(SHORT[one.kind] && schema.ofKind(one.kind).length === 1 ? SHORT[one.kind] : one.title);

/** Headings begin with a capital in English; Chinese has none. */
export const capital = (text) => (language() === 'en' && text ? text[0].toUpperCase() + text.slice(1) : text);
export const title = (entry) => capital(t(entry.title));
/** A heading without what stands in brackets, for narrow places. */
export const brief = (entry) => title(entry).replace(/（.*）|\s*\(.*\)/, '');

/** Columns have long titles; rows, chips and table heads have little room. */
const TERSE = {
  power: { zh: '电力', en: 'power' },
  clear_height: { zh: '净高', en: 'height' },
  floor_load: { zh: '荷载', en: 'load' },
  fire_class: { zh: '火险', en: 'fire' },
};
export const terse = (entry) => (TERSE[entry.role] ? t(TERSE[entry.role]) : brief(entry));

/** What features are called after their number; English has one form for one. */
export function noun(id, count) {
  const said = t(schema.collection(id).noun);
  return language() === 'en' && count === 1 ? said.replace(/([^s])s$/, '$1') : said;
}

/** A text that a register gives in both languages, Chinese / English, in the one on screen. */
export function spoken(text) {
  const both = /^(.*[\u3400-\u9fff].*?)\s*\/\s+([^\u3400-\u9fff]+)$/u.exec(String(text ?? ''));
  return both ? t({ zh: both[1], en: both[2] }) : text;
}

export const isKnown = (value) =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length);

const lists = new Map();
export function codes(listId) {
  if (!lists.has(listId)) {
    const list = config.codelists?.[listId];
    lists.set(listId, list ? new Map(list.codes.map((code) => [String(code.code), code])) : null);
  }
  return lists.get(listId);
}

export function code(entry, raw) {
  const id = entry?.codelist ?? (entry?.references ? `ref:${entry.references}` : null);
  return id ? (codes(id)?.get(String(raw)) ?? null) : null;
}

/** Words for one value of a field: the code's title, a yes or no, a figure, else the text itself. */
export function words(entry, raw) {
  if (!isKnown(raw)) return null;
  if (Array.isArray(raw)) return raw.map((part) => words(entry, part)).join(t({ zh: '、', en: ', ' }));
  const found = code(entry, raw);
  if (found) return t(found);
  if (typeof raw === 'boolean') return raw ? t({ zh: '是', en: 'yes' }) : t({ zh: '否', en: 'no' });
  // A whole number without a unit counts nothing: it is a year or a floor.
  if (typeof raw === 'number' && ['far_min', 'far_max'].includes(entry.role)) return ratio(raw);
  if (typeof raw === 'number')
    return entry.type === 'integer' && !entry.unit ? String(raw) : number(raw, entry.type === 'integer' ? 0 : 2);
  return String(raw);
}

/** A figure without needless zeros. */
export function number(raw, digits = 0) {
  return rounding.number(raw, digits);
}

/** A floor-area ratio: one decimal always, a second where there is one. */
export { ratio };

export const unitWords = (entry) => (entry?.unit ? t(entry.unit) : '');

/** Words of a code without those of the code above that they repeat: "industrial, class 1" under "industrial" is "class 1". */
export function beyond(entry, raw, ends = false) {
  const said = words(entry, raw);
  const list = config.codelists?.[entry?.codelist];
  if (!said || !list || !['prefix', 'parent'].includes(list.hierarchy)) return said;
  const known = codes(entry.codelist);
  const own = String(raw);
  let above = list.hierarchy === 'parent' ? known.get(String(known.get(own)?.parent ?? '')) : null;
  for (let length = own.length - 1; !above && list.hierarchy === 'prefix' && length > 0; length -= 1)
    above = known.get(own.slice(0, length)) ?? null;
  const before = above ? t(above) : '';
  if (!before || said.length <= before.length) return said;
  if (said.startsWith(before)) return said.slice(before.length).replace(/^[\s,，:：-]+/, '');
  return ends && said.endsWith(before) ? said.slice(0, -before.length) : said;
}

/** Words with unit, as a table cell shows them; land areas with 亩 beside. Null where unknown. */
export function shown(entry, raw) {
  const said = words(entry, raw);
  if (said === null) return null;
  if (typeof raw !== 'number') return said;
  if (entry.land) return `${number(raw)}${THIN}m² · ${mu(raw)}${THIN}${t(UNITS.mu)}`;
  const unit = unitWords(entry);
  return unit ? `${said}${THIN}${unit}` : said;
}

export const mu = (m2) => fixed(rounding.mu(m2), 1);

/** An area as figure and unit: land in the unit chosen, floors always m² (万 m² when large, in Chinese). */
export function area(m2, land, { large = false, unit = state.unit } = {}) {
  if (land) {
    const scale = UNITS[unit] ?? UNITS.mu;
    const there = scale === UNITS.mu ? rounding.mu(m2) : m2 / scale.m2;
    return { figure: fixed(there, large && there >= 1000 ? 0 : scale.digits), unit: t(scale) };
  }
  if (large && language() !== 'en' && m2 >= 100000) return { figure: fixed(m2 / 10000, 1), unit: '万 m²' };
  return { figure: fixed(m2, 0), unit: 'm²' };
}

export function fixed(raw, digits) {
  return rounding.fixed(raw, digits);
}

/** The name of a feature in the reader's language; its id where it has none. */
export function name(id, one) {
  if (!one) return '';
  const zh = schema.value(id, one, 'name');
  const en = schema.value(id, one, 'name_en');
  return String((language() === 'en' ? (en ?? zh) : (zh ?? en)) ?? one.id);
}

/** Where room is short the chip names what is unknown and says the rest when asked. */
export const unknownOf = (what) =>
  el(
    'span',
    { class: 'unknown', title: `${what}${t({ zh: ' 待核实', en: ': to check' })}` },
    `? ${what}`,
    el('span', { class: 'offscreen' }, t({ zh: '待核实', en: 'to check' })),
  );

export const unknown = (what) =>
  el('span', { class: 'unknown' }, `? ${what ? `${what} ` : ''}${t({ zh: '待核实', en: 'to check' })}`);

/* ---- the swatch of a code: its colours and its pattern ---- */
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

export function swatch(symbol, extra = '') {
  const box = el('span', { class: `swatch ${extra}`.trim(), 'aria-hidden': 'true' });
  const safe =
    symbol && COLOUR.test(symbol.fill) && COLOUR.test(symbol.stroke ?? '#000') && COLOUR.test(symbol.ink ?? '#000');
  if (!safe) {
    box.style.background = '#E4E8E4';
    return box;
  }
  box.style.background = pattern(symbol);
  box.style.border = `1px ${symbol.pattern === 'dashed' ? 'dashed' : 'solid'} ${symbol.stroke}`;
  return box;
}

/** The symbol of a code; where it has none, that of the nearest code above it. */
export function symbolFor(entry, raw) {
  const list = config.codelists?.[entry?.codelist];
  let found = code(entry, raw)?.symbol;
  for (let length = String(raw).length - 1; !found && list?.hierarchy === 'prefix' && length > 0; length -= 1)
    found = code(entry, String(raw).slice(0, length))?.symbol;
  return found ?? null;
}

const UNKNOWN = { fill: '#FFFAEE', stroke: '#A6741A', pattern: 'dashed' };

/** A feature's symbol in the colours of the map: of the field chosen there where it has codes, else of its status or usage. */
export function symbolOf(id, one) {
  const chosen = schema.collection(id).fields.find((each) => each.name === state.colourBy && each.codelist);
  const entry = chosen ?? schema.role(id, 'status') ?? schema.role(id, 'usage') ?? schema.role(id, 'class');
  const raw = entry ? one?.properties?.[entry.name] : null;
  return isKnown(raw) ? symbolFor(entry, Array.isArray(raw) ? raw[0] : raw) : entry ? UNKNOWN : null;
}

/* ---- dates: plain days, no time zones ---- */
export function day(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(text ?? ''));
  return found ? Date.UTC(+found[1], +found[2] - 1, +found[3]) : null;
}

export const iso = (stamp) => new Date(stamp).toISOString().slice(0, 10);

export function years(stamp, count) {
  const date = new Date(stamp);
  return Date.UTC(date.getUTCFullYear() + count, date.getUTCMonth(), date.getUTCDate());
}
