/* One row of the table, and how wide its columns are. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { otherTongue, t } from '../base/words.js';
import * as columns from '../data/columns.js';
import { widthOf } from './letters.js';
import { tick } from './list_rows.js';
import * as cells from './table_cells.js';

/** Of the column with the box that ticks a row, and its symbol. */
export const TICK = 58;
/** What a heading needs beside its words: the arrow of the order and the edge that is pulled. */
const HEADING = 34;
/** @type {Record<string, number>} */
const ROLES = { name: 180, owner: 180, id: 110, park: 150, usage: 160, status: 110 };
/** @type {Record<string, number>} */
const TYPES = { number: 84, integer: 72, date: 96, boolean: 64, list: 170, text: 120 };

/** The width of a column that nobody pulled: enough for its heading, within reason. @param {Field} field */
export const ownWidth = (field) =>
  Math.max(
    ROLES[field.role ?? ''] ?? TYPES[field.type] ?? TYPES.text,
    Math.min(220, Math.ceil(widthOf(cells.headingOf(field), 13, 7) + HEADING)),
  );

/** The columns of a collection with the fields they show and the pixels they take. @param {string} id */
export const shownColumns = (id) =>
  columns.columnsOf(id).flatMap(({ name, width }) => {
    const field = schema.field(id, name);
    return field ? [{ field, width: width ?? ownWidth(field) }] : [];
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
