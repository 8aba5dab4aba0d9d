/* A4 to take into a meeting: the card of one plot, or the list, each with the map, its legend, sources and dates. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import * as geo from '../base/geo.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as basket from '../data/basket.js';
import { dated } from '../data/dated.js';
import { featuresOf } from '../data/features.js';
import * as questions from '../data/questions.js';
import { stage } from '../map/stage.js';
import * as buildingFloors from './building_floors.js';
import * as facts from './facts.js';
import * as idleClock from './idle_clock.js';
import * as inset from './inset.js';
import * as listRows from './list_rows.js';

const MOST = 300;

export function head(title, under) {
  const { demonstration } = config;
  return el(
    'header',
    { class: 'print-head' },
    el(
      'div',
      {},
      el('p', {}, t(config.title), ' · ', t({ zh: '存量用地', en: 'landstock' })),
      el('h1', {}, title),
      el('p', {}, under),
    ),
    demonstration
      ? el(
          'span',
          { class: 'stamp' },
          t({ zh: '演示数据 · 虚构 · 不作审批依据', en: 'Demonstration · invented · not for approval' }),
        )
      : null,
  );
}

/** The patterns of what stands on the map, with their words: they survive greyscale. */
function legend() {
  const collection = questions.stock()[0].id;
  const field =
    schema.collection(collection).fields.find((one) => one.name === state.colourBy) ??
    schema.role(collection, 'status');
  const list = field?.codelist ? config.codelists?.[field.codelist] : null;
  const used = new Set(
    (state.results?.[collection]?.groups?.[field?.name] ?? [])
      .filter((group) => group.count)
      .map((group) => String(group.value)),
  );
  const codes = (list?.codes ?? []).filter((code) => code.symbol && (!used.size || used.has(code.code)));
  return codes.length
    ? el('div', { class: 'print-legend' }, ...codes.map((code) => el('span', {}, v.swatch(code.symbol), t(code))))
    : null;
}

export function foot() {
  const now = new Date();
  const stamp = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')} ${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
  return el(
    'footer',
    { class: 'print-foot' },
    el(
      'span',
      {},
      t({ zh: `打印 ${stamp} · 基准日 ${config.as_of}`, en: `printed ${stamp} · day of the question ${config.as_of}` }),
    ),
    el(
      'span',
      {},
      t({
        zh: '待核实 = 无来源或来源过期，以主管部门核定为准',
        en: 'to check = no source or an old one; the bureau decides',
      }),
    ),
  );
}

const table = (rows) => el('table', { class: 'print-table facts' }, el('tbody', {}, ...rows));
const line = (title, said, from) =>
  el(
    'tr',
    {},
    el('th', { scope: 'row' }, title),
    el('td', {}, el('b', {}, said)),
    el('td', { class: 'from' }, from ?? '—'),
  );

function block(title, rows) {
  return rows.length ? el('section', { class: 'print-block' }, el('h3', {}, title), table(rows)) : null;
}

/** One plot or floor: its figures in two columns, blockers, floors, corners with X north and Y east where known. */
function sheetOfCard() {
  const { selected } = state;
  const one = selected ? featuresOf(selected.collection).get(selected.id) : null;
  if (!one) return null;
  const id = selected.collection;
  const { source, date } = facts.origin(id, one);
  const status = listRows.status(id, one);
  const figures = ['area', 'measured_area']
    .map((role) => [role, schema.role(id, role)])
    .filter(([, field]) => field)
    .map(([role, field]) => line(v.title(field), v.shown(field, schema.value(id, one, role)) ?? v.unknown(), date));
  const made = facts.rows(id, one, new Set(['area']));
  const rowsOf = (...groups) =>
    made.filter((row) => groups.includes(row.group)).map((row) => line(row.title, row.said, row.known ? date : null));
  const named = ['planning', 'services', 'space', 'money', 'status', 'title', 'area'];
  const body = el(
    'div',
    { class: 'print-body' },
    legend(),
    el(
      'div',
      { class: 'print-columns' },
      block(t({ zh: '面积与规划', en: 'Area and planning' }), [...figures, ...rowsOf('planning', 'area')]),
      block(t({ zh: '工程与配套', en: 'Engineering and services' }), rowsOf('space', 'services')),
      block(t({ zh: '阻碍', en: 'Blockers' }), blockers(id, one, date)),
      block(t({ zh: '投入与产出', en: 'Money' }), rowsOf('money')),
      block(t({ zh: '状态与权属', en: 'Status and title' }), [...owner(id, one, date), ...rowsOf('status', 'title')]),
      block(
        t({ zh: '其他', en: 'Other' }),
        made
          .filter((row) => !named.includes(row.group))
          .map((row) => line(row.title, row.said, row.known ? date : null)),
      ),
    ),
    floors(id, one),
    clock(id, one),
    corners(one),
    el(
      'p',
      { class: 'print-words' },
      t({
        zh: `来源：${v.spoken(source) ?? '待核实'} · ${date ?? '待核实'}`,
        en: `source: ${v.spoken(source) ?? 'to check'} · ${date ?? 'to check'}`,
      }),
    ),
    foot(),
  );
  return [
    [one],
    head(
      v.name(id, one),
      [
        `${t({ zh: '编号', en: 'No.' })} ${one.id}`,
        status ? ` · ${status}` : '',
        ` · ${t({ zh: `数据日期 ${dated(id, [one]).words}`, en: `data as of ${dated(id, [one]).words}` })}`,
      ].join(''),
    ),
    body,
  ];
}

function owner(id, one, date) {
  const field = schema.role(id, 'owner');
  return field ? [line(v.title(field), v.words(field, schema.value(id, one, 'owner')) ?? v.unknown(), date)] : [];
}

function blockers(id, one, date) {
  const field = schema.role(id, 'blockers');
  const codes = field ? (config.codelists?.[field.codelist]?.codes ?? []) : [];
  const raw = schema.value(id, one, 'blockers');
  return codes.map((code) =>
    line(
      v.capital(t(code)),
      raw === null
        ? v.unknown()
        : raw.includes(code.code)
          ? t({ zh: '在办', en: 'under way' })
          : t({ zh: '已清', en: 'clear' }),
      raw === null ? null : date,
    ),
  );
}

function floors(id, one) {
  const section = buildingFloors.section(id, one);
  section?.classList.add('print-block');
  return section;
}

function clock(id, one) {
  const section = schema.collection(id).kind === 'parcel' ? idleClock.section(id, one, 640) : null;
  section?.classList.add('print-block');
  return section;
}

/** Corners on the folder's metric grid, X north and Y east, with the length to the next; in degrees where no grid is declared. */
function corners(one) {
  const ring =
    one.geometry?.type === 'Polygon'
      ? one.geometry.coordinates[0]
      : one.geometry?.type === 'MultiPolygon'
        ? one.geometry.coordinates[0][0]
        : null;
  if (!ring || ring.length > 61) return null;
  const grid = config.metric && geo?.metric ? config.metric : null;
  const points = ring.slice(0, -1).map((point) => (grid ? geo.metric(point) : point));
  const cells = points.map(([east, north], n) => {
    const [nextEast, nextNorth] = points[(n + 1) % points.length];
    const side = grid
      ? v.fixed(Math.hypot(nextEast - east, nextNorth - north), 2)
      : v.fixed(geo?.distance?.(ring[n], ring[n + 1]) ?? 0, 1);
    return [
      `J${n + 1}`,
      grid ? rounding.plain(north, 2) : rounding.plain(north, 7),
      grid ? rounding.plain(east, 2) : rounding.plain(east, 7),
      side,
    ].map((text, k) => el('td', { class: k ? 'num' : '' }, text));
  });
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

/** The list: the basket where there is one, else everything found of the collection in front. */
function sheetOfList() {
  const id = questions.active();
  const keys = basket.grouped().get(id);
  const found = state.results?.[id];
  const rows = keys ? keys.map((key) => featuresOf(id).get(key)).filter(Boolean) : (found?.rows ?? []);
  const total = keys ? rows.length : (found?.matched ?? 0);
  const area = schema.role(id, 'area');
  const sum = keys ? rows.reduce((m2, one) => m2 + (schema.value(id, one, 'area') ?? 0), 0) : (found?.area ?? 0);
  const { figure, unit } = v.area(sum, area?.land, { large: true });
  const columns = ['park', 'status', 'usage', 'floor', 'clear_height', 'floor_load', 'power']
    .map((role) => schema.role(id, role))
    .filter(Boolean)
    .slice(0, 5);
  const heading = (field) => v.title(field) + (v.unitWords(field) && !field.land ? ` ${v.unitWords(field)}` : '');
  const cell = (field, one) => v.words(field, one.properties[field.name] ?? null) ?? v.unknown();
  const { figure: unitName } = { figure: t(area?.land ? (v.UNITS[state.unit] ?? v.UNITS.mu) : v.UNITS.m2) };
  const body = el(
    'div',
    { class: 'print-body' },
    legend(),
    el('p', { class: 'print-words' }, keys ? t({ zh: '手工选中', en: 'chosen by hand' }) : t(found?.words ?? '')),
    el(
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
          area ? el('th', { class: 'num' }, `${v.title(area)} (${unitName})`) : null,
        ),
      ),
      el(
        'tbody',
        {},
        ...rows
          .slice(0, MOST)
          .map((one, n) =>
            el(
              'tr',
              {},
              el('td', {}, String(n + 1)),
              el('td', {}, el('b', {}, v.name(id, one))),
              ...columns.map((field) => el('td', {}, cell(field, one))),
              area
                ? el(
                    'td',
                    { class: 'num' },
                    typeof schema.value(id, one, 'area') === 'number'
                      ? v.area(schema.value(id, one, 'area'), area.land).figure
                      : v.unknown(),
                  )
                : null,
            ),
          ),
      ),
    ),
    total > Math.min(rows.length, MOST)
      ? el(
          'p',
          { class: 'print-words' },
          t({
            zh: `共 ${v.number(total)} 条，此处列前 ${Math.min(rows.length, MOST)} 条；全部请用“导出”。`,
            en: `${Math.min(rows.length, MOST)} of ${v.number(total)} listed; export them for all.`,
          }),
        )
      : null,
    foot(),
  );
  return [
    rows,
    head(
      t(schema.collection(id).title),
      `${v.number(total)} ${v.noun(id, total)}${area ? ` · ${figure} ${unit}` : ''} · ${t({ zh: `数据日期 ${dated(id, rows).words}`, en: `data as of ${dated(id, rows).words}` })}`,
    ),
    body,
  ];
}

/* ---- the map takes the size and the place of the sheet while it prints ---- */
const SETTLED = 450;
let before = null;

function extent(features) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part?.[0] !== 'number') {
      part?.forEach(walk);
      return;
    }
    west = Math.min(west, part[0]);
    east = Math.max(east, part[0]);
    south = Math.min(south, part[1]);
    north = Math.max(north, part[1]);
  };
  for (const one of features) walk(one.geometry?.coordinates);
  return Number.isFinite(west)
    ? [
        [south, west],
        [north, east],
      ]
    : null;
}

/** The inset stands in the map's corner: of one plot its park, of a list what the map shows of the district. */
function locate(features) {
  document.getElementById('ls-inset')?.remove();
  const { selected } = state;
  const one = features.length === 1 && selected ? features[0] : null;
  const box = stage.leaflet?.getBounds();
  const made = one
    ? inset.ofOne(selected.collection, one)
    : box
      ? inset.ofMany([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()])
      : null;
  if (made) document.getElementById('ls-map-slot').append(made);
}

function prepare(features, parts) {
  document.getElementById('ls-print').replaceChildren(...parts);
  const map = stage.leaflet;
  if (!map) return;
  before ??= { center: map.getCenter(), zoom: map.getZoom() };
  document.body.dataset.printing = '';
  map.invalidateSize({ pan: false, animate: false });
  const box = extent(features);
  if (box) map.fitBounds(box, { animate: false, padding: features.length > 1 ? [24, 24] : [90, 90], maxZoom: 17.5 });
  locate(features);
  const slot = document.getElementById('ls-map-slot');
  if (!document.getElementById('ls-north'))
    slot.append(
      el(
        'div',
        { id: 'ls-north', 'aria-hidden': 'true' },
        t({ zh: '北', en: 'N' }),
        svg(
          'svg',
          { viewBox: '0 0 12 18', width: 12, height: 18 },
          svg('path', { d: 'M6 0 12 18 6 13 0 18Z', fill: '#18231F' }),
        ),
      ),
    );
}

function restore() {
  document.getElementById('ls-print')?.replaceChildren();
  document.getElementById('ls-north')?.remove();
  document.getElementById('ls-inset')?.remove();
  delete document.body.dataset.printing;
  const map = stage.leaflet;
  if (!map || !before) return;
  map.invalidateSize({ pan: false, animate: false });
  map.setView(before.center, before.zoom, { animate: false });
  before = null;
}

export function print(features, ...parts) {
  prepare(features, parts);
  setTimeout(() => window.print(), SETTLED);
}

/** Sheets by way of working: each makes the features that its map shows and what stands under it, nothing to take the list's, an empty list where it filled the sheet itself. */
export const sheets = new Map();

/* The browser's own print command prints the same sheet. */
window.addEventListener('beforeprint', () => {
  if (document.getElementById('ls-print')?.childElementCount) return;
  const { mode, selected } = state;
  const own = sheets.get(mode);
  const made = own?.() ?? (selected && sheetOfCard()) ?? sheetOfList();
  if (made.length) prepare(made[0], made.slice(1));
});
window.addEventListener('afterprint', restore);

export const card = () => print(...(sheetOfCard() ?? sheetOfList()));
export const list = () => print(...sheetOfList());
