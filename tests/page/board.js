/* A small board for tests: two chains, two parks, a register of projects, and answers made of a few of them. */

/** @param {string} name */
const both = (name) => ({ zh: name, en: name });

/** @param {string} name @param {string} role @param {object} [more] */
const field = (name, role, more = {}) => ({
  name,
  role,
  type: 'text',
  title: both(name),
  unit: null,
  land: false,
  codelist: null,
  references: null,
  group: null,
  id: false,
  ...more,
});

/** @param {string} id @param {string} kind @param {object[]} [fields] */
const collection = (id, kind, fields = []) => ({
  id,
  kind,
  title: both(id),
  noun: both(id),
  source: both(''),
  as_of: null,
  count: 0,
  remote: false,
  bounds: null,
  fields,
});

/** @param {string} id @param {string} zh @param {string} en */
const code = (id, zh, en) => ({ code: id, zh, en, parent: null, symbol: null });

export const CONFIG = {
  mode: 'served',
  lang: 'en',
  api: null,
  collections: [
    collection('plots', 'parcel', [field('park', 'park')]),
    collection('floors', 'space'),
    collection('buildings', 'building', [field('name', 'name')]),
    collection('parks', 'park', [field('parent', 'parent'), field('planned', 'planned')]),
    collection('projects', 'project', [
      field('chain', 'chain', { codelist: 'chains' }),
      field('stage', 'stage', { codelist: 'stages' }),
    ]),
  ],
  codelists: {
    chains: {
      id: 'chains',
      hierarchy: 'none',
      codes: [code('wind', '风电与储能', 'wind and storage'), code('drones', '无人机', 'drones')],
    },
    stages: { id: 'stages', hierarchy: 'none', codes: [code('new', '新建', 'new')] },
  },
  projects: { collection: 'projects' },
};

const EAST = { id: 'E', zh: '东区', en: 'East' };
const WEST = { id: 'W', zh: '西区', en: 'West' };
export const PARKS = { EAST, WEST };

/** @param {string} id @param {string} [layer] */
export const item = (id, layer = 'plots') => ({
  collection: layer,
  id,
  name: `地块 ${id}`,
  name_en: `Plot ${id}`,
  area_m2: 1000,
  partial: false,
});

/** A project that has a place. @param {string} id @param {object} [more] */
export const placement = (id, more = {}) => ({
  project_id: id,
  name: `项目${id}`,
  name_en: `Project ${id}`,
  stage: 'new',
  tier: 'A',
  chain: 'wind',
  investment_wan: 10000,
  tax_wan: 100,
  needs: 'land',
  pinned: false,
  verdict: 'fits',
  kind: 'plot',
  score: 50,
  park: { ...EAST, zone: EAST },
  items: [item('1')],
  quarter: null,
  start: { answer: 'yes', by: '2023-06-30', blocker: null, ...both('') },
  contributions: [],
  explanation: both(''),
  ...more,
});

/** A project that has none. @param {string} id @param {object} [more] */
export const unplaced = (id, more = {}) => ({
  project_id: id,
  name: `项目${id}`,
  name_en: `Project ${id}`,
  stage: 'new',
  tier: 'B',
  chain: 'drones',
  investment_wan: 5000,
  tax_wan: 10,
  needs: 'land',
  code: 'displaced',
  options: 1,
  reasons: [],
  displaced_by: [],
  change: null,
  start: { answer: 'no', by: '2023-06-30', blocker: null, ...both('') },
  would_cost: null,
  explanation: both(''),
  ...more,
});

/** @param {object[]} placements @param {object[]} [left] */
export const answer = (placements, left = []) => ({ placements, unplaced: left, unlocks: [], scheme: { rules: [] } });

/**
 * A square of so many degrees with its lower left corner at a point.
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
export const square = (x, y, size) => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
});
