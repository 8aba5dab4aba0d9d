/* Would break where a code stood under the wrong one, counted others than those below it, or took along what was not ticked. */

import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { collection, field } from './makers.js';
import { load } from './page.js';

/** @param {string} code @param {string | null} [parent] @returns {Code} */
const entry = (code, parent = null) => ({ code, zh: `${code}中`, en: code, parent, symbol: null });
/** @param {string} id @param {string} hierarchy @param {Code[]} codes */
const list = (id, hierarchy, ...codes) => ({
  [id]: { id, title: { zh: id, en: id }, system: null, edition: null, hierarchy, codes },
});
const CODES = ['10', '1001', '100101', '100102', '09', '0901'].map((one) => entry(one));
const usage = field('usage', { codelist: 'uses' });
const { below, foremost, forest, toggled } = await load('find/code_forest.js', {
  collections: [collection('land', 'parcel', [usage])],
  codelists: {
    ...list('uses', 'prefix', ...CODES),
    ...list('kinds', 'parent', entry('b', 'a'), entry('a'), entry('c', 'a')),
    ...list('flat', 'flat', entry('1'), entry('11')),
  },
});
const { changeState, emptyQuery } = await load('base/state.js');

/** @param {Record<string, [number, number]>} counts of what passes and of what is there @returns {Answers['Group'][]} */
const groups = (counts) =>
  Object.entries(counts).map(([value, [count, available]]) => ({
    value,
    zh: value,
    en: value,
    count,
    area_m2: 0,
    available,
  }));

/** A tree as its codes with their figures, those below in brackets. @param {CodeNode[]} nodes @returns {any[]} */
const drawn = (nodes) =>
  nodes.map(({ code: one, count, available, children }) =>
    children.length ? [one, count, available, drawn(children)] : [one, count, available],
  );
/** @type {Record<string, [number, number]>} */
const ALL = { 10: [1, 2], 1001: [2, 3], 100101: [0, 4], 100102: [5, 5], '09': [1, 1] };

/* What has been met is remembered by layer: each test asks of its own. */
let turn = 0;
let id = '';
beforeEach(() => {
  turn += 1;
  id = `layer${turn}`;
  changeState({ queries: {} });
});

test('codes stand under their prefixes, and hold what is below them', () => {
  assert.deepEqual(drawn(forest(id, usage, groups(ALL))), [
    [
      '10',
      8,
      14,
      [
        [
          '1001',
          7,
          12,
          [
            ['100101', 0, 4],
            ['100102', 5, 5],
          ],
        ],
      ],
    ],
    ['09', 1, 1],
  ]);
});

test('codes stand under their parents where the list names them, and beside one another in a flat one', () => {
  const kinds = forest(id, field('usage', { codelist: 'kinds' }), groups({ a: [1, 1], b: [2, 2], c: [3, 3] }));
  assert.deepEqual(drawn(kinds), [
    [
      'a',
      6,
      6,
      [
        ['b', 2, 2],
        ['c', 3, 3],
      ],
    ],
  ]);
  assert.deepEqual(
    drawn(forest(`${id}-flat`, field('usage', { codelist: 'flat' }), groups({ 1: [1, 1], 11: [2, 2] }))),
    [
      ['1', 1, 1],
      ['11', 2, 2],
    ],
  );
});

test('what was never met is not shown, and a code that only leads to one other gives way to it', () => {
  assert.deepEqual(drawn(forest(id, usage, groups({ 100102: [1, 1] }))), [['100102', 1, 1]]);
  assert.deepEqual(drawn(forest(id, usage, [{ ...groups({ x: [9, 9] })[0], value: null }])), [['100102', 0, 0]]);
});

test('a code outside the list stands by itself; without a list every code does', () => {
  assert.deepEqual(drawn(forest(id, usage, groups({ X9: [1, 1] }))), [['X9', 1, 1]]);
  assert.deepEqual(drawn(forest(`${id}-bare`, field('usage'), groups({ 1: [1, 1], 11: [1, 1] }))), [
    ['1', 1, 1],
    ['11', 1, 1],
  ]);
});

test('what is chosen is shown, met or not, and what was met stays', () => {
  changeState({ queries: { [id]: { ...emptyQuery(), usage: ['0901'] } } });
  assert.deepEqual(drawn(forest(id, usage, [])), [['0901', 0, 0]]);
  changeState({ queries: {} });
  assert.deepEqual(drawn(forest(id, usage, [])), [['0901', 0, 0]]);
});

test('the foremost are those with something chosen, then those with most', () => {
  const roots = forest(id, field('usage'), groups({ a: [1, 1], b: [5, 5], c: [3, 3] }));
  const codes = (/** @type {CodeNode[]} */ nodes) => nodes.map((node) => node.code);
  assert.deepEqual(codes(foremost(roots, new Set(['a']), 2)), ['a', 'b']);
  assert.deepEqual(codes(foremost(roots, new Set(), 2)), ['b', 'c']);
  const [ten] = forest(`${id}-tree`, usage, groups(ALL));
  assert.deepEqual(codes(below(ten)), ['1001', '100101', '100102']);
  assert.deepEqual(codes(foremost([...roots, ten], new Set(['100102']), 1)), ['10']);
});

test('ticking a code takes the place of those below it', () => {
  const [ten] = forest(id, usage, groups(ALL));
  assert.deepEqual(toggled(ten, true, ['100101', '09']), ['09', '10']);
  assert.deepEqual(toggled(ten, true, ['10']), ['10']);
});

test('unticking a code leaves nothing below it', () => {
  const [ten] = forest(id, usage, groups(ALL));
  assert.deepEqual(toggled(ten, false, ['10', '09', '100101']), ['09']);
});

test('unticking a code under a ticked one keeps the others under that', () => {
  /** @type {Record<string, [number, number]>} */
  const tree = { ...ALL, 1002: [1, 1] };
  const [ten] = forest(id, field('usage', { codelist: 'uses' }), groups(tree));
  const [first] = ten.children;
  const [one] = first.children;
  assert.deepEqual(toggled(one, false, ['10', '09']).sort(), ['09', '100102', '1002']);
  assert.deepEqual(toggled(one, false, ['1001']), ['100102']);
  assert.deepEqual(toggled(first, false, ['10']), ['1002']);
});
