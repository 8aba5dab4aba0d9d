/* What a browser keeps for its reader comes back as it was; a spoilt, too long or missing entry is none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { on } from '../../maps/static/js/base/events.js';
import { isFull, recall, store } from '../../maps/static/js/base/storage.js';

/** A browser's store of texts. @param {Map<string, string>} entries */
const keeping = (entries) => ({
  getItem: (/** @type {string} */ key) => entries.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ text) => entries.set(key, text),
  removeItem: (/** @type {string} */ key) => entries.delete(key),
});

test('a value comes back as it was stored, and is gone once it is null', () => {
  const entries = new Map();
  globalThis.localStorage = /** @type {any} */ (keeping(entries));
  assert.equal(store('columns', { a: [1] }), true);
  assert.deepEqual(recall('columns'), { a: [1] });
  store('columns', null);
  assert.equal(recall('columns'), null);
  assert.equal(entries.size, 0);
});

test('spoilt and far too long entries are none', () => {
  globalThis.localStorage = /** @type {any} */ (
    keeping(
      new Map([
        ['landstock.spoilt', '{'],
        ['landstock.long', `"${'x'.repeat(200001)}"`],
      ]),
    )
  );
  assert.equal(recall('spoilt'), null);
  assert.equal(recall('long'), null);
});

test('a browser that keeps nothing says so and loses nothing else', () => {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new Error('denied');
    },
  });
  assert.equal(store('columns', 1), false);
  assert.equal(recall('columns'), null);
});

test('that there is no room is told once, until something finds room again', () => {
  const entries = new Map();
  let room = false;
  let heard = 0;
  on('storage-full', () => {
    heard += 1;
  });
  const found = {
    ...keeping(entries),
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => {
      if (!room) throw new DOMException('no room', 'QuotaExceededError');
      entries.set(key, text);
    },
  };
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => found });
  assert.deepEqual([store('a', 1), store('b', 2), isFull(), heard], [false, false, true, 1]);
  room = true;
  assert.deepEqual([store('a', 1), isFull(), recall('a')], [true, false, 1]);
  room = false;
  store('b', 2);
  assert.equal(heard, 2);
});
