/* Dates in a phrase: a year, a month or a day in either language, and on which side of it something is asked. */

import { matchAt } from './figures.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = String.raw`(${MONTHS.join('|')})[a-z]*\.?`;
const DATES = [
  {
    pattern: /(20\d\d)\s*年\s*(?:(1[0-2]|0?[1-9])\s*月\s*(?:份|([0-3]?\d)\s*[日号])?)?/y,
    order: ['year', 'month', 'day'],
  },
  { pattern: /(20\d\d)[-/](1[0-2]|0?[1-9])(?:[-/]([0-3]?\d))?(?![\d.])/y, order: ['year', 'month', 'day'] },
  {
    pattern: new RegExp(String.raw`${MONTH}\s+(?:([0-3]?\d)(?:st|nd|rd|th)?,?\s+)?(20\d\d)`, 'y'),
    order: ['month', 'day', 'year'],
  },
  {
    pattern: new RegExp(String.raw`([0-3]?\d)(?:st|nd|rd|th)?\s+${MONTH},?\s+(20\d\d)`, 'y'),
    order: ['day', 'month', 'year'],
  },
];
const BEFORE =
  /\s*(?:(before)|(after)|(from|since|not? (?:before|earlier than)|不早于)|(by|until|till|not? later than|不晚于|不迟于|最迟|最晚|截至)|(?:in|on))(?![a-z])\s*(the end of\s*)?/y;
const AFTER = /\s*([底末])?(?:(之前|以前|前)|(之后|以后|后)|(起|开始))?/y;
const BARE_YEAR = /(20\d\d)(?![\d.,]|\s*(?:平|亩|米|m|k|公|吨|元|万|层))/y;

/** @typedef {{ end: number, low: string | null, high: string | null, first: string | null }} Span days that are asked, both included; the first of a date on neither side of which it is asked */

/** @param {number} year @param {number} month from 0 @param {number} day */
const dayOf = (year, month, day) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** The first and last day of a date, and where it ends. @param {string} text @param {number} from */
function dateAt(text, from) {
  for (const { pattern, order } of DATES) {
    const match = matchAt(pattern, text, from);
    if (!match) continue;
    const part = (/** @type {string} */ name) => match[order.indexOf(name) + 1];
    const month = MONTHS.indexOf(part('month')) + 1 || Number(part('month') ?? 0);
    return {
      ...periodOf(Number(part('year')), month, Number(part('day') ?? 0)),
      end: from + match[0].trimEnd().length,
    };
  }
  return null;
}

/** @param {number} year @param {number} month 0 where none was named @param {number} day 0 where none was named */
function periodOf(year, month, day) {
  if (!month)
    return {
      first: dayOf(year, 0, 1),
      last: dayOf(year, 11, 31),
      next: dayOf(year + 1, 0, 1),
      before: dayOf(year, 0, 0),
    };
  const first = day || 1;
  const last = day ? [month - 1, day] : [month, 0];
  return {
    first: dayOf(year, month - 1, first),
    last: dayOf(year, last[0], last[1]),
    next: dayOf(year, last[0], last[1] + 1),
    before: dayOf(year, month - 1, first - 1),
  };
}

/** On which side of a date something is asked, by the words before it or behind it. @param {(string | undefined)[]} head @param {(string | undefined)[]} tail */
function sideOf(head, tail) {
  const [isBefore, isAfter, isFrom] = [1, 2, 3].map((n) => Boolean(head[n] ?? tail[n + 1]));
  const isEnd = Boolean(tail[1] ?? head[5]);
  if (isAfter) return 'after';
  if (isFrom) return 'from';
  if (isBefore) return isEnd ? 'by' : 'before';
  return head[4] || isEnd ? 'by' : 'in';
}

/**
 * The days that a phrase asks from a place on.
 * @param {string} text
 * @param {number} from
 * @returns {Span | null}
 */
export function daysAt(text, from) {
  const head = matchAt(BEFORE, text, from);
  const at = from + (head?.[0].length ?? 0);
  const year = head ? matchAt(BARE_YEAR, text, at) : null;
  const date = dateAt(text, at) ?? (year ? { ...periodOf(Number(year[1]), 0, 0), end: at + year[0].length } : null);
  if (!date) return null;
  const tail = matchAt(AFTER, text, date.end);
  const end = date.end + (tail?.[0].trimEnd().length ?? 0);
  const side = sideOf(head ?? [], tail ?? []);
  if (side === 'after') return { end, low: date.next, high: null, first: null };
  if (side === 'from') return { end, low: date.first, high: null, first: null };
  const high = side === 'before' ? date.before : date.last;
  return { end, low: null, high, first: side === 'in' ? date.first : null };
}
