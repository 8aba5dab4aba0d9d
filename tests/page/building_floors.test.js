/* Would break where a floor were shown twice, at another height, in another state, or in another building than the registers say. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { collection, feature, field, layer } from './makers.js';
import { load } from './page.js';

const config = {
  collections: [
    collection('land', 'parcel', [field('name')]),
    collection('houses', 'building', [field('parcel'), field('floor_states', { type: 'list' })]),
    collection('halls', 'building', [field('floor_states', { type: 'list' })]),
    collection('floors', 'space', [
      field('building'),
      field('floor', { type: 'integer' }),
      field('status'),
      field('area', { type: 'number' }),
    ]),
  ],
};
const { buildings, storeys } = await load('data/building_floors.js', config);
const { layers } = await load('data/features.js');
const { config: pageConfig } = await load('base/config.js');

const tower = feature('H1', {
  parcel: 'A1',
  floor_states: ['1:let:500', '2:free:800', '2:free:300', 'x:free:1', '3:free'],
});
const barn = feature('H2', { parcel: 'A2' });
layers.set('houses', layer(tower, barn));

/** @param {Record<string, unknown>[]} spaces */
function stack(...spaces) {
  layers.set('floors', layer(...spaces.map((properties, n) => feature(`F${n}`, { building: 'H1', ...properties }))));
  /** @type {Storey[]} */
  const made = storeys({ collection: 'houses', feature: tower });
  return made.map(({ floor, state, area, space }) => [floor, state, area, space?.feature.id ?? null]);
}

test('the buildings of a plot are those that name it; a collection that names no plots has none', () => {
  assert.deepEqual(buildings('land', feature('A1', {})), [{ collection: 'houses', feature: tower }]);
  assert.deepEqual(buildings('land', feature('A9', {})), []);
});

test('a building is its own; a floor has the one that it names', () => {
  assert.deepEqual(buildings('houses', barn), [{ collection: 'houses', feature: barn }]);
  assert.deepEqual(buildings('floors', feature('F1', { building: 'H2' })), [{ collection: 'houses', feature: barn }]);
  assert.deepEqual(buildings('floors', feature('F1', { building: 'H9' })), []);
});

test('storeys stand from the top, each unit in a row of its own; what is no floor is none', () => {
  assert.deepEqual(stack(), [
    [3, 'free', null, null],
    [2, 'free', 800, null],
    [2, 'free', 300, null],
    [1, 'let', 500, null],
  ]);
});

test('a floor of the register stands in the unit of its state and area, to one per cent', () => {
  assert.deepEqual(stack({ floor: 2, status: 'free', area: 302 })[2], [2, 'free', 302, 'F0']);
  assert.deepEqual(stack({ floor: 2, status: 'free', area: 807 })[1], [2, 'free', 807, 'F0']);
});

test('a floor of another state takes the unit of its area that is not let, else the first; two take two', () => {
  assert.deepEqual(stack({ floor: 2, status: 'held', area: 300 }).slice(1, 3), [
    [2, 'free', 800, null],
    [2, 'held', 300, 'F0'],
  ]);
  const made = stack({ floor: 2, status: 'held', area: 300 }, { floor: 2, status: 'free', area: 310 });
  assert.deepEqual(made.slice(1, 3), [
    [2, 'free', 310, 'F1'],
    [2, 'held', 300, 'F0'],
  ]);
});

test('of a floor that is held in part the rest is left; one of which nothing is left is held', () => {
  layers.set('floors', layer(feature('R1', { building: 'H1', floor: 2, status: 'free', area: 800 })));
  const shown = () =>
    storeys({ collection: 'houses', feature: tower })
      .filter((/** @type {Storey} */ { space }) => space)
      .map((/** @type {Storey} */ { state, area, left }) => [state, area, left]);
  /** @param {number} m2 */
  const part = (m2) => ({ holder: 'Z', project: null, area_m2: m2, until: '2023-09-30' });
  pageConfig.holds = { floors: { R1: [part(100), part(250)] } };
  assert.deepEqual(shown(), [['free', 800, 450]]);
  pageConfig.holds = { floors: { R1: [part(800)] } };
  assert.deepEqual(shown(), [['held', 800, 0]]);
  pageConfig.holds = {};
});

test('what the floor does not know stays as the building says', () => {
  assert.deepEqual(stack({ floor: 3 })[0], [3, 'free', null, 'F0']);
  assert.deepEqual(stack({ floor: 2, status: 'free' })[1], [2, 'free', 800, 'F0']);
});

test('a floor beside a let one, and one that the building does not list, get rows of their own', () => {
  assert.deepEqual(stack({ floor: 1, status: 'free', area: 100 }, { floor: 5, status: 'free', area: 90 }), [
    [5, 'free', 90, 'F1'],
    [3, 'free', null, null],
    [2, 'free', 800, null],
    [2, 'free', 300, null],
    [1, 'let', 500, null],
    [1, 'free', 100, 'F0'],
  ]);
});

test('what is on no known floor comes last, on none that it is not on', () => {
  assert.deepEqual(stack({ status: 'free', area: 60 }).at(-1), [null, 'free', 60, 'F0']);
  assert.deepEqual(stack({ floor: 'B1', status: 'free', area: 60 }).at(-1), [null, 'free', 60, 'F0']);
});

test('floors of other buildings stay there; a building without states has the floors of the register', () => {
  layers.set('floors', layer(feature('F1', { building: 'H2', floor: 1, status: 'free', area: 70 })));
  assert.deepEqual(
    storeys({ collection: 'houses', feature: barn }).map((/** @type {Storey} */ { floor }) => floor),
    [1],
  );
  assert.equal(storeys({ collection: 'houses', feature: tower }).length, 4);
  assert.deepEqual(storeys({ collection: 'halls', feature: feature('H8', {}) }), []);
});
