/* The table as text for a spreadsheet: what was ticked of it, else all its rows. */

import { state } from '../base/state.js';
import * as basket from '../data/basket.js';
import * as columns from '../data/columns.js';
import * as cells from './table_cells.js';
import { tsv } from './tsv.js';

/** The rows that a copy is of. @param {string} id */
export function rowsToCopy(id) {
  const rows = state.results[id]?.rows ?? [];
  const ticked = rows.filter((row) => basket.has(id, row.id));
  return ticked.length ? ticked : rows;
}

/** @param {string} id @param {Feature[]} rows */
export function textOf(id, rows) {
  const fields = columns.fieldsOf(id);
  return tsv(
    fields.map(cells.headingOf),
    rows.map((row) => fields.map((field) => cells.plainOf(id, field, row))),
  );
}
