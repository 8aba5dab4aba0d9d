import assert from 'node:assert/strict';
import { test } from 'node:test';
import { URLSearchParams } from 'node:url';
import fc from 'fast-check';
import { catalog } from './catalog.js';
import { load } from './page.js';

const { link, restore } = await load('data/address.js', catalog);
const { faultsOf } = await load('data/link_faults.js');
const { defaults, emptyQuery, state } = await load('base/state.js');

/** @param {Partial<State>} changes */
function linkOf(changes) {
  Object.assign(state, defaults(), changes);
  return link();
}

/** @param {Partial<State>} changes @returns {State} */
const restored = (changes) => restore(`#${linkOf(changes)}`);

/* ---- what a page may be in ---- */
const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const texts = fc.array(text, { maxLength: 3 });
const figure = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const day = fc.constantFrom('2024-02-29', '1999-12-31');
const end = fc.oneof(fc.constant(null), figure, day);
/** The lower before the upper, as a page has them. */
const bounds = fc
  .tuple(end, end)
  .map(([a, b]) => (a !== null && b !== null && typeof a === typeof b && a > b ? [b, a] : [a, b]));
const spot = fc.record({ collection: fc.constantFrom('land', 'floors'), id: text });
/* A ring around its middle, so that no edge crosses another. */
const ring = fc
  .tuple(
    fc.integer({ min: -90, max: 90 }),
    fc.integer({ min: -45, max: 45 }),
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 6 }),
  )
  .map(([x, y, far]) =>
    far.map((r, n) => {
      const angle = (2 * Math.PI * n) / far.length;
      return [x + r * Math.cos(angle), y + r * Math.sin(angle)].map((degrees) => Math.round(degrees * 1e6) / 1e6 || 0);
    }),
  );
const metres = fc.double({ min: 0.1, max: 100000, noNaN: true });
/** @template T @param {fc.Arbitrary<T>} value */
const byField = (value) =>
  fc.dictionary(fc.constantFrom('use', 'state', 'size', 'owner'), value, { noNullPrototype: true });
const question = fc.record({
  usage: texts,
  park: texts,
  status: texts,
  values: byField(texts),
  area: bounds,
  ranges: byField(bounds),
  q: fc.string({ maxLength: 200 }),
  or_unknown: fc.subarray(['usage', 'state', 'size']),
  within: fc.option(ring),
  near: fc.option(
    fc.oneof(
      fc.record({ metres, spot, shape: fc.constant(null) }),
      fc.record({ metres, spot: fc.constant(null), shape: ring }),
    ),
  ),
  located: fc.option(fc.boolean()),
  filter: fc.option(
    fc.record({
      text: fc.constantFrom('"state" IS NULL', `NOT ("owner" IN ('A', 'B')) AND "size" >= 25.5`, 'geometry IS NULL'),
      zh: text,
      en: text,
    }),
  ),
});
const sortKey = fc.record({ field: fc.constantFrom('size', 'state', 'id'), descending: fc.boolean() });
const board = fc.record({
  scenario: fc.option(text),
  pins: fc.array(fc.record({ project_id: text, sites: fc.array(text, { minLength: 1, maxLength: 3 }) }), {
    maxLength: 3,
  }),
  forbid: fc.array(fc.record({ project_id: text, site: text }), { maxLength: 3 }),
  compare: fc.constant([]),
});
const view = fc.record({
  zoom: fc.integer({ min: 0, max: 2200 }).map((hundredths) => hundredths / 100),
  center: fc
    .tuple(fc.integer({ min: -90e5, max: 90e5 }), fc.integer({ min: -180e5, max: 180e5 }))
    .map(([lat, lng]) => [lat / 1e5, lng / 1e5]),
  restored: fc.constant(true),
});
const anyState = fc.record({
  mode: fc.constantFrom('find', 'match', 'board', 'dashboard'),
  lang: fc.constantFrom('zh', 'en'),
  unit: fc.constantFrom('mu', 'ha', 'm2'),
  active: fc.constantFrom('land', 'floors'),
  basemap: fc.constantFrom(null, 'plain'),
  colourBy: fc.constantFrom('state', 'use'),
  shown: fc.record({ land: fc.boolean(), floors: fc.boolean(), parks: fc.boolean(), projects: fc.boolean() }),
  view: fc.option(view),
  selected: fc.option(spot),
  table: fc.boolean(),
  need: fc.option(fc.integer({ min: 1, max: 1e6 })),
  layering: fc.constantFrom(
    { order: [], opacity: {} },
    { order: [], opacity: { land: 40 } },
    { order: ['floors', 'land', 'projects', 'parks'], opacity: { parks: 10, floors: 95 } },
  ),
  basket: fc.array(spot, { maxLength: 4 }),
  board,
  queries: fc.record({ land: question, floors: fc.constant(emptyQuery()) }),
  sort: fc.record({
    land: fc.array(sortKey, { minLength: 1, maxLength: 3 }),
    floors: fc.array(sortKey, { minLength: 1, maxLength: 3 }),
  }),
});

/** What JSON gives back: no −0. @param {unknown} value */
const plain = (value) => JSON.parse(JSON.stringify(value));

test('an address gives back the state that it was made of', () => {
  fc.assert(
    fc.property(anyState, (changes) => {
      const given = /** @type {any} */ (changes);
      const back = /** @type {any} */ (restored(given));
      for (const key of Object.keys(given)) assert.deepEqual(plain(back[key]), plain(given[key]), key);
      assert.deepEqual(faultsOf(linkOf(given), back), [], 'nothing of an own link is a fault');
    }),
    { numRuns: 300 },
  );
});

test('a drawn area that crosses itself is left aside and said, as a filter and as a place to be near to', () => {
  const bow = [
    [116.78, 36.58],
    [116.79, 36.59],
    [116.79, 36.58],
    [116.78, 36.59],
  ];
  for (const asked of [{ within: bow }, { near: { metres: 500, shape: [...bow, bow[0]] } }]) {
    const hash = `#q.land=${JSON.stringify(asked)}`;
    const back = restore(hash);
    assert.deepEqual([back.queries.land.within, back.queries.land.near], [null, null]);
    assert.match(faultsOf(hash, back)[0].en, /crosses itself/);
  }
});

test('a fresh start has nothing to say, and nothing said is a fresh start', () => {
  assert.equal(linkOf({}), '');
  assert.deepEqual(restore(''), defaults());
});

test('what is asked about in a match: a project before a place before a demand', () => {
  const { match } = defaults();
  const site = { collection: 'land', id: 'A/1' };
  const demand = { needs: 'land', start: null };
  assert.equal(restored({ match: { ...match, projectId: 'P-1', site } }).match.projectId, 'P-1');
  assert.deepEqual(restored({ match: { ...match, site } }).match.site, site);
  const asked = restored({ match: { ...match, demand, origin: 'P-1', scheme: 's2', weights: { jobs: 40, tax: 0.5 } } });
  assert.deepEqual(asked.match, { ...match, demand, origin: 'P-1', scheme: 's2', weights: { jobs: 40, tax: 0.5 } });
});

test('a link is anyone’s text: what is not of the expected form is left aside', () => {
  const fresh = defaults();
  /** @param {Record<string, string>} parts @returns {State} */
  const of = (parts) => restore(`#${new URLSearchParams(parts)}`);
  assert.deepEqual(
    of({ mode: 'edit', lang: 'de', unit: 'acre', active: 'x', basemap: 'x', colour: 'x', layers: 'x,-y' }),
    fresh,
  );
  for (const at of ['23/0/0', '5/91/0', '5/0/181', 'a/b/c', '5']) assert.equal(of({ at }).view, null, at);
  assert.deepEqual(
    [of({ sel: 'elsewhere/1' }).selected, of({ sel: 'land' }).selected, of({ sel: '/1' }).selected],
    [null, null, null],
  );
  assert.equal(of({ sel: `land/${'x'.repeat(200)}` }).selected, null);
  for (const demand of ['[1]', '"x"', '{', `{"x":"${'x'.repeat(20000)}"}`])
    assert.equal(of({ demand }).match.demand, null);
  for (const weights of ['{"a":101}', '{"a":-1}', '{"a":"1"}', '{}']) assert.equal(of({ weights }).match.weights, null);
  assert.equal(of({ origin: 'P-1' }).match.origin, null);
  assert.equal(of({ scheme: 's9' }).match.scheme, null);
  assert.deepEqual([of({ pin: 'alone' }).board.pins, of({ forbid: 'a/b/c' }).board.forbid], [[], []]);
  const sort = of({ 'sort.land': '-size,unheard_of,state,id,name' }).sort.land;
  assert.deepEqual(
    sort.map(({ field }) => field),
    ['size', 'state', 'id'],
  );
});

test('a question of a link holds only what the catalog knows', () => {
  const given = {
    usage: ['10', 'x'.repeat(201)],
    values: { state: ['idle'], unheard_of: ['x'] },
    area: ['a lot', 5],
    ranges: { free_from: ['2024-01-01', 'soon'] },
    q: 7,
    or_unknown: ['usage', 'unheard_of'],
    within: [
      [0, 0],
      [1, 1],
      [999, 0],
    ],
  };
  const asked = restore(`#${new URLSearchParams({ 'q.land': JSON.stringify(given) })}`).queries.land;
  assert.deepEqual(asked, {
    ...emptyQuery(),
    usage: ['10'],
    values: { state: ['idle'] },
    area: [null, 5],
    ranges: { free_from: ['2024-01-01', null] },
    or_unknown: ['usage'],
  });
});

test('what is needed together is kept; a list that is not the one that the question turns to is named', () => {
  const fresh = defaults();
  const asked = { ...fresh.queries, floors: { ...emptyQuery(), q: 'hall' } };
  assert.equal(restored({ need: 8000 }).need, 8000);
  assert.equal(restore('#need=-3').need, null);
  assert.equal(restore('#need=much').need, null);
  assert.equal(restored({ queries: asked, active: fresh.active }).active, fresh.active);
  assert.equal(restore(`#q.floors=${JSON.stringify({ q: 'hall' })}`).active, 'floors');
});

test('how the dashboard is looked at is kept, and a day that is none is left aside and said', () => {
  for (const stock of [
    { by: 'owner', table: true, asof: '2024-02-29' },
    { by: null, table: false, asof: null },
  ])
    assert.deepEqual(restored({ stock }).stock, stock);
  const hash = '#asof=2023-02-30&by=<b>&as=picture';
  assert.deepEqual(restore(hash).stock, { by: null, table: false, asof: null });
  assert.equal(faultsOf(hash, restore(hash)).length, 3);
});
