/* What was ticked: how many, how much, which of them adjoin; export, compare, print, clear. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as basket from '../data/basket.js';
import { featuresOf } from '../data/features.js';
import * as questions from '../data/questions.js';
import * as widgets from '../page/widgets.js';
import * as exports from './exports.js';
import * as printing from './printing.js';

const MOST_COMPARED = 8;

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
  return el(
    'span',
    { class: 'nowrap' },
    el('b', {}, v.number(keys.length)),
    ` ${v.noun(collection, keys.length)}`,
    field ? [' · ', el('b', {}, figure), ` ${unit}`] : null,
    unknown && field ? [' ', v.unknown(String(unknown))] : null,
  );
}

/** Of the chosen plots, those that share an edge with another chosen one: two corners in common, to a centimetre. */
function adjoining(collection, keys) {
  const owners = new Map();
  for (const key of keys) {
    for (const corner of new Set(corners(featuresOf(collection).get(key)?.geometry)))
      owners.set(corner, [...(owners.get(corner) ?? []), key]);
  }
  const shared = new Map();
  for (const pair of owners.values()) {
    for (const a of pair)
      for (const b of pair) if (a < b) shared.set(`${a}\n${b}`, (shared.get(`${a}\n${b}`) ?? 0) + 1);
  }
  const touching = new Set();
  for (const [pair, count] of shared) if (count > 1) pair.split('\n').forEach((key) => touching.add(key));
  return touching.size;
}

function corners(geometry) {
  const found = [];
  const walk = (part) => {
    if (typeof part?.[0] === 'number') found.push(`${rounding.plain(part[0], 7)},${rounding.plain(part[1], 7)}`);
    else part?.forEach(walk);
  };
  if (geometry && /Polygon/.test(geometry.type)) walk(geometry.coordinates);
  return found;
}

export function paint() {
  const groups = basket.grouped();
  const count = state.basket.length;
  const parcels = [...groups].filter(([id]) => schema.collection(id).kind === 'parcel');
  const near = parcels.reduce(
    (sum, [id, keys]) => sum + (keys.length > 1 && keys.length <= 400 ? adjoining(id, keys) : 0),
    0,
  );
  const line = count
    ? [
        el('span', {}, t({ zh: '已选', en: 'Selected' })),
        ...[...groups].map(([id, keys]) => totals(id, keys)),
        near ? el('span', { class: 'near not-phone' }, t({ zh: `其中 ${near} 宗相邻`, en: `${near} adjoin` })) : null,
        el(
          'button',
          { type: 'button', class: 'link push', 'data-key': 'clear', onclick: () => changeState({ basket: [] }) },
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

function exporter(groups) {
  const found = state.results?.[questions.active()]?.matched ?? 0;
  const nothing = !groups.size && !found;
  const button = el(
    'button',
    {
      type: 'button',
      class: 'button primary',
      'data-key': 'export',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      disabled: nothing || null,
      title: nothing ? t({ zh: '没有结果可导出', en: 'nothing found to export' }) : null,
    },
    icon('download'),
    t({ zh: '导出', en: 'Export' }),
    ' ▾',
  );
  button.addEventListener('click', () => widgets.menu(button, exports.entries(questions.active(), groups)));
  return button;
}

function printer() {
  return el(
    'button',
    { type: 'button', class: 'button', 'data-key': 'print', onclick: () => printing.list() },
    icon('print'),
    el('span', { class: 'not-phone' }, t({ zh: '打印', en: 'Print' })),
  );
}

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
      title: few ? t({ zh: '选 2 项以上才能比较', en: 'select two or more to compare' }) : null,
      onclick: () => compareFeatures(...best),
    },
    icon('columns'),
    t({ zh: '比较', en: 'Compare' }),
  );
}

/** Side by side, a column each; rows that differ are marked. */
export function compareFeatures(collection, keys) {
  const shown = keys
    .slice(0, MOST_COMPARED)
    .map((key) => featuresOf(collection).get(key))
    .filter(Boolean);
  const fields = schema
    .collection(collection)
    .fields.filter(
      (field) =>
        !['id', 'name', 'name_en', 'usage_system', 'source', 'floor_states'].includes(field.role) &&
        shown.some((one) => v.isKnown(one.properties[field.name])),
    );
  const rows = fields.map((field) => {
    const said = shown.map((one) => v.shown(field, one.properties[field.name] ?? null));
    const differs = new Set(said).size > 1;
    return el(
      'tr',
      { class: differs ? 'differs' : '' },
      el('th', { scope: 'row' }, v.title(field)),
      ...said.map((text) => el('td', {}, text ?? v.unknown())),
    );
  });
  const dialog = el('dialog', { class: 'dialog', 'aria-label': t({ zh: '比较', en: 'Compare' }) });
  const close = el(
    'button',
    {
      type: 'button',
      class: 'icon-button push',
      'aria-label': t({ zh: '关闭', en: 'Close' }),
      onclick: () => dialog.close(),
    },
    icon('close'),
  );
  const cut =
    keys.length > MOST_COMPARED
      ? el(
          'span',
          { class: 'meta' },
          t({
            zh: `只列前 ${MOST_COMPARED} 项，共选 ${keys.length} 项`,
            en: `the first ${MOST_COMPARED} of ${keys.length}`,
          }),
        )
      : null;
  dialog.append(
    el('div', { class: 'dialog-head' }, el('h2', {}, t({ zh: '比较', en: 'Compare' })), cut, close),
    el(
      'table',
      { class: 'compare' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, ''),
          ...shown.map((one) => el('th', { scope: 'col' }, v.name(collection, one))),
        ),
      ),
      el('tbody', {}, ...rows),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
