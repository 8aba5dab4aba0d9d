/* A filter of a figure as a rule of a question: what it answers of a row, and itself in words, as the service says both. */

import { fmt } from '../base/format.js';
import { cny } from '../base/money.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { below } from './codes.js';
import { conditionOf, GEOMETRY, namesIn } from './filter_text.js';

/** @typedef {import('./filter_text.js').Condition} Condition */
/** @typedef {import('./filter_text.js').Literal} Literal */
/** @typedef {1 | 0 | -1} Answer yes, no, unknown */

/** An empty list is known: nothing is on it. @param {unknown} value */
const isMissing = (value) => value === null || value === undefined || value === '';

/** The tree of a filter that fits a layer; null where the page cannot read it, or it asks a field that is not there. @param {string} id @param {string} text */
export function fitted(id, text) {
  const condition = conditionOf(text);
  return condition && namesIn(condition).every((name) => name === GEOMETRY || schema.field(id, name))
    ? condition
    : null;
}

/** A filter as a rule of a layer that the page holds. @param {Layer} held @param {string} text @returns {Rule} */
export function filtering(held, text) {
  const condition = fitted(held.collection.id, text);
  if (!condition) throw new Error(`the page cannot read the filter ${text}`);
  return { key: 'filter', words: wordsOf(held, condition), answer: answering(held, condition) };
}

/* ---- what it answers ---- */

/** Of unknown, no and yes. @type {Answer[]} */
const OPPOSITES = [-1, 1, 0];

/** @param {Layer} held @param {Condition} condition @returns {(row: Feature) => Answer} */
function answering(held, condition) {
  switch (condition.op) {
    case 'never':
      return () => 0;
    case 'and':
    case 'or':
      return joining(
        condition.op,
        condition.args.map((part) => answering(held, part)),
      );
    case 'not': {
      const inner = answering(held, condition.of);
      return (row) => OPPOSITES[inner(row) + 1];
    }
    case 'null':
      return missing(condition.name);
    case 'in':
    case 'overlaps':
      return holding(held.byName.get(condition.name), condition.name, condition.values);
    case '=':
      return holding(held.byName.get(condition.name), condition.name, [condition.value]);
    default:
      return comparing(condition.name, compared(condition.op, condition.value));
  }
}

/** Yes where all say so, or any; what is not known decides where nothing else does. @param {'and' | 'or'} op @param {((row: Feature) => Answer)[]} parts @returns {(row: Feature) => Answer} */
function joining(op, parts) {
  const decisive = op === 'and' ? 0 : 1;
  return (row) => {
    let unsure = false;
    for (const part of parts) {
      const answer = part(row);
      if (answer === decisive) return decisive;
      unsure ||= answer === -1;
    }
    return unsure ? -1 : op === 'and' ? 1 : 0;
  };
}

/** @param {string} name @returns {(row: Feature) => Answer} */
const missing = (name) =>
  name === GEOMETRY ? ({ geometry }) => (geometry ? 0 : 1) : ({ properties }) => (isMissing(properties[name]) ? 1 : 0);

/** @param {string} name @param {(value: any) => boolean} hit @returns {(row: Feature) => Answer} */
const comparing =
  (name, hit) =>
  ({ properties }) =>
    isMissing(properties[name]) ? -1 : hit(properties[name]) ? 1 : 0;

/**
 * Rows that have one of these values. To who asks for codes a word that the list does not know may mean any of them.
 * @param {Field | undefined} field
 * @param {string} name
 * @param {Literal[]} values
 * @returns {(row: Feature) => Answer}
 */
function holding(field, name, values) {
  const wanted = new Set(values.map(String));
  const list = field?.codelist?.startsWith('ref:') ? null : schema.listOf(field);
  const codes = field?.codelist && list ? list.codes.map(({ code }) => String(code)) : [];
  const isPrefix = list?.hierarchy === 'prefix';
  /** @param {string} word */
  const knows = (word) => codes.includes(word) || (isPrefix && codes.some((code) => word.startsWith(code)));
  const byList = [...wanted].some(knows);
  return ({ properties }) => {
    const value = properties[name];
    if (isMissing(value)) return -1;
    const parts = [value].flat().map(String);
    if (parts.some((part) => wanted.has(part))) return 1;
    return byList && !parts.every(knows) ? -1 : 0;
  };
}

/** @param {'<' | '<=' | '>' | '>='} sign @param {Literal} limit @returns {(value: any) => boolean} */
function compared(sign, limit) {
  switch (sign) {
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    case '>':
      return (value) => value > limit;
    default:
      return (value) => value >= limit;
  }
}

/* ---- itself in words, as gis/cql2/words.py says them ---- */

/** @type {Record<string, string>} */
const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '=': '=' };

/** @param {Layer} held @param {Condition} condition @returns {Words} */
const wordsOf = (held, condition) => bracketed(saying(held, condition), condition.op === 'or');

/** @param {Words} words @param {boolean} isBracketed @returns {Words} */
const bracketed = ({ zh, en }, isBracketed) => (isBracketed ? { zh: `（${zh}）`, en: `(${en})` } : { zh, en });

/** @param {Layer} held @param {Condition} condition @returns {Words} */
function saying(held, condition) {
  switch (condition.op) {
    case 'never':
      return { zh: '否', en: 'no' };
    case 'and':
      return linked(
        condition.args.map((part) => bracketed(wordsOf(held, part), part.op === 'in' && part.values.length > 1)),
        { zh: ' 且 ', en: ' and ' },
      );
    case 'or':
      return linked(
        condition.args.map((part) => saying(held, part)),
        { zh: ' 或 ', en: ' or ' },
      );
    case 'not':
      return denied(held, condition.of);
    case 'null':
      return phrased(titleOf(held, condition.name), '待核实', ' is unknown');
    case 'in':
      return ofChoice(held, condition.name, condition.values);
    case 'overlaps': {
      const { zh, en } = linked(valuesOf(held, condition.name, condition.values), { zh: '、', en: ', ' });
      return phrased(titleOf(held, condition.name), `含有${zh}之一`, ` holds any of ${en}`);
    }
    default:
      return ofComparison(held, condition.name, SIGNS[condition.op], condition.value);
  }
}

/** @param {Layer} held @param {Condition} inner @returns {Words} */
function denied(held, inner) {
  if (inner.op === 'null') return phrased(titleOf(held, inner.name), '已知', ' is known');
  const { zh, en } = saying(held, inner);
  return { zh: `非（${zh}）`, en: `not (${en})` };
}

/** @param {Words[]} parts @param {Words} between @returns {Words} */
const linked = (parts, between) => ({
  zh: parts.map(({ zh }) => zh).join(between.zh),
  en: parts.map(({ en }) => en).join(between.en),
});

/** @param {Words} title @param {string} zh @param {string} en @returns {Words} */
const phrased = (title, zh, en) => ({ zh: title.zh + zh, en: title.en + en });

/** @param {Layer} held @param {string} name @returns {Words} */
const titleOf = (held, name) =>
  name === GEOMETRY ? { zh: '图形', en: 'the geometry' } : (held.byName.get(name)?.title ?? { zh: name, en: name });

/** @param {Layer} held @param {string} name @param {Literal[]} values @returns {Words} */
function ofChoice(held, name, values) {
  const { zh, en } = linked(valuesOf(held, name, values), { zh: ' 或 ', en: ' or ' });
  return phrased(titleOf(held, name), `为 ${zh}`, ` is ${en}`);
}

/** @param {Layer} held @param {string} name @param {string} sign @param {Literal} value @returns {Words} */
function ofComparison(held, name, sign, value) {
  const field = held.byName.get(name);
  if (sign === '=' && typeof value !== 'number') return ofChoice(held, name, [value]);
  if (typeof value !== 'number') return phrased(titleOf(held, name), ` ${sign} ${value}`, ` ${sign} ${value}`);
  const { zh, en } = figured(field, value);
  return phrased(titleOf(held, name), ` ${sign} ${zh}`, ` ${sign} ${en}`);
}

/** @param {Field | undefined} field @param {number} value @returns {Words} */
function figured(field, value) {
  const figure = fmt.number(value, 2);
  const paid = field?.unit?.cny ? `${cny(value, field.unit.cny)}${field.unit.per ?? ''}` : null;
  const beside = field?.land ? fmt.number(rounding.mu(value), 1) : null;
  return {
    zh: `${figure} ${field?.unit?.zh ?? ''}`.trimEnd() + (beside ? `（${beside} 亩）` : ''),
    en: (paid ?? `${figure} ${field?.unit?.en ?? ''}`.trimEnd()) + (beside ? ` (${beside} mu)` : ''),
  };
}

/** Codes by their titles; one that has others below it is meant alone. @param {Layer} held @param {string} name @param {Literal[]} values @returns {Words[]} */
function valuesOf(held, name, values) {
  const field = held.byName.get(name);
  const list = schema.listOf(field);
  return values.map((value) => {
    if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
    if (typeof value === 'number') return figured(field, value);
    const { zh, en } = schema.entryOf(field, value) ?? { zh: value, en: value };
    if (!list || below(list, value).size < 2) return { zh, en };
    const code = list.hierarchy === 'prefix' && zh !== value ? ` ${value}` : '';
    return { zh: `${zh}${code}（不含下级）`, en: `exactly ${en}${code}` };
  });
}
