import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog, land, plots } from './catalog.js';
import { load } from './page.js';
import { serve } from './serving.js';

const page = /** @type {any} */ (globalThis);
const { layers, featuresOf } = await load('data/features.js', catalog);
const engine = await load('data/engine.js');
const { findNamed, namedHere } = await load('data/links.js');
page.document.body = { dataset: {} };
const parcels = plots.map((/** @type {any} */ one, /** @type {number} */ n) => ({
  ...one,
  properties: { ...one.properties, note: ['GB 01', 'GB02', 'gb02'][n] },
}));
layers.set('land', engine.layer(land, parcels));

test('a code names its parcel whatever width, case and blanks it is written with', () => {
  assert.deepEqual(namedHere({ collection: 'land', by: 'note' }, 'ｇｂ０１'), [parcels[0].id]);
  assert.deepEqual(namedHere({ collection: 'land', by: 'note' }, 'GB02'), [parcels[1].id, parcels[2].id]);
  assert.deepEqual(namedHere({ collection: 'land', by: 'owner' }, 'nobody'), []);
});

test('of a large layer the service is asked, once', async () => {
  /** @type {string[]} */
  const paths = [];
  serve((/** @type {string} */ path) => {
    paths.push(path);
    return { features: [{ id: 9, geometry: null, properties: { owner: '甲公司' } }] };
  });
  assert.deepEqual(await findNamed({ collection: 'floors', by: 'owner' }, '甲公司'), ['9']);
  assert.deepEqual(await findNamed({ collection: 'floors', by: 'owner' }, '甲公司'), ['9']);
  assert.equal(paths.length, 1);
  assert.match(decodeURIComponent(paths[0]), /\/collections\/floors\/items\?owner=甲公司&limit=2$/u);
  assert.equal(featuresOf('floors').size, 1);
});

test('a layer that the page has whole is not asked of the service', async () => {
  serve(() => assert.fail('asked'));
  assert.deepEqual(await findNamed({ collection: 'land', by: 'note' }, 'nothing'), []);
});

test('a feature is told who names it, in a layer that the page has whole and of a large one as asked for', async () => {
  const { config } = await load('base/config.js');
  const { fetchLinking, linkingTo } = await load('data/links.js');
  /** @param {string} id */
  const fields = (id) => config.collections.find((/** @type {any} */ one) => one.id === id).fields;
  const field = { name: 'code', title: { zh: '宗地', en: 'Parcel' }, link: { collection: 'land', by: 'note' } };
  fields('floors').push(field);
  try {
    serve(() => ({ features: [{ id: 3, geometry: null, properties: { code: ['x', 'ＧＢ０１'] } }] }));
    assert.deepEqual(linkingTo('land', parcels[0]), []);
    assert.equal(await fetchLinking('land', parcels[0]), true);
    const [{ collection, rows }] = linkingTo('land', parcels[0]);
    assert.deepEqual([collection, rows.map((/** @type {Feature} */ row) => row.id)], ['floors', [3]]);
    assert.deepEqual(linkingTo('land', parcels[1]), []);
  } finally {
    fields('floors').pop();
  }
});
