/* The rules of a question: what each asks of a row, in words, and which rows may stay. */

import { fmt } from '../base/format.js';
import { cny } from '../base/money.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { below } from './codes.js';
import { filtering } from './filter_rule.js';
import { nearby } from './near.js';

/** As a text search compares: without case, width or composed forms. @param {string} text */
export const folded = (text) => text.normalize('NFKC').toLowerCase();
/** @param {string} text */
export const termsOf = (text) => folded(text).split(/\s+/).filter(Boolean);
/** @param {unknown} value */
export const isMissing = (value) => value === null || value === undefined || value === '';
/** The parts of a value that may be a list. @param {any} value @returns {string[]} */
export const partsOf = (value) => [value].flat().map(String);
const isRanged = (/** @type {Field} */ { type }) => ['number', 'integer', 'date'].includes(type);

/** What a text search looks through, row by row. @param {Layer} held */
function searchTexts(held) {
  const fields = held.collection.fields.filter((field) => ['text', 'list'].includes(field.type));
  /** @param {Field} field @param {any} value */
  const told = (field, value) => {
    const title = schema.entryOf(field, value);
    return title ? `${value} ${title.zh} / ${title.en}` : String(value);
  };
  held.texts ??= held.rows.map(({ properties }) =>
    folded(
      fields
        .map((field) => {
          const value = properties[field.name];
          return isMissing(value)
            ? ''
            : partsOf(value)
                .map((part) => told(field, part))
                .join('\n');
        })
        .join('\n'),
    ),
  );
  return held.texts;
}

/** @param {Layer} held @param {Field} field @param {string[]} values @param {string} key @returns {Rule} */
function oneOf(held, field, values, key) {
  const list = schema.listOf(field);
  const wanted = new Set(
    list && ['prefix', 'parent'].includes(list.hierarchy) ? values.flatMap((value) => [...below(list, value)]) : values,
  );
  const system = field.role === 'usage' ? held.byRole.get('usage_system') : null;
  // What a declared list does not know may mean any of its codes; who asks for that very word alone asks no code of the list.
  const prefix = list?.hierarchy === 'prefix';
  const isDeclared = Boolean(list && field.codelist && !field.codelist.startsWith('ref:'));
  const known = new Set(isDeclared ? list?.codes.map(({ code }) => code) : []);
  /** @param {string} part */
  const knows = (part) => known.has(part) || (prefix && [...known].some((code) => part.startsWith(code)));
  /** @param {string} value */
  const isOfList = (value) => known.has(value) || (prefix && [...known].some((code) => code.startsWith(value)));
  const byList = isDeclared && (key === 'usage' || values.some(isOfList));
  /** @param {string} part */
  const hit = (part) => wanted.has(part) || (prefix && values.some((value) => part.startsWith(value)));
  return {
    key,
    words: valueWords(held, field, values, list),
    choice: values.length > 1,
    answer: ({ properties }) => {
      const value = properties[field.name];
      if (isMissing(value) || (system && list && properties[system.name] !== list.id)) return -1;
      const parts = partsOf(value);
      if (parts.some(hit)) return 1;
      return byList && !parts.every(knows) ? -1 : 0;
    },
  };
}

/**
 * Whether a code has finer ones, in its list or in the rows.
 * @param {Layer} held
 * @param {Field} field
 * @param {Codelist | null} list
 * @param {string} code
 */
function hasBelow(held, field, list, code) {
  if (!list) return false;
  if (below(list, code).size > 1) return true;
  /** @param {string} part */
  const isFiner = (part) => part.startsWith(code) && part !== code;
  return (
    list.hierarchy === 'prefix' &&
    held.rows.some(
      ({ properties }) => !isMissing(properties[field.name]) && partsOf(properties[field.name]).some(isFiner),
    )
  );
}

/** @param {Layer} held @param {Field} field @param {string[]} values @param {Codelist | null} list @returns {Words} */
function valueWords(held, field, values, list) {
  const named = values.map((value) => {
    const title = list?.codes.find((entry) => entry.code === value) ?? { zh: value, en: value };
    const under = hasBelow(held, field, list, value);
    /** @param {string} words */
    const numbered = (words) => (list?.hierarchy === 'prefix' && words !== value ? `${words} ${value}` : words);
    return {
      zh: numbered(title.zh) + (under ? '（含下级）' : ''),
      en: numbered(title.en ?? title.zh) + (under ? ' and below' : ''),
    };
  });
  return {
    zh: `${field.title.zh}为 ${named.map(({ zh }) => zh).join(' 或 ')}`,
    en: `${field.title.en} is ${named.map(({ en }) => en).join(' or ')}`,
  };
}

/** @typedef {[number | string | null, number | string | null]} Range */

/** @param {Field} field @param {Range} range @returns {Rule} */
function between(field, [low, high]) {
  return {
    key: field.name,
    words: rangeWords(field, low, high),
    answer: ({ properties }) => {
      const value = properties[field.name];
      if (isMissing(value)) return -1;
      return Number((low === null || value >= low) && (high === null || value <= high));
    },
  };
}

/** @param {Range} range */
const interval = ([low, high]) => (low === null ? `≤ ${high}` : high === null ? `≥ ${low}` : `${low}–${high}`);

/** @param {Field} field @param {Range[0]} low @param {Range[1]} high @returns {Words} */
function rangeWords(field, low, high) {
  /** @param {(figure: number) => string} figured @returns {Range} */
  const ends = (figured) => {
    const end = (/** @type {Range[0]} */ bound) =>
      bound === null || field.type === 'date' ? bound : figured(Number(bound));
    return [end(low), end(high)];
  };
  const shown = interval(ends((figure) => fmt.number(figure, 2)));
  const beside = field.land ? interval(ends((figure) => fmt.number(rounding.mu(figure), 1))) : null;
  /** @param {Lang} lang */
  const words = (lang) => `${field.title[lang]} ${paid(lang) ?? `${shown} ${field.unit?.[lang] ?? ''}`}`.trimEnd();
  /** @param {Lang} lang */
  const paid = (lang) =>
    lang === 'en' && field.unit?.cny
      ? `${interval(ends((figure) => cny(figure, field.unit?.cny)))}${field.unit.per ?? ''}`
      : null;
  return { zh: words('zh') + (beside ? `（${beside} 亩）` : ''), en: words('en') + (beside ? ` (${beside} mu)` : '') };
}

/** @param {Layer} held @param {string} text @returns {Rule} */
function containing(held, text) {
  const terms = termsOf(text);
  const texts = searchTexts(held);
  return {
    key: 'q',
    words: { zh: `含有“${text.trim()}”`, en: `containing “${text.trim()}”` },
    answer: (_, place) => Number(terms.every((term) => texts[place].includes(term))),
  };
}

/** @param {Point[]} ring @returns {Rule} */
function inside(ring) {
  const words = { zh: '在所画范围内', en: 'within the drawn area' };
  return { key: 'within', words, answer: ({ geometry }) => (geometry ? Number(plane.touches(geometry, ring)) : -1) };
}

/** Whether a row has a shape, or has none. @param {boolean} located @returns {Rule} */
function placed(located) {
  const words = located ? { zh: '已定位', en: 'located' } : { zh: '未定位', en: 'not located' };
  return { key: 'located', words, answer: ({ geometry }) => Number(Boolean(geometry) === located) };
}

const isBounded = (/** @type {Range | undefined} */ range) => Boolean(range?.some((bound) => bound !== null));

/** Rules on roles, in the order in which the service asks them. @param {Layer} held @param {Partial<Question>} query @returns {Rule[]} */
function rulesOfRoles(held, query) {
  /** @type {Rule[]} */
  const made = [];
  const usage = held.byRole.get('usage');
  if (query.usage?.length && usage) made.push(oneOf(held, usage, query.usage, 'usage'));
  const area = held.byRole.get('area');
  if (area && query.area && isBounded(query.area)) made.push(between(area, query.area));
  for (const role of /** @type {const} */ (['park', 'status'])) {
    const field = held.byRole.get(role);
    const values = query[role];
    if (field && values?.length) made.push(oneOf(held, field, values, field.name));
  }
  return made;
}

/** Rules on fields by their names. @param {Layer} held @param {Partial<Question>} query @returns {Rule[]} */
function rulesOfFields(held, query) {
  /** @type {Rule[]} */
  const made = [];
  for (const [name, values] of Object.entries(query.values ?? {})) {
    const field = held.byName.get(name);
    if (field && values?.length) made.push(oneOf(held, field, values, field.role === 'usage' ? 'usage' : name));
  }
  for (const [name, range] of Object.entries(query.ranges ?? {})) {
    const field = held.byName.get(name);
    if (field && isRanged(field) && isBounded(range)) made.push(between(field, range));
  }
  return made;
}

/** The rules of a question, each answered of every row. @param {Layer} held @param {Partial<Question>} query @returns {AnsweredRule[]} */
export function rulesOf(held, query) {
  const made = [
    ...(query.within?.length ? [inside(query.within)] : []),
    ...(query.near ? [nearby(query.near)] : []),
    ...(typeof query.located === 'boolean' ? [placed(query.located)] : []),
    ...rulesOfRoles(held, query),
    ...rulesOfFields(held, query),
    ...(query.q?.trim() ? [containing(held, query.q)] : []),
    ...(query.filter ? [filtering(held, query.filter.text)] : []),
  ];
  const lenient = new Set(query.or_unknown ?? []);
  return made.map((rule) => {
    const answers = Int8Array.from(held.rows, rule.answer);
    const letsUnknown = lenient.has(rule.key);
    const passed = answers.map((answer) => Number(letsUnknown ? answer !== 0 : answer === 1));
    return { ...rule, answers, passed, let: letsUnknown };
  });
}

/** 1 of rows that every rule lets stay. @param {AnsweredRule[]} made @param {number} size */
export function passing(made, size) {
  const mask = new Uint8Array(size).fill(1);
  for (const { passed } of made) for (let n = 0; n < size; n += 1) mask[n] *= passed[n];
  return mask;
}

/**
 * What each rule took away, and of how many rows it alone is unknown.
 * @param {AnsweredRule[]} made
 * @param {number} size
 * @returns {Step[]}
 */
export function stepsOf(made, size) {
  const left = new Uint8Array(size).fill(1);
  const misses = new Uint8Array(size);
  for (const rule of made) for (let n = 0; n < size; n += 1) misses[n] += 1 - rule.passed[n];
  let before = size;
  return made.map((rule) => {
    let after = 0;
    let unknown = 0;
    for (let n = 0; n < size; n += 1) {
      left[n] *= rule.passed[n];
      after += left[n];
      unknown += Number(!rule.passed[n] && rule.answers[n] === -1 && misses[n] === 1);
    }
    const step = { key: rule.key, ...rule.words, removed: before - after, left: after, unknown };
    before = after;
    return step;
  });
}

/** The whole question in words. @param {Layer} held @param {AnsweredRule[]} made @returns {Words} */
export function inWords({ collection: { title } }, made) {
  if (!made.length) return { zh: `${title.zh}：全部`, en: `${title.en}: all` };
  const isBeside = made.length > 1;
  const said = made.map(({ words, choice, let: letsUnknown }) => ({
    zh: (choice && isBeside ? `（${words.zh}）` : words.zh) + (letsUnknown ? '（含待核实）' : ''),
    en: (choice && isBeside ? `(${words.en})` : words.en) + (letsUnknown ? ' (or unknown)' : ''),
  }));
  return {
    zh: `${title.zh}：${said.map(({ zh }) => zh).join(' 且 ')}`,
    en: `${title.en}: ${said.map(({ en }) => en).join(' and ')}`,
  };
}
