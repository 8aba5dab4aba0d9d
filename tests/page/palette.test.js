import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { load } from './page.js';

const page = /** @type {any} */ (globalThis);
const { colour } = await load('base/palette.js');

test('without a stylesheet all is black, and asked again when there is one', () => {
  assert.equal(colour('accent'), 'black');
  page.document.documentElement = {};
  page.getComputedStyle = () => ({ getPropertyValue: () => '' });
  assert.equal(colour('accent'), 'black');
});

test('a colour is read once', () => {
  let times = 0;
  page.getComputedStyle = () => ({
    getPropertyValue(/** @type {string} */ name) {
      times += 1;
      return name === '--accent' ? ' #0B665E' : '';
    },
  });
  assert.deepEqual([colour('accent'), colour('accent'), times], ['#0B665E', '#0B665E', 1]);
});

test('every name that may be asked for is a colour of the stylesheet', () => {
  const root = `${import.meta.dirname}/../../maps/static`;
  const names = /@typedef \{([^}]*)\} Token/.exec(fs.readFileSync(`${root}/js/base/palette.js`, 'utf8'))?.[1] ?? '';
  const sheet = fs.readFileSync(`${root}/css/base.css`, 'utf8');
  const tokens = [...names.matchAll(/'([a-z0-9-]+)'/g)].map(([, token]) => token);
  assert.ok(tokens.length > 10);
  for (const token of tokens) assert.match(sheet, new RegExp(`--${token}: (#[0-9a-f]{3,6}|rgba\\(.*\\));`), token);
});
