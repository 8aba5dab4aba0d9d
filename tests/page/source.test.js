import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land, plots, square } from './catalog.js';
import { load } from './page.js';
import { asked, later, serve, settled } from './serving.js';

const page = /** @type {any} */ (globalThis);
const source = await load('data/source.js', catalog);
const { parameters, sorting } = await load('data/parameters.js');
const { changeState, emptyQuery, state } = await load('base/state.js');
const { featuresOf, layers } = await load('data/features.js');
const { on } = await load('base/events.js');
page.document.body = { dataset: {} };

const summary = {
  matched: 2,
  total: 9,
  area_m2: 30,
  area_unknown: 1,
  steps: [],
  words: { zh: '', en: '' },
  groups: {},
  histograms: [],
};
/** @param {string[]} ids @param {string} [next] */
const pageOf = (ids, next) => ({
  features: ids.map((id) => ({ id, geometry: null, properties: { size: 1 } })),
  links: next ? [{ rel: 'next', href: next }] : [],
});

/** @param {string} path */
function answer(path) {
  if (path.includes('/land/items')) return { features: plots };
  if (path.includes('/floors/summary')) return summary;
  if (path.includes('/floors/items?')) return pageOf(['1', '2'], 'http://x/below/collections/floors/items?token=3');
  return pageOf([]);
}

/** @param {Partial<Question>} query @param {string} [id] */
function parametersOf(query, id = 'land') {
  changeState({ queries: { ...state.queries, [id]: { ...emptyQuery(), ...query } } });
  return Object.fromEntries(parameters(id));
}

test('a question as parameters of the service', () => {
  assert.deepEqual(parametersOf({}), {});
  assert.deepEqual(
    parametersOf({
      usage: ['10', '20'],
      park: ['P1'],
      status: ['idle'],
      area: [0, 5],
      values: { pipes: ['gas, water'], note: ['a, b'], tree: ['a'] },
      ranges: { free_from: ['2024-01-01', null], storeys: [null, 3] },
      q: ' x ',
      or_unknown: ['usage'],
    }),
    {
      usage: '10,20',
      park: 'P1',
      state: 'idle',
      min_area_m2: '0',
      max_area_m2: '5',
      pipes: '"gas, water"',
      note: 'a, b',
      tree: 'a',
      min_free_from: '2024-01-01',
      max_storeys: '3',
      q: 'x',
      or_unknown: 'usage',
    },
  );
  const ring = [
    [0, 0],
    [1, 0],
    [0, 1],
  ];
  assert.equal(parametersOf({ within: /** @type {Point[]} */ (ring) }).within, 'POLYGON((0 0,1 0,0 1,0 0))');
  parametersOf({});
});

test('the order of a list as the service reads it', () => {
  changeState({
    sort: {
      land: [
        { field: 'size', descending: true },
        { field: 'id', descending: false },
      ],
    },
  });
  assert.deepEqual([sorting('land'), sorting('floors')], ['-size,id', '']);
});

test('at the start the page loads what it holds and asks every question', async () => {
  serve(answer);
  /** @type {unknown[]} */
  const told = [];
  on('loaded', (/** @type {string[]} */ ids) => told.push(ids));
  on('ready', (/** @type {boolean} */ ready) => told.push(ready));
  await source.start();
  assert.deepEqual(told, [['land', 'parks', 'projects'], true]);
  assert.equal(source.ready, true);
  assert.equal(page.document.body.dataset.loaded, '');
  assert.equal(state.results.land.matched, 3);
  assert.deepEqual([state.results.floors.matched, state.results.floors.area, state.results.floors.ids], [2, 30, null]);
  assert.equal(state.results.floors.next, '/collections/floors/items?token=3');
  const bars = asked.find(({ path }) => path.includes('/floors/summary'));
  assert.match(bars?.path ?? '', /by=state&histogram=size/);
});

test('a question that changed is asked again, and only that one', async () => {
  serve(answer);
  changeState({ queries: { ...state.queries, floors: { ...emptyQuery(), status: ['idle'] } } });
  await settled();
  assert.equal(asked.length, 2);
  assert.ok(asked.every(({ path }) => path.startsWith('/below/collections/floors/') && path.includes('state=idle')));
  changeState({ queries: { ...state.queries, land: { ...emptyQuery(), status: ['idle'] } } });
  assert.equal(state.results.land.matched, 1);
  assert.equal(asked.length, 2);
});

test('a question that overtakes another ends it', async () => {
  serve(() => later().given);
  source.run('floors');
  const [first] = asked;
  serve(answer);
  await source.run('floors');
  assert.equal(first.signal?.aborted, true);
  assert.equal(state.errors.floors, undefined);
});

test('a refusal is kept beside what is shown, until an answer comes', async () => {
  const before = state.results.floors;
  serve(() => 500);
  await source.run('floors');
  assert.equal(state.errors.floors.message.startsWith('500'), true);
  assert.equal(state.results.floors, before);
  serve(answer);
  await source.run('floors');
  assert.equal(state.errors.floors, undefined);
  await source.run('elsewhere');
});

test('more rows go on after the last, asked once however often', async () => {
  serve(() => pageOf(['3']));
  await Promise.all([source.more('floors'), source.more('floors')]);
  assert.deepEqual(
    state.results.floors.rows.map((/** @type {Feature} */ { id }) => id),
    ['1', '2', '3'],
  );
  assert.deepEqual([asked.length, asked[0].path], [1, '/below/collections/floors/items?token=3']);
  assert.equal(state.results.floors.next, null);
  await source.more('floors');
  await source.more('land');
  assert.equal(asked.length, 1);
});

test('rows of a question that is no longer asked are not shown', async () => {
  serve(answer);
  await source.run('floors');
  serve(() => pageOf(['9']));
  const running = source.more('floors');
  const now = { ...state.results.floors, rows: [] };
  changeState({ results: { ...state.results, floors: now } });
  await running;
  assert.equal(state.results.floors, now);
});

test('values of a field come from the page where it holds the layer, else from the service', async () => {
  const owner = land.fields.find(({ name }) => name === 'owner');
  serve(() => ({ ...summary, distinct: [{ field: 'owner', matched: 7, values: [] }] }));
  changeState({ queries: { land: emptyQuery(), floors: emptyQuery() } });
  await settled();
  asked.length = 0;
  assert.equal((await source.distinct('land', owner, '', 9)).matched, 2);
  assert.equal((await source.distinct('floors', owner, ' al ', 9)).matched, 7);
  assert.equal(asked[0].path, '/below/collections/floors/summary?distinct=owner&distinct_limit=9&distinct_q=al');
});

test('how many values there are is asked once, and again after a refusal', async () => {
  serve(() => 500);
  assert.deepEqual(await source.spread('floors'), {});
  serve(() => ({ ...summary, distinct: [{ field: 'owner', matched: 7 }] }));
  assert.deepEqual(await source.spread('floors'), { owner: 7 });
  await source.spread('floors');
  assert.equal(asked.length, 1);
  assert.equal(asked[0].path, '/below/collections/floors/summary?distinct_limit=0&distinct=owner');
  assert.deepEqual(await source.spread('land'), { owner: 2, note: 0 });
  assert.deepEqual(await source.spread('parks'), {});
});

test('one feature, to the last vertex, is asked for where it is not known', async () => {
  serve(() => ({ id: 'a/b', geometry: square(0, 0, 1), properties: {} }));
  assert.equal((await source.one('floors', 'a/b')).id, 'a/b');
  assert.equal(asked[0].path, '/below/collections/floors/items/a%2Fb');
  await source.one('floors', 'a/b');
  assert.equal((await source.one('land', 'A')).id, 'A');
  assert.equal(await source.one('land', 'unheard of'), null);
  assert.equal(asked.length, 1);
});

test('many are asked for together, those that are known not again', async () => {
  serve((path) => pageOf(decodeURIComponent(path.split('ids=')[1]).split(',')));
  const keys = Array.from({ length: 250 }, (_, n) => `k${n}`);
  assert.equal(await source.those('floors', [...keys, 'k0', '1']), 250);
  assert.equal(asked.length, 2);
  assert.ok(featuresOf('floors').has('k249'));
  assert.equal(await source.those('floors', keys), 0);
  assert.equal(await source.those('land', ['x']), 0);
});

test('an empty tile is none', async () => {
  serve(() => 204);
  assert.equal(await source.tile('floors', [3, 1, 2], 'by=state'), null);
  assert.equal(asked[0].path, '/below/collections/floors/tiles/WebMercatorQuad/3/1/2?by=state');
  serve(() => 'bytes');
  assert.equal((await source.tile('floors', [3, 1, 2], '')).byteLength, '"bytes"'.length);
});

test('a layer that cannot be loaded says so and keeps no other from it', async () => {
  layers.clear();
  serve((path) => (path.includes('/land/') ? 500 : answer(path)));
  changeState({ selected: { collection: 'floors', id: 'unknown' } });
  await source.start();
  assert.ok(state.errors.land);
  assert.equal(state.results.parks.total, 0);
});

test('a layer that does not fit on one page is loaded page after page', async () => {
  layers.clear();
  serve((path) => {
    if (!path.includes('/land/items')) return answer(path);
    const more = path.includes('token=2');
    return {
      features: more ? plots.slice(1) : plots.slice(0, 1),
      links: more ? [] : [{ rel: 'next', href: 'http://x/below/collections/land/items?token=2' }],
    };
  });
  await source.start();
  assert.deepEqual([...featuresOf('land').keys()].sort(), plots.map((plot) => String(plot.id)).sort());
});

test('a layer that could not be loaded is loaded when its question is asked again', async () => {
  layers.clear();
  serve((path) => (path.includes('/land/') ? 502 : answer(path)));
  await source.start();
  assert.ok(state.errors.land);
  serve(answer);
  await source.run('land');
  assert.equal(state.errors.land, undefined);
  assert.equal(layers.get('land')?.features.size, plots.length);
});
