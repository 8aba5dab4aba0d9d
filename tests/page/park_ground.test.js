/* The ground of parks: which are sheets of their own, how large they are in metres, what lies on them. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { answer, CONFIG, placement, square } from './board.js';
import { load } from './page.js';

const { parks, round, top, zones } = await load('board/park_ground.js', CONFIG);
const { pathOf: path } = await load('base/plane.js');
const b = await load('board/model.js');
const { layers } = await load('data/features.js');
const { changeState } = await load('base/state.js');

/** @param {string} id @param {object | null} geometry @param {object} [properties] */
const feature = (id, geometry, properties = {}) => /** @type {[string, object]} */ ([id, { id, geometry, properties }]);
/** @param {string} id @param {[string, object][]} features */
const hold = (id, features) => layers.set(id, { features: new Map(features) });

const D = 0.01;
hold('parks', [
  ['small', { id: 'small', geometry: square(116, 36, D), properties: {} }],
  ['large', { id: 'large', geometry: square(116.1, 36, 2 * D), properties: {} }],
  ['inner', { id: 'inner', geometry: square(116.1, 36, D), properties: { parent: 'large' } }],
  ['new', { id: 'new', geometry: square(116.12, 36, D), properties: { parent: 'large', planned: true } }],
  ['shapeless', { id: 'shapeless', geometry: null, properties: {} }],
]);
hold('plots', [
  feature('1', square(116.1, 36, D / 10), { park: 'inner' }),
  feature('2', square(116, 36, D / 10), { park: 'small' }),
  feature('3', null, { park: 'small' }),
  feature('4', square(116, 36, D / 10)),
]);

test('a park that stands in another goes by the one around all', () => {
  const byId = new Map(parks().map((/** @type {any} */ one) => [one.id, one]));
  assert.equal(top('inner', byId).id, 'large');
  assert.equal(top('small', byId).id, 'small');
  assert.equal(top('nowhere', byId), null);
});

test('parks that name one another end the search and stay sheets', () => {
  const ring = new Map(['a', 'b'].map((id) => [id, { id, parent: id === 'a' ? 'b' : 'a' }]));
  assert.deepEqual([top('a', ring)?.id, top('b', ring)?.id], ['a', 'b']);
});

test('top-level parks with a shape are sheets, the largest first, with the parks and plots that lie in them', () => {
  b.look({ report: answer([placement('A')]) });
  const [large, small, ...more] = zones();
  assert.deepEqual([large.id, small.id, more.length], ['large', 'small', 0]);
  assert.deepEqual(
    large.inner.map((/** @type {any} */ one) => one.id),
    ['inner', 'new'],
  );
  assert.deepEqual(
    [large, small].map(({ plots }) => plots.map((/** @type {any} */ one) => one.feature.id)),
    [['1'], ['2']],
  );
});

test('a sheet is as large as its ground with a margin of 45 m on every side', () => {
  // 0.01° of a meridian are 6371008.8 m × π/180 × 0.01 = 1111.95 m; across at 36.005° N × cos = 899.52 m.
  const small = zones()[1];
  assert.equal(Math.round(small.high), 1112 + 90);
  assert.equal(Math.round(small.wide), 900 + 90);
  const [x, y] = small.at([116.005, 36.005]);
  assert.ok(Math.hypot(x, y) < 0.001, 'the middle of the park is that of its sheet');
  assert.deepEqual(small.at([116, 36.01]).map(Math.round), [-450, -556], 'west is left, north is up');
});

test('what is only planned widens the sheet once something is placed there', () => {
  const before = zones()[0].wide;
  b.look({ report: { ...answer([]), placements: [placement('A', { park: { id: 'new', zone: { id: 'large' } } })] } });
  changeState({ lang: 'zh' }); // Rows are kept by language: another one makes them from this report.
  const after = zones()[0].wide;
  // Of 0.02° one more hundredth lies outside: half as wide again, less the margin.
  assert.equal(Math.round((after - 90) / (before - 90) / 0.01), 150);
});

test('the sheets are made once', () => {
  assert.equal(zones(), zones());
});

test('rings are closed, lines are not, and figures have a decimal', () => {
  const at = (/** @type {[number, number]} */ [x, y]) => [x * 10, y * 10];
  assert.equal(path(square(0, 0, 1.23456), at), 'M0 0L12.3 0L12.3 12.3L0 12.3L0 0Z');
  assert.equal(
    path(
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 2],
        ],
      },
      at,
    ),
    'M0 0L10 20',
  );
  assert.equal(path(null, at), '');
  assert.equal(round(12.35), 12.4);
});
