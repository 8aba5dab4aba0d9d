/* The flow of investment: what its nodes are made of, how they stand, and that bands are as wide as their money and never overlap. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { answer, CONFIG, item, PARKS, placement, unplaced } from './board.js';
import { load, loadInColour } from './page.js';

const { graph, links, OUT, stand, sumOf, total } = await loadInColour('board/flow_graph.js', CONFIG);
const b = await load('board/model.js');
const { WEST } = PARKS;
const west = { park: { ...WEST, zone: WEST } };

/** @typedef {import('../../maps/static/js/board/flow_graph.js').FlowNode} FlowNode */

b.look({
  report: answer(
    [
      placement('A', { investment_wan: 10000 }),
      placement('B', { investment_wan: 30000, chain: 'drones', ...west, items: [item('f', 'floors')] }),
      placement('C', { investment_wan: 20000, ...west, kind: 'assembly' }),
      placement('D', { investment_wan: null, park: null }),
    ],
    [unplaced('E', { investment_wan: 5000, chain: 'wind' })],
  ),
});
const ranks = () => /** @type {FlowNode[][]} */ (graph(b.rows()));
/** @param {FlowNode[]} nodes */
const read = (nodes) => nodes.map((node) => [node.id, node.rows.map((row) => row.id).join('')]);

test('chains stand in the order of their list, parks by their money, ends by their park with what is not placed last', () => {
  const [chains, parks, ends] = ranks();
  assert.deepEqual(read(chains), [
    ['wind', 'ACDE'],
    ['drones', 'B'],
  ]);
  assert.deepEqual(read(parks), [
    ['W', 'BC'],
    ['E', 'A'],
    ['?', 'D'],
  ]);
  assert.deepEqual(read(ends), [
    ['W floor', 'B'],
    ['W joined', 'C'],
    ['E land', 'A'],
    ['? land', 'D'],
    [OUT, 'E'],
  ]);
  assert.deepEqual(
    ends.map((node) => node.words),
    ['Floors: West', 'Combined: West', 'Plots: East', 'Plots: Park to check', 'Unplaced'],
  );
});

test('a project whose investment nobody knows is counted and weighs nothing', () => {
  const [chains] = ranks();
  assert.equal(total(chains[0]), 35000);
  assert.equal(sumOf([]), 0);
});

test('nodes stand below one another within the height, each as high as its money', () => {
  const [chains] = ranks();
  // 35,000 and 30,000 at 0.002 px are 70 and 60 px; of 200 px 70 are left, of which the gap takes 34 and the rest is halved.
  stand(chains, 10, 200, 0.002);
  assert.deepEqual(
    chains.map(({ x, y, h, from, to }) => [x, y, h, from, to]),
    [
      [10, 18, 70, 18, 18],
      [10, 122, 60, 122, 122],
    ],
  );
});

test('a node of little money is a hair in a line of its own, so that its label has room', () => {
  const [, parks] = ranks();
  // 50,000, 10,000 and 0 at 0.001 px: 50, 10 and 1.2 px in slots of 50, 15 and 15; 120 px leave two gaps of 20.
  stand(parks, 0, 120, 0.001);
  assert.deepEqual(
    parks.map(({ y, h }) => [Number(y.toFixed(3)), h]),
    [
      [0, 50],
      [72.5, 10],
      [111.9, 1.2],
    ],
  );
});

test('one node stands in the middle', () => {
  const [, , ends] = ranks();
  const [only] = ends;
  stand([only], 0, 100, 0.001);
  assert.equal(only.y, 35);
});

test('bands leave and arrive one below another, each as wide as its money', () => {
  const [chains, parks, ends] = ranks();
  const unit = 0.001;
  [chains, parks, ends].forEach((nodes, n) => stand(nodes, 100 * n, 200, unit));
  const out = ends.filter((node) => node.id === OUT);
  const bands = links(chains, [...parks, ...out], unit, true);
  assert.deepEqual(
    bands.map((/** @type {any} */ { one, other, h }) => [one.id, other.id, Number(h.toFixed(6))]),
    [
      ['wind', 'W', 20],
      ['wind', 'E', 10],
      ['wind', '?', 0],
      ['wind', OUT, 5],
      ['drones', 'W', 30],
    ],
  );
  const [first, second, , last] = bands;
  assert.deepEqual([first.y0, second.y0, last.y0], [chains[0].y, chains[0].y + 20, chains[0].y + 30]);
  assert.equal(bands[4].y1, parks[0].y + 20, 'the second band into a park begins where the first ends');
  assert.equal(chains[0].from, chains[0].y + chains[0].h, 'what leaves a node is all that it holds');
});

test('a band has the colour of its chain, of nothing between parks and plots, and of what is left out', () => {
  const [chains, parks, ends] = ranks();
  const [first] = links(chains, parks, 1, true);
  const [second] = links(parks, ends, 1, false);
  const [third] = links(chains, ends.slice(-1), 1, true);
  assert.equal(first.colour, chains[0].colour);
  assert.notEqual(second.colour, parks[0].colour);
  assert.equal(third.colour, ends.at(-1)?.colour);
});
