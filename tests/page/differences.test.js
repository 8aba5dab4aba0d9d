/* What a lower rank has more and less than the first: the parts sum to the whole, and reasons say what differs and no more. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { makeElements } from './elements.js';
import { load } from './page.js';

const { differences, lead, signed } = await load('match/differences.js', { mode: 'served', lang: 'zh' });
const besideFirst = await load('match/beside_first.js');
const { changeState } = await load('base/state.js');
makeElements();

/** @param {string} criterion @param {number} points @param {[string, string] | null} [words] */
const part = (criterion, points, words = null) => ({
  criterion,
  zh: `${criterion}（中）`,
  en: criterion,
  points,
  text: words ? { zh: words[0], en: words[1] } : null,
});
/** @param {number} rank @param {ReturnType<typeof part>[]} contributions */
const ranked = (rank, ...contributions) => ({
  rank,
  score: Math.round(contributions.reduce((sum, each) => sum + each.points * 100, 0)) / 100,
  contributions,
});
const first = ranked(
  1,
  part('area', 20.1, ['41.0 亩，需求 33–58 亩', '41.0 mu for 33–58 mu']),
  part('ready', 20, ['约 3 个月可用', 'ready in about 3 months']),
  part('power', 12.35, ['电力 1,600 kVA', 'power 1,600 kVA']),
  part('chain', 15, ['同链', 'same chain']),
);
const second = ranked(
  2,
  part('area', 15.89, ['29.2 亩，需求 33–58 亩', '29.2 mu for 33–58 mu']),
  part('ready', 20, ['约 3 个月可用', 'ready in about 3 months']),
  part('power', 13.36, ['电力 2,500 kVA', 'power 2,500 kVA']),
  part('chain', 0, ['产业链待核实', 'chain to check']),
);

test.beforeEach(() => changeState({ lang: 'zh' }));

test('the criteria that differ, the largest difference first, sum to the difference of the scores', () => {
  const found = differences(second, first);
  assert.deepEqual(
    found.map((/** @type {any} */ each) => [each.criterion, each.points]),
    [
      ['chain', -15],
      ['area', -4.21],
      ['power', 1.01],
    ],
  );
  assert.equal(lead(second, first), -18.2);
});

test('of any two rankings the differences sum to that of the scores, to the hundredth', () => {
  let seed = 7;
  const draw = () => {
    seed = (seed * 16807) % 2147483647;
    return (seed % 2500) / 100;
  };
  for (let n = 0; n < 300; n += 1) {
    const [a, b] = [1, 2].map((rank) => ranked(rank, ...['a', 'b', 'c', 'd', 'e'].map((id) => part(id, draw()))));
    const sum = differences(b, a).reduce(
      (/** @type {number} */ cents, /** @type {any} */ each) => cents + Math.round(each.points * 100),
      0,
    );
    assert.equal(sum, Math.round(lead(b, a) * 100));
  }
});

test('a reason says what differs: what both ask is left out, and what is not built alike stands whole', () => {
  const [chain, area, power] = differences(second, first);
  assert.deepEqual(
    [area.own, area.first],
    [
      { zh: '29.2 亩', en: '29.2 mu' },
      { zh: '41.0 亩', en: '41.0 mu' },
    ],
  );
  assert.equal(power.own.en, 'power 2,500 kVA', 'a comma between digits ends no clause');
  assert.deepEqual([chain.own.zh, chain.first.zh], ['产业链待核实', '同链']);
  const services = differences(
    ranked(2, part('s', 1, ['配套 7/8 项，距道路 13 m', '7 of 8 services, 13 m to a road'])),
    ranked(1, part('s', 2, ['配套 8/8 项，距道路 13 m', '8 of 8 services, 13 m to a road'])),
  );
  assert.deepEqual(services[0].own, { zh: '配套 7/8 项', en: '7 of 8 services' });
  const uneven = differences(ranked(2, part('s', 1, ['甲，乙', 'a, b'])), ranked(1, part('s', 2, ['甲', 'a'])));
  assert.deepEqual([uneven[0].own.zh, uneven[0].first.zh], ['甲，乙', '甲']);
  const level = differences(ranked(2, part('s', 1, ['同', 'same'])), ranked(1, part('s', 2, ['同', 'same'])));
  assert.deepEqual([level[0].own.zh, level[0].first.zh], ['同', '同'], 'points differ where the words do not');
});

test('a criterion that only one of two has counts whole, and without reasons nothing is invented', () => {
  const found = differences(ranked(2, part('a', 3)), ranked(1, part('b', 5)));
  assert.deepEqual(
    found.map((/** @type {any} */ each) => [each.criterion, each.points, each.own, each.first]),
    [
      ['b', -5, null, null],
      ['a', 3, null, null],
    ],
  );
});

test('a difference always has its sign', () => {
  assert.deepEqual([signed(-4.2), signed(1), signed(0.05)], ['−4.2', '+1', '+0.05']);
});

test('a closed row says it in a line; an open one a line a criterion, with what the first has', () => {
  assert.equal(
    besideFirst.line(second, first).textContent,
    '比第 1 名 chain（中） −15 · area（中） −4.21 · power（中） +1.01',
  );
  const open = besideFirst.list(second, first, new Map(), '甲地');
  assert.match(open.textContent, /与第 1 名相比甲地−18\.2 分/);
  assert.match(open.textContent, /area（中）−4\.2129\.2 亩；第 1 名 41\.0 亩/);
  changeState({ lang: 'en' });
  const english = besideFirst.list(second, first, new Map(), 'Plot A').textContent;
  assert.match(english, /Compared with no\. 1Plot A−18\.2 points/);
  assert.match(english, /29\.2 mu; no\. 1: 41\.0 mu/);
});

test('of one level in all it says that, not a list of nothing', () => {
  const same = { ...first, rank: 2 };
  assert.equal(besideFirst.line(same, first).textContent, '各项得分与第 1 名相同');
  assert.match(besideFirst.list(same, first, new Map(), '').textContent, /\+0 分各项得分与第 1 名相同/);
});
