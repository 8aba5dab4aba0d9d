import assert from 'node:assert/strict';
import test from 'node:test';

import { load, loadInColour } from './page.js';

/** @param {string} fill */
const symbolOf = (fill, pattern = 'solid') => ({ fill, stroke: '#000000', pattern });
/** @param {string} code @param {object | null} symbol */
const codeOf = (code, symbol = null) => ({ code, zh: `${code}类`, en: `class ${code}`, parent: null, symbol });
const USES = {
  hierarchy: 'prefix',
  codes: [codeOf('10', symbolOf('#AA0000')), codeOf('1001'), codeOf('100102'), codeOf('07', symbolOf('red'))],
};
const STATES = { hierarchy: 'flat', codes: [codeOf('free', symbolOf('#00AA00')), codeOf('held')] };
const symbols = await loadInColour('map/symbols.js', { codelists: { uses: USES, states: STATES } });
const { changeState } = await load('base/state.js');

const STATE = { name: 'state', type: 'text', codelist: 'states', references: null };
const AREA = { name: 'size', type: 'number', land: true, unit: { zh: 'm²', en: 'm²' } };
const HEIGHT = { name: 'height', type: 'number', land: false, unit: { zh: '米', en: 'm' } };
/** @param {string} name @param {unknown[]} values */
const featuresOf = (name, values) =>
  values.map((value) => ({ id: 'a', geometry: null, properties: { [name]: value } }));

test('a figure is rounded as planners round it, at any power of ten', () => {
  assert.equal(symbols.rounded(0), 0);
  assert.equal(symbols.rounded(1234), 1000);
  assert.equal(symbols.rounded(1260), 1500);
  assert.equal(symbols.rounded(9.6), 10);
  assert.equal(symbols.rounded(7), 6);
  assert.ok(Math.abs(symbols.rounded(0.031) - 0.03) < 1e-12);
});

test('five classes of equal count: ten plots of 1 to 10 are cut at 3, 5, 7 and 9, rounded', () => {
  assert.deepEqual(symbols.breaks([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 1), [3, 5, 6, 8]);
});

test('breaks are round in the unit that is shown, not in the one that is kept', () => {
  const mu = 2000 / 3;
  const cuts = symbols.breaks(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((figure) => figure * 100 * mu),
    mu,
  );
  assert.deepEqual(
    cuts.map((/** @type {number} */ cut) => Math.round(cut / mu)),
    [300, 500, 600, 800],
  );
});

test('no break where nothing divides: one value, the same value, no figure', () => {
  assert.deepEqual(symbols.breaks([5], 1), []);
  assert.deepEqual(symbols.breaks([5, 5, 5, 5], 1), []);
  assert.deepEqual(symbols.breaks(['5', null, 'x'], 1), []);
});

test('a break that the rounding doubles stands once, and none lies outside of the figures', () => {
  // 10, 10, 11, 12, 12: the cuts 10, 11, 12, 12 are rounded to 10 or to 10 again, and 10 divides nothing.
  assert.deepEqual(symbols.breaks([10, 10, 11, 12, 12], 1), []);
  assert.deepEqual(symbols.breaks([1, 1, 1, 2, 2, 2, 2, 2], 1), [2]);
});

test('a code has its own symbol, else that of the nearest code above it', () => {
  assert.equal(symbols.ofCode(USES, '10').fill, '#AA0000');
  assert.equal(symbols.ofCode(USES, '100102').fill, '#AA0000');
  assert.equal(symbols.ofCode(USES, '1099').fill, '#AA0000');
});

test('a code without a symbol takes one of the quiet palette by its place, the same each time', () => {
  const held = symbols.ofCode(STATES, 'held');
  assert.equal(held.fill, '--class-2');
  assert.deepEqual(symbols.ofCode(STATES, 'held'), held);
  assert.deepEqual(symbols.ofCode(null, 'anything'), symbols.ofCode(null, 'else'));
});

test('a colour that is none is not drawn with: it might be anything that a catalog says', () => {
  assert.notEqual(symbols.ofCode(USES, '07').fill, 'red');
});

test('classes of codes: those of the list, those that only a feature has, and the unknown', () => {
  const theme = symbols.theme(STATE, []);
  const [free, list, foreign, empty, none] = featuresOf('state', ['free', ['held', 'free'], 'lost', '', undefined]).map(
    theme.of,
  );
  assert.deepEqual([free.key, list.key, foreign.key, empty.key, none.key], ['free', 'held', 'lost', null, null]);
  assert.equal(foreign.words.en, 'lost');
  assert.deepEqual(
    theme.classes.map((/** @type {ThemeClass} */ { key }) => key),
    ['free', 'held', 'lost', null],
  );
});

test('classes of figures: a value at a break belongs to the class above, what is no figure is unknown', () => {
  changeState({ lang: 'en' });
  const features = featuresOf('height', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const { classes, of, label } = symbols.theme(HEIGHT, features);
  assert.equal(label, 'm');
  assert.deepEqual(classes.map((/** @type {ThemeClass} */ { words }) => words).slice(0, -1), [
    '< 3',
    '3–5',
    '5–6',
    '6–8',
    '≥ 8',
  ]);
  assert.deepEqual(
    featuresOf('height', [2.9, 3, 10, '4', null]).map((feature) => of(feature).key),
    [0, 1, 4, null, null],
  );
  assert.deepEqual([classes[0].low, classes[0].high, classes[4].low, classes[4].high], [null, 3, 8, null]);
  assert.equal(new Set(classes.slice(0, -1).map((/** @type {ThemeClass} */ { symbol }) => symbol.fill)).size, 5);
});

test('land is classed in the unit of the reader', () => {
  const features = featuresOf('size', [10000, 20000, 30000, 40000, 50000]);
  changeState({ unit: 'ha' });
  assert.equal(symbols.theme(AREA, features).label, 'ha');
  assert.equal(symbols.theme(AREA, features).classes[0].words, '< 2');
  changeState({ unit: 'mu' });
  assert.equal(symbols.theme(AREA, features).classes[0].words, '< 30');
  assert.equal(symbols.theme(AREA, features).label, 'mu');
});

test('figures that nothing divides are one class', () => {
  changeState({ lang: 'en' });
  const { classes } = symbols.theme(HEIGHT, []);
  assert.deepEqual(
    classes.map((/** @type {ThemeClass} */ { words }) => words),
    ['All', { zh: '待核实', en: 'to check' }],
  );
});

test('without a field nothing is coloured', () => {
  const theme = symbols.theme(null, []);
  assert.deepEqual([theme.classes, theme.of()], [[], null]);
});

/** A canvas that keeps what is drawn on it. */
function canvasOf() {
  /** @type {string[]} */
  const told = [];
  const names = ['fillRect', 'beginPath', 'moveTo', 'lineTo', 'stroke', 'arc', 'fill'];
  const pen = Object.fromEntries(names.map((name) => [name, () => told.push(name)]));
  return { told, width: 0, height: 0, getContext: () => pen };
}

test('a plain symbol fills with its colour; a patterned one with a tile at device pixels, drawn once', () => {
  /** @type {ReturnType<typeof canvasOf>[]} */
  const canvases = [];
  Object.assign(globalThis.document, {
    createElement: () => {
      canvases.push(canvasOf());
      return canvases.at(-1);
    },
  });
  /** @type {number[][]} */
  const shifts = [];
  Object.assign(globalThis, {
    DOMMatrix: function DOMMatrix() {
      const scale = (/** @type {number} */ factor) => ({ factor });
      return { translate: (/** @type {number[]} */ ...shift) => shifts.push(shift) && { scale } };
    },
  });
  const context = { createPattern: (/** @type {any} */ tile) => ({ tile, setTransform: () => undefined }) };
  assert.equal(symbols.fillOf(context, symbolOf('#123456', 'dashed'), 2), '#123456');
  for (const pattern of ['slash', 'backslash', 'bars', 'dots'])
    symbols.fillOf(context, symbolOf('#123456', pattern), 2);
  symbols.fillOf(context, symbolOf('#123456', 'dots'), 2);
  // The pattern lies on the ground: eight pixels farther it is the same.
  symbols.fillOf(context, symbolOf('#123456', 'dots'), 2, { x: 1003, y: 17 });
  symbols.fillOf(context, symbolOf('#123456', 'dots'), 2, { x: 1011, y: 25 });
  assert.deepEqual(shifts.slice(-2), [
    [-3, -1],
    [-3, -1],
  ]);
  assert.deepEqual(
    canvases.map(({ width, told }) => [width, told.filter((name) => name === 'stroke' || name === 'arc').length]),
    [
      [16, 3],
      [16, 3],
      [16, 1],
      [16, 2],
    ],
  );
});
