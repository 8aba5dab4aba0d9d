/* What people type into the search, and what it means: a catalog of no real district, and a table of phrases with their readings.
   A condition stands as "role ≥ figure", areas of land in mu; a key that a reading leaves out is expected to be empty. */

import { collection, feature, field } from './makers.js';

/** @param {string} id @param {string} hierarchy @param {[string, string, string, string?][]} codes @returns {Codelist} */
const list = (id, hierarchy, codes) => ({
  id,
  title: { zh: id, en: id },
  system: null,
  edition: null,
  hierarchy,
  codes: codes.map(([code, zh, en, parent]) => ({ code, zh, en, parent: parent ?? null, symbol: null })),
});

const lists = [
  list('uses', 'prefix', [
    ['0802', '科研用地', 'research'],
    ['0901', '商业用地', 'commercial'],
    ['1001', '工业用地', 'industrial'],
    ['100101', '一类工业用地', 'industrial, class 1'],
    ['100102', '二类工业用地', 'industrial, class 2'],
    ['1101', '物流仓储用地', 'logistics and storage'],
    ['110101', '一类物流仓储用地', 'logistics, class 1'],
  ]),
  list('states', 'flat', [
    ['s1', '闲置', 'idle'],
    ['s2', '供而未用', 'not started'],
    ['s3', '批而未供', 'not supplied'],
    ['s4', '低效', 'under-used'],
    ['s5', '在建', 'being built'],
    ['s6', '建成', 'built'],
  ]),
  list('vacancy', 'flat', [
    ['v1', '空置', 'free'],
    ['v2', '已预留', 'held'],
  ]),
  list('fire', 'ordinal', [
    ['甲', '甲类', 'class A (甲)'],
    ['乙', '乙类', 'class B (乙)'],
    ['丙', '丙类', 'class C (丙)'],
    ['丁', '丁类', 'class D (丁)'],
  ]),
  list('stages', 'ordinal', [
    ['r1', '可即时供应', 'ready'],
    ['r2', '6 个月内', 'within 6 months'],
    ['r3', '12 个月内', 'within 12 months'],
  ]),
  list('hindrances', 'flat', [
    ['b1', '土地手续', 'land procedures'],
    ['b2', '规划调整', 'planning adjustment'],
    ['b3', '征收拆迁', 'expropriation'],
  ]),
  list('titles', 'flat', [
    ['t1', '已登记', 'titled'],
    ['t2', '办理中', 'in progress'],
    ['t3', '无证', 'untitled'],
  ]),
  list('pipes', 'flat', [
    ['water', '给水', 'water'],
    ['gas', '燃气', 'gas'],
  ]),
  list('spaces', 'flat', [
    ['u1', '生产', 'production'],
    ['u2', '仓储', 'storage'],
    ['u3', '研发', 'R&D'],
  ]),
  list('ref:zones', 'parent', [
    ['K1', '经济开发区', 'Economic Development Zone'],
    ['K2', '归德', 'Guide'],
    ['K3', '归德南扩区（拟）', 'Guide south extension (planned)', 'K2'],
    ['K4', '创新谷', 'Innovation Valley'],
    ['K5', '高端装备产业园', 'High-end Equipment Park', 'K1'],
    ['K6', '节能环保装备产业园', 'Environmental Equipment Park', 'K2'],
  ]),
];

/** @param {string} zh @param {string} en */
const words = (zh, en = zh) => ({ zh, en });
/** A column whose name says nothing of its role. @param {string} role @param {Partial<Field>} [more] */
const column = (role, more = {}) => field(role, { name: `x_${role}`, ...more });
/** @param {string} role @param {string} zh @param {string} en @param {string} unit */
const figure = (role, zh, en, unit) =>
  column(role, { type: 'number', title: words(zh, en), unit: words(unit), land: false });
const park = column('park', { codelist: 'ref:zones', references: 'zones', title: words('园区', 'park') });
const owner = column('owner', { title: words('权利人', 'owner') });
const title = column('title_status', { codelist: 'titles', title: words('权属状况', 'title') });
const power = figure('power', '可用电力', 'power available', 'kVA');

export const collections = [
  collection('plots', 'parcel', [
    column('name'),
    column('name_en'),
    field('', { name: 'x_number', role: null, title: words('宗地代码', 'parcel code') }),
    park,
    column('usage', { codelist: 'uses', title: words('用途', 'land use') }),
    { ...figure('area', '登记面积', 'registered area', 'm²'), land: true },
    column('status', { codelist: 'states', title: words('状态', 'status') }),
    figure('far_max', '容积率上限', 'FAR max', ''),
    figure('height_limit', '建筑限高', 'height limit', 'm'),
    figure('price', '地价', 'land price', '万元/亩'),
    figure('tax_per_mu', '亩均税收', 'tax per mu', '万元/亩'),
    column('services', { type: 'list', codelist: 'pipes', title: words('配套', 'services') }),
    column('blockers', { type: 'list', codelist: 'hindrances', title: words('阻碍', 'blockers') }),
    figure('blocker_months', '预计清除时间', 'months to clear', '个月'),
    column('readiness', { codelist: 'stages', title: words('成熟度', 'readiness') }),
    power,
    owner,
    title,
  ]),
  collection('storeys', 'space', [
    column('name'),
    column('name_en'),
    park,
    { ...column('floor', { type: 'integer', title: words('楼层', 'floor') }) },
    column('usage', { codelist: 'spaces', title: words('空间用途', 'use') }),
    figure('area', '建筑面积', 'floor area', 'm²'),
    column('status', { codelist: 'vacancy', title: words('可用状态', 'availability') }),
    figure('floor_load', '楼面荷载', 'floor load', 'kN/m²'),
    figure('clear_height', '净高', 'clear height', 'm'),
    figure('crane', '行车', 'crane', 't'),
    figure('lift', '货梯', 'freight lift', 't'),
    figure('rent', '租金', 'rent', '元/m²/日'),
    column('fire_class', { codelist: 'fire', title: words('火灾危险性', 'fire-hazard class') }),
    power,
    owner,
    title,
  ]),
  collection('zones', 'park', [column('name'), column('name_en')]),
  collection('ventures', 'project', [column('name'), column('name_en')]),
  collection('ground', 'base', [column('name'), column('name_en')]),
];

export const config = {
  collections,
  codelists: Object.fromEntries(lists.map((one) => [one.id, one])),
  projects: { collection: 'ventures' },
  farthest_m: 100000,
  extent: [116.5, 36.2, 117, 36.7],
  metric: {
    name: 'CGCS2000 / 4548',
    a: 6378137,
    inverse_flattening: 298.257222101,
    lon_0: 117,
    lat_0: 0,
    k_0: 1,
    x_0: 500000,
    y_0: 0,
  },
};

/** @param {string} id @param {string} zh @param {string} en @param {Record<string, unknown>} [more] */
const named = (id, zh, en, more = {}) => feature(id, { x_name: zh, x_name_en: en, ...more });

/** What the page holds, by collection. @type {Record<string, Feature[]>} */
export const features = {
  plots: [
    named('K1-A03-02', '经济开发区 A03-02', 'EDZ A03-02', { x_owner: '鲁川机械', x_number: '370113002001GB00017' }),
    named('K1-A03-04', '经济开发区 A03-04', 'EDZ A03-04', { x_owner: '鲁川环保', x_number: '370113002001GB00018' }),
    named('K2-B01-01', '归德 B01-01', 'Guide B01-01', { x_owner: '云汇物流', x_number: '370113002001GB00019' }),
  ],
  storeys: [named('K1-H1-3', '甲楼 3 层', 'House 1, floor 3', { x_owner: '云汇物流' })],
  zones: lists.find(({ id }) => id === 'ref:zones')?.codes.map(({ code, zh, en }) => named(code, zh, en)) ?? [],
  ventures: [named('V-7', '海岱装配线项目', 'Haidai assembly line')],
  ground: [
    named('R1', '大学路', 'University Avenue'),
    named('R2', '归德大道', 'Guide Boulevard'),
    named('R3', '长兴公园', 'Changxing Park'),
  ],
};

/**
 * @typedef {object} Expected
 * @property {string[]} [plots]
 * @property {string[]} [storeys]
 * @property {string} [active]
 * @property {string} [near]
 * @property {[number, number]} [place]
 * @property {string[]} [things]
 * @property {string} [text]
 * @property {string[]} [unknown]
 * @property {string[]} [offers]
 * @property {string[]} [notes] a part of each
 */

/** Before there was a reader. @type {[string, Expected][]} */
export const FIRST = [
  [
    '8000平 层高8米 丙类 经开区',
    {
      plots: ['park = K1'],
      storeys: ['area ≥ 8000', 'clear_height ≥ 8', 'fire_class = 丙', 'park = K1'],
      active: 'storeys',
      notes: ['层高按净高查'],
    },
  ],
  [
    '经开区，丙类，净高≥8m，8000平米',
    {
      plots: ['park = K1'],
      storeys: ['area ≥ 8000', 'clear_height ≥ 8', 'fire_class = 丙', 'park = K1'],
      active: 'storeys',
    },
  ],
  ['20亩以上', { plots: ['area ≥ 20亩'], active: 'plots' }],
  ['大于20亩', { plots: ['area ≥ 20亩'], active: 'plots' }],
  ['20亩', { plots: ['area ≥ 20亩'], active: 'plots' }],
  ['20畝以下', { plots: ['area ≤ 20亩'], active: 'plots' }],
  ['不超过50亩', { plots: ['area ≤ 50亩'], active: 'plots' }],
  ['20到50亩', { plots: ['area 20–50亩'], active: 'plots' }],
  ['50-20亩', { plots: ['area 20–50亩'], active: 'plots', notes: ['20–50'] }],
  ['20亩以上 50亩以下', { plots: ['area 20–50亩'], active: 'plots' }],
  ['20亩以上 10亩以下', { notes: ['矛盾'] }],
  ['1.5公顷', { plots: ['area ≥ 22.5亩'], active: 'plots' }],
  ['二十亩以上', { plots: ['area ≥ 20亩'], active: 'plots' }],
  ['1.5万平', { plots: ['area ≥ 22.5亩'], storeys: ['area ≥ 15000'] }],
  ['8000平 土地', { plots: ['area ≥ 12亩'], active: 'plots' }],
  ['20-50 mu near Guide', { plots: ['area 20–50亩'], near: 'zones/K2 2000', active: 'plots' }],
  ['归德附近', { near: 'zones/K2 2000' }],
  ['距归德3公里内', { near: 'zones/K2 3000' }],
  ['within 500 m of University Avenue', { near: 'ground/R1 500' }],
  ['不要低效', { plots: ['status = s1,s2,s3,s5,s6'], active: 'plots' }],
  ['非低效', { plots: ['status = s1,s2,s3,s5,s6'], active: 'plots' }],
  ['not under-used', { plots: ['status = s1,s2,s3,s5,s6'], active: 'plots' }],
  ['K1-A03-02', { things: ['plots/K1-A03-02'] }],
  ['370113002001GB00017', { things: ['plots/K1-A03-02'] }],
  ['鲁川', { plots: ['owner = 鲁川机械,鲁川环保'], active: 'plots' }],
  ['云汇物流', { plots: ['owner = 云汇物流'], storeys: ['owner = 云汇物流'] }],
  ['装配线', { things: ['ventures/V-7'] }],
  ['X 4051034.24 Y 480312.78', { place: [116.78, 36.59] }],
  ['480312.78, 4051034.24', { place: [116.78, 36.59] }],
  ['36.59, 116.78', { place: [116.78, 36.59] }],
  ['116.78 36.59', { place: [116.78, 36.59] }],
  [
    '承重2吨每平 电力1000kVA以上',
    { plots: ['power ≥ 1000'], storeys: ['floor_load ≥ 20', 'power ≥ 1000'], active: 'storeys', notes: ['10 kN'] },
  ],
  ['荷载20kN/m2', { storeys: ['floor_load ≥ 20'], active: 'storeys' }],
  ['10吨行车 货梯3吨', { storeys: ['crane ≥ 10', 'lift ≥ 3'], active: 'storeys' }],
  [
    '闲置 供而未用 20亩以上 归德',
    { plots: ['status = s1,s2', 'area ≥ 20亩', 'park = K2'], storeys: ['park = K2'], active: 'plots' },
  ],
  [
    'height 8 m, class C, Economic Development Zone',
    {
      plots: ['park = K1'],
      storeys: ['clear_height ≥ 8', 'fire_class = 丙', 'park = K1'],
      active: 'storeys',
      notes: ['层高按净高查'],
    },
  ],
  ['净地 有证', { plots: ['readiness = r1', 'title_status = t1'], storeys: ['title_status = t1'], active: 'plots' }],
  ['无阻碍', { plots: ['blocker_months ≤ 0'], active: 'plots', notes: ['预计清除时间'] }],
  ['征收拆迁', { plots: ['blockers = b3'], active: 'plots' }],
  ['空置 仓储', { storeys: ['status = v1', 'usage = u2'], active: 'storeys' }],
  ['二类工业', { plots: ['usage = 100102'], active: 'plots' }],
  ['1001', { plots: ['usage = 1001'], active: 'plots' }],
  ['装备产业园', { offers: ['K5', 'K6'], notes: ['装备产业园'] }],
  ['20亩 阿巴拉契亚', { plots: ['area ≥ 20亩'], active: 'plots', unknown: ['阿巴拉契亚'] }],
  ['<img src=x onerror=alert(1)>', { unknown: ['<img', 'src=x', 'onerror=alert(1)>'] }],
];

/** Phrases of one reading. @param {string[]} phrases @param {Expected} expected */
export const alike = (phrases, expected) =>
  phrases.map((typed) => /** @type {[string, Expected]} */ ([typed, expected]));
/** A phrase that is named as a whole and asks nothing. @param {string} typed @returns {[string, Expected]} */
const unread = (typed) => [typed, { unknown: [typed] }];

/** Once there was one. @type {[string, Expected][]} */
export const SECOND = [
  ['', {}],
  ['  ，。 ', {}],
  [
    '20-50亩 归德 闲置',
    { plots: ['area 20–50亩', 'park = K2', 'status = s1'], storeys: ['park = K2'], active: 'plots' },
  ],
  [
    'idle land over 20 mu in Guide',
    { plots: ['area ≥ 20亩', 'park = K2', 'status = s1'], storeys: ['park = K2'], active: 'plots' },
  ],
  ['ＥＤＺ', { plots: ['park = K1'], storeys: ['park = K1'] }],
  ['econ dev zone 5 ha', { plots: ['area ≥ 75亩', 'park = K1'], storeys: ['park = K1'], active: 'plots' }],
  [
    '經開區 空置 丙類',
    { plots: ['park = K1'], storeys: ['park = K1', 'status = v1', 'fire_class = 丙'], active: 'storeys' },
  ],
  ['丙类经开区', { plots: ['park = K1'], storeys: ['park = K1', 'fire_class = 丙'], active: 'storeys' }],
  ['丙', { storeys: ['fire_class = 丙'], active: 'storeys' }],
  ['乙类或丙类', { storeys: ['fire_class = 乙,丙'], active: 'storeys' }],
  ['不要甲类、乙类', { storeys: ['fire_class = 丙,丁'], active: 'storeys' }],
  ['除归德以外', { plots: ['park = K1,K4,K5'], storeys: ['park = K1,K4,K5'] }],
  ['闲置 不要闲置', { notes: ['矛盾'] }],
  ['不要征收拆迁', { notes: ['不能单独排除'] }],
  ['not idle or under-used', { plots: ['status = s2,s3,s5,s6'], active: 'plots' }],
  ['8米以上', { storeys: ['clear_height ≥ 8'], active: 'storeys', notes: ['按净高查'] }],
  ['8-12m 净高', { storeys: ['clear_height 8–12'], active: 'storeys' }],
  ['层高不低于八米', { storeys: ['clear_height ≥ 8'], active: 'storeys', notes: ['层高按净高查'] }],
  ['限高24米', { plots: ['height_limit ≥ 24'], active: 'plots' }],
  ['承重2吨', { storeys: ['floor_load ≥ 20'], active: 'storeys', notes: ['10 kN'] }],
  ['2 t/m² load', { storeys: ['floor_load ≥ 20'], active: 'storeys', notes: ['10 kN'] }],
  ['5吨', { notes: ['哪一项'] }],
  ['带货梯', { storeys: ['lift ≥ 0.1'], active: 'storeys', notes: ['吨位'] }],
  ['电力', { notes: ['要带上数字'] }],
  ['630-1250kVA', { plots: ['power 630–1250'], storeys: ['power 630–1250'] }],
  ['1 MVA', { plots: ['power ≥ 1000'], storeys: ['power ≥ 1000'] }],
  ['800千瓦', { plots: ['power ≥ 800'], storeys: ['power ≥ 800'], notes: ['kVA'] }],
  ['容积率2以上', { plots: ['far_max ≥ 2'], active: 'plots' }],
  ['地价25万元/亩以内', { plots: ['price ≤ 25'], active: 'plots' }],
  ['租金0.5元/平/天', { storeys: ['rent ≤ 0.5'], active: 'storeys' }],
  ['3层', { storeys: ['floor = 3'.replace('= 3', '3–3')], active: 'storeys' }],
  ['首层 仓库', { storeys: ['floor 1–1', 'usage = u2'], active: 'storeys' }],
  ['约5000平 厂房', { storeys: ['area 4500–5500'], active: 'storeys', notes: ['10%'] }],
  ['1,000–2,000 m² floor space', { storeys: ['area 1000–2000'], active: 'storeys' }],
  ['1-2万平 厂房', { storeys: ['area 10000–20000'], active: 'storeys' }],
  ['20亩 8000平', { plots: ['area ≥ 20亩'], storeys: ['area ≥ 8000'] }],
  ['6个月内 通水 通气', { plots: ['readiness = r2', 'services = water,gas'], active: 'plots' }],
  ['状态：闲置', { plots: ['status = s1'], active: 'plots' }],
  ['工业', { plots: ['usage = 1001'], active: 'plots' }],
  ['物流', { plots: ['usage = 1101'], active: 'plots' }],
  ['A03', { text: 'A03', things: ['plots/K1-A03-02', 'plots/K1-A03-04'] }],
  ['EDZ A03-02 闲置', { plots: ['status = s1'], things: ['plots/K1-A03-02'], active: 'plots' }],
  ['20亩 大学路周边', { plots: ['area ≥ 20亩'], near: 'ground/R1 2000', active: 'plots' }],
  ['1.5 km from Innovation Valley', { near: 'zones/K4 1500' }],
  ['离创新谷不到800米', { near: 'zones/K4 800' }],
  ['near econ dev zone, 20 mu', { plots: ['area ≥ 20亩'], near: 'zones/K1 2000', active: 'plots' }],
  ['靠近创新谷闲置', { plots: ['status = s1'], near: 'zones/K4 2000', active: 'plots' }],
  ['靠近创新谷的闲置土地', { plots: ['status = s1'], near: 'zones/K4 2000', active: 'plots' }],
  ['near K2 within 3 km', { near: 'zones/K2 3000' }],
  ['归德800米内', { near: 'zones/K2 800' }],
  ['装备产业园附近', { offers: ['K5', 'K6'], notes: ['装备产业园'] }],
  ['near A03', { offers: ['K1-A03-02', 'K1-A03-04'], notes: ['A03'] }],
  ['class C or D', { storeys: ['fire_class = 丙,丁'], active: 'storeys' }],
  ['丙或丁类', { storeys: ['fire_class = 丙,丁'], active: 'storeys' }],
  [
    'K1 丙类',
    { plots: ['park = K1'], storeys: ['park = K1', 'fire_class = 丙'], things: ['zones/K1'], active: 'storeys' },
  ],
  ['with crane 10 t', { storeys: ['crane ≥ 10'], active: 'storeys' }],
  ['price under CNY 264,000 per mu', { plots: ['price ≤ 26.4'], active: 'plots' }],
  ['地价低于30万', { plots: ['price ≤ 30'], active: 'plots' }],
  ['idle or not started', { plots: ['status = s1,s2'], active: 'plots' }],
  ['near nowhere', { unknown: ['near', 'nowhere'] }],
  ['东经116°46′48″ 北纬36°35′24″', { place: [116.78, 36.59] }],
  ['Y 39480312.78 X 4051034.24', { place: [116.78, 36.59] }],
  ['116.78,36.59 20亩', { plots: ['area ≥ 20亩'], place: [116.78, 36.59], active: 'plots' }],
  ['121.473, 31.230', { place: [121.473, 31.23] }],
  ...alike(['长兴公园 1公里内', 'Changxing Park within 1 km', '1公里内 长兴公园', 'within 1 km Changxing Park'], {
    near: 'ground/R3 1000',
  }),
  ['归德大道 500米内', { near: 'ground/R2 500' }],
  ['20亩 Guide Boulevard < 500 m', { plots: ['area ≥ 20亩'], near: 'ground/R2 500', active: 'plots' }],
  ...alike(['Changxing Park', '长兴公园'], { near: 'ground/R3 2000', notes: ['附近 2 公里'] }),
  ['归德大道', { near: 'ground/R2 2000', notes: ['附近 2 公里'] }],
  ['idle within 500 m of University Avenue', { plots: ['status = s1'], near: 'ground/R1 500', active: 'plots' }],
  ...alike(['lease', 'for rent', '租赁'], { active: 'storeys', notes: ['还没有条件'] }),
  ['层高8米以下', { storeys: ['clear_height ≤ 8'], active: 'storeys', notes: ['层高按净高查'] }],
  ...['-5亩', '负五亩'].map(unread),
  ...alike(['税收20万以上', '税收20万元以上', 'CNY 200,000 per mu tax', 'tax above 200k per mu'], {
    plots: ['tax_per_mu ≥ 20'],
    active: 'plots',
  }),
  ['供而未用的工业用地', { plots: ['status = s2', 'usage = 1001'], active: 'plots' }],
  ['闲置或供而未用的工业', { plots: ['status = s1,s2', 'usage = 1001'], active: 'plots' }],
  ['经济开发区工业', { plots: ['park = K1', 'usage = 1001'], storeys: ['park = K1'], active: 'plots' }],
  ...alike(['归德以外', '不在归德', 'outside Guide', 'not in Guide', '归德除外'], {
    plots: ['park = K1,K4,K5'],
    storeys: ['park = K1,K4,K5'],
  }),
  ['归德和创新谷以外的闲置', { plots: ['park = K1,K5', 'status = s1'], storeys: ['park = K1,K5'], active: 'plots' }],
  ['not in the econ dev zone', { plots: ['park = K2,K3,K4,K6'], storeys: ['park = K2,K3,K4,K6'] }],
  ['没有产权', { plots: ['title_status = t3'], storeys: ['title_status = t3'] }],
  ['不闲置', { plots: ['status = s2,s3,s4,s5,s6'], active: 'plots' }],
  ['不在建', { plots: ['status = s1,s2,s3,s4,s6'], active: 'plots' }],
  ['未登记', { plots: ['title_status = t2,t3'], storeys: ['title_status = t2,t3'] }],
  ['不超过50亩 不闲置', { plots: ['area ≤ 50亩', 'status = s2,s3,s4,s5,s6'], active: 'plots' }],
  ...[
    '不在归德附近',
    'not near Guide',
    '距归德2公里以外',
    'more than 2 km from Guide',
    '距归德超过2公里',
    '远离归德',
    'far from Guide',
    '不要鲁川',
    'no crane',
    '无行车',
    '不要厂房',
  ].map(unread),
  ['20 50', { unknown: ['20', '50'] }],
  ["'; DROP TABLE x; --", { unknown: ['DROP', 'TABLE', 'x', '--'] }],
];
