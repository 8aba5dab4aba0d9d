/* Would break where a phrase that people type were read as something else, or a word that nobody knows passed for one. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { layer } from './makers.js';
import { load } from './page.js';
import { FIRST, SECOND, config, features } from './phrases.js';
import { THIRD } from './phrases_left_out.js';

const { layers } = await load('data/features.js', config);
const { read } = await load('data/phrases/reader.js');
for (const [id, rows] of Object.entries(features)) layers.set(id, layer(...rows));

/** @param {number} figure */
const short = (figure) => String(Number(figure.toFixed(2)));
/** @param {Ask} ask */
function figures({ field, low, high }) {
  const scale = field.land ? 3 / 2000 : 1;
  const unit = field.land ? '亩' : '';
  const [a, b] = [low, high].map((end) => (end === null ? null : short(Number(end) * scale)));
  return (a === null ? `≤ ${b}` : b === null ? `≥ ${a}` : `${a}–${b}`) + unit;
}

/** What a reading asks of a collection. @param {Reading} reading @param {string} id */
const asked = (reading, id) =>
  reading.conditions.flatMap(({ key, asks }) =>
    asks
      .filter((ask) => ask.id === id)
      .map((ask) => (ask.values.length ? `${key} = ${ask.values.join()}` : `${key} ${figures(ask)}`)),
  );

/** @param {Reading} reading */
function plainly(reading) {
  const near = reading.conditions.find((one) => one.near)?.near;
  return {
    plots: asked(reading, 'plots').sort(),
    storeys: asked(reading, 'storeys').sort(),
    near: near ? `${near.spot ? `${near.spot.collection}/${near.spot.id}` : near.shape?.join(' ')} ${near.metres}` : '',
    place: reading.place?.point.map((degree) => Number(degree.toFixed(5))) ?? null,
    things: reading.things.map((spot) => `${spot.collection}/${spot.id}`),
    text: reading.conditions.find(({ key }) => key === 'text')?.text ?? '',
    unknown: reading.unknown,
    offers: reading.choices.flatMap(({ conditions }) =>
      conditions.map(({ asks, near: by }) => by?.spot?.id ?? asks[0].values[0]),
    ),
  };
}

const NOTHING = { plots: [], storeys: [], near: '', place: null, things: [], text: '', unknown: [], offers: [] };

for (const [typed, { active, notes, ...expected }] of [...FIRST, ...SECOND, ...THIRD]) {
  test(typed || 'nothing', () => {
    const reading = read(typed);
    const wanted = { ...NOTHING, ...expected };
    wanted.plots = [...wanted.plots].sort();
    wanted.storeys = [...wanted.storeys].sort();
    assert.deepEqual(plainly(reading), wanted);
    if (active) assert.equal(reading.active, active);
    const all = [reading, ...reading.conditions].flatMap((/** @type {{ notes: Words[] }} */ one) => one.notes);
    const said = all.map(({ zh }) => zh).join('|');
    for (const note of notes ?? []) assert.ok(said.includes(note), `${note} is not in ${said}`);
    if (!notes) assert.equal(said, '');
  });
}

test('of a phrase of 10,000 signs the first are read, in moments, and that is said', () => {
  for (const typed of [
    '经开'.repeat(5000),
    '20亩 '.repeat(2500),
    '距归德'.repeat(3334),
    ' 1'.repeat(5000),
    'a1-'.repeat(3334),
  ]) {
    const begun = performance.now();
    const { notes } = read(typed);
    assert.ok(performance.now() - begun < 2000, typed.slice(0, 6));
    assert.match(notes.at(-1).zh, /只读前 200 个/);
  }
});

test('unknown words stand as typed, whatever signs they are of', () => {
  for (const typed of [['$', '{alert(1)}'].join(''), '`x`', '</script>', '\u202Eabc', 'Ａ＆Ｂ', '𠮷𠮷'])
    assert.deepEqual(
      read(typed).unknown.map((/** @type {string} */ word) => typed.includes(word)),
      [true],
      typed,
    );
});
