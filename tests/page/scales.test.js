/* Would break where a handle stood elsewhere than its figure, moved in odd steps, or a typed figure or day meant another. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { field } from './makers.js';
import { load } from './page.js';

const { calendar, measure, rounded, scaleOf } = await load('find/scales.js');
const { changeState } = await load('base/state.js');

/** Days since 1970. @param {string} iso */
const day = (iso) => Date.parse(iso) / 86400000;

test('every bin is as wide as every other, and a handle moves evenly within one', () => {
  const scale = scaleOf([0, 10, 100, 1000]);
  assert.deepEqual([0, 10, 55, 100, 1000].map(scale.at), [0, 1 / 3, 0.5, 2 / 3, 1]);
  assert.deepEqual([0, 0.5, 1].map(scale.value), [0, 55, 1000]);
  assert.deepEqual([scale.low, scale.high], [0, 1000]);
});

test('a value outside stands at the end', () => {
  const scale = scaleOf([10, 20, 30]);
  assert.deepEqual([-100, 5, 31, 500].map(scale.at), [0, 0, 1, 1]);
});

test('a bin without width does not divide by nothing', () => {
  assert.equal(scaleOf([7, 7]).at(7), 0);
  assert.equal(scaleOf([7, 7]).value(0.5), 7);
});

test('a dragged figure has two digits, from 100 on three', () => {
  assert.deepEqual([0, 0.1234, 8.76, 99.4, 123.4, 98765].map(rounded), [0, 0.12, 8.8, 99, 123, 98800]);
});

test('land is said, typed and dragged in the chosen unit and kept in m²', () => {
  const land = field('area', { land: true });
  changeState({ unit: 'mu' });
  const mu = measure(land);
  // 20 亩 are 20 × 2000/3 m².
  assert.equal(mu.say(40000 / 3), '20');
  assert.equal(mu.say(1000), '1.5');
  assert.equal(mu.label, '亩');
  assert.equal(mu.read(3), 2000);
  assert.equal(mu.typed(2000000), '3000');
  // 1000 m² are 1.5 亩, 23.4 of them 15600 m²: dragged to 23 亩.
  assert.equal(mu.dragged(15600, 0), rounded(23) * (2000 / 3));
  changeState({ unit: 'ha' });
  assert.equal(measure(land).say(15500), '1.55');
  assert.equal(measure(land).label, '公顷');
});

test('what is no land is said as it is kept, with its own unit', () => {
  const height = measure(field('clear_height', { unit: { zh: '米', en: 'm' } }));
  assert.deepEqual([height.label, height.say(8.125), height.say(1234.5)], ['米', '8.13', '1,235']);
  assert.deepEqual([height.kept(5), height.raw(5), height.raw(null)], [5, 5, null]);
  assert.equal(measure(field('floors')).label, '');
});

test('days are typed and kept as dates and reckoned from 1970', () => {
  const days = calendar();
  assert.equal(days.say(day('2024-02-29')), '2024-02-29');
  assert.deepEqual([days.kept(19782), days.kept(null)], ['2024-02-29', null]);
  assert.deepEqual([days.raw('2024-02-29'), days.raw(null)], [19782, null]);
  assert.equal(days.read(7), 7);
});

test('the lower handle comes to rest on the first of a month, the upper on its last', () => {
  const days = calendar();
  assert.equal(days.dragged(day('2024-02-15'), 0), day('2024-02-01'));
  assert.equal(days.dragged(day('2024-02-15'), 1), day('2024-02-29'));
  assert.equal(days.dragged(day('2023-12-31'), 1), day('2023-12-31'));
});
