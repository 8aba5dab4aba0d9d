/* What stands in the cells of the table: a field's value in words or as a figure, its heading with its unit. */

import { partsHeld } from '../base/holds.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { isNothing } from '../data/nothing.js';
import { HELD_IN_PART, partsWords } from './holds_section.js';

/** Figures stand to the right. @param {Field} field */
export const isFigure = ({ type }) => type === 'number' || type === 'integer';

/** What a column's figures are told in; land in the unit on screen. @param {Field} field */
export const unitOf = (field) => (field.land ? t(UNITS[state.unit] ?? UNITS.mu) : v.unitWords(field));

/** The heading with its unit, as a table's copy has it. @param {Field} field */
export function headingOf(field) {
  const unit = unitOf(field);
  return v.title(field) + (unit ? t({ zh: `（${unit}）`, en: ` (${unit})` }) : '');
}

/**
 * A cell in words: null where it is to be checked, empty where there is nothing to know.
 * @param {string} id
 * @param {Field} field
 * @param {Feature} row
 * @returns {string | null}
 */
export function wordsOf(id, field, row) {
  if (field.role === 'name') return v.name(id, row);
  if (['status', 'held_by', 'held_until'].includes(field.role ?? '') && partsHeld(id, row))
    return field.role === 'status' ? t(HELD_IN_PART) : partsWords(id, row, field.role === 'held_by');
  const raw = row.properties?.[field.name] ?? null;
  if (Array.isArray(raw) && !raw.length) return t({ zh: '无', en: 'none' });
  if (!v.isKnown(raw)) return isNothing(id, field, row) ? '' : null;
  if (field.land && typeof raw === 'number') return v.area(raw, true).figure;
  return v.words(field, raw);
}

/** A cell as a spreadsheet takes it: figures without separators. @param {string} id @param {Field} field @param {Feature} row */
export function plainOf(id, field, row) {
  const said = wordsOf(id, field, row);
  if (said === null) return t({ zh: '待核实', en: 'to check' });
  const figure = Number(said.replace(/,/g, ''));
  return said !== '' && isFigure(field) && Number.isFinite(figure) ? figure : said;
}

/** Figures whose sum over rows says something; a mean ratio or a price would not. */
const SUMMED = ['area', 'measured_area', 'investment'];

/**
 * What a column comes to over everything found; null where that says nothing, or where the page does not hold the rows.
 * @param {string} id
 * @param {Field} field
 * @param {Result} result
 * @returns {{ figure: string, unknown: number } | null}
 */
export function sumOf(id, field, result) {
  if (!SUMMED.includes(field.role ?? '') || !isFigure(field)) return null;
  if (field.role === 'area' && result.area !== null) return summed(field, result.area, result.areaUnknown);
  if (result.rows.length < result.matched) return null;
  const known = result.rows.flatMap((row) => {
    const raw = schema.value(id, row, field.role ?? '');
    return typeof raw === 'number' ? [raw] : [];
  });
  return summed(
    field,
    known.reduce((sum, raw) => sum + raw, 0),
    result.rows.length - known.length,
  );
}

/** @param {Field} field @param {number} sum @param {number} unknown */
const summed = (field, sum, unknown) => ({
  figure: field.land ? v.area(sum, true).figure : number(sum, 2),
  unknown,
});
