/* The sheet of one plot or floor. */

import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { otherTongue, t } from '../base/words.js';
import { dated } from '../data/dated.js';
import { featuresOf } from '../data/features.js';
import * as blockers from './blockers.js';
import * as facts from './facts.js';
import * as holdsSection from './holds_section.js';
import * as idleClockPicture from './idle_clock_picture.js';
import * as listRows from './list_rows.js';
import * as printCorners from './print_corners.js';
import * as printFloors from './print_floors.js';
import * as printNeighbours from './print_neighbours.js';
import { foot, head, legend } from './print_parts.js';
import * as printQr from './print_qr.js';

const PAGE = 1016; // Pixels of A4 between its margins, less what rounding may take
const HIGHEST = 420;

/** @param {string} title @param {Child} said */
const line = (title, said) =>
  el('tr', {}, el('th', { scope: 'row' }, title), el('td', {}, el('b', { lang: otherTongue(said) }, said)));

/** @param {string} title @param {HTMLElement[]} rows */
function block(title, rows) {
  if (!rows.length) return null;
  // A heading of the table stands again where its rows go on in the next column.
  const above = el('tr', {}, el('th', { scope: 'colgroup', colspan: 2 }, el('h3', {}, title)));
  const table = el(
    'table',
    { class: 'print-table facts' },
    el('colgroup', {}, el('col', { class: 'titles' }), el('col', {})),
    el('thead', {}, above),
    el('tbody', {}, ...rows),
  );
  return el('section', { class: 'print-block' }, table);
}

/** How much of what there is stands on the page: the first that leaves the map its room. @typedef {{ tight: boolean, corners: number, near: number, buildings: number, clock: boolean, map: number }} Plenty */
/** @type {Plenty[]} */
const PLENTY = [
  { tight: false, corners: 24, near: 6, buildings: 6, clock: true, map: 320 },
  { tight: true, corners: 60, near: 6, buildings: 6, clock: true, map: 300 },
  { tight: true, corners: 60, near: 4, buildings: 4, clock: true, map: 250 },
  { tight: true, corners: 36, near: 4, buildings: 4, clock: true, map: 250 },
  { tight: true, corners: 24, near: 4, buildings: 3, clock: true, map: 230 },
  { tight: true, corners: 12, near: 3, buildings: 3, clock: true, map: 215 },
  { tight: true, corners: 24, near: 3, buildings: 3, clock: false, map: 230 },
  { tight: true, corners: 12, near: 2, buildings: 2, clock: false, map: 200 },
  { tight: true, corners: 6, near: 0, buildings: 0, clock: false, map: 160 },
];

/** One plot or floor on one page: the map gets what its words leave. @returns {Sheet | null} */
export function sheetOfCard() {
  const { selected } = state;
  const one = selected ? featuresOf(selected.collection).get(selected.id) : null;
  if (!selected || !one) return null;
  const top = heading(selected.collection, one);
  const end = foot({ zh: '第 1 页，共 1 页', en: 'page 1 of 1' });
  end.classList.add('print-end');
  const tries = PLENTY.values();
  let plenty = PLENTY[0];
  let body = bodyOf(selected, one, plenty);
  let room = 0;
  for (plenty of tries) {
    body = bodyOf(selected, one, plenty);
    room = roomBeside(top, body, end);
    if (room >= plenty.map) break;
  }
  document.documentElement.style.setProperty('--print-map', `${Math.max(plenty.map, Math.min(HIGHEST, room))}px`);
  return [[one], top, body, end];
}

/** @param {string} id @param {Feature} one */
function heading(id, one) {
  const status = listRows.status(id, one);
  const stands = dated(id, [one]).words;
  const under = [
    `${t({ zh: '编号', en: 'No.' })} ${one.id}`,
    ...(status ? [status] : []),
    t({ zh: `数据日期 ${stands}`, en: `Data as of ${stands}` }),
  ].join(' · ');
  return head(v.name(id, one), under);
}

/** @param {Spot} spot @param {Feature} one @param {Plenty} plenty */
function bodyOf(spot, one, plenty) {
  const id = spot.collection;
  const figures = ['area', 'measured_area']
    .flatMap((role) => schema.role(id, role) ?? [])
    .map((field) => line(v.title(field), v.shown(field, one.properties[field.name] ?? null) ?? v.unknown()));
  const made = facts.rows(id, one, new Set(['area']));
  /** @param {FactRow} row */
  const lineOf = (row) => line(row.title, row.said);
  /** @param {string[]} groups */
  const rowsOf = (...groups) => made.filter((row) => groups.includes(row.group ?? '')).map(lineOf);
  const named = ['planning', 'services', 'space', 'money', 'status', 'title', 'area'];
  const rest = made.filter((row) => !named.includes(row.group ?? '')).map(lineOf);
  const qr = printQr.figure(spot);
  return el(
    'div',
    { class: plenty.tight ? 'print-body print-card tight' : 'print-body print-card' },
    legend(),
    el(
      'div',
      { class: 'print-columns' },
      block(t({ zh: '面积与规划', en: 'Area and planning' }), [...figures, ...rowsOf('planning', 'area')]),
      block(t({ zh: '工程与配套', en: 'Engineering and services' }), rowsOf('space', 'services')),
      block(t({ zh: '阻碍', en: 'Blockers' }), blockerLines(id, one)),
      block(t({ zh: '投入与产出', en: 'Money' }), rowsOf('money')),
      block(t({ zh: '状态与权属', en: 'Status and title' }), [
        ...owner(id, one),
        ...rowsOf('status', 'title'),
        ...held(id, one),
      ]),
      block(t({ zh: '其他', en: 'Other' }), rest),
      plenty.near ? printNeighbours.section(id, one, plenty.near) : null,
      plenty.buildings ? printFloors.section(id, one, plenty.buildings) : null,
    ),
    plenty.clock ? clock(id, one) : null,
    el('div', { class: 'print-last' }, el('div', {}, printCorners.section(one, plenty.corners), origin(id, one)), qr),
  );
}

/** Where all of it comes from, and as of when: the day that the heading names. @param {string} id @param {Feature} one */
function origin(id, one) {
  const { source } = facts.origin(id, one);
  const stands = dated(id, [one]).words;
  return el(
    'p',
    { class: 'print-words' },
    t({
      zh: `各项来源：${v.spoken(source) ?? '待核实'} · 数据日期 ${stands}`,
      en: `Source of all figures: ${v.spoken(source) ?? 'to check'} · data as of ${stands}`,
    }),
  );
}

/** Pixels of a page that its parts leave to the map. @param {...HTMLElement} parts */
function roomBeside(...parts) {
  const box = el('div', { class: 'print-measure', 'aria-hidden': 'true' }, ...parts);
  document.body.append(box);
  const room = PAGE - box.offsetHeight;
  box.remove();
  return Math.floor(room);
}

/** @param {string} id @param {Feature} one */
const held = (id, one) =>
  holdsSection.isUnrecorded(id, one)
    ? holdsSection.linesOf(id, one).map((said, n) => line(n ? '' : t(holdsSection.HOLDS), said))
    : [];

/** @param {string} id @param {Feature} one */
function owner(id, one) {
  const field = schema.role(id, 'owner');
  return field ? [line(v.title(field), v.words(field, schema.value(id, one, 'owner')) ?? v.unknown())] : [];
}

/** @param {string} id @param {Feature} one */
const blockerLines = (id, one) =>
  blockers
    .states(id, one)
    .map(({ title, state: stands }) =>
      line(
        title,
        stands === 'open'
          ? v.unknown()
          : stands === 'held'
            ? t({ zh: '在办', en: 'Under way' })
            : t({ zh: '已清', en: 'Clear' }),
      ),
    );

/** @param {string} id @param {Feature} one */
function clock(id, one) {
  const section = schema.collection(id).kind === 'parcel' ? idleClockPicture.section(id, one, 640) : null;
  section?.classList.add('print-block');
  return section;
}
