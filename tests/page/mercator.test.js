import assert from 'node:assert/strict';
import test from 'node:test';

import { load } from './page.js';

const mercator = await load('map/mercator.js');

/** @param {number[]} made @param {number[]} meant */
const near = (made, meant) =>
  assert.ok(
    made.every((figure, n) => Math.abs(figure - meant[n]) < 1e-4),
    `${made} is not ${meant}`,
  );

test('the world is 256 pixels wide and high, Greenwich and the equator in its middle', () => {
  near([mercator.worldX(-180), mercator.worldX(0), mercator.worldX(180)], [0, 128, 256]);
  near([mercator.worldY(0), mercator.worldY(66.5132604431)], [128, 64]);
});

test('a latitude at a pole stays on the map', () => {
  assert.equal(mercator.worldY(90), mercator.worldY(85));
  assert.equal(mercator.worldY(-90), mercator.worldY(-85));
});

test('back from pixels to degrees', () => {
  near(mercator.degrees([mercator.worldX(116.39), mercator.worldY(36.1)]), [116.39, 36.1]);
});

test('a box has its north on top: west, north, east, south becomes west, south, east, north', () => {
  near(mercator.degreesOf([64, 64, 192, 128]), [-90, 0, 90, 66.5132604431]);
});

test('a pixel of zoom 0 is the equator by 256; half of it at 60°, and half with each zoom', () => {
  near([mercator.metresPerPixel(0, 0)], [156543.0339]);
  near([mercator.metresPerPixel(60, 0), mercator.metresPerPixel(0, 1)], [78271.516964, 78271.516964]);
});
