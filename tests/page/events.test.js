import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { load } from './page.js';

const { emit, on } = await load('base/events.js');

test('whoever listens hears, with all that is told, until the end of it', () => {
  /** @type {unknown[][]} */
  const heard = [];
  const end = on('picked', (/** @type {unknown[]} */ ...details) => heard.push(details));
  emit('picked', 1, 2);
  assert.equal(end(), true);
  emit('picked', 3, 4);
  assert.deepEqual(heard, [[1, 2]]);
});

test('what nobody listens to is told to nobody', () => {
  emit('reveal');
});

test('a mistake of one listener is said, and the others hear', () => {
  const said = mock.method(globalThis.console, 'error', () => undefined);
  let heard = 0;
  on('tip', () => {
    throw new Error('mistaken');
  });
  on('tip', () => {
    heard += 1;
  });
  emit('tip');
  assert.equal(heard, 1);
  assert.equal(said.mock.calls[0].arguments[0].message, 'mistaken');
  said.mock.restore();
});

test('who begins to listen while it is told hears the next time', () => {
  let heard = 0;
  on('tab', () => on('tab', () => (heard += 1)));
  emit('tab', 'a');
  assert.equal(heard, 0);
});
