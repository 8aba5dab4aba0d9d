/* Would break where a park stood in another place than its own, or a label on a park, on another label or past the edge. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './page.js';

const { inTwo, labelBoxes, pictureOf, windowIn } = await load('map/overview_picture.js');
const { pathOf } = await load('base/plane.js');
const SIZE = { width: 100, least: 40, most: 80 };

test('a picture shows its box whole, north up, in true proportion', () => {
  const made = pictureOf([116, 36, 117, 36.2], SIZE);
  const [x1, y1, x2, y2] = made.boxOf([116, 36, 117, 36.2]);
  assert.ok(x1 >= 10 - 1e-6 && x2 <= 90 + 1e-6 && y1 > 0 && y2 < made.height && y1 < y2);
  const [[, south], [, north]] = [made.at([116.5, 36]), made.at([116.5, 36.2])];
  assert.ok(north < south);
  const [wide, high] = [x2 - x1, y2 - y1];
  assert.ok(Math.abs(high / wide - 0.2 / Math.cos((36.1 * Math.PI) / 180)) < 0.002);
});

test('it is no higher and no lower than it may be, also of a single place', () => {
  assert.equal(pictureOf([116, 30, 116.1, 40], SIZE).height, 80);
  assert.equal(pictureOf([116, 36, 120, 36.01], SIZE).height, 40);
  const [x, y] = pictureOf([116, 36, 116, 36], SIZE).at([116, 36]);
  assert.ok(Number.isFinite(x) && Number.isFinite(y));
});

test('an outline is closed ring by ring; of no geometry there is none', () => {
  const made = pictureOf([116, 36, 117, 37], SIZE);
  const ring = [
    [116, 36],
    [117, 36],
    [117, 37],
    [116, 36],
  ];
  const path = pathOf({ type: 'MultiPolygon', coordinates: [[ring], [ring]] }, made.at);
  assert.equal(path.match(/M/gu)?.length, 2);
  assert.equal(path.match(/Z/gu)?.length, 2);
  assert.equal(pathOf(null, made.at), '');
});

test('the window is kept within the picture, never smaller than a mark, and away where it shows nothing', () => {
  const made = pictureOf([116, 36, 117, 37], SIZE);
  assert.deepEqual(windowIn(made, [100, 10, 130, 60]), [1, 1, 99, made.height - 1]);
  const [x1, y1, x2, y2] = windowIn(made, [116.5, 36.5, 116.5001, 36.5001]);
  assert.ok(x2 - x1 >= 5.9 && y2 - y1 >= 5.9);
  assert.equal(windowIn(made, [10, 10, 11, 11]), null);
});

/** @param {number[][]} boxes */
const shapes = (...boxes) => boxes.map((box) => ({ box, sizes: [{ width: 30, height: 20 }] }));
/** @param {any[]} labels */
const boxesOf = (labels) => labels.map((label) => label?.box ?? null);

test('a label stands right of its shape, else left, under or over it, else nowhere', () => {
  const room = { width: 100, height: 80 };
  assert.deepEqual(boxesOf(labelBoxes(shapes([10, 30, 20, 40]), room)), [[27, 25, 57, 45]]);
  assert.deepEqual(boxesOf(labelBoxes(shapes([80, 30, 95, 40]), room)), [[43, 25, 73, 45]]);
  assert.deepEqual(boxesOf(labelBoxes(shapes([20, 10, 80, 20]), room)), [[35, 27, 65, 47]]);
  assert.deepEqual(boxesOf(labelBoxes(shapes([20, 60, 80, 79]), room)), [[35, 33, 65, 53]]);
  assert.deepEqual(labelBoxes(shapes([1, 1, 99, 79]), room), [null]);
});

test('at the edge of the picture a label is pushed along its shape', () => {
  assert.deepEqual(boxesOf(labelBoxes(shapes([10, 2, 20, 12]), { width: 60, height: 60 })), [[27, 0, 57, 20]]);
});

test('a label takes the first of its sizes that has room, and gives way where another would have none', () => {
  const sizes = [
    { width: 60, height: 20 },
    { width: 20, height: 20 },
  ];
  const [wide] = labelBoxes([{ box: [10, 10, 20, 20], sizes }], { width: 100, height: 30 });
  assert.equal(wide.nth, 0);
  const [narrow] = labelBoxes([{ box: [10, 10, 20, 20], sizes }], { width: 60, height: 30 });
  assert.equal(narrow.nth, 1);
  const both = [
    { box: [10, 10, 20, 20], sizes },
    { box: [95, 10, 105, 20], sizes: sizes.slice(1) },
  ];
  assert.deepEqual(
    labelBoxes(both, { width: 112, height: 30 }).map((/** @type {any} */ label) => label.nth),
    [1, 0],
  );
});

test('where not all have room, as many as can be are labelled', () => {
  const labels = boxesOf(labelBoxes(shapes([10, 10, 20, 20], [12, 10, 22, 20]), { width: 70, height: 30 }));
  assert.deepEqual(labels.filter(Boolean).length, 1);
});

test('of very many shapes the labels are there at once', () => {
  const many = Array.from({ length: 60 }, (_, n) => [
    (n % 10) * 20,
    Math.floor(n / 10) * 20,
    (n % 10) * 20 + 12,
    Math.floor(n / 10) * 20 + 12,
  ]);
  const begun = performance.now();
  assert.equal(labelBoxes(shapes(...many), { width: 224, height: 150 }).length, 60);
  assert.ok(performance.now() - begun < 1000);
});

test('no label lies on another label or on a shape', () => {
  const all = shapes([10, 30, 20, 40], [30, 30, 40, 40], [12, 50, 22, 60], [60, 10, 70, 20], [62, 24, 72, 34]);
  const labels = boxesOf(labelBoxes(all, { width: 120, height: 90 }));
  /** @type {any[]} */
  const solid = [...all.map(({ box }) => box), ...labels.filter(Boolean)];
  for (const [n, one] of solid.entries())
    for (const other of solid.slice(n + 1).filter((box) => labels.includes(one) || labels.includes(box)))
      assert.ok(one[2] < other[0] || other[2] < one[0] || one[3] < other[1] || other[3] < one[1], `${one} on ${other}`);
});

test('a name of several words stands on two lines of much the same length', () => {
  assert.deepEqual(inTwo('Economic Development Zone'), [['Economic', 'Development Zone']]);
  assert.deepEqual(inTwo('创新谷'), []);
});
