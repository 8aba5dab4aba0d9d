/* Would break where a file left out what was chosen, said something else than the list, ran in a spreadsheet, or was asked for under another question. */

import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { collection, feature, field, layer } from './makers.js';
import { load } from './page.js';

const page = /** @type {any} */ (globalThis);
const { Response, URL } = page;
page.matchMedia = () => ({ matches: false, addEventListener: () => undefined });
page.Node = class {};

const STATES = [
  { code: 'free', zh: '空置', en: 'free', parent: null, symbol: null },
  { code: 'let', zh: '在用', en: 'in use', parent: null, symbol: null },
];
const { entries, fetchFile } = await load('find/exports.js', {
  mode: 'served',
  as_of: '2024-06-30',
  guards: { runs: '^\\s*[=+]', changes: '^0[0-9]+$' },
  formats: [
    { id: 'csv', zh: 'CSV 表格', en: 'CSV', at_once: true, systems: 'none', options: [] },
    { id: 'xlsx', zh: 'Excel 工作簿', en: 'Excel', at_once: true, systems: 'none', options: [] },
  ],
  systems: [
    { id: 'OGC:CRS84', zh: '经纬度', en: 'degrees', plane: false },
    { id: 'EPSG:4548', zh: '平面', en: 'plane', plane: true },
  ],
  codelists: {
    states: { id: 'states', title: { zh: '', en: '' }, system: null, edition: null, hierarchy: 'flat', codes: STATES },
  },
  collections: [
    collection('land', 'parcel', [
      field('id'),
      field('status', { codelist: 'states' }),
      field('area', { type: 'number', land: true, unit: { zh: '平方米', en: 'm²' } }),
      field('services', { type: 'list' }),
      field('fenced', { type: 'boolean' }),
      field('held_by'),
      field('held_until', { type: 'date' }),
    ]),
    collection('floors', 'space', [field('id')]),
  ],
});
const { csv } = await load('find/csv.js');
const { drawnFormats, systemsOf } = await load('find/formats_dialog.js');
const { layers } = await load('data/features.js');
const { config } = await load('base/config.js');
const { changeState, state } = await load('base/state.js');

const ROWS = [
  feature('A1', {
    id: '=A1',
    status: 'free',
    area: 1000,
    services: ['road', 'gas'],
    fenced: true,
    held_by: 'a "firm"',
    held_until: null,
  }),
  feature('A2', { id: 'A2', status: null, area: null, services: [], fenced: false, held_by: null, held_until: null }),
];

/** What the page handed on: texts of toasts, addresses asked for, files. @type {{ said: string[], asked: any[][], files: Blob[], name: string }} */
const seen = { said: [], asked: [], files: [], name: '' };
const element = () => ({
  style: {},
  append: () => undefined,
  click: () => undefined,
  remove: () => undefined,
  addEventListener: () => undefined,
  setAttribute: (/** @type {string} */ key, /** @type {string} */ value) => {
    if (key === 'download') seen.name = value;
  },
  get textContent() {
    return seen.said.at(-1) ?? '';
  },
  set textContent(text) {
    seen.said.push(text);
  },
});
page.document.createElement = element;
page.document.body = element();
URL.createObjectURL = (/** @type {Blob} */ file) => seen.files.push(file);
URL.revokeObjectURL = () => undefined;
page.setTimeout = () => 0;

beforeEach(() => {
  Object.assign(seen, { said: [], asked: [], files: [], name: '' });
  config.mode = 'served';
  page.fetch = (/** @type {any[]} */ ...asked) => {
    seen.asked.push(asked);
    return Promise.resolve(
      new Response('x', { headers: { 'Content-Disposition': "attachment; filename*=UTF-8''%E5%9C%B0.csv" } }),
    );
  };
  layers.set('land', layer(...ROWS));
  changeState({ results: {}, queries: {}, sort: {}, lang: 'zh' });
});

/** All that hangs on answers has been done. */
const settled = () => setImmediate();
/** @param {any[]} menu */
const said = (menu) => menu.map((one) => one.heading ?? one.note ?? one.text);

test('a list has a column for a code and one for its words, for m² and for 亩, and a note beside its first row', () => {
  const [head, first, second, last] = csv('land', ROWS, '土地：全部').split('\r\n');
  assert.equal(
    head,
    '\ufeff"id（中）","status（中）代码","status（中）","area（中）（平方米）","area（中）（亩）","services（中）","fenced（中）","held_by（中）","held_until（中）","本表说明"',
  );
  assert.equal(
    first,
    `"'=A1","free","空置",1000,1.5,"road、gas","是","a ""firm""","待核实","土地：全部 · 数据日期：2024-06-30（基准日）"`,
  );
  assert.equal(second, '"A2","待核实","待核实","待核实","待核实","无","否","","",""');
  assert.equal(last, '');
});

test('a demonstration says so in its note', () => {
  config.demonstration = { zh: '演示数据', en: 'demonstration' };
  assert.match(csv('land', ROWS, ''), /"数据日期：2024-06-30（基准日） · 演示数据"/);
  config.demonstration = null;
});

test('a list in English has English words', () => {
  changeState({ lang: 'en' });
  const [head, first] = csv('land', ROWS, 'all').split('\r\n');
  assert.match(head, /^\ufeff"id","status code","status","area \(m²\)","area \(mu\)"/);
  assert.match(first, /"free","free",1000,1.5,"road; gas","yes"/);
});

test('the menu has what was ticked first, then all that was found', () => {
  changeState({ results: { land: { matched: 1234, rows: ROWS } } });
  assert.deepEqual(said(entries('land', new Map([['land', ['A1']]]))), [
    '已选 1 宗 · land（中）',
    'CSV 表格',
    'Excel 工作簿',
    '全部结果 1,234 宗 · land（中）',
    'CSV 表格',
    'Excel 工作簿',
  ]);
  assert.deepEqual(entries('floors', new Map()), []);
});

test('what was ticked is asked for by its ids, in the order of the list', async () => {
  changeState({ sort: { land: [{ field: 'area', descending: true }] } });
  entries('land', new Map([['land', ['A1', 'B,2']]]))[1].run();
  await settled();
  const url = new URL(seen.asked[0][0], 'http://localhost');
  assert.equal(url.pathname, '/collections/land/items');
  assert.deepEqual(Object.fromEntries(url.searchParams), { ids: 'A1,"B,2"', sortby: '-area', f: 'csv', lang: 'zh' });
  assert.equal(seen.name, '地.csv');
  assert.deepEqual(seen.said, ['正在生成文件…', '文件已交给浏览器下载']);
});

test('all that was found is asked for by the question', async () => {
  changeState({ results: { land: { matched: 2, rows: ROWS } }, queries: { land: { q: '东' } } });
  entries('land', new Map())[2].run();
  await settled();
  const url = new URL(seen.asked[0][0], 'http://localhost');
  assert.deepEqual(Object.fromEntries(url.searchParams), { q: '东', f: 'xlsx', lang: 'zh' });
});

test('columns that the reader chose go into tables in their order; a workbook has all besides, and CSV offers all', async () => {
  const columns = [
    { name: 'area', width: null },
    { name: 'status', width: null },
  ];
  changeState({
    results: { land: { matched: 2, rows: ROWS } },
    queries: { land: { q: '' } },
    columns: { land: columns },
  });
  const menu = entries('land', new Map());
  assert.deepEqual(said(menu).slice(1), [
    'CSV 表格（屏上 2 列）',
    'CSV 表格（全部列）',
    'Excel 工作簿（屏上 2 列，另附全部列）',
  ]);
  for (const one of menu.slice(1)) one.run();
  await settled();
  const names = seen.asked.map(([path]) => new URL(path, 'http://localhost').searchParams.get('properties'));
  assert.deepEqual(names, ['area,status', null, 'area,status']);
  config.mode = 'file';
  entries('land', new Map())[1].run();
  assert.match((await seen.files.pop()?.text()) ?? '', /^\ufeff?"area[^"]*","area[^"]*亩[^"]*","status[^"]*","status/);
  changeState({ columns: {} });
});

test('ticked in several layers, all are asked for as one workbook', async () => {
  const menu = entries(
    'land',
    new Map([
      ['land', ['A1']],
      ['floors', ['F1', 'F2']],
    ]),
  );
  menu.find((/** @type {any} */ one) => one.text === '一个 Excel 工作簿').run();
  await settled();
  const [path, { method, body }] = seen.asked[0];
  assert.deepEqual([path, method], ['/exports', 'POST']);
  assert.deepEqual(JSON.parse(body), {
    items: [
      { collection: 'land', id: 'A1' },
      { collection: 'floors', id: 'F1' },
      { collection: 'floors', id: 'F2' },
    ],
    f: 'xlsx',
    lang: 'zh',
  });
});

test('what floors are needed for together is told of, in a workbook of floors alone', async () => {
  changeState({ need: 8000, results: { land: { matched: 1, rows: ROWS }, floors: { matched: 1, rows: [] } } });
  entries('floors', new Map())[2].run();
  entries('floors', new Map())[1].run();
  entries('land', new Map())[2].run();
  await settled();
  assert.deepEqual(
    seen.asked.map(([path]) => new URL(path, 'http://localhost').searchParams.get('need_m2')),
    ['8000', null, null],
  );
  changeState({ need: null });
});

test('columns that the reader chose of a layer go into the workbook of several', async () => {
  changeState({ columns: { land: [{ name: 'area', width: null }] } });
  const basket = new Map([
    ['land', ['A1']],
    ['floors', ['F1']],
  ]);
  entries('land', basket)
    .find((/** @type {any} */ one) => one.text === '一个 Excel 工作簿')
    .run();
  await settled();
  assert.deepEqual(JSON.parse(seen.asked[0][1].body).columns, { land: ['area'] });
  changeState({ columns: {} });
});

test('a refusal is said in its own words; a file without a name gets the one given', async () => {
  page.fetch = () => Promise.resolve(Response.json({ text: { zh: '太多', en: 'too many' } }, { status: 400 }));
  await fetchFile('/exports', {}, 'x.csv');
  assert.deepEqual(seen.said, ['正在生成文件…', '未能导出：太多']);
  page.fetch = () => Promise.resolve(new Response('x'));
  await fetchFile('/exports', {}, 'x.csv');
  assert.equal(seen.name, 'x.csv');
});

test('formats that have something to choose stand behind one entry, and what may be a secret is said', async () => {
  const option = {
    parameter: 'f-encoding',
    zh: '编码',
    en: 'encoding',
    choices: [{ id: 'auto', zh: '自动', en: 'auto' }],
  };
  config.formats.push(
    { id: 'shp', zh: 'Shapefile', en: 'Shapefile', at_once: false, systems: 'any', options: [option] },
    { id: 'dxf', zh: 'DXF', en: 'DXF', at_once: false, systems: 'plane', options: [] },
  );
  changeState({ results: { land: { matched: 2, rows: ROWS } } });
  assert.deepEqual(said(entries('land', new Map())).slice(1), [
    'CSV 表格',
    'Excel 工作簿',
    'Shapefile、DXF、TXT、坐标系…',
  ]);
  assert.deepEqual(
    drawnFormats().map((/** @type {any} */ one) => one.id),
    ['shp', 'dxf'],
  );
  const names = (/** @type {number} */ place) =>
    systemsOf(config.formats.at(place)).map((/** @type {any} */ one) => one.id);
  assert.deepEqual([names(-2), names(-1), names(0)], [['OGC:CRS84', 'EPSG:4548'], ['EPSG:4548'], []]);
  config.formats.splice(-2);
  page.fetch = () =>
    Promise.resolve(new Response('x', { headers: { 'Landstock-Warning': 'classified-area; km2=26.0' } }));
  await fetchFile('/exports', {}, 'x.dxf');
  assert.match(seen.said.at(-1) ?? '', /26\.0 km².*国家秘密/);
});

test('the one-file map makes CSV and GeoJSON itself, of what was ticked and of what was found', async () => {
  config.mode = 'file';
  config.formats.push({ id: 'geojson', zh: 'GeoJSON', en: 'GeoJSON', at_once: true, systems: 'degrees', options: [] });
  changeState({ results: { land: { matched: 2, rows: ROWS, words: { zh: '土地：全部', en: 'land: all' } } } });
  const menu = entries('land', new Map([['land', ['A2', 'A9']]]));
  assert.deepEqual(said(menu), [
    '已选 2 宗 · land（中）',
    'CSV 表格',
    'GeoJSON',
    '全部结果 2 宗 · land（中）',
    'CSV 表格',
    'GeoJSON',
    'Excel、GeoPackage、Shapefile、DXF 等由服务生成，单文件地图不提供。',
  ]);
  menu[1].run();
  assert.equal(seen.name, 'land（中）-2024-06-30.csv');
  assert.match(await seen.files[0].text(), /"A2",.*"选中 1 项 · 数据日期/);
  menu[5].run();
  assert.deepEqual(JSON.parse(await seen.files[1].text()), {
    type: 'FeatureCollection',
    words: '土地：全部',
    as_of: '2024-06-30',
    as_of_words: '2024-06-30（基准日）',
    features: ROWS.map(({ id, geometry, properties }) => ({ type: 'Feature', id, geometry, properties })),
  });
  assert.deepEqual(seen.said, ['已导出 1 条', '已导出 2 条']);
  assert.deepEqual(seen.asked, []);
  assert.equal(state.lang, 'zh');
});
