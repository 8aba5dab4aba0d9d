/* The catalog's own words: titles of codes with what else they are called, titles of fields, and parts and abbreviations of both. */

import { schema } from '../../base/schema.js';
import { STOCK } from '../../base/state.js';
import { below } from '../codes.js';
import { plain } from './signs.js';
import { DATED, FIXED, KINDS, SAME, TOPICS } from './vocabulary.js';

/**
 * A code of a list under the key by which its field is found: its role, or its name where it has none.
 * @typedef {{ key: string, list: Codelist, code: string, words: string[] }} Meaning
 * @typedef {{ end: number, meanings: Meaning[] }} Met
 * @typedef {import('./vocabulary.js').Topic} Topic
 * @typedef {Topic & { key: string }} Figured
 */

const SHORTEST = 2;
/** No title is longer. */
export const LONGEST = 60;
const BRACKETS = /\s*[（(].*?[）)]/g;
/** Capitals in brackets, by which a long name is called. */
const ABBREVIATION = /[（(](\p{Lu}{2,})[）)]/u;
const LETTER = /[a-z0-9]/;
const CHINESE = /[\u3400-\u9fff]/;

/** The collections that are asked: land and floors. */
export const stock = () => schema.ofKind(...STOCK);

/** The field of a collection by its role or name. @param {string} id @param {string} key */
export const fieldOf = (id, key) => schema.role(id, key) ?? schema.field(id, key);

/** @param {Field} field */
const keyOf = (field) => field.role || field.name;

/** A title, what stands of it outside brackets, and the abbreviation in them, in both languages. @param {{ zh: unknown, en: unknown }} title */
export const titles = ({ zh, en }) => [
  ...new Set(
    [zh, en].filter(Boolean).flatMap((title) => {
      const whole = String(title);
      const [, short] = ABBREVIATION.exec(whole) ?? [];
      return [whole, whole.replace(BRACKETS, ''), ...(short ? [short] : [])].map(plain);
    }),
  ),
];

/** Words by their first sign, the longest first. @template T */
class Index {
  constructor() {
    /** @type {Map<string, { word: string, of: T }[]>} */
    this.entries = new Map();
  }

  /** @param {string} word @param {T} of */
  add(word, of) {
    if (!word) return;
    const entries = this.entries.get(word[0]) ?? [];
    entries.push({ word, of });
    entries.sort((a, b) => b.word.length - a.word.length);
    this.entries.set(word[0], entries);
  }

  /** The longest words that stand at a place of a text, whatever spaces stand in them. @param {string} text @param {number} from */
  at(text, from) {
    let end = -1;
    /** @type {T[]} */
    const of = [];
    for (const entry of this.entries.get(text[from]) ?? []) {
      const to = endOf(text, from, entry.word);
      if (to < 0 || to < end) continue;
      if (to > end) of.length = 0;
      end = to;
      of.push(entry.of);
    }
    return end < 0 ? null : { end, of };
  }
}

/** Where a word ends that begins at a place; −1 where it does not stand there. @param {string} text @param {number} from @param {string} word */
function endOf(text, from, word) {
  let at = from;
  for (const sign of word) {
    if (sign === ' ') continue;
    while (at > from && text[at] === ' ') at += 1;
    if (text[at] !== sign) return -1;
    at += 1;
  }
  // A Latin word ends where no letter goes on.
  const last = word[word.length - 1];
  if (LETTER.test(last) && LETTER.test(text[at] ?? '') && !(/\d/.test(last) && !/\d/.test(text[at]))) return -1;
  return LETTER.test(word[0]) && from > 0 && /[a-z]/.test(text[from - 1]) && /[a-z]/.test(word[0]) ? -1 : at;
}

/** @returns {Meaning[]} */
function meaningsOfCatalog() {
  const seen = new Set();
  return stock().flatMap(({ fields }) =>
    fields.flatMap((field) => {
      const list = schema.listOf(field);
      const mark = `${keyOf(field)}:${list?.id}`;
      // Parcels and buildings that others refer to are things, not values.
      const isOfThings = Boolean(field.references) && field.role !== 'park';
      if (!list || isOfThings || seen.has(mark)) return [];
      seen.add(mark);
      return list.codes.map((code) => ({ key: keyOf(field), list, code: code.code, words: titles(code) }));
    }),
  );
}

/** @param {Meaning} meaning */
function calledAlso({ words }) {
  return SAME.filter((same) => same.some((word) => words.includes(word))).flat();
}

/** @returns {Figured[]} */
function topics() {
  const byKey = new Map(TOPICS.map((topic) => [topic.role, { ...topic, key: topic.role, words: [...topic.words] }]));
  for (const { fields } of stock()) {
    for (const field of fields) {
      const key = keyOf(field);
      if (!['number', 'integer'].includes(field.type)) continue;
      const topic = byKey.get(key) ?? { role: key, key, words: [], measures: [] };
      topic.words.push(...titles(field.title));
      byKey.set(key, topic);
    }
  }
  return [...byKey.values()].filter(({ key }) => stock().some(({ id }) => fieldOf(id, key)));
}

/** What a date may be of. @returns {Index<{ key: string, alone?: 'most' }>} */
function datesOfCatalog() {
  /** @type {Index<{ key: string, alone?: 'most' }>} */
  const dates = new Index();
  const fields = stock().flatMap((one) => one.fields.filter(({ type }) => type === 'date'));
  for (const key of new Set(fields.map(keyOf))) {
    const dated = DATED.find(({ role }) => role === key);
    const called = fields.filter((field) => keyOf(field) === key).flatMap(({ title }) => titles(title));
    const bare = called.map((word) => word.replace(/ (?:from|until|by|on)$/, ''));
    for (const word of new Set([...bare, ...(dated?.words ?? [])])) dates.add(word, { key, alone: dated?.alone });
  }
  return dates;
}

/** Everything that the catalog and the vocabulary call by a word. */
function built() {
  const meanings = meaningsOfCatalog();
  /** @type {Index<Meaning>} */
  const codes = new Index();
  for (const meaning of meanings)
    for (const word of new Set([...meaning.words, ...calledAlso(meaning)]))
      if (word.length > 1) codes.add(word, meaning);
  /** @type {Index<Figured>} */
  const figured = new Index();
  for (const topic of topics()) for (const word of new Set(topic.words)) figured.add(plain(word), topic);
  /** @type {Index<(typeof FIXED)[number]>} */
  const fixed = new Index();
  for (const one of FIXED)
    if (stock().some(({ id }) => fieldOf(id, one.role))) for (const word of one.words) fixed.add(word, one);
  /** @type {Index<Kind>} */
  const kinds = new Index();
  for (const { kind, words } of KINDS) if (schema.ofKind(kind).length) for (const word of words) kinds.add(word, kind);
  /** Headings of coded fields mean nothing of their own before a value. @type {Index<string>} */
  const headings = new Index();
  for (const { fields } of stock())
    for (const field of fields)
      if (schema.listOf(field) || field.role === 'owner')
        for (const word of titles(field.title)) headings.add(word, keyOf(field));
  return { meanings, codes, figured, fixed, kinds, headings, dates: datesOfCatalog() };
}

/** @type {ReturnType<typeof built> | null} */
let made = null;
/** The lexicon of the catalog, made once. */
export function lexicon() {
  made ??= built();
  return made;
}

/** Codes that a word names exactly at a place of a text. @param {string} text @param {number} from @returns {Met | null} */
export function codesAt(text, from) {
  const met = lexicon().codes.at(text, from);
  return met && { end: met.end, meanings: [...new Set(met.of)] };
}

/** Codes that a word names exactly. @param {string} word */
export function codesNamed(word) {
  const met = codesAt(word, 0);
  return met?.end === word.length ? met.meanings : [];
}

/** Codes by a whole word: by their number, by a part of their title, by an abbreviation. @param {string} word @returns {Meaning[]} */
export function codesOf(word) {
  const { meanings } = lexicon();
  const numbered = meanings.filter(
    ({ key, code }) => (['usage', 'park'].includes(key) || !LETTER.test(word)) && plain(code) === word,
  );
  if (numbered.length) return numbered;
  if (word.length < SHORTEST || word.length > LONGEST || /^\d+$/.test(word)) return [];
  return highest(meanings.filter(({ words }) => words.some((title) => isPart(word, title) || isShort(word, title))));
}

/** Whether a word stands in a title: a Latin one from the beginning of a word. @param {string} word @param {string} title */
export function isPart(word, title) {
  const at = title.indexOf(word);
  return at >= 0 && (CHINESE.test(word) || ((at === 0 || !LETTER.test(title[at - 1])) && word.length > SHORTEST));
}

/**
 * Whether one of two names is short for the other: its signs, in their order, from the first; its words by their beginnings; its initials.
 * @param {string} word as typed
 * @param {string} title
 */
export function isShort(word, title) {
  const [few, many] = word.length < title.length ? [word, title] : [title, word];
  if (CHINESE.test(few)) {
    if (few.length < 3 || few[0] !== many[0] || few.length * 2.5 < many.length) return false;
    // What goes on behind a title says something more; a long form of it ends as it does.
    if (many.startsWith(few) || (many === word && few.at(-1) !== many.at(-1))) return false;
    let at = -1;
    return [...few].every((sign) => (at = many.indexOf(sign, at + 1)) >= 0);
  }
  const [short, long] = [few, many].map((name) => name.split(/[^a-z0-9]+/).filter(Boolean));
  if (short.length === 1 && long.length > 2) return long.map(([first]) => first).join('') === short[0];
  return (
    short.length > 1 &&
    short.length === long.length &&
    short.every((part, n) => part.startsWith(long[n]) || long[n].startsWith(part))
  );
}

/** Parks by a word, as values are: by their codes, parts of their names, abbreviations. @param {string} word */
export const parksOf = (word) => highest(codesOf(word).filter(({ key }) => key === 'park')).map(({ code }) => code);

/** Where all others stand below one, the one. @param {Meaning[]} meanings */
function highest(meanings) {
  const above = meanings.find((one) =>
    meanings.every((other) => other === one || (other.list === one.list && below(one.list, one.code).has(other.code))),
  );
  return above ? [above] : meanings;
}

/** All values of a list but some and what stands below or above them. @param {Codelist} list @param {string[]} codes */
export function othersOf(list, codes) {
  const gone = new Set(codes.flatMap((code) => [...below(list, code)]));
  return list.codes.filter(({ code }) => ![...below(list, code)].some((one) => gone.has(one))).map(({ code }) => code);
}
