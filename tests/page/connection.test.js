import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { catalog } from './catalog.js';
import { load } from './page.js';

const page = /** @type {any} */ (globalThis);
mock.timers.enable({ apis: ['setTimeout'] });
const connection = await load('data/connection.js', catalog);
const { emit, on } = await load('base/events.js');

/** @type {string[]} */
const asked = [];
let up = true;
page.fetch = (/** @type {string} */ address) => {
  asked.push(address);
  return up ? Promise.resolve({ ok: true }) : Promise.reject(new TypeError('Failed to fetch'));
};
/** @type {boolean[]} */
const told = [];
on('lost', (/** @type {boolean} */ lost) => told.push(lost));

/** Let time pass and the answers of the moment arrive. @param {number} ms */
async function pass(ms) {
  mock.timers.tick(ms);
  await new Promise((done) => {
    setImmediate(done);
  });
}

test('a lost service is said once, asked again ever more patiently, and gone from the notice when it is back', async () => {
  up = false;
  emit('unreached');
  emit('unreached');
  assert.deepEqual([told, connection.isLost()], [[true], true]);
  for (const [wait, times] of [
    [1999, 0],
    [1, 1],
    [3999, 1],
    [1, 2],
    [8000, 3],
    [16000, 4],
    [30000, 5],
    [30000, 6],
  ]) {
    await pass(wait); // eslint-disable-line no-await-in-loop -- time passes step by step
    assert.equal(asked.length, times);
  }
  up = true;
  await pass(30000);
  assert.deepEqual([told, connection.isLost()], [[true, false], false]);
  assert.ok(asked.every((address) => address === '/below/healthz'));
});

test('any answer says that the service is back', () => {
  emit('unreached');
  emit('reached');
  assert.deepEqual(told.slice(2), [true, false]);
});

test('a page that asks nothing looks now and then, and not while nobody sees it', async () => {
  emit('ready', true);
  const before = asked.length;
  await pass(30000);
  assert.equal(asked.length, before + 1);
  page.document.hidden = true;
  await pass(30000);
  assert.equal(asked.length, before + 1);
  page.document.hidden = false;
  up = false;
  await pass(30000);
  assert.equal(connection.isLost(), true);
});
