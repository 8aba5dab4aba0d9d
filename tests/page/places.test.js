import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalog } from './catalog.js';
import { load } from './page.js';

const { isSame, siteKey } = await load('base/places.js', catalog);
const { changes } = await load('board/changes.js');

test('an id that two layers have is told by its layer, another by itself', () => {
  assert.equal(siteKey({ collection: 'land', id: '10' }), '10');
  assert.equal(siteKey({ collection: 'land', id: '10', layer: { zh: '地', en: 'Land' } }), 'land/10');
  assert.equal(isSame({ collection: 'land', id: '10' }, { collection: 'floors', id: '10' }), false);
  assert.equal(isSame({ collection: 'land', id: '10' }, { collection: 'land', id: '10' }), true);
});

test('a project that goes from one layer to a site of the same id in another has moved', () => {
  /** @param {string} collection */
  const report = (collection) => ({ placements: [{ project_id: 'P', items: [{ collection, id: '10' }] }] });
  assert.equal(changes(report('land'), report('floors')).moved.length, 1);
  assert.equal(changes(report('land'), report('land')).moved.length, 0);
});
