/* The sheet of one plot or floor. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { dated } from '../data/dated.js';
import { featuresOf } from '../data/features.js';
import * as blockers from './blockers.js';
import * as buildingStack from './building_stack.js';
import * as facts from './facts.js';
import * as idleClockPicture from './idle_clock_picture.js';
import * as listRows from './list_rows.js';
import { foot, head, legend } from './print_parts.js';

/** @param {HTMLElement[]} rows */
const table = (rows) => el('table', { class: 'print-table facts' }, el('tbody', {}, ...rows));
/** @param {string} title @param {Child} said @param {string | null} from as of when */
const line = (title, said, from) =>
  el(
    'tr',
    {},
    el('th', { scope: 'row' }, title),
    el('td', {}, el('b', {}, said)),
    el('td', { class: 'from' }, from ?? '—'),
  );

/** @param {string} title @param {HTMLElement[]} rows */
function block(title, rows) {
  return rows.length ? el('section', { class: 'print-block' }, el('h3', {}, title), table(rows)) : null;
}

/** One plot or floor: its figures in two columns, blockers, floors, corners with X north and Y east where known. @returns {Sheet | null} */
export function sheetOfCard() {
  const { selected } = state;
  const one = selected ? featuresOf(selected.collection).get(selected.id) : null;
  if (!selected || !one) return null;
  const id = selected.collection;
  const { source, date } = facts.origin(id, one);
  const status = listRows.status(id, one);
  const figures = ['area', 'measured_area']
    .flatMap((role) => schema.role(id, role) ?? [])
    .map((field) => line(v.title(field), v.shown(field, one.properties[field.name] ?? null) ?? v.unknown(), date));
  const made = facts.rows(id, one, new Set(['area']));
  /** @param {FactRow} row */
  const lineOf = (row) => line(row.title, row.said, row.known ? date : null);
  /** @param {string[]} groups */
  const rowsOf = (...groups) => made.filter((row) => groups.includes(row.group ?? '')).map(lineOf);
  const named = ['planning', 'services', 'space', 'money', 'status', 'title', 'area'];
  const rest = made.filter((row) => !named.includes(row.group ?? '')).map(lineOf);
  const body = el(
    'div',
    { class: 'print-body' },
    legend(),
    el(
      'div',
      { class: 'print-columns' },
      block(t({ zh: '面积与规划', en: 'Area and planning' }), [...figures, ...rowsOf('planning', 'area')]),
      block(t({ zh: '工程与配套', en: 'Engineering and services' }), rowsOf('space', 'services')),
      block(t({ zh: '阻碍', en: 'Blockers' }), blockerLines(id, one, date)),
      block(t({ zh: '投入与产出', en: 'Money' }), rowsOf('money')),
      block(t({ zh: '状态与权属', en: 'Status and title' }), [...owner(id, one, date), ...rowsOf('status', 'title')]),
      block(t({ zh: '其他', en: 'Other' }), rest),
    ),
    floors(id, one),
    clock(id, one),
    corners(one),
    el(
      'p',
      { class: 'print-words' },
      t({
        zh: `来源：${v.spoken(source) ?? '待核实'} · ${date ?? '待核实'}`,
        en: `Source: ${v.spoken(source) ?? 'to check'} · ${date ?? 'to check'}`,
      }),
    ),
    foot(),
  );
  const stands = dated(id, [one]).words;
  const under = [
    `${t({ zh: '编号', en: 'No.' })} ${one.id}`,
    ...(status ? [status] : []),
    t({ zh: `数据日期 ${stands}`, en: `Data as of ${stands}` }),
  ].join(' · ');
  return [[one], head(v.name(id, one), under), body];
}

/** @param {string} id @param {Feature} one @param {string | null} date */
function owner(id, one, date) {
  const field = schema.role(id, 'owner');
  return field ? [line(v.title(field), v.words(field, schema.value(id, one, 'owner')) ?? v.unknown(), date)] : [];
}

/** @param {string} id @param {Feature} one @param {string | null} date */
const blockerLines = (id, one, date) =>
  blockers
    .states(id, one)
    .map(({ title, state: stands }) =>
      stands === 'open'
        ? line(title, v.unknown(), null)
        : line(title, stands === 'held' ? t({ zh: '在办', en: 'Under way' }) : t({ zh: '已清', en: 'Clear' }), date),
    );

/** @param {string} id @param {Feature} one */
function floors(id, one) {
  const section = buildingStack.section(id, one);
  section?.classList.add('print-block');
  return section;
}

/** @param {string} id @param {Feature} one */
function clock(id, one) {
  const section = schema.collection(id).kind === 'parcel' ? idleClockPicture.section(id, one, 640) : null;
  section?.classList.add('print-block');
  return section;
}

/**
 * Corners on the folder's metric grid, X north and Y east, with the length to the next; in degrees where no grid is declared.
 * @param {Feature} one
 */
function corners(one) {
  const ring = plane.polygons(one.geometry)[0]?.[0];
  if (!ring || ring.length > 61) return null;
  const grid = config.metric;
  const cells = ring.slice(0, -1).map((point, n) => {
    const [east, north] = (grid ? geo.metric(point) : point).map((figure) => rounding.plain(figure, grid ? 2 : 7));
    const side = v.fixed(geo.edge(point, ring[n + 1]), grid ? 2 : 1);
    return [`J${n + 1}`, north, east, side].map((text, k) => el('td', { class: k ? 'num' : '' }, text));
  });
  /** @type {HTMLElement[]} */
  const rows = [];
  for (let n = 0; n < cells.length; n += 2)
    rows.push(el('tr', {}, ...cells[n], ...(cells[n + 1] ?? [el('td', { colspan: 4 })])));
  const titles = [
    { zh: '点号', en: 'Point' },
    grid ? { zh: 'X（北）', en: 'X (north)' } : { zh: '纬度', en: 'Latitude' },
    grid ? { zh: 'Y（东）', en: 'Y (east)' } : { zh: '经度', en: 'Longitude' },
    { zh: '边长 m', en: 'Side m' },
  ];
  const heading = grid
    ? t({
        zh: `界址点（${grid.name}，米；X 为北，Y 为东）`,
        en: `Corners (${grid.name}, metres; X is north, Y is east)`,
      })
    : t({ zh: '界址点（经纬度，度）', en: 'Corners (degrees)' });
  return el(
    'section',
    { class: 'print-block' },
    el('h3', {}, heading),
    el(
      'table',
      { class: 'print-table' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ...[...titles, ...titles].map((words, n) => el('th', { scope: 'col', class: n % 4 ? 'num' : '' }, t(words))),
        ),
      ),
      el('tbody', {}, ...rows),
    ),
  );
}
