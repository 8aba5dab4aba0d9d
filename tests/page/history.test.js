import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { URLSearchParams } from 'node:url';
import { catalog } from './catalog.js';
import { load } from './page.js';

const page = /** @type {any} */ (globalThis);
/** @type {Map<string, (event?: any) => void>} */
const heard = new Map();
page.addEventListener = (/** @type {string} */ name, /** @type {() => void} */ run) => heard.set(name, run);

/** A browser's history as the page knows it: entries, and where one stands. */
const browser = {
  /** @type {{ state: any, hash: string }[]} */
  entries: [],
  at: 0,
  get state() {
    return browser.entries[browser.at]?.state ?? null;
  },
  pushState(/** @type {any} */ given, /** @type {string} */ _, /** @type {string} */ hash) {
    browser.entries.splice(browser.at + 1, Infinity, { state: given, hash });
    browser.at += 1;
    page.location.hash = hash;
  },
  replaceState(/** @type {any} */ given, /** @type {string} */ _, /** @type {string} */ hash) {
    browser.entries[browser.at] = { state: given, hash };
    page.location.hash = hash;
  },
  go(/** @type {number} */ way) {
    browser.at += way;
    page.location.hash = browser.entries[browser.at].hash;
    heard.get('popstate')?.();
  },
};
page.history = browser;
page.location = { hash: '', href: 'http://localhost/' };
browser.entries = [{ state: null, hash: '' }];

const history = await load('data/history.js', catalog);
const { on, emit } = await load('base/events.js');
const { changeState, defaults, state } = await load('base/state.js');
const questions = await load('data/questions.js');
const overlays = await load('data/overlays.js');

/** @type {Words[][]} */
const told = [];
on('opened', (/** @type {Words[]} */ faults) => told.push(faults));

/** What waits for the script to come to rest. */
const rest = () =>
  new Promise((done) => {
    queueMicrotask(() => done(null));
  });
const hashes = () => browser.entries.map(({ hash }) => hash.slice(1));

beforeEach(async () => {
  changeState({ ...defaults(), view: null });
  await rest();
  history.write();
  browser.entries = [{ state: browser.state, hash: page.location.hash }];
  browser.at = 0;
  told.length = 0;
});

test('a finished action is one step, however much of the state it changes', async () => {
  changeState({ unit: 'ha' });
  changeState({ mode: 'find', selected: { collection: 'land', id: 'A' } });
  await rest();
  assert.deepEqual(hashes(), ['', 'unit=ha&sel=land%2FA']);
  changeState({ selected: null });
  await rest();
  assert.deepEqual(hashes(), ['', 'unit=ha&sel=land%2FA', 'unit=ha']);
});

test('what an address does not hold makes no step, nor does a change that comes to nothing', async () => {
  changeState({ hovered: { collection: 'land', id: 'A' } });
  changeState({ results: {} });
  changeState({ unit: 'ha' });
  changeState({ unit: 'mu' });
  await rest();
  assert.equal(browser.entries.length, 1);
});

test('a move of the map goes into the step of the moment, a moment later and once', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  for (const zoom of [11, 12, 13]) changeState({ view: { zoom, center: [36.5, 116.5] } });
  await rest();
  mock.timers.tick(249);
  assert.deepEqual(hashes(), ['']);
  mock.timers.tick(1);
  assert.deepEqual(hashes(), ['at=13%2F36.5%2F116.5']);
  mock.timers.reset();
});

test('a step that is left keeps the place of the map that it had', async () => {
  changeState({ view: { zoom: 12, center: [36.5, 116.5] } });
  changeState({ unit: 'ha' });
  await rest();
  assert.deepEqual(hashes(), ['at=12%2F36.5%2F116.5', 'unit=ha&at=12%2F36.5%2F116.5']);
});

test('letters typed into one field are one step, which ends where the field is left', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const field = { matches: () => true };
  const type = async (/** @type {string} */ q) => {
    heard.get('input')?.({ target: field });
    questions.edit('land', (/** @type {Question} */ query) => (query.q = q));
    await rest();
  };
  await type('a');
  await type('ab');
  mock.timers.tick(250);
  assert.deepEqual(
    browser.entries.map(({ hash }) => new URLSearchParams(hash.slice(1)).get('q.land')),
    [null, '{"q":"ab"}'],
  );
  heard.get('focusout')?.({ target: field });
  await type('abc');
  assert.equal(browser.entries.length, 3);
  heard.get('focusout')?.({ target: field });
  mock.timers.reset();
});

test('what a drag is at goes into no step, also where the map came to rest as it began', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  changeState({ view: { zoom: 12, center: [36.5, 116.5] } });
  questions.hold();
  questions.edit('land', (/** @type {Question} */ query) => (query.area = [11, null]));
  await rest();
  mock.timers.tick(300);
  questions.edit('land', (/** @type {Question} */ query) => (query.area = [25, null]));
  questions.release();
  await rest();
  mock.timers.reset();
  assert.equal(hashes()[0], 'at=12%2F36.5%2F116.5');
  assert.match(hashes()[1], /25/);
  assert.equal(hashes().length, 2);
});

test('a dragged handle is one step, made when it is let go', async () => {
  questions.hold();
  for (const low of [1, 2, 3]) {
    questions.edit('land', (/** @type {Question} */ query) => (query.area = [low, null]));
    await rest(); // eslint-disable-line no-await-in-loop -- the handle moves on
  }
  assert.equal(browser.entries.length, 1);
  questions.release();
  await rest();
  assert.deepEqual(hashes().length, 2);
  assert.match(decodeURIComponent(hashes()[1]), /\[3,null\]/);
});

test('going back and forth brings the state back, keeps what is the same, and makes no step', async () => {
  questions.edit('land', (/** @type {Question} */ query) => query.usage.push('10'));
  await rest();
  state.match = { ...state.match, projectId: 'P-1', report: { matches: [] } };
  changeState({ unit: 'ha' });
  await rest();
  const { queries, match } = state;
  browser.go(-1);
  await rest();
  assert.equal(state.unit, 'mu');
  assert.equal(state.queries, queries);
  assert.equal(state.match.projectId, null, 'the project stood in the later step alone');
  browser.go(1);
  await rest();
  assert.deepEqual([state.unit, state.match.projectId, state.match.report], ['ha', 'P-1', null]);
  state.match = match;
  browser.go(-2);
  await rest();
  assert.deepEqual(state.queries.land.usage, []);
  assert.equal(state.queries.floors, queries.floors, 'a question that is the same keeps its answer');
  assert.equal(browser.entries.length, 3);
});

test('the report of a match stays as long as its question does', async () => {
  changeState({ mode: 'match', match: { ...state.match, projectId: 'P-1' } });
  await rest();
  const match = { ...state.match, report: { matches: [] } };
  state.match = match;
  changeState({ selected: { collection: 'land', id: 'A' } });
  await rest();
  browser.go(-1);
  assert.deepEqual([state.selected, state.match], [null, match]);
});

test('what Back takes back is not there to be undone; an undo is a step', async () => {
  while (questions.undoable()) questions.undo();
  await rest();
  browser.entries = [{ state: browser.state, hash: page.location.hash }];
  browser.at = 0;
  questions.edit('land', (/** @type {Question} */ query) => query.usage.push('10'));
  await rest();
  browser.go(-1);
  assert.equal(questions.undoable(), false);
  browser.go(1);
  assert.equal(questions.undoable(), true);
  questions.undo();
  await rest();
  assert.deepEqual(state.queries.land.usage, []);
  assert.equal(browser.entries.length, 3);
});

test('two steps that show the same are passed in one go', async () => {
  for (const changes of [{ unit: 'ha' }, { lang: 'zh' }, { unit: 'm2' }]) {
    changeState(changes);
    await rest(); // eslint-disable-line no-await-in-loop -- each is a step of its own
  }
  browser.entries[2].hash = browser.entries[3].hash;
  browser.go(-1);
  assert.equal(browser.at, 1);
});

test('an address written by hand changes the page, the place first, and says what of it was left aside', () => {
  /** @type {string[]} */
  const changed = [];
  const stop = on('change', (/** @type {Set<string>} */ keys) => changed.push([...keys].join()));
  browser.entries.push({ state: null, hash: '#unit=ha&at=12/36.5/116.5&project=P-1&shade=dark&pick=land/A' });
  browser.go(1);
  stop();
  assert.deepEqual([state.unit, state.view.center, state.match.projectId], ['ha', [36.5, 116.5], 'P-1']);
  assert.equal(changed[0], 'view');
  assert.deepEqual(told.flat().length, 1);
  assert.match(told[0][0].en, /shade/);
});

test('at the start a link that holds no fault is passed over in silence', () => {
  emit('ready', true);
  assert.deepEqual(told, []);
});

test('a sandbox without history loses the link and nothing else', async () => {
  page.history = {
    get state() {
      return null;
    },
    pushState: () => {
      throw new Error('denied');
    },
    replaceState: () => {
      throw new Error('denied');
    },
  };
  changeState({ unit: 'm2' });
  await rest();
  history.write();
  assert.equal(state.unit, 'm2');
  page.history = browser;
});

test('Back takes off what lies over the page, and leaves the page as it is', async () => {
  let shut = 0;
  overlays.cover(() => (shut += 1));
  assert.equal(browser.entries.length, 2, 'a step to go back from, also on a fresh page');
  browser.go(-1);
  assert.deepEqual([shut, browser.at, overlays.isCovered()], [1, 0, false]);

  changeState({ unit: 'ha' });
  await rest();
  overlays.cover(() => (shut += 1));
  changeState({ unit: 'm2' });
  await rest();
  browser.go(-1);
  assert.deepEqual([shut, state.unit], [2, 'm2'], 'what was done under it stays');
  browser.go(-1);
  assert.equal(state.unit, 'ha');
});

test('what was taken off by hand leaves no dead step behind', async () => {
  changeState({ unit: 'ha' });
  await rest();
  overlays.cover(() => assert.fail('it is gone already'))();
  overlays.cover(() => assert.fail('it is gone already'))();
  assert.equal(browser.entries.length, 3, 'the second takes the step of the first');
  browser.go(-1);
  assert.deepEqual([browser.at, state.unit], [0, 'mu']);
  overlays.cover(() => assert.fail('it is gone already'))();
  changeState({ unit: 'm2' });
  await rest();
  assert.deepEqual(hashes(), ['', 'unit=m2'], 'a step that follows comes in its place');
});

test('one over another: Back takes off the uppermost, then the other', async () => {
  /** @type {string[]} */
  const shut = [];
  overlays.cover(() => shut.push('sheet'));
  changeState({ unit: 'ha' });
  await rest();
  overlays.cover(() => shut.push('dialog'));
  browser.go(-1);
  assert.deepEqual(shut, ['dialog']);
  browser.go(-1);
  assert.deepEqual([shut, state.unit], [['dialog', 'sheet'], 'ha']);
  browser.go(-1);
  assert.equal(state.unit, 'mu');
});
