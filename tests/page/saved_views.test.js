import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { LONGEST_NAME, MOST, isKept, list, remove, rename, save } from '../../maps/static/js/data/saved_views.js';

/** @type {Map<string, string>} */
let entries = new Map();

/** @param {() => any} found */
const keeping = (found) => Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: found });

beforeEach(() => {
  entries = new Map();
  const kept = {
    getItem: (/** @type {string} */ key) => entries.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => entries.set(key, text),
    removeItem: (/** @type {string} */ key) => entries.delete(key),
  };
  keeping(() => kept);
});

test('a view comes back by its name, the latest first; the same name replaces', () => {
  assert.deepEqual(list(), []);
  assert.equal(save('  归德\n 闲置 ', 'q.land=1'), 'saved');
  assert.equal(save('b', 'q.land=2'), 'saved');
  assert.deepEqual(list(), [
    { name: 'b', address: 'q.land=2' },
    { name: '归德 闲置', address: 'q.land=1' },
  ]);
  assert.equal(save('归德 闲置', 'q.land=3'), 'replaced');
  assert.deepEqual(
    list().map(({ address }) => address),
    ['q.land=3', 'q.land=2'],
  );
});

test('a view is renamed to what no other has, and forgotten', () => {
  save('a', '1');
  save('b', '2');
  assert.equal(rename('a', 'b'), false);
  assert.equal(rename('a', ' '), false);
  assert.equal(rename('a', 'a'), true);
  assert.equal(rename('a', 'c'), true);
  remove('b');
  assert.deepEqual(list(), [{ name: 'c', address: '1' }]);
});

test('there are fifty at most, none too long to be read back', () => {
  const longest = 'x'.repeat(3500);
  for (let n = 0; n < MOST; n += 1) assert.equal(save(`${n}`, longest), 'saved');
  assert.equal(save('one more', ''), 'full');
  assert.equal(save('7', 'other'), 'replaced');
  assert.equal(list().length, MOST);
  assert.equal(save('7', `${longest}x`), 'long');
  save('3', '');
  assert.equal(rename('3', 'n'.repeat(100)), true);
  assert.ok(list().some(({ name }) => name.length === LONGEST_NAME));
});

test('what is spoilt in the browser is left aside', () => {
  entries.set(
    'landstock.views',
    JSON.stringify([{ name: 'a' }, null, 7, { name: ' ', address: '' }, { name: 'b', address: '1', more: 2 }]),
  );
  assert.deepEqual(list(), [{ name: 'b', address: '1' }]);
  entries.set('landstock.views', '{"a": 1}');
  assert.deepEqual(list(), []);
  entries.set('landstock.views', '[');
  assert.deepEqual(list(), []);
});

test('a browser that keeps nothing says so', () => {
  assert.equal(isKept(), true);
  keeping(() => {
    throw new Error('denied');
  });
  assert.equal(isKept(), false);
  assert.equal(save('a', '1'), 'nowhere');
  assert.equal(rename('a', 'b'), false);
});

test('a browser without room says that there is none, and what is saved stays', () => {
  assert.equal(save('a', '1'), 'saved');
  keeping(() => ({
    getItem: (/** @type {string} */ key) => entries.get(key) ?? null,
    setItem: () => {
      throw new DOMException('no room', 'QuotaExceededError');
    },
  }));
  assert.equal(save('b', '2'), 'crowded');
  assert.equal(isKept(), true, 'the form stays: deleting makes room');
  assert.deepEqual(list(), [{ name: 'a', address: '1' }]);
});

test('what another tab saved, renamed or deleted meanwhile stays so', () => {
  save('a', '1');
  save('b', '2');
  entries.set('landstock.views', JSON.stringify([{ name: 'c', address: '3' }, ...list()]));
  save('d', '4');
  remove('a');
  assert.deepEqual(
    list().map(({ name }) => name),
    ['d', 'c', 'b'],
  );
});
