import assert from 'node:assert/strict';
import test from 'node:test';

import { load } from './page.js';

/** @param {string} name @param {string | null} role */
const field = (name, role) => ({ name, role });
const { themeField } = await load('map/theme.js', {
  collections: [
    {
      id: 'plots',
      kind: 'parcel',
      fields: [field('use', 'usage'), field('state', 'status'), field('size', 'area'), field('note', null)],
    },
    { id: 'used', kind: 'parcel', fields: [field('use', 'usage')] },
    { id: 'ground', kind: 'base', fields: [field('sort', 'class')] },
    { id: 'bare', kind: 'parcel', fields: [field('note', null)] },
  ],
});
const { changeState } = await load('base/state.js');

test('a layer is coloured by the field that was chosen where it has it', () => {
  changeState({ colourBy: 'size' });
  assert.equal(themeField('plots').name, 'size');
  assert.equal(themeField('used').name, 'use');
});

test('else by its status, its usage, its class, in this order', () => {
  changeState({ colourBy: null });
  assert.deepEqual(
    ['plots', 'used', 'ground'].map((id) => themeField(id).name),
    ['state', 'use', 'sort'],
  );
});

test('a layer that has none of them is not coloured', () => {
  changeState({ colourBy: 'size' });
  assert.equal(themeField('bare'), null);
});
