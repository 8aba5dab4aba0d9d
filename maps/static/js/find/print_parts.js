/* What every printed sheet has: its head, the patterns of the map, its foot. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { floorsFirst } from '../data/floors_first.js';
import { printerName } from '../data/printer.js';
import * as questions from '../data/questions.js';

/** @param {string} title @param {string} under */
export function head(title, under) {
  const { demonstration } = config;
  return el(
    'header',
    { class: 'print-head' },
    el(
      'div',
      {},
      el('p', {}, t(config.title), ' · ', t({ zh: '存量用地', en: 'landstock' })),
      el('h1', {}, title),
      el('p', {}, under),
    ),
    demonstration
      ? el(
          'span',
          { class: 'stamp' },
          t({ zh: '演示数据 · 虚构 · 不作审批依据', en: 'Demonstration · invented · not for approval' }),
        )
      : null,
  );
}

/** A part of a sheet under its heading. @param {Words} title @param {...Child} children */
export const block = (title, ...children) =>
  el('section', { class: 'print-block' }, el('h3', {}, t(title)), ...children);

/** @param {Words[]} headings @param {Node[]} rows @param {number[]} [figures] places of columns that hold figures */
export function table(headings, rows, figures = []) {
  const heading = (/** @type {Words} */ words, /** @type {number} */ n) =>
    el('th', { scope: 'col', class: figures.includes(n) ? 'num' : null }, t(words));
  return el(
    'table',
    { class: 'print-table' },
    el('thead', {}, el('tr', {}, ...headings.map(heading))),
    el('tbody', {}, ...rows),
  );
}

/** The patterns of what stands on the map, with their words: they survive greyscale. */
export function legend() {
  const collection = floorsFirst() ?? questions.stock()[0].id;
  const field = schema.field(collection, state.colourBy) ?? schema.role(collection, 'status');
  if (!field?.codelist) return null;
  const used = new Set(
    (state.results?.[collection]?.groups?.[field.name] ?? [])
      .filter((group) => group.count)
      .map((group) => String(group.value)),
  );
  const codes = (schema.listOf(field)?.codes ?? []).filter(
    (code) => code.symbol && (!used.size || used.has(code.code)),
  );
  return codes.length
    ? el('div', { class: 'print-legend' }, ...codes.map((code) => el('span', {}, v.swatch(code.symbol), t(code))))
    : null;
}

/** @param {number} part */
const two = (part) => String(part).padStart(2, '0');

/** The moment, as paper says it. */
function moment() {
  const now = new Date();
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date} ${two(now.getHours())}:${two(now.getMinutes())}`;
}

/**
 * When it was printed and by whom, how far it may be trusted, and which page of how many it is where that is known.
 * @param {Words | null} [page]
 */
export function foot(page = null) {
  const name = printerName();
  return el(
    'footer',
    { class: 'print-foot' },
    el('span', {}, t({ zh: `打印 ${moment()}`, en: `Printed ${moment()}` })),
    el('span', { class: 'print-by' }, t({ zh: '打印人', en: 'by' }), name ? el('b', {}, name) : el('i', {})),
    el(
      'span',
      { class: 'push' },
      t({
        zh: '待核实 = 无来源或来源过期，以主管部门核定为准',
        en: 'To check = no source or an old one; the bureau decides',
      }),
    ),
    page ? el('span', { class: 'nowrap' }, t(page)) : null,
  );
}
