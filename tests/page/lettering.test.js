import assert from 'node:assert/strict';
import test from 'node:test';

import { load } from './page.js';

const lettering = await load('map/lettering.js');
const { stage } = await load('map/stage.js');

/* The map's element lies at 10, 20 of the page; its window begins 100, 100 into the scene and is 800 by 600. One tool floats over it. */
const ORIGIN = { x: 900, y: 400 };
stage.leaflet = {
  getPixelBounds: () => ({ getTopLeft: () => ({ x: 1000, y: 500 }) }),
  getSize: () => ({ x: 800, y: 600 }),
  getContainer: () => ({ getBoundingClientRect: () => ({ left: 10, top: 20 }) }),
};
const float = (/** @type {object} */ more) => ({
  hidden: false,
  offsetParent: {},
  getBoundingClientRect: () => ({ left: 30, top: 40, right: 60, bottom: 70 }),
  ...more,
});
Object.assign(globalThis.document, {
  documentElement: null,
  // The lower of the bars over the map's upper edge ends 142 pixels below it.
  getElementById: (/** @type {string} */ id) =>
    id === 'ls-summary' ? { getBoundingClientRect: () => ({ height: 40, bottom: 162 }) } : null,
  querySelectorAll: () => [float({}), float({ hidden: true }), float({ offsetParent: null })],
});
let phone = false;
Object.assign(globalThis, {
  matchMedia: () => ({ matches: phone }),
  getComputedStyle: () => ({ getPropertyValue: () => '40px' }),
});

/** A pen that keeps what it is told; a letter is ten pixels wide. */
function penOf() {
  /** @type {any[][]} */
  const told = [];
  /** @param {string} name */
  const hears =
    (name) =>
    (/** @type {any[]} */ ...details) =>
      told.push([name, ...details]);
  const measureText = (/** @type {string} */ text) => {
    told.push(['measureText', text]);
    return { width: text.length * 10 };
  };
  const names = ['save', 'restore', 'beginPath', 'roundRect', 'fill', 'strokeText', 'fillText'];
  return { told, measureText, letterSpacing: '0px', ...Object.fromEntries(names.map((name) => [name, hears(name)])) };
}

const roomOf = (pen = penOf()) => new lettering.Room({ origin: ORIGIN, pen });
/** @param {{ told: any[][] }} pen @param {string} name */
const toldOf = ({ told }, name) => told.filter(([what]) => what === name).map(([, ...details]) => details);

test('the window is seen in pixels of the scene; on a phone what lies at its edges covers it', () => {
  assert.deepEqual(roomOf().window, [100, 100, 900, 700]);
  phone = true;
  assert.deepEqual(roomOf().window, [100, 242, 900, 660]);
  phone = false;
});

test('a label does not lie under what floats over the map, and what is hidden floats nowhere', () => {
  const room = roomOf();
  assert.equal(room.take([130, 130, 140, 140]), false);
  assert.equal(room.take([160, 130, 170, 140]), true);
});

test('what is taken is taken: the next label keeps three pixels beside it and two above', () => {
  const room = roomOf();
  assert.equal(room.take([200, 200, 220, 210]), true);
  assert.equal(room.take([222, 200, 240, 210]), false);
  assert.equal(room.take([223, 200, 240, 210]), true);
  assert.equal(room.take([200, 211, 220, 221]), false);
  assert.equal(room.take([200, 212, 220, 222]), true);
});

test('a label that a neighbouring cell of the grid holds is found too', () => {
  const room = roomOf();
  assert.equal(room.take([190, 300, 260, 320]), true);
  assert.equal(room.take([258, 310, 300, 330]), false);
});

test('the edge of the window cuts no label; what is outside of it altogether is no matter', () => {
  const room = roomOf();
  assert.equal(room.take([890, 300, 910, 310]), false);
  assert.equal(room.take([500, 690, 520, 705]), false);
  assert.equal(room.take([910, 300, 930, 310]), true);
});

test('a forced label takes its place in any case, and then keeps others out', () => {
  const room = roomOf();
  room.take([200, 200, 220, 210]);
  assert.equal(room.take([210, 200, 260, 210], { forced: true }), true);
  assert.equal(room.take([250, 205, 270, 215]), false);
});

test('a gap of nothing lets labels touch', () => {
  const room = roomOf();
  room.take([200, 200, 220, 210]);
  assert.equal(room.take([220, 200, 240, 210], { gap: 0 }), true);
});

test('a text is measured once a font; what is put between its letters is added', () => {
  const pen = penOf();
  assert.equal(lettering.widthOf(pen, 'D-01', 'x'), 40);
  assert.equal(lettering.widthOf(pen, 'D-01', 'x', 2), 46);
  assert.equal(lettering.widthOf(pen, '', 'x', 2), 0);
  assert.deepEqual(toldOf(pen, 'measureText'), [['D-01'], ['']]);
});

test('many widths are kept, but not all for ever', () => {
  const pen = penOf();
  for (let n = 0; n < 6100; n += 1) lettering.widthOf(pen, `road ${n}`, 'many');
  lettering.widthOf(pen, 'road 0', 'many');
  assert.equal(toldOf(pen, 'measureText').filter(([text]) => text === 'road 0').length, 2);
});

test('text stands over its halo, or without one', () => {
  const pen = penOf();
  lettering.write(pen, 'A', [5, 6], { font: 'f' });
  lettering.write(pen, 'B', [7, 8], { font: 'f', halo: null });
  assert.deepEqual(
    pen.told.map(([what, text]) => [what, text]),
    [
      ['strokeText', 'A'],
      ['fillText', 'A'],
      ['fillText', 'B'],
    ],
  );
  assert.equal(pen.letterSpacing, '0px');
});

test('a label of two lines is as wide as the wider, as high as both, and centred', () => {
  const pen = penOf();
  const lines = [
    { text: 'D-01', font: 'f', height: 14 },
    { text: 'M1 · 30', font: 'f', height: 13 },
  ];
  assert.deepEqual(lettering.block(roomOf(pen), [500, 400], lines), [465, 386.5, 535, 413.5]);
  assert.deepEqual(toldOf(pen, 'fillText'), [
    ['D-01', 500, 393.5],
    ['M1 · 30', 500, 407],
  ]);
});

test('a line whose width no text tells says its own', () => {
  const lines = [{ text: '', font: 'f', height: 16, room: 112 }];
  assert.deepEqual(lettering.block(roomOf(), [500, 400], lines), [444, 392, 556, 408]);
});

test('a label that is larger than its plot, or finds its place taken, is not written', () => {
  const pen = penOf();
  const room = roomOf(pen);
  const lines = [{ text: 'D-01', font: 'f', height: 14 }];
  assert.equal(lettering.block(room, [500, 400], lines, { within: [39, 40] }), null);
  assert.equal(lettering.block(room, [500, 400], lines, { within: [40, 13] }), null);
  assert.notEqual(lettering.block(room, [500, 400], lines, { within: [40, 14] }), null);
  assert.equal(lettering.block(room, [510, 400], lines), null);
  assert.equal(toldOf(pen, 'fillText').length, 1);
});

test('fonts differ in weight alone', () => {
  assert.match(lettering.bold(12), /^600 12px /);
  assert.equal(lettering.plain(12), lettering.bold(12).replace('600', '400'));
});

test('a plate fills its box', () => {
  const pen = penOf();
  lettering.plate(pen, [10, 20, 50, 40], 4);
  assert.deepEqual(toldOf(pen, 'roundRect'), [[10, 20, 40, 20, 4]]);
  assert.equal(pen.told.at(-1)?.[0], 'restore');
});
