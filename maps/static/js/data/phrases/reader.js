/* What a typed phrase means: conditions in any order, a place, things by name, and the words that nobody knows. */

import { number } from '../../base/rounding.js';
import { aroundPlace } from './around_place.js';
import { allBut, classes, code, codeWithin, negated, parkOf, wholeWord } from './code_ways.js';
import { dated } from './date_ways.js';
import { figure, figureless, fixed, negative } from './figure_ways.js';
import { matchAt } from './figures.js';
import { gathered } from './gathering.js';
import * as lexicon from './lexicon.js';
import * as names from './names.js';
import { landmark, nearby } from './near_ways.js';
import { placeIn } from './places.js';
import { signsOf } from './signs.js';
import { CHINESE, spans } from './spans.js';
import * as words from './vocabulary.js';

/** Signs that are read of a phrase. */
export const MOST_SIGNS = 200;
const WORD = /[a-z0-9&.'-]+/y;
const LATIN = /[a-z0-9]/;
const FIGURES = /^\d+$/;
const SHORT_FIGURE = 3;
const SPACE = /[\s,、;。]/;

/**
 * What has been read so far. A find says what was asked, before it is known of which collections.
 * @typedef {{ key: string, low: number | string | null, high: number | string | null, measure: string | null, notes: Words[] }} FigureFind
 * @typedef {{ key: string, meanings: lexicon.Meaning[], isNegated: boolean, word: string }} CodeFind
 * @typedef {object} Finds
 * @property {FigureFind[]} figures
 * @property {CodeFind[]} codes
 * @property {{ word: string, holders: { id: string, values: string[] }[] }[]} owners
 * @property {{ word: string, meanings: lexicon.Meaning[] }[]} choices
 * @property {Kind[]} kinds
 * @property {{ metres: number, spots: Spot[], word: string }[]} near with all that a word may mean
 * @property {Spot[]} things
 * @property {string[]} texts
 * @property {{ signs: Signs, from: number, to: number }[]} unknown
 * @property {Words[]} notes
 */

/**
 * @param {string} typed
 * @returns {Reading}
 */
export function read(typed) {
  const cut = [...typed.trim()];
  const signs = signsOf(cut.slice(0, MOST_SIGNS).join(''));
  const place = placeIn(signs.text);
  /** @type {Finds} */
  const finds = {
    figures: [],
    codes: [],
    owners: [],
    choices: [],
    kinds: [],
    near: [],
    things: [],
    texts: [],
    unknown: [],
    notes: [],
  };
  const around = place ? aroundPlace(signs.text, place) : null;
  const taken = around ?? place;
  if (taken) {
    scan({ ...signs, text: signs.text.slice(0, taken.from) }, finds);
    const after = signs.text.slice(0, taken.end).replace(/./gs, ' ') + signs.text.slice(taken.end);
    scan({ ...signs, text: after }, finds);
  } else scan(signs, finds);
  if (cut.length > MOST_SIGNS) finds.notes.push(tooLong(cut.length));
  return gathered(finds, place?.place ?? null, around?.metres ?? null);
}

/** @param {number} count @returns {Words} */
const tooLong = (count) => ({
  zh: `共 ${number(count)} 个字，只读前 ${MOST_SIGNS} 个`,
  en: `${number(count)} signs: only the first ${MOST_SIGNS} are read`,
});

/** Ways to read on from a place: each gives where it ended, or null. The first that gives the end is taken. */
const WAYS = [
  name,
  dated,
  negative,
  figure,
  nearby,
  landmark,
  allBut,
  fixed,
  classes,
  code,
  negated,
  refused,
  heading,
  kind,
  latinFiller,
  wholeWord,
  codeWithin,
  figureless,
  filler,
];

/** @param {Signs} signs @param {Finds} finds */
function scan(signs, finds) {
  let at = 0;
  let lost = -1;
  const lose = (/** @type {number} */ to) => {
    if (lost >= 0) leave(signs, lost, to, finds);
    lost = -1;
  };
  while (at < signs.text.length) {
    const gap = matchAt(words.BREAK, signs.text, at);
    if (gap) {
      lose(at);
      at += gap[0].length;
      continue;
    }
    // Within a Latin word nothing begins.
    const inside = lost >= 0 && LATIN.test(signs.text[at]) && LATIN.test(signs.text[at - 1]);
    const end = inside ? null : readAt(signs, at, finds, lost < 0);
    if (end === null) {
      if (lost < 0) lost = at;
      // Nothing begins within a word that says no.
      at += inside ? 1 : (matchAt(words.NOT, signs.text, at)?.[0].trimEnd().length ?? 1);
    } else {
      lose(at);
      at = end;
    }
  }
  lose(at);
}

/** Where the first way ended that reads on from a place. What is turned round behind it is not asked but named. @type {Way} */
function readAt(signs, from, finds, isFresh) {
  const before = sizes(finds);
  for (const way of WAYS) {
    const end = way(signs, from, finds, isFresh);
    if (end === null) continue;
    const outside = way === negated || way === allBut ? null : matchAt(words.OUTSIDE, signs.text, end);
    if (!outside || !hasGrown(finds, before)) return end;
    return disown(signs, [from, end + outside[0].length], finds, before);
  }
  return null;
}

/** What is not wanted and cannot be left out is named with the word that says so; never is the opposite asked. @type {Way} */
function refused(signs, from, finds) {
  const { text } = signs;
  const not = matchAt(words.NOT, text, from) ?? matchAt(words.FAR_FROM, text, from);
  const before = sizes(finds);
  let at = not ? from + not[0].length : text.length;
  while (at < text.length) {
    const end = readAt(signs, at, finds, true);
    if (end === null) return null;
    if (hasGrown(finds, before)) return disown(signs, [from, end], finds, before);
    at = end + (matchAt(words.BREAK, text, end)?.[0].length ?? 0);
  }
  return null;
}

/** How much has been read. @param {Finds} finds */
const sizes = (finds) => Object.values(finds).map(({ length }) => length);

/** @param {Finds} finds @param {number[]} before */
const hasGrown = (finds, before) => sizes(finds).some((size, n) => size > before[n]);

/** Names what was read as not understood, and forgets it. @param {Signs} signs @param {[number, number]} where @param {Finds} finds @param {number[]} before */
function disown(signs, [from, to], finds, before) {
  for (const [n, all] of Object.values(finds).entries()) all.length = before[n];
  lament(signs, from, to, finds);
  return to;
}

/** What no way could read: a text that some register has, or a word that nobody knows. @param {Signs} signs @param {number} from @param {number} to @param {Finds} finds */
function leave(signs, from, to, finds) {
  const text = signs.text.slice(from, to);
  const isLong = text.length > (FIGURES.test(text) ? SHORT_FIGURE : 1);
  const isJoining = matchAt(words.JOINING, text, 0)?.[0] === text;
  const things = isLong && !isJoining ? names.holding(text) : [];
  finds.things.push(...things);
  if (isLong && !isJoining && names.isMet(text)) finds.texts.push(signs.typed(from, to));
  else if (!things.length) lament(signs, from, to, finds);
}

/** Words that nobody knows; what no space divides is one. @param {Signs} signs @param {number} from @param {number} to @param {Finds} finds */
function lament(signs, from, to, { unknown }) {
  const before = unknown.at(-1);
  if (before?.signs === signs && !SPACE.test(signs.text.slice(before.to, from)) && from - before.to < 3) before.to = to;
  else unknown.push({ signs, from, to });
}

/** A thing by its number or its whole name. @type {Way} */
function name(signs, from, finds, isFresh) {
  if (!isFresh) return null;
  const { text } = signs;
  for (const end of spans(text, from)) {
    const word = text.slice(from, end);
    if (lexicon.codesAt(text, from)?.end === end) return null;
    const things = word.length > 1 ? names.called(word) : [];
    if (things.length) {
      parkOf(word, finds);
      finds.things.push(...things);
      return end;
    }
  }
  return null;
}

/** @type {Way} */
function kind({ text }, from, finds) {
  const met = lexicon.lexicon().kinds.at(text, from);
  if (!met) return null;
  finds.kinds.push(met.of[0]);
  return met.end;
}

/** The heading of a coded field says nothing of its own before a value. @type {Way} */
function heading({ text }, from) {
  const met = lexicon.lexicon().headings.at(text, from);
  return met && text.slice(met.end).trim() ? met.end + (matchAt(words.LINK, text, met.end)?.[0].length ?? 0) : null;
}

/** @type {Way} */
function latinFiller(signs, from, finds, isFresh) {
  return LATIN.test(signs.text[from]) ? filler(signs, from, finds, isFresh) : null;
}

/** @type {Way} */
function filler({ text }, from, finds, isFresh) {
  const met = isFresh ? matchAt(words.FILLER, text, from) : null;
  if (!met || (!CHINESE.test(met[0]) && matchAt(WORD, text, from)?.[0] !== met[0])) return null;
  return from + met[0].length;
}

/** @typedef {(signs: Signs, from: number, finds: Finds, isFresh: boolean) => number | null} Way */
