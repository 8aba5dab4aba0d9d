/* Would break where another feature than the nearest were named, or a distance that is none. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { collection, field } from './makers.js';
import { load } from './page.js';
import { square } from './catalog.js';

const plots = collection('plots', 'parcel', [field('name')]);
const { nearest } = await load('data/nearest.js', { collections: [plots], home: [116, 36, 117, 37] });
const { layer } = await load('data/engine.js');
const { layers } = await load('data/features.js');
layers.set(
  'plots',
  layer(plots, [
    { id: 'west', geometry: square(116.5, 36.5, 0.001), properties: {} },
    { id: 'east', geometry: square(116.51, 36.5, 0.001), properties: {} },
    { id: 'nowhere', geometry: null, properties: {} },
  ]),
);

test('a point on a feature is no distance from it', () => {
  assert.deepEqual(nearest('plots', [116.5105, 36.5005]), { id: 'east', metres: 0 });
});

test('beside one, the nearer is found with its distance to half a metre', () => {
  const found = nearest('plots', [116.502, 36.5005]);
  assert.equal(found.id, 'west');
  const wanted = 0.001 * (Math.PI / 180) * 6371008.8 * Math.cos((36.5 * Math.PI) / 180);
  assert.ok(Math.abs(found.metres - wanted) < 0.6, `${found.metres} is not ${wanted}`);
});

test('far from all there is none', () => {
  assert.equal(nearest('plots', [116.9, 36.9]), null);
});
