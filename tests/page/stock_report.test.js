/* Would break where the last figures went away because the service did, or a list of a large layer ended after its first page. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land, plots } from './catalog.js';
import { load } from './page.js';
import { asked, serve } from './serving.js';

const { isNewer, refresh, rowsOf, stock } = await load('data/stock_report.js', { ...catalog, version: 'v1' });
const { layers } = await load('data/features.js');
const engine = await load('data/engine.js');
layers.set('land', engine.layer(land, plots));

test('the figures are asked of the service, and stay where it does not answer', async () => {
  serve(() => ({ inventory: 'v1', floors: [] }));
  await refresh();
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/below/dashboard'],
  );
  assert.deepEqual([stock.report.inventory, stock.failed, stock.busy, isNewer()], ['v1', null, false, false]);
  serve(() => 503);
  await refresh();
  assert.ok(stock.failed.said);
  assert.equal(stock.report.inventory, 'v1');
  serve(() => ({ inventory: 'v2', floors: [] }));
  await refresh();
  assert.deepEqual([stock.failed, isNewer()], [null, true]);
});

test('while they are asked for they are not asked for again', async () => {
  serve(() => ({ inventory: 'v1' }));
  await Promise.all([refresh(), refresh()]);
  assert.equal(asked.length, 1);
});

test('rows of a layer that the page holds are its own, those of another come page by page', async () => {
  const here = await rowsOf({ collection: 'land', filter: `"state" = 'idle'` });
  assert.deepEqual([here.matched, here.rows.map((/** @type {Feature} */ { id }) => id)], [1, ['A']]);
  assert.equal((await rowsOf({ collection: 'land', filter: '' })).matched, 3);
  serve(() => ({ numberMatched: 9, features: [{ id: '7' }] }));
  const there = await rowsOf({ collection: 'floors', filter: `"state" = 'idle'` }, 200);
  assert.deepEqual([there.matched, there.rows], [9, [{ id: '7' }]]);
  assert.match(asked[0].path, /\/below\/collections\/floors\/items\?limit=200&offset=200&filter=/);
});
