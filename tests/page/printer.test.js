/* Who prints: asked once, blank allowed, kept where the browser keeps anything, and for this visit where it does not. */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { LONGEST_NAME, printerName, rename } from '../../maps/static/js/data/printer.js';

/** @type {Map<string, string>} */
let entries = new Map();

/** @param {() => any} found */
const keeping = (found) => Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: found });

beforeEach(() => {
  entries = new Map();
  keeping(() => ({
    getItem: (/** @type {string} */ key) => entries.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => entries.set(key, text),
  }));
});

test('nobody has been asked, a name is kept on one line, and none is an answer too', () => {
  assert.equal(printerName(), null);
  assert.equal(rename('  王  敏\n'), true);
  assert.equal(printerName(), '王 敏');
  rename('x'.repeat(500));
  assert.equal(printerName()?.length, LONGEST_NAME);
  rename('  ');
  assert.equal(printerName(), '');
});

test('another tab of the browser has the name that was given last', () => {
  rename('王敏');
  entries.set('landstock.printer', '"李强"');
  assert.equal(printerName(), '李强');
});

test('a browser without room has the name until the page is closed', () => {
  keeping(() => ({
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  }));
  assert.equal(rename('王敏'), false);
  assert.equal(printerName(), '王敏');
});

test('what is spoilt is no name', () => {
  rename('');
  entries.set('landstock.printer', '{"a":1}');
  assert.equal(printerName(), null);
});
