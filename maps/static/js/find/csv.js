/* A list as CSV, made in the browser in the shape of the service's own files. */

import { config } from '../base/config.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { dated } from '../data/dated.js';
import { isNothing } from '../data/nothing.js';
import { guarded } from './cells.js';

const NOTE = { zh: '本表说明', en: 'About this list' };

/** A code has a column for itself and one for its words, land one in m² and one in 亩. @param {Field} field @returns {Column[]} */
function columnsOf(field) {
  const title = t(field.title);
  const unit = v.unitWords(field);
  const value = {
    heading: title + (unit ? t({ zh: `（${unit}）`, en: ` (${unit})` }) : ''),
    cell: (/** @type {any} */ raw) => plain(field, raw),
    field,
  };
  if (field.codelist || field.references)
    return [
      { ...value, heading: title + t({ zh: '代码', en: ' code' }) },
      { heading: title, cell: (raw) => v.words(field, raw), field },
    ];
  if (!field.land) return [value];
  return [
    value,
    {
      heading: title + t({ zh: '（亩）', en: ' (mu)' }),
      cell: (raw) => rounding.rounded(rounding.mu(raw), 2),
      field,
    },
  ];
}

/** @param {Field} field @param {any} raw @returns {string | number | null} */
function plain(field, raw) {
  if (Array.isArray(raw)) return raw.length ? raw.join(t({ zh: '、', en: '; ' })) : t({ zh: '无', en: 'none' });
  if (typeof raw === 'boolean') return v.words(field, raw);
  return raw;
}

/**
 * The rows as CSV, what they stand for in a note beside the first.
 * @param {string} id
 * @param {Feature[]} rows
 * @param {string} words
 * @param {Field[]} [fields] those of the collection, unless others were chosen
 */
export function csv(id, rows, words, fields = schema.collection(id).fields) {
  const shape = fields.flatMap(columnsOf);
  const unknown = t({ zh: '待核实', en: 'to check' });
  /** @param {string | number | null} cell */
  const quoted = (cell) => (typeof cell === 'number' ? String(cell) : `"${guarded(String(cell)).replace(/"/g, '""')}"`);
  const stands = dated(id, rows).words;
  const note = [
    words,
    t({ zh: `数据日期：${stands}`, en: `Data as of: ${stands}` }),
    config.demonstration ? t(config.demonstration) : null,
  ]
    .filter(Boolean)
    .join(' · ');
  const lines = [[...shape.map(({ heading }) => heading), t(NOTE)].map(quoted).join(',')];
  for (const [place, row] of rows.entries()) {
    const cells = shape.map(({ field, cell }) => {
      const raw = row.properties?.[field.name];
      if (raw === null || raw === undefined || raw === '') return isNothing(id, field, row) ? '' : unknown;
      return cell(raw);
    });
    lines.push([...cells, place ? '' : note].map(quoted).join(','));
  }
  return `\ufeff${lines.join('\r\n')}\r\n`;
}
