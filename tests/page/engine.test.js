import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, codelists, land, plots, square } from './catalog.js';
import { load } from './page.js';

const engine = await load('data/engine.js', catalog);
const { below } = await load('data/codes.js');
const { distinct, faceted } = await load('data/facet_counts.js');
const held = engine.layer(land, plots);

/** @param {Partial<Question>} query @param {SortKey[]} [sort] */
const ids = (query, sort) => engine.answer(held, query, sort).rows.map((/** @type {Feature} */ { id }) => id);
/** @param {string} name */
const field = (name) => held.byName.get(name);

test('a layer holds its rows by id, whatever order they came in', () => {
  assert.deepEqual(ids({}), ['A', 'B', 'C']);
  assert.equal(held.features.get('B').id, 'B');
});

test('a code stands for those below it: by its letters, by its parents, or for itself alone', () => {
  assert.deepEqual([...below(codelists.uses, '10')], ['10', '1001']);
  assert.deepEqual([...below(codelists.trees, 'a')].sort(), ['a', 'b', 'c']);
  assert.deepEqual([...below(codelists.states, 'idle')], ['idle']);
  assert.deepEqual([...below(null, 'x')], ['x']);
});

test('values of a field: any of them, with the codes below', () => {
  assert.deepEqual(ids({ usage: ['10'] }), ['A', 'C']);
  assert.deepEqual(ids({ usage: ['1001'] }), ['A']);
  assert.deepEqual(ids({ values: { tree: ['a'] } }), ['A']);
  assert.deepEqual(ids({ values: { pipes: ['water'] } }), ['A', 'C']);
  assert.deepEqual(ids({ park: ['P1', 'P2'] }), ['A', 'B']);
  assert.deepEqual(ids({ status: ['idle'] }), ['A']);
});

test('what is unknown stays only where it is let', () => {
  assert.deepEqual(ids({ status: ['idle'], or_unknown: ['state'] }), ['A', 'C']);
  assert.deepEqual(ids({ area: [250, null] }), ['B']);
  assert.deepEqual(ids({ area: [250, null], or_unknown: ['size'] }), ['B', 'C']);
});

test('a code that the list does not know may be any: unknown, not refused', () => {
  const odd = engine.layer(land, [{ id: 'X', geometry: null, properties: { use: '77', state: 'sold' } }]);
  assert.equal(engine.answer(odd, { usage: ['10'] }).steps[0].unknown, 1);
  assert.equal(engine.answer(odd, { status: ['idle'] }).steps[0].unknown, 1);
  // Who asks for that very word asks no code of the list.
  assert.equal(engine.answer(odd, { status: ['sold'] }).matched, 1);
  assert.equal(engine.answer(odd, { status: ['bought'] }).steps[0].unknown, 0);
});

test('a usage of another system is unknown', () => {
  const other = engine.layer(land, [
    { id: 'X', geometry: null, properties: { use: '10', standard: 'foreign' } },
    { id: 'Y', geometry: null, properties: { use: '10', standard: 'uses' } },
  ]);
  const { matched, steps } = engine.answer(other, { usage: ['10'] });
  assert.deepEqual([matched, steps[0].unknown], [1, 1]);
});

test('ranges hold both ends; days compare as they are written', () => {
  assert.deepEqual(ids({ area: [200, 300] }), ['A', 'B']);
  assert.deepEqual(ids({ area: [null, 299] }), ['A']);
  assert.deepEqual(ids({ ranges: { free_from: ['2024-02-01', null] } }), ['B']);
  assert.deepEqual(ids({ ranges: { owner: ['A', null], unheard_of: [1, 2], size: [null, null] } }), ['A', 'B', 'C']);
});

test('a text is sought in every word of a row, in the words of its codes, without case or width', () => {
  assert.deepEqual(ids({ q: 'PLOT a' }), ['A']);
  assert.deepEqual(ids({ q: 'c地' }), ['C']);
  assert.deepEqual(ids({ q: 'commercial west' }), ['B']);
  assert.deepEqual(ids({ q: 'gas' }), ['A']);
  assert.deepEqual(ids({ q: '  ' }), ['A', 'B', 'C']);
});

test('a drawn ring takes what it touches; what has no place is unknown', () => {
  const ring = square(-1, -1, 2.5).coordinates[0];
  const { rows, steps } = engine.answer(held, { within: ring });
  assert.deepEqual(
    rows.map((/** @type {Feature} */ { id }) => id),
    ['A'],
  );
  assert.equal(steps[0].unknown, 1);
  assert.equal(steps[0].en, 'within the drawn area');
});

test('each rule says what it took, and of how many rows it alone is unknown', () => {
  const { steps, matched, total } = engine.answer(held, { usage: ['10'], area: [100, null] });
  assert.deepEqual([matched, total], [1, 3]);
  assert.deepEqual(
    steps.map((/** @type {Step} */ { key, removed, left, unknown }) => [key, removed, left, unknown]),
    [
      ['usage', 1, 2, 0],
      ['size', 1, 1, 1],
    ],
  );
});

test('the question in words, with the codes below and what may be unknown', () => {
  assert.deepEqual(engine.answer(held, {}).words, { zh: 'land层：全部', en: 'land layer: all' });
  const { words } = engine.answer(held, { usage: ['10', '20'], area: [1000, null], or_unknown: ['size'] });
  assert.equal(
    words.en,
    'land layer: (use is industrial 10 and below or commercial 20) and size ≥ 1,000 m² (≥ 1.5 mu) (or unknown)',
  );
  assert.equal(
    words.zh,
    'land层：（use中为 工业 10（含下级） 或 商业 20） 且 size中 ≥ 1,000 m²（≥ 1.5 亩）（含待核实）',
  );
  /** @param {Partial<Question>} query */
  const step = (query) => engine.answer(held, query).steps[0].en;
  assert.equal(step({ area: [200, 300] }), 'size 200–300 m² (0.3–0.5 mu)');
  assert.equal(step({ ranges: { free_from: [null, '2024-02-01'] } }), 'free_from ≤ 2024-02-01');
  assert.equal(step({ q: ' gas ' }), 'containing “gas”');
  assert.equal(step({ values: { note: ['x'] } }), 'note is x');
});

test('rows are sorted by scale, by length or as they are, unknown last either way, ties by id', () => {
  assert.deepEqual(ids({}, [{ field: 'size', descending: true }]), ['B', 'A', 'C']);
  assert.deepEqual(ids({}, [{ field: 'size', descending: false }]), ['A', 'B', 'C']);
  assert.deepEqual(ids({}, [{ field: 'fire', descending: false }]), ['B', 'A', 'C']);
  assert.deepEqual(ids({}, [{ field: 'fire', descending: true }]), ['A', 'B', 'C']);
  assert.deepEqual(ids({}, [{ field: 'pipes', descending: false }]), ['B', 'C', 'A']);
  assert.deepEqual(
    ids({}, [
      { field: 'unheard_of', descending: true },
      { field: 'plot_ratio', descending: true },
    ]),
    ['A', 'B', 'C'],
  );
});

test('rows without a shape are counted, and are a list of their own', () => {
  const some = engine.layer(land, [plots[0], { ...plots[1], geometry: null }]);
  assert.equal(engine.answer(some, {}).notLocated, 1);
  const bare = engine.answer(some, { located: false });
  assert.deepEqual([bare.rows, bare.words.zh], [[some.features.get(String(plots[1].id))], 'land层：未定位']);
  assert.equal(engine.answer(some, { located: true }).notLocated, 0);
});

test('areas are summed over what is known', () => {
  const { area, areaUnknown } = engine.answer(held, {});
  assert.deepEqual([area, areaUnknown], [500, 1]);
  const bare = engine.layer({ ...land, fields: land.fields.slice(0, 2) }, plots);
  assert.deepEqual([engine.answer(bare, {}).area, engine.answer(bare, {}).areaUnknown], [null, 0]);
});

test('groups stand in the order of their list, unknown last, and count what a change of the own rule would find', () => {
  const { groups } = engine.answer(held, { status: ['idle'] });
  assert.deepEqual(
    groups.state.map((/** @type {Answers['Group']} */ { value, count, available, area_m2: area, en }) => [
      value,
      count,
      available,
      area,
      en,
    ]),
    [
      ['idle', 1, 1, 200, 'idle'],
      ['used', 0, 1, 0, 'in use'],
      [null, 0, 1, 0, 'to check'],
    ],
  );
  // Under "idle" only A is left, of whose use the group is one.
  assert.deepEqual(
    groups.use.map((/** @type {Answers['Group']} */ { value, zh }) => [value, zh]),
    [['1001', '工业一类']],
  );
});

test('histograms keep the edges of the whole layer', () => {
  /** @param {Partial<Question>} query */
  const bars = (query) =>
    Object.fromEntries(
      engine.answer(held, query).histograms.map((/** @type {Answers['Histogram']} */ bar) => [bar.field, bar]),
    );
  const all = bars({});
  const few = bars({ status: ['idle'] });
  assert.deepEqual(all.size.edges, few.size.edges);
  /** @param {number[]} counts */
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  assert.deepEqual([sum(all.size.counts), all.size.unknown], [2, 1]);
  assert.deepEqual([sum(few.size.counts), few.size.unknown], [1, 0]);
  // The own rule of a field leaves its bars alone.
  assert.equal(sum(bars({ area: [250, null] }).size.counts), 2);
  assert.deepEqual(all.free_from.edges, ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01']);
  assert.deepEqual(all.free_from.counts, [1, 0, 1]);
  assert.equal(all.free_from.step, 'month');
  assert.equal(all.seen, undefined);
});

test('a layer of which nothing is known has no bars of days and one of figures', () => {
  const bare = engine.layer(land, [{ id: 'X', geometry: null, properties: {} }]);
  const { histograms } = engine.answer(bare, {});
  assert.deepEqual(
    histograms.map((/** @type {Answers['Histogram']} */ { field: name, edges, counts, unknown }) => [
      name,
      edges,
      counts,
      unknown,
    ]),
    [
      ['size', [0, 1], [0], 1],
      ['free_from', [], [], 1],
    ],
  );
});

test('values of a field by how many rows have them, whatever is chosen of it', () => {
  const more = engine.layer(land, [...plots, { id: 'D', geometry: null, properties: { owner: 'Beta' } }]);
  const answer = distinct(more, { values: { owner: ['Alpha'] } }, field('owner'), '', 1);
  assert.deepEqual(
    answer.values.map((/** @type {Answers['Group']} */ { value, available }) => [value, available]),
    [['Beta', 2]],
  );
  assert.deepEqual([answer.matched, answer.more, answer.unknown], [2, 1, 1]);
  assert.deepEqual(
    distinct(more, {}, field('use'), 'COMMERC', 9).values.map((/** @type {Answers['Group']} */ { value }) => value),
    ['20'],
  );
  assert.equal(distinct(more, {}, field('owner'), null, 0).values.length, 0);
});

test('fields that a screen shows facets of, bars of, and seeks in', () => {
  const { by, histograms, sought } = faceted(held);
  /** @param {Field[]} fields */
  const names = (fields) => fields.map(({ name }) => name);
  assert.deepEqual(names(by), ['use', 'park', 'state', 'fire']);
  assert.deepEqual(names(histograms), ['size', 'free_from']);
  assert.deepEqual(names(sought), ['owner', 'note']);
});
