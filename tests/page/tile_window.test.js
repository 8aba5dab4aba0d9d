/* Would break where a map that was moved left a strip unpainted, or painted all of it for a strip. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { addresses, entered, rectOf } = await load('map/tile_window.js');

/** @param {import('../../maps/static/js/map/mvt.js').TileAddress[]} seen @param {object} [other] */
const window = (seen, other = {}) => ({ seen, asks: '', found: 'a', all: 'a', earlier: 'a', ...other });

test('a tile lies where its row and column say', () => {
  assert.deepEqual(rectOf([0, 0, 0]), [0, 0, 256, 256]);
  assert.deepEqual(rectOf([2, 1, 3]), [192, 64, 256, 128]);
});

test('what comes into the window is what was not in it', () => {
  const last = window([
    [2, 1, 1],
    [2, 1, 2],
  ]);
  assert.deepEqual(
    entered(
      last,
      window([
        [2, 1, 2],
        [2, 1, 3],
      ]),
    ),
    [rectOf([2, 1, 3])],
  );
  assert.deepEqual(entered(last, window([[2, 1, 1]])), []);
});

test('another question, and tiles of another size, are everywhere', () => {
  const last = window([[2, 1, 1]]);
  assert.equal(entered(undefined, last), null);
  assert.equal(entered(last, window([[3, 1, 1]])), null);
  assert.equal(entered(last, window([[2, 1, 1]], { found: 'b' })), null);
  assert.equal(entered(last, window([[2, 1, 1]], { earlier: 'b' })), null);
});

test('tiles are asked for from the middle of the window outwards, within the world', () => {
  const map = {
    getZoom: () => 3,
    project: (/** @type {{ lng: number, lat: number }} */ { lng, lat }) => ({ x: lng, y: lat }),
  };
  const bounds = {
    getNorthWest: () => ({ lng: 70, lat: -20 }),
    getSouthEast: () => ({ lng: 250, lat: 100 }),
  };
  const found = addresses(map, bounds);
  assert.deepEqual(found[0], [2, 0, 2]);
  assert.equal(found.length, 6);
  assert.ok(found.every((/** @type {number[]} */ [level, row]) => level === 2 && row >= 0 && row <= 1));
});
