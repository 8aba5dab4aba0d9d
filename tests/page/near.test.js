import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land, parks, plots, square } from './catalog.js';
import { load } from './page.js';

const near = await load('data/near.js', { ...catalog, home: [0, 0, 2, 2] });
const engine = await load('data/engine.js');
const questions = await load('data/questions.js');
const { layers } = await load('data/features.js');
const { changeState, emptyQuery, state } = await load('base/state.js');
const { parameters } = await load('data/parameters.js');

const held = engine.layer(land, plots);
layers.set('land', held);
layers.set('parks', engine.layer(parks, [{ id: 'P1', geometry: square(0, 0, 1), properties: {} }]));

/** @param {Point[]} shape @param {number} metres @returns {Near} */
const drawn = (shape, metres) => ({ metres, spot: null, shape });
/** @param {string} collection @param {string} id @param {number} metres @returns {Near} */
const at = (collection, id, metres) => ({ metres, spot: { collection, id }, shape: null });
/** @param {Near} asked */
const idsOf = (asked) => engine.answer(held, { near: asked }).rows.map((/** @type {Feature} */ { id }) => id);
const DEGREE = (6371008.8 * Math.PI) / 180;

test('a link says a distance and a place, or nothing', () => {
  for (const bad of [
    null,
    7,
    {},
    { metres: 0, shape: [[1, 1]] },
    { metres: -1, shape: [[1, 1]] },
    { metres: 100001, shape: [[1, 1]] },
    { metres: '5', shape: [[1, 1]] },
    { metres: NaN, shape: [[1, 1]] },
    { metres: 5 },
    { metres: 5, shape: [] },
    { metres: 5, shape: [[999, 1], 'x', null] },
    { metres: 5, spot: { collection: 'elsewhere', id: '1' } },
    { metres: 5, spot: { collection: 'land', id: 'x'.repeat(201) } },
    { metres: 5, spot: { collection: 'land', id: 7 } },
  ])
    assert.equal(near.cleanNear(bad), null, JSON.stringify(bad));
  assert.deepEqual(
    near.cleanNear({
      metres: 5,
      shape: [
        [1, 2],
        [999, 3],
      ],
      more: 1,
    }),
    drawn([[1, 2]], 5),
  );
  const both = { metres: 5, spot: { collection: 'land', id: 'A', more: 1 }, shape: [[1, 2]] };
  assert.deepEqual(near.cleanNear(both), at('land', 'A', 5), 'exactly one of them');
  assert.equal(
    near.cleanNear({ metres: 5, shape: Array.from({ length: 900 }, (_, n) => [1, n / 100]) }).shape.length,
    500,
  );
});

test('a link holds the place that is set, its corners to a tenth of a metre', () => {
  assert.deepEqual(near.leanNear(at('land', 'A', 5)), { metres: 5, spot: { collection: 'land', id: 'A' } });
  assert.deepEqual(near.leanNear(drawn([[1.23456789, 2]], 5)), { metres: 5, shape: [[1.234568, 2]] });
});

test('a point, a line and an area are told by their points', () => {
  assert.equal(near.geometryOf([[0, 0]]).type, 'Point');
  assert.equal(
    near.geometryOf([
      [0, 0],
      [1, 1],
    ]).type,
    'LineString',
  );
  assert.equal(
    near.geometryOf([
      [0, 0],
      [1, 1],
      [0, 0],
    ]).type,
    'LineString',
    'there and back is no area',
  );
  assert.equal(
    near.geometryOf([
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 0],
    ]).type,
    'Polygon',
  );
});

test('rows within a distance: inside is none, without a place is unknown', () => {
  assert.deepEqual(idsOf(drawn([[0.5, 0.5]], 1)), ['A']);
  assert.deepEqual(idsOf(drawn([[1.5, 0.5]], 0.49 * DEGREE)), []);
  assert.deepEqual(idsOf(drawn([[1.5, 0.5]], 0.51 * DEGREE)), ['A']);
  assert.deepEqual(
    idsOf(
      drawn(
        [
          [0, 5],
          [5, 5],
        ],
        2.01 * DEGREE,
      ),
    ),
    ['B'],
  );
  assert.deepEqual(idsOf(at('parks', 'P1', 1.5 * DEGREE)), ['A', 'B']);
  const asked = { near: drawn([[0.5, 0.5]], 1) };
  const [step] = engine.answer(held, asked).steps;
  assert.deepEqual([step.key, step.left, step.unknown], ['near', 1, 1]);
  assert.deepEqual([...engine.answer(held, { ...asked, or_unknown: ['near'] }).ids], ['A', 'C']);
});

test('in words: the name of the place, the distance in kilometres where these are exact', () => {
  assert.deepEqual(near.nearWords(at('land', 'A', 2000)), { zh: '距“甲地” 2 km 以内', en: 'within 2 km of Plot A' });
  assert.deepEqual(near.nearWords(at('parks', 'P1', 850)), { zh: '距“P1” 850 m 以内', en: 'within 850 m of P1' });
  assert.equal(near.nearWords(drawn([[0, 0]], 1234)).en, 'within 1,234 m of the chosen point');
  assert.equal(
    near.nearWords(
      drawn(
        [
          [0, 0],
          [1, 1],
        ],
        1250,
      ),
    ).zh,
    '距所画的线 1.25 km 以内',
  );
});

test('a place that is not in the data, or has none, is said', () => {
  for (const id of ['gone', 'C'])
    assert.throws(
      () => engine.answer(held, { near: at('land', id, 5) }),
      (/** @type {Mistake} */ mistake) => Boolean(mistake.said?.includes(id === 'C' ? 'Ｃ地' : 'gone')),
    );
});

test('the service is asked by feature or by shape', () => {
  const asked = (/** @type {Near} */ value) => {
    changeState({ queries: { ...state.queries, land: { ...emptyQuery(), near: value } } });
    return Object.fromEntries(parameters('land'));
  };
  assert.deepEqual(asked(at('land', 'A/1', 5)), { near: 'land/A/1', distance_m: '5' });
  assert.equal(asked(drawn([[1, 2]], 5)).near, 'POINT(1 2)');
  assert.equal(
    asked(
      drawn(
        [
          [1, 2],
          [3, 4],
        ],
        5,
      ),
    ).near,
    'LINESTRING(1 2,3 4)',
  );
  assert.equal(
    asked(
      drawn(
        [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 0],
        ],
        5,
      ),
    ).near,
    'POLYGON((0 0,1 1,1 0,0 0))',
  );
});

test('the whole stock is asked at once, and no longer; a chip says it in a few letters', () => {
  questions.reset();
  questions.setNear(at('land', 'A', 2000));
  assert.deepEqual([state.queries.land.near?.metres, state.queries.floors.near?.metres], [2000, 2000]);
  assert.deepEqual(questions.nearAsked(), at('land', 'A', 2000));
  changeState({ results: { land: engine.answer(held, state.queries.land) } });
  const [chip] = questions.rules();
  assert.deepEqual([chip.key, chip.brief], ['near', '2 km · Plot A']);
  questions.edit('land', (/** @type {Question} */ query) => query.or_unknown.push('near'));
  questions.setNear(null);
  assert.deepEqual([state.queries.land, state.queries.floors], [emptyQuery(), emptyQuery()]);
  questions.setNear(drawn([[0, 0]], 7));
  questions.drop({ ids: [{ id: 'land', key: 'near' }] });
  assert.equal(state.queries.land.near, null);
});
