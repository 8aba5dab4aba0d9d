import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, plots } from './catalog.js';
import { load } from './page.js';
import { asked, serve, settled } from './serving.js';

const out = await load('data/ways_out.js', catalog);
const engine = await load('data/engine.js');
const { layers } = await load('data/features.js');
const { emptyQuery, state } = await load('base/state.js');
const { on } = await load('base/events.js');
const land = catalog.collections[0];
layers.set('land', engine.layer(land, plots));

/** Ask and wait for the ways out. @param {string} id @param {Partial<Question>} query */
async function waysOf(id, query) {
  state.queries = { ...state.queries, [id]: { ...emptyQuery(), ...query } };
  if (layers.has(id))
    state.results = { ...state.results, [id]: engine.answer(layers.get(id), state.queries[id], null) };
  assert.equal(out.waysOut(id), null);
  await settled();
  await settled();
  return out.waysOut(id);
}
/** @param {any[]} ways */
const brief = (ways) =>
  ways.map(({ key, count, bound }) => [key, count, bound && [bound.value, bound.to, bound.count]]);

test('each rule says what it would bring if it were dropped, and a bound how far it would have to give', async () => {
  state.unit = 'm2';
  const ways = await waysOf('land', { area: [250, null], values: { state: [] }, status: ['idle'] });
  assert.deepEqual(brief(ways), [
    ['size', 1, [200, 200, 1]],
    ['state', 1, null],
  ]);
});

test('the other end of a range stays, and days are moved to the very day', async () => {
  const ways = await waysOf('land', { ranges: { free_from: [null, '2024-01-01'] } });
  assert.deepEqual(brief(ways), [['free_from', 3, ['2024-01-10', '2024-01-10', 1]]]);
  const within = await waysOf('land', { area: [210, 290] });
  assert.deepEqual([within[0].bound.end, within[0].bound.value], [0, 200]);
});

test('where something is found nobody looks for ways out', () => {
  state.results = { ...state.results, land: { matched: 2, steps: [] } };
  assert.deepEqual(out.waysOut('land'), []);
  assert.deepEqual(out.waysOut('nowhere'), []);
});

test('of a large layer the service is asked; where it does not answer it is asked again', async () => {
  /** @type {string[]} */
  const told = [];
  on('touched', (/** @type {string[]} */ keys) => told.push(...keys));
  const step = { key: 'size', zh: '大', en: 'large', removed: 2, left: 0, unknown: 0 };
  state.results = { ...state.results, floors: { matched: 0, steps: [step] } };
  serve((path) =>
    path.includes('sortby=-size')
      ? { numberMatched: 4, features: [{ id: '1', geometry: null, properties: { size: 77.4 } }] }
      : { numberMatched: path.includes('min_') ? 1 : 9, features: [] },
  );
  const ways = await waysOf('floors', { area: [100, null] });
  assert.deepEqual(brief(ways), [['size', 9, [77.4, 77, 1]]]);
  assert.deepEqual(told, ['list']);
  assert.match(asked[1].path, /max_area_m2=100/);
  serve(() => 503);
  state.queries = { ...state.queries, floors: { ...emptyQuery(), area: [5, null] } };
  assert.equal(out.waysOut('floors'), null);
  await settled();
  const { length } = asked;
  assert.equal(out.waysOut('floors'), null);
  assert.ok(asked.length > length);
  await settled();
});

test('a bound is a figure that a reader would type, on the side that lets the nearest through', () => {
  const size = land.fields.find(({ name }) => name === 'size');
  const ratio = land.fields.find(({ name }) => name === 'plot_ratio');
  state.unit = 'mu';
  const mu = 2000 / 3;
  assert.equal(out.roundedTo(size, 18.3 * mu, 0), 18 * mu);
  assert.equal(out.roundedTo(size, 18.3 * mu, 1), 19 * mu);
  assert.equal(out.roundedTo(ratio, 1.84, 0), 1.8);
  assert.equal(out.roundedTo(ratio, 0.004, 0), 0.004);
  assert.equal(out.roundedTo(size, '2024-01-01', 0), '2024-01-01');
});
