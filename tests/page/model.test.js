/* The board's model: what is asked, which rows stand in the table and in which order, what pins and forbidden pairs do to one another. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { answer, CONFIG, item, placement, unplaced } from './board.js';
import { load, loadInColour } from './page.js';

const page = /** @type {any} */ (globalThis);
const b = await loadInColour('board/model.js', CONFIG);
const { state, changeState } = await load('base/state.js');
const { on } = await load('base/events.js');
const { layers, featuresOf } = await load('data/features.js');

/** What the service was asked, and what it answers next. @type {{ path: string, body: any }[]} */
let requests = [];
/** @type {(path: string, body: any) => unknown} */
let serve = () => answer([]);
page.fetch = async (/** @type {string} */ path, /** @type {RequestInit} */ { body, signal } = {}) => {
  const asked = { path, body: body ? JSON.parse(String(body)) : null };
  requests.push(asked);
  await setTimeout(1);
  signal?.throwIfAborted();
  const said = serve(asked.path, asked.body);
  if (said instanceof Error) throw said;
  return new page.Response(JSON.stringify(said));
};

/** @type {string[]} */
const told = [];
on('reveal', () => told.push('reveal'));

/** Put an answer on the board as a solve does. @param {object} report */
async function solved(report) {
  serve = () => report;
  await b.solve();
  requests = [];
}
/** @param {{ id: string }[]} rows */
const ids = (rows) => rows.map((row) => row.id);

test.beforeEach(() => {
  changeState({ lang: 'en', board: { scenario: null, pins: [], forbid: [], compare: [] } });
  b.look({ filter: b.NO_FILTER, sort: { by: 'investment', descending: true }, compared: {}, error: null });
  told.length = 0;
});

test('every project of the answer is a row, placed ones first, with its state and its place', async () => {
  await solved(
    answer(
      [
        placement('A', { pinned: true, verdict: 'to_check' }),
        placement('B', { kind: 'assembly', items: [item('1'), item('2')] }),
        placement('C', { kind: 'floors', park: null, score: null }),
        placement('D'),
      ],
      [unplaced('E', { chain: null, stage: null, tier: null })],
    ),
  );
  const rows = b.rows();
  assert.deepEqual(
    rows.map((/** @type {any} */ { id, state: stood, place }) => [id, stood, place]),
    [
      ['A', 'pinned', 'Plot 1'],
      ['B', 'joined', 'Plot 1 + 2'],
      ['C', 'joined', 'Plot 1'],
      ['D', 'placed', 'Plot 1'],
      ['E', 'unplaced', null],
    ],
  );
  assert.deepEqual([rows[0].check, rows[0].zone.id, rows[0].name], [true, 'E', 'Project A']);
  assert.deepEqual([rows[2].zone, rows[2].score, rows[4].chain, rows[4].stage, rows[4].tier], [null, null, '', '', '']);
  assert.equal(b.find('B'), rows[1]);
  assert.equal(b.find('Z'), null);
});

test('rows are named in the language of the page', async () => {
  await solved(answer([placement('A')]));
  assert.equal(b.rows()[0].name, 'Project A');
  changeState({ lang: 'zh' });
  assert.equal(b.rows()[0].name, '项目A');
});

test('the table begins with the largest investment; what is unknown is last either way, ties go by id', async () => {
  const wan = (/** @type {string} */ id, /** @type {number | null} */ investment) =>
    placement(id, { investment_wan: investment });
  await solved(answer([wan('A', null), wan('D', 5), wan('C', 5), wan('B', 9), wan('E', null)]));
  assert.deepEqual(ids(b.shown()), ['B', 'C', 'D', 'A', 'E']);
  b.sortBy('investment');
  assert.deepEqual(ids(b.shown()), ['C', 'D', 'B', 'A', 'E']);
});

test('a heading sorts figures from the best, words from the first; the same heading again turns round', async () => {
  await solved(answer([placement('A', { score: 9 }), placement('B', { score: 80 }), placement('C', { score: 7 })]));
  b.sortBy('score');
  assert.deepEqual(ids(b.shown()), ['B', 'A', 'C']);
  b.sortBy('name');
  assert.deepEqual(ids(b.shown()), ['A', 'B', 'C']);
  b.sortBy('name');
  assert.deepEqual(ids(b.shown()), ['C', 'B', 'A']);
});

test('filters keep what meets all of them, and words are looked for in names of both languages, ids and places', async () => {
  await solved(
    answer(
      [
        placement('A', { verdict: 'to_check' }),
        placement('B', { chain: 'drones', items: [item('7')] }),
        placement('C', { stage: 'going', start: { answer: 'unknown' } }),
      ],
      [unplaced('D')],
    ),
  );
  const kept = (/** @type {object} */ asked) => {
    b.look({ filter: b.NO_FILTER });
    b.filter(asked);
    return ids(b.shown()).sort().join('');
  };
  assert.equal(kept({ chain: 'drones' }), 'BD');
  assert.equal(kept({ chain: 'drones', state: 'unplaced' }), 'D');
  assert.equal(kept({ stage: 'going' }), 'C');
  assert.equal(kept({ state: 'check' }), 'A');
  assert.equal(kept({ state: 'start:unknown' }), 'C');
  assert.equal(kept({ state: 'start:no' }), 'D');
  assert.equal(kept({ text: '项目b' }), 'B');
  assert.equal(kept({ text: 'PROJECT ７' }), 'B', 'every word is looked for, full-width or not');
  assert.equal(kept({ text: 'project z' }), '');
});

test('a mark shows its projects alone and brings the table into sight; the same mark again shows all', async () => {
  await solved(answer([placement('A'), placement('B'), placement('C')]));
  b.look({ comparing: true });
  b.only(['C', 'A'], 'East');
  assert.deepEqual([ids(b.shown()).sort(), b.view.filter.words, b.view.comparing], [['A', 'C'], 'East', false]);
  b.only(['B'], 'West');
  assert.deepEqual(ids(b.shown()), ['B']);
  b.only(['B'], 'West');
  assert.deepEqual(b.view.filter, b.NO_FILTER);
  assert.deepEqual(told, ['reveal', 'reveal']);
});

test('a pin takes the place of an older one and of what forbade its sites', () => {
  b.forbid('A', ['1', '2']);
  b.pin('A', ['1']);
  assert.deepEqual(b.asked().forbid, [{ project_id: 'A', site: '2' }]);
  b.pin('B', ['5']);
  b.pin('A', ['3']);
  assert.deepEqual(b.asked().pins, [
    { project_id: 'B', sites: ['5'] },
    { project_id: 'A', sites: ['3'] },
  ]);
  b.unpin('B');
  assert.deepEqual(b.asked().pins, [{ project_id: 'A', sites: ['3'] }]);
});

test('a forbidden pair takes away the pin that holds its site, and stands once', () => {
  b.pin('A', ['1', '2']);
  b.pin('B', ['2']);
  b.forbid('A', ['2']);
  b.forbid('A', ['2', '3']);
  assert.deepEqual(b.asked().pins, [{ project_id: 'B', sites: ['2'] }]);
  assert.deepEqual(b.asked().forbid, [
    { project_id: 'A', site: '2' },
    { project_id: 'A', site: '3' },
  ]);
  b.allow('A', '2');
  assert.deepEqual(b.asked().forbid, [{ project_id: 'A', site: '3' }]);
});

test('the question says only what was asked, and differs from the answer once something is pinned', async () => {
  assert.deepEqual(b.body(), {});
  assert.deepEqual(b.body({ scenario: 'S', pins: [], forbid: [] }, false), { scenario: 'S', unlocks: false });
  await solved(answer([placement('A')]));
  assert.equal(b.changed(), false);
  b.pin('A', ['1']);
  assert.equal(b.changed(), true);
  assert.deepEqual(b.body(), { pins: [{ project_id: 'A', sites: ['1'] }] });
});

test('a scenario is solved at once, and the project that is looked at stays where the answer knows it', async () => {
  await solved(answer([placement('A'), placement('B')]));
  b.look({ selected: 'A', comparing: true });
  b.scenario('S');
  await setTimeout(20);
  assert.deepEqual(
    requests.map(({ body }) => body),
    [{ scenario: 'S' }],
  );
  assert.deepEqual([b.view.selected, b.view.comparing], ['A', false]);
  await solved(answer([placement('B')]));
  assert.equal(b.view.selected, null);
});

test('a newer question ends the older one, whose answer is not shown', async () => {
  serve = (_, { scenario }) => answer([placement(scenario ?? 'base')]);
  const first = b.solve();
  changeState({ board: { ...state.board, scenario: 'S' } });
  await Promise.all([first, b.solve()]);
  assert.deepEqual(ids(b.rows()), ['S']);
  assert.equal(b.view.error, null);
});

test('a failure says what went wrong and leaves the last answer', async () => {
  await solved(answer([placement('A')]));
  serve = () => new Error('no way');
  await b.solve();
  assert.match(b.view.error.said ?? b.view.error.message, /reached/);
  assert.deepEqual(ids(b.rows()), ['A']);
});

test('a comparison asks the base and each scenario once, without what unlocks', async () => {
  serve = (_, { scenario }) => answer([placement(scenario ?? 'base')]);
  changeState({ board: { ...state.board, compare: ['S'] } });
  requests = [];
  await b.compare();
  await b.compare();
  assert.deepEqual(
    requests.map(({ body }) => body),
    [{ unlocks: false }, { scenario: 'S', unlocks: false }],
  );
  assert.equal(b.comparison(null).placements[0].project_id, 'base');
  assert.equal(b.comparison('S').placements[0].project_id, 'S');
  assert.equal(b.comparison('T'), null);
  assert.equal(b.view.comparing, true);
});

test('a comparison that fails says so and asks no further', async () => {
  serve = () => new Error('no way');
  changeState({ board: { ...state.board, compare: ['S'] } });
  requests = [];
  await b.compare();
  assert.equal(requests.length, 1);
  assert.match(b.view.compareError.message + b.view.compareError.said, /reached/);
});

test('chains stand in the order of their list, then what it does not hold; further ones share a grey', async () => {
  await solved(
    answer([
      placement('A', { chain: 'zeppelins' }),
      placement('B', { chain: 'drones' }),
      placement('C', { chain: 'wind' }),
      placement('D', { chain: null }),
    ]),
  );
  const chains = b.chains();
  assert.deepEqual(ids(chains), ['wind', 'drones', '', 'zeppelins']);
  assert.deepEqual(
    chains.map((/** @type {any} */ one) => one.place),
    [0, 1, 2, 3],
  );
  assert.deepEqual([chains[0].words, chains[0].brief], ['Wind and storage', 'Wind']);
  assert.equal(chains[2].words, 'Chain to check');
  assert.equal(chains[3].words, 'zeppelins');
  assert.deepEqual(
    chains.map((/** @type {any} */ one) => one.colour),
    ['--chain-1', '--chain-2', '--chain-3', '--chain-4'],
  );
  assert.deepEqual(b.chain('drones'), chains[1]);
  assert.equal(b.chain('ships').colour, '--chain-rest');
  assert.equal(b.coded('stage', 'new'), 'new');
  assert.equal(b.coded('stage', 'unheard of'), 'unheard of');
});

test('a let floor that no layer holds goes by its building and the rest of its number', () => {
  const buildings = new Map([
    ['B1', { id: 'B1', geometry: null, properties: { name: 'Hall' } }],
    ['B1-2', { id: 'B1-2', geometry: null, properties: { name: 'Annex' } }],
  ]);
  layers.set('buildings', { features: buildings });
  assert.equal(b.siteName({ ...item('B1-F3'), collection: '' }), 'Hall F3');
  assert.equal(b.siteName({ ...item('B1-2-F3'), collection: '' }), 'Annex F3', 'the longest number that begins it');
  assert.equal(b.siteName({ ...item('X9'), collection: '' }), 'Plot X9');
  assert.equal(featuresOf('buildings').size, 2);
});

test('money is said in 亿元, in English in CNY', () => {
  assert.equal(b.figure(123456), '1,235');
  assert.equal(b.money(1095000), 'CNY 10.95 bn');
  assert.equal(b.yearly(260), 'CNY 2,600,000 a year');
  changeState({ lang: 'zh' });
  assert.equal(b.figure(123456), '12.3');
  assert.equal(b.money(10000, 2), '1.00\u2009亿元');
  assert.equal(b.yearly(260), '260 万元/年');
  changeState({ lang: 'en' });
});

test('a project is marked wherever it stands, and nothing else stays marked', () => {
  /** @type {string[]} */
  const marked = [];
  const node = (/** @type {string} */ id) => ({
    classList: { add: () => marked.push(`+${id}`), remove: () => marked.push(`-${id}`) },
  });
  page.CSS = { escape: (/** @type {string} */ text) => text };
  page.document.querySelectorAll = (/** @type {string} */ selector) =>
    selector === '#ls-board .pointed' ? [node('old')] : [node(/~="(.*?)"/.exec(selector)?.[1] ?? '')];
  b.point(['A', 'B']);
  assert.deepEqual(marked, ['-old', '+A', '+B']);
});

test('the board asks when it is opened, and not again for the same question', async () => {
  b.look({ report: null, scenarios: [] });
  serve = (path) =>
    path === '/portfolios/scenarios'
      ? [
          { id: 'b', title: { zh: '', en: 'Second' } },
          { id: 'a', title: { zh: '', en: 'First' } },
        ]
      : answer([placement('A')]);
  requests = [];
  const settled = () => setTimeout(30);
  changeState({ mode: 'board' });
  await settled();
  assert.deepEqual(requests.map(({ path }) => path).sort(), ['/portfolios', '/portfolios/scenarios']);
  assert.deepEqual(ids(b.view.scenarios), ['a', 'b']);
  changeState({ mode: 'find' });
  changeState({ mode: 'board' });
  await settled();
  assert.equal(requests.length, 2);
});
