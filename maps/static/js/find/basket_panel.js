/* What was ticked: how many, how much, which of them adjoin; export, compare, print, clear. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as basket from '../data/basket.js';
import { featuresOf } from '../data/features.js';
import * as questions from '../data/questions.js';
import * as widgets from '../page/widgets.js';
import { adjoining } from './adjoining.js';
import * as compare from './compare.js';
import * as exports from './exports.js';
import * as printerDialog from './printer_dialog.js';
import * as printing from './printing.js';

/** Of more, corners in common are not looked for. */
const MOST_ADJOINING = 400;

/** @param {string} collection @param {string[]} keys */
function totals(collection, keys) {
  const field = schema.role(collection, 'area');
  let m2 = 0;
  let unknown = 0;
  for (const key of keys) {
    const raw = schema.value(collection, featuresOf(collection).get(key), 'area');
    if (typeof raw === 'number') m2 += raw;
    else unknown += 1;
  }
  const { figure, unit } = v.area(m2, field?.land, { large: true });
  const nowhere = basket.countNotLocated(collection, keys);
  return el(
    'span',
    { class: 'nowrap' },
    el('b', {}, number(keys.length)),
    ` ${v.noun(collection, keys.length)}`,
    field ? [' · ', el('b', {}, figure), ` ${unit}`] : null,
    unknown && field ? [' ', v.unknown(String(unknown))] : null,
    nowhere ? el('span', { class: 'meta' }, t({ zh: `（${nowhere} 未定位）`, en: ` (${nowhere} not located)` })) : null,
  );
}

/** The foot of a list: what was ticked in it, and what can be done with that. */
export function paint() {
  const groups = basket.grouped();
  const count = state.basket.length;
  const parcels = [...groups].filter(([id]) => schema.collection(id).kind === 'parcel');
  const near = parcels.reduce(
    (sum, [id, keys]) => sum + (keys.length > 1 && keys.length <= MOST_ADJOINING ? adjoining(id, keys) : 0),
    0,
  );
  const line = count
    ? [
        el('span', {}, t({ zh: '已选', en: 'Selected' })),
        ...[...groups].map(([id, keys]) => totals(id, keys)),
        near ? el('span', { class: 'near not-phone' }, t({ zh: `其中 ${near} 宗相邻`, en: `${near} adjoin` })) : null,
        el(
          'button',
          { type: 'button', class: 'link push', 'data-key': 'clear', onclick: basket.clear },
          t({ zh: '清空', en: 'Clear' }),
        ),
      ]
    : [el('span', { class: 'meta' }, t({ zh: '勾选列表，加入已选', en: 'Tick rows to select them' }))];
  return el(
    'div',
    { class: 'basket' },
    el('div', { class: 'chosen', role: 'status' }, ...line),
    el('div', { class: 'actions' }, exporter(groups), compareButton(groups), printer()),
  );
}

/** @param {Map<string, string[]>} groups */
function exporter(groups) {
  const matched = state.results?.[questions.active()]?.matched ?? 0;
  const nothing = !groups.size && !matched;
  const button = el(
    'button',
    {
      type: 'button',
      class: 'button primary',
      'data-key': 'export',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      disabled: nothing || null,
      title: nothing ? t({ zh: '没有结果可导出', en: 'Nothing found to export' }) : null,
    },
    icon('download'),
    t({ zh: '导出', en: 'Export' }),
    ' ▾',
  );
  button.addEventListener('click', () =>
    widgets.menu(button, [
      ...exports.entries(questions.active(), groups),
      { heading: t({ zh: '打印', en: 'Print' }) },
      printerDialog.entry(),
    ]),
  );
  return button;
}

function printer() {
  const words = t({ zh: '打印', en: 'Print' });
  return el(
    'button',
    { type: 'button', class: 'button', 'data-key': 'print', 'aria-label': words, onclick: () => printing.list() },
    icon('print'),
    el('span', { class: 'not-phone' }, words),
  );
}

/** @param {Map<string, string[]>} groups */
function compareButton(groups) {
  const best = [...groups].sort((a, b) => b[1].length - a[1].length)[0];
  const few = !best || best[1].length < 2;
  return el(
    'button',
    {
      type: 'button',
      class: 'button not-phone',
      'data-key': 'compare',
      disabled: few || null,
      title: few ? t({ zh: '选 2 项以上才能比较', en: 'Select two or more to compare' }) : null,
      onclick: few ? null : () => compare.features(...best),
    },
    icon('columns'),
    t({ zh: '比较', en: 'Compare' }),
  );
}
