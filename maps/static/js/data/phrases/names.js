/* Things by their names: features that the page has, by number, name or a part of it; owners; what stands anywhere in a register. */

import { config } from '../../base/config.js';
import { schema } from '../../base/schema.js';
import { featuresOf } from '../features.js';
import { LONGEST, isShort, stock } from './lexicon.js';
import { plain } from './signs.js';

/** Kinds that a reader may go to, those that a name means first. @type {Kind[]} */
const SOUGHT = ['park', 'parcel', 'space', 'building', 'project'];
/** Kinds that something may lie near. @type {Kind[]} */
const BESIDE = [...SOUGHT, 'base', 'control', 'other'];
const MANY = 40;
const NUMBERED = /^(?=.*\d)[a-z0-9-]{6,}$/;

/** @typedef {{ spot: Spot, names: string[] }} Named */
/** @typedef {{ named: Named[], byName: Map<string, Spot[]>, owners: { name: string, plain: string }[], text: string }} Index */

/** What a collection's features are called, by the features that it was made of. @type {WeakMap<Map<string, Feature>, { size: number, index: Index }>} */
const made = new WeakMap();

/** @param {Collection} collection @returns {Index} */
function indexOf(collection) {
  const features = featuresOf(collection.id);
  const there = made.get(features);
  if (there?.size === features.size) return there.index;
  const named = namesOf(collection, features);
  /** @type {Map<string, Spot[]>} */
  const byName = new Map();
  for (const { spot, names } of named)
    for (const name of new Set(names)) byName.set(name, [...(byName.get(name) ?? []), spot]);
  const index = { named, byName, owners: ownersIn(collection.id, features), text: textIn(collection, features) };
  made.set(features, { size: features.size, index });
  return index;
}

/** @param {Collection} collection @param {Map<string, Feature>} features @returns {Named[]} */
function namesOf({ id, fields }, features) {
  const numbers = fields.filter(
    (field) => field.type === 'text' && !field.role && !field.codelist && !field.references,
  );
  return [...features].map(([key, feature]) => {
    const own = numbers
      .map(({ name }) => plain(String(feature.properties[name] ?? '')))
      .filter((text) => NUMBERED.test(text));
    const names = ['name', 'name_en'].map((role) => plain(String(schema.value(id, feature, role) ?? '')));
    return { spot: { collection: id, id: key }, names: [plain(key), ...names.filter(Boolean), ...own] };
  });
}

/** @param {string} id @param {Map<string, Feature>} features */
function ownersIn(id, features) {
  const field = schema.role(id, 'owner');
  const all = field ? [...features.values()].map(({ properties }) => properties[field.name]) : [];
  return [...new Set(all.filter(Boolean).map(String))].sort().map((name) => ({ name, plain: plain(name) }));
}

/** All texts of features as one. @param {Collection} collection @param {Map<string, Feature>} features */
function textIn({ fields }, features) {
  const names = fields.filter(({ type }) => ['text', 'list'].includes(type)).map(({ name }) => name);
  const texts = [...features.values()].flatMap(({ id, properties }) => [
    id,
    ...names.map((name) => properties[name] ?? ''),
  ]);
  return plain(texts.join('\n'));
}

/** @param {Kind[]} kinds */
const collectionsOf = (kinds) => kinds.flatMap((kind) => config.collections.filter((one) => one.kind === kind));
/** @param {Kind[]} kinds */
const allOf = (kinds) => collectionsOf(kinds).flatMap((one) => indexOf(one).named);

/** Things called exactly so. @param {string} name @param {boolean} [beside] */
export const called = (name, beside = false) =>
  collectionsOf(beside ? BESIDE : SOUGHT).flatMap((one) => indexOf(one).byName.get(name) ?? []);

/** Things with a name that holds a text, best first. @param {string} text @param {number} [most] */
export function holding(text, most = MANY) {
  if (text.length > LONGEST) return [];
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
  if (word.length < 2 || word.length > LONGEST) return null;
  const all = allOf(BESIDE);
  const short = all.filter(({ names }) => names.some((name) => isShort(word, name)));
  const parts = all.filter(({ names }) => names.some((name) => name.includes(word)));
  const one = [short, parts].find((some) => new Set(some.map(({ names }) => names[1] ?? names[0])).size === 1);
  return one?.[0].spot ?? null;
}

/** Owners whose name holds a text, by collection. @param {string} text */
export function owners(text) {
  if (text.length > LONGEST) return [];
  const holders = stock().map((one) => ({
    id: one.id,
    all: indexOf(one).owners.filter((owner) => owner.plain.includes(text)),
  }));
  const isExact = holders.some(({ all }) => all.some((owner) => owner.plain === text));
  return holders
    .map(({ id, all }) => ({
      id,
      values: all
        .filter((owner) => !isExact || owner.plain === text)
        .slice(0, MANY)
        .map(({ name }) => name),
    }))
    .filter(({ values }) => values.length);
}

/** Whether a text stands anywhere in what is sought; what the page does not hold may have it. @param {string} text */
export const isMet = (text) => stock().some((one) => one.remote || indexOf(one).text.includes(text));
