/* The sheet of a list. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { otherTongue, t } from '../base/words.js';
import * as basket from '../data/basket.js';
import * as columns from '../data/columns.js';
import { dated } from '../data/dated.js';
import { featuresOf } from '../data/features.js';
import * as questions from '../data/questions.js';
import { tableShown } from '../page/shell.js';
import { foot, head, legend } from './print_parts.js';
import * as cells from './table_cells.js';

const MOST = 300;
/** Columns beside the name that A4 has room for, and from how many on their letters are smaller. */
const MOST_COLUMNS = 9;
const ROOMY = 6;
/** Rows by which the width is measured. */
const MEASURED = 60;
const COLUMNS = ['park', 'status', 'usage', 'floor', 'clear_height', 'floor_load', 'power'];

/** The list: the basket where there is one, else everything found of the collection in front. @returns {Sheet} */
export function sheetOfList() {
  const id = questions.active();
  const keys = basket.grouped().get(id);
  const result = state.results?.[id];
  const rows = keys ? keys.flatMap((key) => featuresOf(id).get(key) ?? []) : (result?.rows ?? []);
  const total = keys ? rows.length : (result?.matched ?? 0);
  const area = schema.role(id, 'area');
  const sum = keys ? rows.reduce((m2, one) => m2 + (schema.value(id, one, 'area') ?? 0), 0) : (result?.area ?? 0);
  const { figure, unit } = v.area(sum, area?.land, { large: true });
  const listed = rows.slice(0, MOST);
  const body = el(
    'div',
    { class: 'print-body' },
    legend(),
    el(
      'p',
      { class: 'print-words' },
      keys ? t({ zh: '手工选中', en: 'Chosen by hand' }) : v.landFirst(t(result?.words)),
    ),
    ...table(id, listed),
    total > listed.length
      ? el(
          'p',
          { class: 'print-words' },
          t({
            zh: `共 ${number(total)} 条，此处列前 ${listed.length} 条；全部请用“导出”。`,
            en: `${listed.length} of ${number(total)} listed; export them for all.`,
          }),
        )
      : null,
    foot(),
  );
  const count = `${number(total)} ${v.noun(id, total)}`;
  const stands = dated(id, rows).words;
  const date = t({ zh: `数据日期 ${stands}`, en: `Data as of ${stands}` });
  const under = [count, ...(area ? [`${figure} ${unit}`] : []), date].join(' · ');
  return [rows, head(t(schema.collection(id).title), under), body];
}

/** The columns of the sheet: the table's own where it is open, else those that say most of a row; the name stands first. @param {string} id */
function columnsOf(id) {
  const own = tableShown()
    ? columns.fieldsOf(id)
    : [...COLUMNS.flatMap((role) => schema.role(id, role) ?? []).slice(0, 5), schema.role(id, 'area') ?? []].flat();
  return own.filter((field) => field.role !== 'name');
}

/** The table with as many columns as A4 has room for, and which it has none for. @param {string} id @param {Feature[]} listed */
function table(id, listed) {
  const all = columnsOf(id);
  let fields = all.slice(0, MOST_COLUMNS);
  while (fields.length > 1 && isTooWide(tableOf(id, fields, listed.slice(0, MEASURED)))) fields = fields.slice(0, -1);
  return [tableOf(id, fields, listed), leftOut(all.slice(fields.length))];
}

/** @param {HTMLElement} made */
function isTooWide(made) {
  const box = el('div', { class: 'print-measure', 'aria-hidden': 'true' }, made);
  document.body.append(box);
  const wide = made.offsetWidth > box.offsetWidth;
  box.remove();
  return wide;
}

/** @param {string} id @param {Field[]} fields @param {Feature[]} listed */
function tableOf(id, fields, listed) {
  /** @param {Field} field */
  const align = (field) => (cells.isFigure(field) ? 'num' : field.role === 'id' ? 'nowrap' : null);
  /** @param {Field} field @param {Feature} one */
  const cell = (field, one) => {
    const words = cells.wordsOf(id, field, one);
    return el('td', { class: align(field), lang: otherTongue(words) }, words === null ? v.unknown() : v.capital(words));
  };
  return el(
    'table',
    { class: fields.length > ROOMY ? 'print-table listed dense' : 'print-table listed' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', {}, '#'),
        el('th', {}, t({ zh: '名称', en: 'Name' })),
        ...fields.map((field) => el('th', { class: align(field) }, cells.headingOf(field))),
      ),
    ),
    el(
      'tbody',
      {},
      ...listed.map((one, n) =>
        el(
          'tr',
          {},
          el('td', { class: 'nowrap' }, String(n + 1)),
          el('td', { class: 'name' }, el('b', {}, v.name(id, one))),
          ...fields.map((field) => cell(field, one)),
        ),
      ),
    ),
  );
}

/** Which columns of the reader's table found no room. @param {Field[]} left */
function leftOut(left) {
  if (!left.length) return null;
  const titles = left.map(v.title);
  return el(
    'p',
    { class: 'print-words' },
    t({
      zh: `A4 排不下、没有印的列：${titles.join('、')}；全部请用“导出”。`,
      en: `No room on A4 for: ${titles.join(', ')}. Export the list for all columns.`,
    }),
  );
}
