import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land } from './catalog.js';
import { load } from './page.js';

const questions = await load('data/questions.js', catalog);
const { changeState, emptyQuery, state } = await load('base/state.js');

/** @param {string} name @returns {Field} */
const field = (name) => /** @type {Field} */ (land.fields.find((entry) => entry.name === name));
const [use, size, note, ratio] = ['use', 'size', 'note', 'plot_ratio'].map(field);

test('a planner looks for land and floors, and the list shows one of them', () => {
  assert.deepEqual(
    questions.stock().map((/** @type {Collection} */ { id }) => id),
    ['land', 'floors'],
  );
  assert.equal(questions.active(), 'land');
  changeState({ active: 'floors' });
  assert.equal(questions.active(), 'floors');
  changeState({ active: 'parks' });
  assert.equal(questions.active(), 'land');
});

test('a question is changed on a copy', () => {
  const before = state.queries.land;
  questions.edit('land', (/** @type {Question} */ query) => query.usage.push('10'));
  assert.deepEqual([before.usage, state.queries.land.usage], [[], ['10']]);
  assert.deepEqual(questions.of('elsewhere'), emptyQuery());
});

test('every change can be undone, one by one; undoing is no change', () => {
  questions.reset();
  questions.edit('land', (/** @type {Question} */ query) => (query.q = 'a'));
  questions.edit('land', (/** @type {Question} */ query) => (query.q = 'b'));
  questions.undo();
  assert.equal(state.queries.land.q, 'a');
  questions.undo();
  assert.equal(state.queries.land.q, '');
  while (questions.undoable()) questions.undo();
  questions.undo();
  assert.equal(questions.undoable(), false);
});

test('a drag counts as one change', () => {
  questions.reset();
  questions.hold();
  for (const low of [1, 2, 3])
    questions.edit('land', (/** @type {Question} */ query) => questions.confine(query, size, low, null));
  questions.release();
  assert.deepEqual(state.queries.land.area, [3, null]);
  questions.undo();
  assert.deepEqual(state.queries.land.area, [null, null]);
  questions.hold();
  questions.release();
  assert.equal(questions.undoable(), false);
});

test('no more than fifty changes are remembered', () => {
  for (let n = 0; n < 60; n += 1) questions.edit('land', (/** @type {Question} */ query) => (query.q = String(n)));
  let undone = 0;
  for (; questions.undoable(); undone += 1) questions.undo();
  assert.equal(undone, 50);
  assert.equal(state.queries.land.q, '9');
  questions.reset();
});

test('values and ranges stand where the question keeps them: by role, or by name', () => {
  const query = emptyQuery();
  questions.choose(query, use, ['10']);
  questions.choose(query, note, ['x']);
  questions.confine(query, size, 1, 2);
  questions.confine(query, ratio, null, 3);
  assert.deepEqual(
    [query.usage, query.values, query.area, query.ranges],
    [['10'], { note: ['x'] }, [1, 2], { plot_ratio: [null, 3] }],
  );
  assert.deepEqual([questions.chosen(query, use), questions.chosen(query, note)], [['10'], ['x']]);
  assert.deepEqual(
    [questions.range(query, size), questions.range(query, ratio)],
    [
      [1, 2],
      [null, 3],
    ],
  );
  assert.deepEqual([questions.chosen(emptyQuery(), note), questions.range(emptyQuery(), ratio)], [[], [null, null]]);
});

test('a rule that is gone lets nothing unknown any more', () => {
  const query = { ...emptyQuery(), or_unknown: ['usage', 'size', 'plot_ratio', 'note'] };
  questions.choose(query, use, []);
  questions.choose(query, note, []);
  questions.confine(query, size, null, null);
  questions.confine(query, ratio, null, null);
  assert.deepEqual(query, emptyQuery());
});

test('what is unknown is let and not let by the key that the engine knows', () => {
  questions.letUnknown('land', use, true);
  questions.letUnknown('land', use, true);
  assert.deepEqual(state.queries.land.or_unknown, ['usage']);
  assert.equal(questions.letsUnknown(state.queries.land, use), true);
  questions.letUnknown('land', use, false);
  assert.deepEqual(state.queries.land.or_unknown, []);
  assert.deepEqual([use, size].map(questions.keyOf), ['usage', 'size']);
});

/** @param {string} key @param {string} en @param {number} [left] */
const step = (key, en, left = 1) => ({ key, zh: `${en}中`, en, removed: 1, left, unknown: 0 });

/** @param {Record<string, Partial<Question>>} queries @param {Record<string, any[]>} steps */
function ask(queries, steps) {
  changeState({
    queries: {
      land: { ...emptyQuery(), ...queries.land },
      floors: { ...emptyQuery(), ...queries.floors },
    },
    results: Object.fromEntries(Object.entries(steps).map(([id, made]) => [id, { steps: made, matched: 0 }])),
  });
}

test('the same words on two collections are one rule, dropped from both', () => {
  ask(
    { land: { status: ['idle'], q: 'x' }, floors: { status: ['idle'] } },
    { land: [step('state', 'state is idle'), step('q', 'containing x')], floors: [step('state', 'state is idle')] },
  );
  const rules = questions.rules();
  assert.deepEqual(
    rules.map((/** @type {any} */ { words, ids }) => [words, ids.length]),
    [
      ['state is idle', 2],
      ['containing x', 1],
    ],
  );
  assert.deepEqual(
    rules[0].effects.map((/** @type {any} */ { id, removed, left }) => [id, removed, left]),
    ['land', 'floors'].map((id) => [id, step('', '').removed, step('', '').left]),
  );
  questions.drop(rules[0]);
  assert.deepEqual([state.queries.land.status, state.queries.floors.status, state.queries.land.q], [[], [], 'x']);
  questions.drop(rules[1]);
  assert.equal(state.queries.land.q, '');
  questions.edit(
    'land',
    (/** @type {Question} */ query) =>
      (query.within = [
        [0, 0],
        [1, 0],
        [0, 1],
      ]),
  );
  questions.drop({ ids: [{ id: 'land', key: 'within' }] });
  assert.equal(state.queries.land.within, null);
});

test('a chip says the values, or the range in the unit on screen', () => {
  /** @param {Partial<Question>} query @param {string} key */
  const chip = (query, key) => {
    ask({ land: query }, { land: [step(key, 'all words')] });
    return questions.rules()[0].brief;
  };
  changeState({ unit: 'mu' });
  assert.equal(chip({ usage: ['10'] }, 'usage'), 'Industrial 10');
  assert.equal(chip({ status: ['idle', 'used'] }, 'state'), 'Idle +1');
  assert.equal(chip({ area: [10000, null] }, 'size'), '≥ 15 mu');
  assert.equal(chip({ area: [10000, 20000] }, 'size'), '15–30 mu');
  assert.equal(chip({ ranges: { plot_ratio: [null, 2.5] } }, 'plot_ratio'), 'Plot_ratio ≤ 2.5');
  assert.equal(chip({ ranges: { free_from: ['2024-01-01', null] } }, 'free_from'), 'Free_from ≥ 2024-01-01');
  assert.equal(chip({ q: 'x' }, 'q'), 'All words');
  assert.equal(chip({}, 'size'), 'All words');
});

test('the rule that left nothing', () => {
  ask({}, { land: [step('usage', 'a', 1), step('state', 'b', 0), step('q', 'c', 0)] });
  assert.equal(questions.emptiedBy('land').key, 'state');
  assert.equal(questions.emptiedBy('floors'), null);
  changeState({ results: { land: { matched: 3, steps: [] } } });
  assert.equal(questions.emptiedBy('land'), null);
});

test('most values of a list are said by those that are not among them; a value of no list goes with its heading', () => {
  const query = emptyQuery();
  questions.choose(query, field('fire'), ['high']);
  assert.equal(questions.briefOf(query, field('fire')), 'high');
  questions.choose(query, field('tree'), ['a', 'd']);
  assert.equal(questions.briefOf(query, field('tree')), 'A +1');
  questions.choose(query, field('tree'), ['b', 'd']);
  assert.equal(questions.briefOf(query, field('tree')), 'not A');
  questions.choose(query, field('owner'), ['Alpha']);
  assert.equal(questions.briefOf(query, field('owner')), 'Owner Alpha');
});

test('the filter of a figure is one chip by what the figure is called, and goes as a whole', () => {
  const filter = { text: '"state" IS NULL', zh: '待核实', en: 'to check' };
  changeState({
    queries: { ...state.queries, land: { ...emptyQuery(), filter } },
    results: {
      land: {
        steps: [{ key: 'filter', zh: '状态待核实', en: 'the state is unknown', removed: 2, left: 1, unknown: 0 }],
      },
    },
  });
  const [chip] = questions.rules();
  assert.deepEqual([chip.words, chip.brief, chip.key], ['to check', 'To check', 'filter']);
  questions.drop(chip);
  assert.equal(state.queries.land.filter, null);
});
