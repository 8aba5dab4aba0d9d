/* Reads phrases against the configuration and the features of a page: { config, features, phrases } stand in the file named, readings in plain words go out. */

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { layer } from './makers.js';
import { load } from './page.js';

const { config, features, phrases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { layers } = await load('data/features.js', config);
const { read } = await load('data/phrases/reader.js');
for (const [id, rows] of Object.entries(features)) layers.set(id, layer(.../** @type {Feature[]} */ (rows)));

/** @param {Near | null} near */
const beside = (near) => (near ? `near ${near.spot?.id ?? near.shape?.join(' ')} ${near.metres}` : '');

/** @param {Ask} ask */
function bounds({ field, low, high }) {
  const [a, b] = [low, high].map((end) =>
    typeof end === 'number' ? Number((field.land ? (end * 3) / 2000 : end).toFixed(2)) : end,
  );
  return a === null ? `<= ${b}` : b === null ? `>= ${a}` : `${a}..${b}`;
}

/** @param {Condition} condition */
function plainly({ key, asks, near, text, without }) {
  if (near) return [beside(near)];
  if (key === 'text') return [`text ${text}`];
  const values = (/** @type {Ask} */ ask) => (without.length ? `not ${without.join()}` : ask.values.join());
  return asks.map((ask) => `${ask.id}.${key} ${ask.values.length ? values(ask) : bounds(ask)}`);
}

const readings = phrases.map((/** @type {string} */ typed) => {
  const { conditions, choices, place, things, unknown, notes, active } = /** @type {Reading} */ (read(typed));
  return {
    asks: conditions.flatMap(plainly).sort(),
    offers: choices.flatMap((choice) => choice.conditions.flatMap((one) => plainly(one)[0])),
    place: place?.inside ?? null,
    things: things.map(({ id }) => id),
    unknown,
    notes: [...notes, ...conditions.flatMap((one) => one.notes)],
    active,
  };
});
process.stdout.write(JSON.stringify(readings));
