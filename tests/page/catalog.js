/* A small catalog for tests: three plots that the page holds, floors that it does not, and what they refer to. */

/** @param {string} name @param {Partial<Field>} more @returns {Field} */
const field = (name, more = {}) => ({
  name,
  type: 'text',
  title: { zh: `${name}中`, en: name },
  unit: null,
  land: false,
  role: null,
  codelist: null,
  references: null,
  group: null,
  place: 0,
  original_of: null,
  id: false,
  ...more,
});

const M2 = { zh: 'm²', en: 'm²' };

/** @param {string} code_ @param {string} zh @param {string} en @param {string | null} [parent] @param {Symbol_ | null} [symbol] @returns {Code} */
const code = (code_, zh, en, parent = null, symbol = null) => ({ code: code_, zh, en, parent, symbol });

/** @param {string} id @param {string} hierarchy @param {Code[]} codes @returns {Codelist} */
const list = (id, hierarchy, codes) => ({
  id,
  title: { zh: id, en: id },
  system: null,
  edition: null,
  hierarchy,
  codes,
});

/** @param {string} id @param {Kind} kind @param {[string, string]} noun @param {Field[]} fields @param {Partial<Collection>} [more] @returns {Collection} */
const collection = (id, kind, noun, fields, more = {}) => ({
  id,
  kind,
  title: { zh: `${id}层`, en: `${id} layer` },
  noun: { zh: noun[0], en: noun[1] },
  source: { zh: '测试', en: 'test' },
  as_of: null,
  count: 0,
  remote: false,
  bounds: null,
  fields,
  ...more,
});

export const GREEN = { fill: '#00AA00', stroke: '#006600', pattern: 'plain' };

export const codelists = {
  uses: list('uses', 'prefix', [
    code('10', '工业', 'industrial', null, GREEN),
    code('1001', '工业一类', 'industrial, class 1', '10'),
    code('20', '商业', 'commercial'),
  ]),
  states: list('states', 'flat', [code('idle', '闲置', 'idle', null, GREEN), code('used', '在用', 'in use')]),
  trees: list('trees', 'parent', [
    code('a', '甲', 'A'),
    code('c', '丙', 'C', 'b'),
    code('b', '乙', 'B', 'a'),
    code('d', '丁', 'D'),
  ]),
  fire: list('fire', 'ordinal', [code('low', '低', 'low'), code('high', '高', 'high')]),
  'ref:parks': list('ref:parks', 'flat', [code('P1', '东园', 'East Park'), code('P2', '西园', 'West Park')]),
};

export const land = collection(
  'land',
  'parcel',
  ['块', 'plots'],
  [
    field('id', { role: 'id', id: true }),
    field('name', { role: 'name' }),
    field('name_en', { role: 'name_en' }),
    field('use', { role: 'usage', codelist: 'uses' }),
    field('standard', { role: 'usage_system' }),
    field('park', { role: 'park', codelist: 'ref:parks', references: 'parks' }),
    field('state', { role: 'status', codelist: 'states' }),
    field('size', { role: 'area', type: 'number', land: true, unit: M2 }),
    field('fire', { role: 'fire_class', codelist: 'fire' }),
    field('tree', { codelist: 'trees' }),
    field('free_from', { role: 'available', type: 'date' }),
    field('seen', { role: 'as_of', type: 'date' }),
    field('pipes', { role: 'services', type: 'list' }),
    field('owner', { role: 'owner' }),
    field('note'),
    field('storeys', { type: 'integer' }),
    field('plot_ratio', { role: 'far_max', type: 'number' }),
    field('open', { type: 'boolean' }),
  ],
);

export const floors = collection(
  'floors',
  'space',
  ['层', 'floors'],
  [
    field('id', { role: 'id', id: true }),
    field('state', { role: 'status', codelist: 'states' }),
    field('size', { role: 'area', type: 'number', unit: M2 }),
    field('owner', { role: 'owner' }),
  ],
  { remote: true, as_of: '2024-05-01' },
);

export const parks = collection('parks', 'park', ['园区', 'parks'], [field('id', { role: 'id', id: true })]);
export const projects = collection(
  'projects',
  'project',
  ['项目', 'projects'],
  [field('id', { role: 'id', id: true }), field('stage', { role: 'stage' })],
);

export const catalog = {
  mode: 'served',
  api: '/below',
  lang: 'en',
  as_of: '2024-06-01',
  page_limit: 1000,
  farthest_m: 100000,
  collections: [land, floors, parks, projects],
  codelists,
  basemaps: [{ id: 'plain' }],
  projects: { collection: 'projects' },
  scheme: { id: 's1' },
  schemes: [{ id: 's1' }, { id: 's2' }],
};

/** @param {number} west @param {number} south @param {number} size @returns {Geometry} */
export const square = (west, south, size) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
});

/** @type {Feature[]} */
export const plots = [
  {
    id: 'B',
    geometry: square(2, 2, 1),
    properties: {
      name: '乙地',
      use: '20',
      standard: 'uses',
      park: 'P2',
      state: 'used',
      size: 300,
      fire: 'low',
      tree: 'd',
      free_from: '2024-03-15',
      seen: '2024-01-02',
      pipes: [],
      owner: 'Beta',
    },
  },
  {
    id: 'A',
    geometry: square(0, 0, 1),
    properties: {
      name: '甲地',
      name_en: 'Plot A',
      use: '1001',
      standard: 'uses',
      park: 'P1',
      state: 'idle',
      size: 200,
      fire: 'high',
      tree: 'c',
      free_from: '2024-01-10',
      seen: '2024-02-03',
      pipes: ['water', 'gas'],
      owner: 'Alpha',
    },
  },
  {
    id: 'C',
    geometry: null,
    properties: { name: 'Ｃ地', use: '10', standard: 'uses', size: null, pipes: ['water'], owner: '' },
  },
];
