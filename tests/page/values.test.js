import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GREEN, catalog, land, plots } from './catalog.js';
import { makeElements } from './elements.js';
import { load } from './page.js';

const v = await load('base/values.js', catalog);
const { changeState, state } = await load('base/state.js');
const { nameOf, otherTongue, t } = await load('base/words.js');
makeElements();

/** @param {string} name @returns {Field} */
const field = (name) => /** @type {Field} */ (land.fields.find((entry) => entry.name === name));

/** @param {Lang} lang @param {() => void} run */
function inLanguage(lang, run) {
  changeState({ lang });
  run();
  changeState({ lang: 'en' });
}

test('words are those of the language, else of the other', () => {
  assert.equal(t({ zh: '地', en: 'land' }), 'land');
  assert.equal(t({ zh: '地' }), '地');
  assert.deepEqual([t(null), t(undefined), t({}), t('as it is'), t(3)], ['', '', '', 'as it is', '3']);
  inLanguage('zh', () => assert.deepEqual([t({ zh: '地', en: 'land' }), t({ en: 'land' })], ['地', 'land']));
});

test('Chinese on an English page says that it is Chinese', () => {
  assert.deepEqual(['财金(平台)', 'Steel Co', null, 12].map(otherTongue), ['zh', null, null, null]);
  inLanguage('zh', () => assert.equal(otherTongue('财金'), null));
});

test('land is said in mu first where that is the unit on screen, with its sign', () => {
  assert.equal(v.landFirst('登记面积 ≥ 13,333.33 m²（≥ 20 亩）'), '登记面积 ≥ 20 亩（13,333.33 m²）');
  assert.equal(v.landFirst('area 200–300 m² (0.3–0.5 mu) and power ≥ 5'), 'area 0.3–0.5 mu (200–300 m²) and power ≥ 5');
  assert.equal(
    v.landFirst('登记面积 > 20,000 m²（30 亩） 且 净高 ≥ 8 m'),
    '登记面积 > 30 亩（20,000 m²） 且 净高 ≥ 8 m',
  );
  assert.equal(v.landFirst('建筑面积 ≥ 8,000 m²'), '建筑面积 ≥ 8,000 m²');
  changeState({ unit: 'm2' });
  assert.equal(v.landFirst('area ≥ 13,333.33 m² (≥ 20 mu)'), 'area ≥ 13,333.33 m² (≥ 20 mu)');
  changeState({ unit: 'mu' });
});

test('a thing is called by its name, else by its number', () => {
  assert.equal(nameOf({ name: '甲', name_en: 'A' }), 'A');
  assert.equal(nameOf({ name: '甲', name_en: null }), '甲');
  assert.equal(nameOf({ name: null, project_id: 'P-1', id: 'x' }), 'P-1');
  assert.equal(nameOf({}), '');
  assert.equal(nameOf({ id: '10', layer: { zh: '供地', en: 'Supplied' } }), '10 (Supplied)');
  assert.equal(nameOf({ name: '甲', name_en: 'A', id: '10', layer: { zh: '供地', en: 'Supplied' } }), 'A');
  assert.equal(v.name('land', plots[1]), 'Plot A');
  assert.equal(v.name('land', { id: 7, properties: {} }), '7');
  assert.equal(v.name('land', null), '');
  inLanguage('zh', () => assert.equal(v.name('land', plots[1]), '甲地'));
});

test('the one layer of a kind goes by a short word', () => {
  assert.equal(v.short(land), 'Land');
  assert.equal(v.short({ kind: 'base', title: { zh: '底图', en: 'ground' } }), 'ground');
});

test('headings begin with a capital, and lose what stands in brackets where there is no room', () => {
  const title = { zh: '净高（米）', en: 'clear height (m)' };
  assert.deepEqual([v.title({ title }), v.brief({ title }), v.capital('')], ['Clear height (m)', 'Clear height', '']);
  assert.equal(v.terse({ ...field('note'), role: 'clear_height', title }), 'height');
  assert.equal(v.terse({ ...field('note'), title }), 'Clear height');
  inLanguage('zh', () => assert.deepEqual([v.title({ title }), v.brief({ title })], ['净高（米）', '净高']));
});

test('one plot, two plots', () => {
  assert.deepEqual([v.noun('land', 1), v.noun('land', 2), v.noun('land')], ['plot', 'plots', 'plots']);
  inLanguage('zh', () => assert.equal(v.noun('land', 1), '块'));
});

test('a register that says a text in both languages is read in one', () => {
  assert.equal(v.spoken('开发公司 / Development Co'), 'Development Co');
  assert.equal(v.spoken('A / B'), 'A / B');
  assert.equal(v.spoken(null), null);
});

test('what is empty is unknown; nothing and no are known', () => {
  assert.deepEqual([null, undefined, '', []].map(v.isKnown), [false, false, false, false]);
  assert.deepEqual([0, false, 'x', ['x']].map(v.isKnown), [true, true, true, true]);
});

test('a value in words: a code’s title, a yes, a figure, a text; null where unknown', () => {
  assert.equal(v.words(field('use'), '10'), 'industrial');
  assert.equal(v.words(field('use'), ['10', '99']), 'industrial, 99');
  assert.equal(v.words(field('park'), 'P2'), 'West Park');
  assert.deepEqual([v.words(field('open'), true), v.words(field('open'), false)], ['yes', 'no']);
  assert.equal(v.words(field('size'), 1234.567), '1,234.57');
  assert.equal(v.words(field('storeys'), 1999), '1999');
  assert.equal(v.words({ ...field('storeys'), unit: { zh: '层', en: 'storeys' } }, 1999), '1,999');
  assert.equal(v.words(field('plot_ratio'), 2), '2.0');
  assert.equal(v.words(null, 'x'), 'x');
  assert.equal(v.words(field('note'), ''), null);
});

test('words with their unit; land has 亩 beside', () => {
  assert.equal(v.shown(field('size'), 10000), '10,000\u2009m² · 15.0\u2009mu');
  assert.equal(v.shown({ ...field('size'), land: false }, 12.5), '12.5\u2009m²');
  assert.equal(v.shown(field('plot_ratio'), 2), '2.0');
  assert.equal(v.shown(field('note'), 'x'), 'x');
  assert.equal(v.shown(field('note'), null), null);
  assert.equal(v.unitWords(null), '');
});

test('a code says only what the one above it does not', () => {
  assert.equal(v.beyond(field('use'), '1001'), 'class 1');
  assert.equal(v.beyond(field('use'), '10'), 'industrial');
  assert.equal(v.beyond(field('use'), '100199'), '100199');
  assert.equal(v.beyond(field('state'), 'idle'), 'idle');
  assert.equal(v.beyond(field('note'), null), null);
  inLanguage('zh', () => assert.equal(v.beyond(field('use'), '1001'), '一类'));
});

test('areas as figure and unit: land in the unit chosen, large floors in 万 m² in Chinese', () => {
  changeState({ unit: 'mu' });
  assert.deepEqual(v.area(1000000, true), { figure: '1,500.0', unit: 'mu' });
  assert.deepEqual(v.area(1000000, true, { large: true }), { figure: '1,500', unit: 'mu' });
  assert.deepEqual(v.area(12345, true, { unit: 'ha' }), { figure: '1.23', unit: 'ha' });
  assert.deepEqual(v.area(123456, false, { large: true }), { figure: '123,456', unit: 'm²' });
  inLanguage('zh', () => {
    assert.deepEqual(v.area(123456, false, { large: true }), { figure: '12.3', unit: '万 m²' });
    assert.deepEqual(v.area(99999, false, { large: true }), { figure: '99,999', unit: 'm²' });
  });
});

test('the chip of what is unknown', () => {
  assert.equal(v.unknown().textContent, '? to check');
  assert.equal(v.unknown('owner').textContent, '? owner to check');
  assert.equal(v.unknownOf('owner').attributes.title, 'owner: to check');
});

test('a swatch takes colours from the catalog and nothing else', () => {
  /** @param {Partial<Symbol_>} more */
  const swatch = (more) => v.swatch({ ...GREEN, ...more }).style;
  assert.deepEqual(swatch({}), { background: '#00AA00', border: '1px solid #006600' });
  assert.equal(swatch({ pattern: 'dashed' }).border, '1px dashed #006600');
  for (const pattern of ['slash', 'backslash', 'dots', 'bars'])
    assert.match(swatch({ pattern, ink: '#123' }).background, /gradient.*#123/);
  assert.equal(swatch({ fill: 'red;background:url(x)' }).background, 'var(--track)');
  assert.equal(swatch({ ink: 'url(x)' }).background, 'var(--track)');
  assert.equal(v.swatch(null, 'large').style.background, 'var(--track)');
  assert.equal(v.swatch(null, 'large').attributes.class, 'swatch large');
});

test('a code without a symbol has that of the nearest above', () => {
  assert.equal(v.symbolFor(field('use'), '1001').fill, '#00AA00');
  assert.equal(v.symbolFor(field('use'), '20'), null);
  assert.equal(v.symbolFor(field('state'), 'idle-now'), null);
});

test('a feature has the symbol of the field chosen, else of its status; unknown has its own', () => {
  changeState({ colourBy: null });
  assert.equal(v.symbolOf('land', plots[1]).fill, '#00AA00');
  assert.equal(v.symbolOf('land', plots[0]), null);
  assert.equal(v.symbolOf('land', plots[2]).pattern, 'dashed');
  changeState({ colourBy: 'use' });
  assert.equal(v.symbolOf('land', plots[1]).fill, '#00AA00');
  assert.equal(v.symbolOf('parks', { id: 'P1', properties: {} }), null);
  assert.equal(v.symbolOf('land', null).pattern, 'dashed');
});

test('plain days have no time zone, and the 29th of February is followed by the first of March', () => {
  assert.equal(v.day('2024-02-29T23:00'), Date.UTC(2024, 1, 29));
  assert.deepEqual([v.day('soon'), v.day(null)], [null, null]);
  assert.equal(v.iso(v.day('2024-02-29')), '2024-02-29');
  assert.equal(v.iso(v.years(v.day('2024-02-29'), 1)), '2025-03-01');
});

test('a state that is set again is no change', () => {
  const { active } = state;
  changeState({ active });
  assert.equal(state.active, active);
});
