/* The rows of a figure of a layer that the page does not look for, such as projects or parks: by name, each leads to its card or its match. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { findCard, showOnMap } from '../data/actions.js';
import * as matching from '../data/matching.js';
import { rowsOf } from '../data/stock_report.js';
import { failure, repaint } from '../page/panels.js';
import * as widgets from '../page/widgets.js';

/** Columns that a row shows beside its name. */
const COLUMNS = 3;
/** Rows that are written at once. */
const WRITTEN = 200;

/** Show them. @param {Answers['Listed']} list @param {Words} words what they are called */
export function showRows(list, words) {
  const place = el('div', { class: 'dash-rows', tabindex: '-1' }, grey());
  const title = `${v.short(schema.collection(list.collection))} · ${t(words)}`;
  const box = widgets.dialog(title, place);
  box.classList.add('dash-list');
  fill(list, place, box);
}

const grey = () =>
  el(
    'div',
    { role: 'status', 'aria-busy': 'true', 'aria-label': t({ zh: '正在读取', en: 'Loading' }) },
    ...Array.from({ length: 6 }, () => el('div', { class: 'skeleton' })),
  );

/** @param {Answers['Listed']} list @param {HTMLElement} place @param {HTMLDialogElement} box */
async function fill(list, place, box) {
  try {
    const { matched, rows } = await rowsOf(list);
    repaint(place, written({ list, matched, rows, shown: WRITTEN }, place, box));
  } catch (mistake) {
    repaint(place, [
      failure(t({ zh: '清单没有取到。', en: 'The list did not arrive:' }), mistake, () => {
        fill(list, place, box);
      }),
    ]);
  }
}

/** @typedef {{ list: Answers['Listed'], matched: number, rows: Feature[], shown: number }} Rows */

/** @param {Rows} found @param {HTMLElement} place @param {HTMLDialogElement} box @returns {Child[]} */
function written(found, place, box) {
  const { list, matched, rows, shown } = found;
  const fields = columnsOf(list.collection);
  const rest = matched - Math.min(shown, rows.length);
  const heading = t({
    zh: `共 ${number(matched)} ${v.noun(list.collection, matched)}`,
    en: `${number(matched)} ${v.noun(list.collection, matched)}`,
  });
  return [
    el('p', { class: 'meta', role: 'status' }, heading),
    el(
      'table',
      { class: 'dash-table', 'aria-label': heading },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, t({ zh: '名称', en: 'Name' })),
          ...fields.map((field) => el('th', { scope: 'col' }, v.terse(field))),
        ),
      ),
      el('tbody', {}, ...rows.slice(0, shown).map((row) => line(list.collection, row, fields, box))),
    ),
    rest
      ? el(
          'button',
          {
            type: 'button',
            class: 'button',
            'data-key': 'dash-more-rows',
            onclick: () => more({ ...found, shown: shown + WRITTEN }, place, box),
          },
          t({ zh: `再列一页（还有 ${number(rest)}）`, en: `List more (${number(rest)} left)` }),
        )
      : null,
  ];
}

/** @param {Rows} found @param {HTMLElement} place @param {HTMLDialogElement} box */
async function more(found, place, box) {
  if (found.shown > found.rows.length && found.rows.length < found.matched) {
    try {
      const { rows } = await rowsOf(found.list, found.rows.length);
      found.rows = [...found.rows, ...rows];
    } catch (mistake) {
      place.append(failure(t({ zh: '后面的没有取到。', en: 'The rest did not arrive:' }), mistake));
      return;
    }
  }
  repaint(place, written(found, place, box));
}

/** What tells rows apart beside their name: the columns of a list as the catalog orders them. @param {string} id @returns {Field[]} */
const columnsOf = (id) =>
  schema
    .collection(id)
    .fields.filter(({ place, role, id: isId }) => place && !isId && !['name', 'name_en'].includes(role ?? ''))
    .sort((a, b) => a.place - b.place)
    .slice(0, COLUMNS);

/** @param {string} id @param {Feature} row @param {Field[]} fields @param {HTMLDialogElement} box */
function line(id, row, fields, box) {
  const named = v.name(id, row);
  const go = () => {
    box.close();
    lead(id, String(row.id));
  };
  const key = `dash-row-${row.id}`;
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      el('button', { type: 'button', class: 'dash-figure', 'data-key': key, onclick: go }, named),
      named === String(row.id) ? null : el('span', { class: 'meta' }, ` ${row.id}`),
      row.geometry || config.projects?.collection === id
        ? null
        : el('span', { class: 'meta' }, ` ${t({ zh: '未定位', en: 'not located' })}`),
    ),
    ...fields.map((field) => el('td', {}, v.shown(field, row.properties[field.name]) ?? v.unknown())),
  );
}

/** A project's own page is its match; all else has a card. @param {string} collection @param {string} id */
function lead(collection, id) {
  if (config.projects?.collection === collection) {
    matching.choose({ projectId: id });
    return;
  }
  findCard({ collection, id });
  showOnMap({ collection, id });
}
