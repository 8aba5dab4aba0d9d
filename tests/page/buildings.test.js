/* Would break where floors were joined that the engine does not join, where a held one were sold as free, or a sum were not that of its rows. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { collection, feature, field } from './makers.js';
import { load } from './page.js';

const config = {
  codelists: {
    zones: {
      hierarchy: 'parent',
      codes: [
        { code: 'A', parent: null },
        { code: 'B', parent: null },
        { code: 'B1', parent: 'B' },
      ],
    },
  },
  joining: { most: 3, free: ['free'] },
  collections: [
    collection('floors', 'space', [
      field('area', { type: 'number' }),
      field('building'),
      field('floor', { type: 'integer' }),
      field('made_of'),
      field('park', { codelist: 'zones' }),
      field('status'),
    ]),
  ],
};
const { joinedBuildings, joinedOf, sumsByPark, totalsOf } = await load('data/buildings.js', config);

let count = 0;
/** @param {number | null} area @param {Record<string, unknown>} [more] */
const floor = (area, more = {}) => {
  count += 1;
  return feature(`F${String(count).padStart(3, '0')}`, { area, building: 'H', floor: 1, status: 'free', ...more });
};
/** @param {Feature[]} rows @param {number} asked */
const joined = (rows, asked) =>
  joinedBuildings('floors', rows, asked).map((/** @type {any} */ { building, sum, storeys, taken, ids }) => [
    building,
    sum,
    storeys,
    taken,
    ids.length,
  ]);

test('sum, states and the largest are those of the rows; an unknown area adds nothing and is counted', () => {
  const rows = [
    floor(500),
    floor(700, { status: 'held' }),
    floor(null),
    floor(200),
    floor(90, { status: null }),
    floor(0),
  ];
  const totals = totalsOf('floors', rows);
  assert.deepEqual([totals.sum, totals.count, totals.unknown, totals.largest], [1490, 6, 2, rows[1]]);
  assert.deepEqual(totals.states, [
    { value: 'free', sum: 700, free: true },
    { value: 'held', sum: 700, free: false },
    { value: null, sum: 90, free: false },
  ]);
  assert.equal(totalsOf('floors', []).largest, null);
});

test('the sum of a building is the largest of no floor: it is counted apart, and joins nothing', () => {
  const whole = { made_of: 'building', floor: null };
  const rows = [floor(9000, whole), floor(400), floor(6000, { made_of: 'building', floor: 2 }), floor(3000, whole)];
  const totals = totalsOf('floors', rows);
  assert.deepEqual([totals.sum, totals.largest, totals.wholes], [18400, rows[2], 2]);
  assert.deepEqual(joined([floor(9000, whole), floor(3000, whole)], 10000), []);
  const alone = totalsOf('floors', [floor(9000, whole)]);
  assert.deepEqual([alone.largest, alone.wholes], [null, 1]);
});

test('a park is a sum, the largest first; who is in none adds to none', () => {
  const rows = [floor(1, { park: 'A' }), floor(5, { park: 'B' }), floor(2, { park: 'A' }), floor(9)];
  assert.deepEqual(sumsByPark('floors', rows), [
    { park: 'B', sum: 5 },
    { park: 'A', sum: 3 },
  ]);
  assert.deepEqual(
    sumsByPark('floors', [floor(3, { park: 'A' }), floor(5, { park: 'B' }), floor(7, { park: 'B1' })]),
    [
      { park: 'B', sum: 12 },
      { park: 'B1', sum: 7 },
      { park: 'A', sum: 3 },
    ],
    'a park has what lies in its parts',
  );
});

test('floors one above the other are joined, those with a storey between them are not', () => {
  assert.deepEqual(joined([floor(500, { floor: 2 }), floor(600, { floor: 3 })], 1000), [['H', 1100, [2, 3], 0, 2]]);
  assert.deepEqual(joined([floor(500, { floor: 2 }), floor(600, { floor: 4 })], 1000), []);
});

test('the first storey stands on the basement: there is no storey 0', () => {
  assert.deepEqual(joined([floor(500, { floor: -1 }), floor(600, { floor: 1 })], 1000), [['H', 1100, [-1, 1], 0, 2]]);
});

test('units of one storey are joined; floors of two buildings, of none, or of no known storey are not', () => {
  assert.deepEqual(joined([floor(500), floor(600)], 1000), [['H', 1100, [1, 1], 0, 2]]);
  assert.deepEqual(joined([floor(500), floor(600, { building: 'I' })], 1000), []);
  assert.deepEqual(joined([floor(500, { building: null }), floor(600, { building: null })], 1000), []);
  assert.deepEqual(joined([floor(500, { floor: null }), floor(600, { floor: null })], 1000), []);
  assert.deepEqual(joined([floor(500, { floor: 'B' }), floor(600)], 1000), []);
});

test('one that is enough alone needs no partner; one of unknown area is none', () => {
  assert.deepEqual(joined([floor(1000), floor(600)], 1000), []);
  assert.deepEqual(joined([floor(null), floor(600)], 500), []);
});

test('no more are joined than the scheme joins', () => {
  const four = [1, 2, 3, 4].map((at) => floor(300, { floor: at }));
  assert.deepEqual(joined(four, 900), [['H', 900, [1, 3], 0, 3]]);
  assert.deepEqual(joined(four, 1200), []);
});

test('the fewest floors go first, then the least area, then the lowest', () => {
  const stack = [
    floor(500, { floor: 1 }),
    floor(700, { floor: 2 }),
    floor(600, { floor: 3 }),
    floor(550, { floor: 4 }),
  ];
  assert.deepEqual(joined(stack, 1100), [['H', 1150, [3, 4], 0, 2]]);
  assert.deepEqual(joined(stack, 1200), [['H', 1200, [1, 2], 0, 2]]);
  const wide = [floor(300), floor(500), floor(400, { floor: 2 })];
  assert.deepEqual(joined(wide, 1150), [['H', 1200, [1, 2], 0, 3]], 'units beside the largest fill up');
});

test('free floors are taken before held ones, and a building of held ones says how many', () => {
  const rows = [
    floor(500, { building: 'A' }),
    floor(600, { building: 'A', floor: 2 }),
    floor(600, { building: 'A', floor: 3, status: 'held' }),
    floor(700, { building: 'B' }),
    floor(700, { building: 'B', floor: 2, status: 'held' }),
  ];
  assert.deepEqual(joined(rows, 1100), [
    ['A', 1100, [1, 2], 0, 2],
    ['B', 1400, [1, 2], 1, 2],
  ]);
});

test('what is joined comes to what is asked, adjoins and is no more than three, whatever the floors', () => {
  let seed = 7;
  const next = (/** @type {number} */ below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  for (let n = 0; n < 300; n += 1) {
    const units = Array.from({ length: 1 + next(7) }, (_, at) => ({
      id: `U${at}`,
      area: 100 + next(900),
      storey: next(6) ? next(5) : null,
      free: true,
    }));
    const asked = 300 + next(1800);
    const taken = joinedOf(units, asked, 3);
    const best = bruteForce(units, asked, 3);
    assert.equal(taken?.length ?? 0, best, `${JSON.stringify(units)} for ${asked}`);
    if (!taken) continue;
    assert.ok(taken.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.area, 0) >= asked);
    assert.ok(isConnected(taken));
  }
});

/** @param {{ storey: number | null }[]} units */
function isConnected(units) {
  const at = [...new Set(units.map(({ storey }) => Number(storey)))].sort((a, b) => a - b);
  return units.every(({ storey }) => storey !== null) && at.every((storey, n) => !n || storey - at[n - 1] === 1);
}

/** How many units the smallest joined set has that is enough; 0 where there is none. @param {any[]} units @param {number} asked @param {number} most */
function bruteForce(units, asked, most) {
  const able = units.filter(({ area }) => area < asked);
  let best = 0;
  for (let set = 1; set < 2 ** able.length; set += 1) {
    const taken = able.filter((_, n) => set & (1 << n)); // eslint-disable-line no-bitwise -- subsets by their bits
    const isEnough = taken.reduce((sum, { area }) => sum + area, 0) >= asked;
    if (taken.length <= most && isEnough && isConnected(taken) && (!best || taken.length < best)) best = taken.length;
  }
  return best;
}
