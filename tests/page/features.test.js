import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land, plots } from './catalog.js';
import { load } from './page.js';

const { featuresOf, layers, remember } = await load('data/features.js', catalog);
const engine = await load('data/engine.js');
const { changeState, state } = await load('base/state.js');
const basket = await load('data/basket.js');
const { dated } = await load('data/dated.js');
const { config } = await load('base/config.js');

test('of a large layer the page knows what it has met, the newest of each', () => {
  assert.equal(featuresOf('floors').size, 0);
  remember('floors', [{ id: 7, geometry: null, properties: { size: 1 } }]);
  remember('floors', [{ id: '7', geometry: null, properties: { size: 2 } }]);
  assert.equal(featuresOf('floors').size, 1);
  assert.equal(featuresOf('floors').get('7').properties.size, 2);
});

test('a layer that is held whole says all', () => {
  layers.set('land', engine.layer(land, plots));
  remember('land', [{ id: 'Z', geometry: null, properties: {} }]);
  assert.deepEqual([...featuresOf('land').keys()], ['A', 'B', 'C']);
});

test('what is ticked twice is not ticked; the order is that of ticking', () => {
  basket.toggle('land', 'B');
  basket.toggle('floors', 'B');
  basket.toggle('land', 'A');
  assert.deepEqual(
    [...basket.grouped()],
    [
      ['land', ['B', 'A']],
      ['floors', ['B']],
    ],
  );
  basket.toggle('land', 'B');
  assert.deepEqual([basket.has('land', 'B'), basket.has('floors', 'B'), state.basket.length], [false, true, 2]);
});

test('what the catalog does not know is in no group', () => {
  changeState({ basket: [{ collection: 'elsewhere', id: '1' }] });
  assert.equal(basket.grouped().size, 0);
});

test('a list stands at the newest day of its rows, and says how many have none', () => {
  assert.deepEqual(dated('land', plots.slice(0, 2)), { day: '2024-02-03', words: '2024-02-03' });
  assert.deepEqual(dated('land', plots), { day: '2024-02-03', words: '2024-02-03 (1 without a date)' });
});

test('without a day of its rows it stands at that of its collection, else of the question', () => {
  assert.deepEqual(dated('floors', []), { day: '2024-05-01', words: "2024-05-01 (the collection's own)" });
  assert.deepEqual(dated('land', plots.slice(2)), {
    day: config.as_of,
    words: '2024-06-01 (the day of the question; 1 without a date)',
  });
});

test('of what is ticked it is told how much is not located', () => {
  remember('floors', [
    { id: '8', geometry: null, properties: {} },
    { id: '9', geometry: { type: 'Point', coordinates: [0, 0] }, properties: {} },
  ]);
  assert.equal(basket.countNotLocated('floors', ['8', '9', 'never met']), 1);
});
