/* Things by their names: features that the page has, by number, name or a part of it; owners; what stands anywhere in a register. */

import { config } from '../../base/config.js';
import { schema } from '../../base/schema.js';
import { featuresOf } from '../features.js';
import { isShort, stock } from './lexicon.js';
import { plain } from './signs.js';

/** Kinds that a reader may go to, those that a name means first. @type {Kind[]} */
const SOUGHT = ['park', 'parcel', 'space', 'building', 'project'];
/** Kinds that something may lie near. @type {Kind[]} */
const BESIDE = [...SOUGHT, 'base', 'control', 'other'];
const MANY = 40;
const NUMBERED = /^(?=.*\d)[a-z0-9-]{6,}$/;

/** @typedef {{ spot: Spot, names: string[] }} Named */
/** Names of a collection's features, by the features that they were made of. @type {WeakMap<Map<string, Feature>, { size: number, named: Named[] }>} */
const made = new WeakMap();

/** @param {Collection} collection @returns {Named[]} */
function namesOf({ id, fields }) {
  const features = featuresOf(id);
  const there = made.get(features);
  if (there?.size === features.size) return there.named;
  const numbers = fields.filter(
    (field) => field.type === 'text' && !field.role && !field.codelist && !field.references,
  );
  const named = [...features].map(([key, feature]) => {
    const own = numbers
      .map(({ name }) => plain(String(feature.properties[name] ?? '')))
      .filter((text) => NUMBERED.test(text));
    const names = ['name', 'name_en'].map((role) => plain(String(schema.value(id, feature, role) ?? '')));
    return { spot: { collection: id, id: key }, names: [plain(key), ...names.filter(Boolean), ...own] };
  });
  made.set(features, { size: features.size, named });
  return named;
}

/** @param {Kind[]} kinds */
const allOf = (kinds) =>
  kinds.flatMap((kind) => config.collections.filter((one) => one.kind === kind)).flatMap((one) => namesOf(one));

/** Things called exactly so. @param {string} name @param {boolean} [beside] */
export const called = (name, beside = false) =>
  allOf(beside ? BESIDE : SOUGHT)
    .filter(({ names }) => names.includes(name))
    .map(({ spot }) => spot);

/** Things with a name that holds a text, best first. @param {string} text @param {number} [most] */
export function holding(text, most = MANY) {
  const hits = allOf(SOUGHT).filter(({ names }) => names.some((name) => name.includes(text)));
  const exact = hits.filter(({ names }) => names.includes(text));
  return [...exact, ...hits.filter((one) => !exact.includes(one))].slice(0, most).map(({ spot }) => spot);
}

/**
 * What a word means beside which something lies: what is called so; else the one thing whose name begins so, holds it or is short for it.
 * @param {string} word
 * @returns {Spot | null}
 */
export function besideOf(word) {
  const exact = called(word, true);
  if (exact.length) return exact[0];
  if (word.length < 2) return null;
  const all = allOf(BESIDE);
  const short = all.filter(({ names }) => names.some((name) => isShort(word, name)));
  const parts = all.filter(({ names }) => names.some((name) => name.includes(word)));
  const one = [short, parts].find((some) => new Set(some.map(({ names }) => names[1] ?? names[0])).size === 1);
  return one?.[0].spot ?? null;
}

/** Owners whose name holds a text, of one collection. @param {string} id @param {string} text @returns {string[]} */
function ownersOf(id, text) {
  const field = schema.role(id, 'owner');
  if (!field) return [];
  const all = new Set(
    [...featuresOf(id).values()]
      .map(({ properties }) => properties[field.name])
      .filter(Boolean)
      .map(String),
  );
  const holders = [...all].filter((owner) => plain(owner).includes(text)).sort();
  const exact = holders.filter((owner) => plain(owner) === text);
  return exact.length ? exact : holders.slice(0, MANY);
}

/** Owners whose name holds a text, by collection. @param {string} text */
export const owners = (text) =>
  stock()
    .map(({ id }) => ({ id, values: ownersOf(id, text) }))
    .filter(({ values }) => values.length);

/** @type {WeakMap<Map<string, Feature>, { size: number, text: string }>} */
const wholes = new WeakMap();
/** All texts of a collection's features as one. @param {string} id */
function wholeOf(id) {
  const features = featuresOf(id);
  const there = wholes.get(features);
  if (there?.size === features.size) return there.text;
  const names = schema
    .collection(id)
    .fields.filter(({ type }) => ['text', 'list'].includes(type))
    .map(({ name }) => name);
  const text = plain(
    [...features.values()]
      .flatMap(({ id: key, properties }) => [key, ...names.map((name) => properties[name] ?? '')])
      .join('\n'),
  );
  wholes.set(features, { size: features.size, text });
  return text;
}

/** Whether a text stands anywhere in what is sought; what the page does not hold may have it. @param {string} text */
export const isMet = (text) => stock().some(({ id, remote }) => remote || wholeOf(id).includes(text));
