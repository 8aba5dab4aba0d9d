import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { catalog, floors, land, plots } from './catalog.js';
import { load } from './page.js';
import { asked, serve, settled } from './serving.js';

const choices = await load('data/choices.js', catalog);
const engine = await load('data/engine.js');
const { on } = await load('base/events.js');
const { layers } = await load('data/features.js');
const { changeState, state } = await load('base/state.js');

/** @param {string | null} value @param {number} count */
const group = (value, count) => ({ value, count, available: count, area_m2: count, zh: `${value}`, en: `${value}` });
/** @param {string} key */
const step = (key) => ({ key, zh: key, en: key, removed: 0, left: 0, unknown: 0 });
/** @param {Answers['Group'][]} states @param {string[]} keys */
const answerOf = (states, keys) => ({ groups: { state: states }, steps: keys.map(step), matched: 1 });

/** @param {string} id @param {unknown} result */
const publish = (id, result) => changeState({ results: { ...state.results, [id]: result } });
/** @param {Collection} collection */
const states = (collection) =>
  choices
    .groupsOf(collection.id, /** @type {Field} */ (collection.fields.find(({ name }) => name === 'state')))
    .map((/** @type {Answers['Group']} */ { value, count, available }) => [value, count, available]);

beforeEach(() => serve(() => 500));

test('nothing is there to choose from before an answer', () => {
  assert.deepEqual(states(land), []);
  assert.deepEqual(asked, []);
});

test('values that a question leaves out stand after the others, at 0; what is unknown is no choice', () => {
  const held = engine.layer(land, plots);
  layers.set('land', held);
  publish('land', engine.answer(held, { q: 'nothing of the kind' }, null));
  assert.deepEqual(states(land), [
    ['idle', 0, 0],
    ['used', 0, 0],
  ]);
  publish('land', engine.answer(held, { status: ['idle'] }, null));
  assert.deepEqual(states(land)[0].slice(0, 2), ['idle', 1]);
  publish('land', engine.answer(held, {}, null));
  assert.deepEqual(
    states(land),
    engine
      .answer(held, {}, null)
      .groups.state.map((/** @type {Answers['Group']} */ one) => [one.value, one.count, one.available]),
  );
});

test('of a large layer they are asked of the service once, and again after a refusal', async () => {
  publish('floors', answerOf([group('idle', 2)], ['size']));
  assert.deepEqual(states(floors), [['idle', 2, 2]]);
  await settled();
  serve(() => ({ groups: { state: [group('idle', 4), group('used', 3), group(null, 1)] } }));
  /** @type {string[][]} */
  const touched = [];
  on('touched', (/** @type {string[]} */ keys) => touched.push(keys));
  states(floors);
  states(floors);
  await settled();
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/below/collections/floors/summary?by=state'],
  );
  assert.deepEqual(touched, [['facets', 'legend']]);
  assert.deepEqual(states(floors), [
    ['idle', 2, 2],
    ['used', 0, 0],
  ]);
});

test('an answer under no rule tells what there is, and nothing more is asked', () => {
  publish('floors', answerOf([group('let', 9)], []));
  assert.deepEqual(states(floors), [['let', 9, 9]]);
  publish('floors', answerOf([], ['size']));
  assert.deepEqual(states(floors), [['let', 0, 0]]);
  assert.deepEqual(asked, []);
});

test('a layer that is not there yet offers nothing, and asks nothing', () => {
  publish('parks', answerOf([], ['q']));
  assert.deepEqual(choices.groupsOf('parks', { name: 'id' }), []);
  assert.deepEqual(asked, []);
});
