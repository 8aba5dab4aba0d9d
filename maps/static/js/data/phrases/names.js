/* Things by their names: features that the page has, by number, name or a part of it; owners; what stands anywhere in a register. */

import { config } from '../../base/config.js';
import { schema } from '../../base/schema.js';
import { featuresOf } from '../features.js';
import * as lexicon from './lexicon.js';
import { plain } from './signs.js';

/** Kinds that a reader may go to, those that a name means first. @type {Kind[]} */
const SOUGHT = ['park', 'parcel', 'space', 'building', 'project'];
/** Kinds that something may lie near. @type {Kind[]} */
const BESIDE = ['park', 'base', 'control', 'building', 'parcel', 'space', 'project', 'other'];
const MANY = 40;
const NUMBERED = /^(?=.*\d)[a-z0-9-]{6,}$/;

const FIGURES = /^\d+$/;
const { LONGEST, isPart, isShort, stock, titles } = lexicon;

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
    const [zh, en] = ['name', 'name_en'].map((role) => schema.value(id, feature, role));
    return { spot: { collection: id, id: key }, names: [plain(key), ...titles({ zh, en }), ...own] };
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

/** Whether something is called exactly so beside which things may lie. @param {string} name */
export const isCalled = (name) => called(name, true).length > 0;

/** Whether a name is only that of what nobody goes to but things lie near. @param {string} name */
export const isLandmark = (name) => isCalled(name) && !called(name).length;

const LETTERS = /^[a-z]+$/;
/** Whether a text stands in a longer one: a word of letters from the beginning of a word, what has figures anywhere. @param {string} text @param {string} whole */
const stands = (text, whole) => (LETTERS.test(text) ? new RegExp(`\\b${text}`).test(whole) : whole.includes(text));

/** Things with a name that holds a text, best first. @param {string} text @param {number} [most] */
export function holding(text, most = MANY) {
  if (text.length > LONGEST) return [];
  const hits = allOf(SOUGHT).filter(({ names }) => names.some((name) => stands(text, name)));
  const exact = hits.filter(({ names }) => names.includes(text));
  return [...exact, ...hits.filter((one) => !exact.includes(one))].slice(0, most).map(({ spot }) => spot);
}

/**
 * What a word may mean beside which something lies: what is called so; else parks, by the rules by which values are read;
 * else things whose name it is short for or a part of, of the first kind that has any, a name once.
 * @param {string} word
 * @returns {Spot[]}
 */
export function besides(word) {
  const exact = called(word, true);
  if (exact.length) return exact.slice(0, 1);
  if (word.length < 2 || word.length > LONGEST || FIGURES.test(word)) return [];
  const parks = parksCalled(word);
  if (parks.length) return parks;
  for (const one of collectionsOf(BESIDE)) {
    const { named } = indexOf(one);
    const short = named.filter(({ names }) => names.some((name) => isShort(word, name)));
    const hits = short.length ? short : named.filter(({ names }) => names.some((name) => isPart(word, name)));
    if (hits.length) return [...new Map(hits.map(({ spot, names }) => [names[1] ?? names[0], spot])).values()];
  }
  return [];
}

/** @param {string} word @returns {Spot[]} */
function parksCalled(word) {
  const codes = lexicon.parksOf(word);
  return collectionsOf(['park']).flatMap(({ id }) =>
    codes.filter((code) => featuresOf(id).has(code)).map((code) => ({ collection: id, id: code })),
  );
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
export const isMet = (text) => stock().some((one) => one.remote || stands(text, indexOf(one).text));
