/* One row of the table, and how wide its columns are. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { otherTongue, t } from '../base/words.js';
import * as columns from '../data/columns.js';
import { featuresOf } from '../data/features.js';
import { beginningWidth } from './column_width.js';
import { tick } from './list_rows.js';
import * as cells from './table_cells.js';

/** Of the column with the box that ticks a row, and its symbol. */
export const TICK = 58;
/** Rows that a column's width is taken from. */
const SAMPLE = 200;

/** Widths that columns begin with, by collection, column and what they are told in: rows that come and go move none. @type {Map<string, number>} */
const widths = new Map();

/** The width of a column that nobody pulled. @param {string} id @param {Field} field */
function ownWidth(id, field) {
  const key = [id, field.name, state.lang, field.land ? state.unit : ''].join(' ');
  const known = widths.get(key);
  if (known !== undefined) return known;
  const sample = sampleOf(id).map((row) => cells.wordsOf(id, field, row) ?? t({ zh: '? 待核实', en: '? to check' }));
  const width = beginningWidth(field.type, cells.headingOf(field), sample);
  if (sample.length) widths.set(key, width);
  return width;
}

/** Rows from all over a collection, as far as the page has met it. @param {string} id @returns {Feature[]} */
function sampleOf(id) {
  const rows = [...featuresOf(id).values()];
  const stride = Math.max(1, Math.floor(rows.length / SAMPLE));
  return rows.filter((_, n) => n % stride === 0).slice(0, SAMPLE);
}

/** The columns of a collection with the fields they show and the pixels they take. @param {string} id */
export const shownColumns = (id) =>
  columns.columnsOf(id).flatMap(({ name, width }) => {
    const field = schema.field(id, name);
    return field ? [{ field, width: width ?? ownWidth(id, field) }] : [];
  });

/** Widths as a grid takes them. @param {{ width: number }[]} shown */
export const tracks = (shown) => `${TICK}px ${shown.map(({ width }) => `${width}px`).join(' ')}`;

/** @param {string} id @param {Field} field @param {Feature} one @param {number} n */
function cell(id, field, one, n) {
  const said = cells.wordsOf(id, field, one);
  return el(
    'div',
    {
      class: `cell${cells.isFigure(field) ? ' num' : ''}${n ? '' : ' first'}`,
      role: 'gridcell',
      'aria-colindex': String(n + 2),
      lang: otherTongue(said),
      title: said && said.length > 6 ? said : null,
    },
    said === null ? v.unknown() : v.capital(said),
  );
}

/** @param {string} id @param {Feature} one @param {number} place @param {RowLooks} looks */
export function tableRow(id, one, place, { selected, picked }) {
  return el(
    'div',
    {
      class: 'row table-row',
      role: 'row',
      tabindex: '-1',
      'data-id': one.id,
      'data-place': String(place),
      'data-key': `table-row-${one.id}`,
      'aria-rowindex': String(place + 2),
      'aria-selected': String(selected),
    },
    el('div', { class: 'cell ticks' }, tick(id, one, picked), v.swatch(v.symbolOf(id, one))),
    ...columns.fieldsOf(id).map((field, n) => cell(id, field, one, n)),
  );
}

/** The line at the foot: how many, and what the columns of areas come to. @param {string} id @param {Result} result */
export function totalRow(id, result) {
  const count = t({ zh: `合计 ${number(result.matched)}`, en: `Total ${number(result.matched)}` });
  return el(
    'div',
    { class: 'table-row total', role: 'row', 'aria-rowindex': String(result.matched + 2) },
    el('div', { class: 'cell ticks', role: 'gridcell' }),
    ...columns.fieldsOf(id).map((field, n) => {
      const sum = cells.sumOf(id, field, result);
      return el(
        'div',
        { class: `cell${cells.isFigure(field) ? ' num' : ''}${n ? '' : ' first'}`, role: 'gridcell' },
        n || sum ? null : `${count} ${v.noun(id, result.matched)}`,
        sum?.unknown
          ? el(
              'span',
              {
                class: 'unknown',
                title: t({
                  zh: `${number(sum.unknown)} 项待核实，未计入合计`,
                  en: `${number(sum.unknown)} to check, not in the total`,
                }),
              },
              `? ${number(sum.unknown)}`,
            )
          : null,
        sum?.figure ?? null,
      );
    }),
  );
}
