/* The sheet of a list. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as basket from '../data/basket.js';
import { dated } from '../data/dated.js';
import { featuresOf } from '../data/features.js';
import * as questions from '../data/questions.js';
import { foot, head, legend } from './print_parts.js';

const MOST = 300;
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
    el('p', { class: 'print-words' }, keys ? t({ zh: '手工选中', en: 'Chosen by hand' }) : t(result?.words)),
    table(id, area, listed),
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

/** @param {string} id @param {Field | null} area @param {Feature[]} listed */
function table(id, area, listed) {
  const columns = COLUMNS.flatMap((role) => schema.role(id, role) ?? []).slice(0, 5);
  /** @param {Field} field */
  const heading = (field) => v.title(field) + (v.unitWords(field) && !field.land ? ` ${v.unitWords(field)}` : '');
  /** @param {Field} field @param {Feature} one */
  const cell = (field, one) => v.words(field, one.properties[field.name] ?? null) ?? v.unknown();
  const unit = t(area?.land ? UNITS[state.unit] : UNITS.m2);
  return el(
    'table',
    { class: 'print-table' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', {}, '#'),
        el('th', {}, t({ zh: '名称', en: 'Name' })),
        ...columns.map((field) => el('th', {}, heading(field))),
        area ? el('th', { class: 'num' }, `${v.title(area)} (${unit})`) : null,
      ),
    ),
    el(
      'tbody',
      {},
      ...listed.map((one, n) =>
        el(
          'tr',
          {},
          el('td', {}, String(n + 1)),
          el('td', {}, el('b', {}, v.name(id, one))),
          ...columns.map((field) => el('td', {}, cell(field, one))),
          area ? el('td', { class: 'num' }, figureOf(one, area)) : null,
        ),
      ),
    ),
  );
}

/** @param {Feature} one @param {Field} area */
function figureOf(one, area) {
  const m2 = one.properties[area.name];
  return typeof m2 === 'number' ? v.area(m2, area.land).figure : v.unknown();
}
