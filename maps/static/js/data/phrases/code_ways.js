/* Ways to read codes of a phrase: whole titles and other words for them, parts and abbreviations, what is not wanted; owners. */

import { matchAt } from './figures.js';
import * as lexicon from './lexicon.js';
import * as names from './names.js';
import { nearby } from './near_ways.js';
import { plain } from './signs.js';
import { CHINESE, spans, tokenAt } from './spans.js';
import * as words from './vocabulary.js';

/** @typedef {import('./reader.js').Way} Way */
/** @typedef {import('./reader.js').Finds} Finds */

/** Signs of a part of a title that is looked for within a run. */
const LONGEST_PART = 12;
const LETTER = /[a-z](?![a-z0-9])/y;

/** A code by its title or by another word for it. @type {Way} */
export function code(signs, from, finds, isFresh) {
  const { text } = signs;
  const met = lexicon.codesAt(text, from);
  const kindEnd = lexicon.lexicon().kinds.at(text, from)?.end ?? 0;
  if (!met || kindEnd > met.end) return null;
  // Part of a longer word that means one thing as a whole, it is no word of its own.
  const token = tokenAt(text, from);
  if (isFresh && met.end < from + token.length && CHINESE.test(token) && isWhole(token)) return null;
  choose(met.meanings, signs.typed(from, met.end), finds, false);
  return andSameClass(signs, [from, met.end], met.meanings, finds);
}

/** A park by its code is a value beside a thing to go to. @param {string} word @param {Finds} finds */
export function parkOf(word, finds) {
  choose(
    lexicon.codesOf(word).filter(({ key, code: own }) => key === 'park' && plain(own) === word),
    word,
    finds,
    false,
  );
}

/** @param {string} token */
const isWhole = (token) => lexicon.codesOf(token).length > 0 || names.owners(token).length > 0;

/** "丙丁类", "丙或丁": codes of one sign, one after another. @type {Way} */
export function classes(signs, from, finds, isFresh) {
  const list = isFresh ? signsAt(signs.text, from) : [];
  for (const one of list) choose(one.meanings, signs.typed(one.from, one.to), finds, false);
  return list.at(-1)?.end ?? null;
}

/** Codes of one sign; none where fewer than two stand there. @param {string} text @param {number} from @returns {Listed[]} */
function signsAt(text, from) {
  /** @type {Listed[]} */
  const list = [];
  let at = from;
  while (CHINESE.test(text[at] ?? '')) {
    const meanings = lexicon.codesOf(text[at]);
    if (!meanings.length || !sameCode(meanings)) break;
    const title = lexicon.codesAt(text, at);
    const isTitle = title?.meanings.some((one) => meanings.includes(one));
    const end = title && isTitle ? title.end : at + 1;
    list.push({ from: at, to: end, end, meanings });
    if (isTitle) break;
    at = end + (matchAt(words.OR, text, end)?.[0].length ?? 0);
  }
  return list.length < 2 ? [] : list;
}

/**
 * "class C or D": what ends in a letter of its own goes on with other letters. Gives where it ended.
 * @param {Signs} signs
 * @param {[number, number]} where
 * @param {lexicon.Meaning[]} before
 * @param {Finds} finds
 */
function andSameClass(signs, [from, to], before, finds) {
  const list = lettersAfter(signs.text, [from, to], before);
  for (const one of list) choose(one.meanings, signs.typed(one.from, one.to), finds, false);
  return list.at(-1)?.end ?? to;
}

/** @param {string} text @param {[number, number]} where @param {lexicon.Meaning[]} before @returns {Listed[]} */
function lettersAfter(text, [from, to], before) {
  /** @type {Listed[]} */
  const list = [];
  if (!/\s[a-z]$/.test(text.slice(from, to))) return list;
  for (let end = to; ;) {
    const or = matchAt(words.OR, text, end);
    const start = end + (or?.[0].length ?? 0);
    const letter = or ? matchAt(LETTER, text, start) : null;
    const meanings = letter ? lexicon.codesNamed(text.slice(from, to - 1) + letter[0]) : [];
    const same = meanings.filter(({ key }) => before.some((one) => one.key === key));
    if (!letter || !same.length) return list;
    end = start + letter[0].length;
    list.push({ from: start, to: end, end, meanings: same });
  }
}

/** @param {lexicon.Meaning[]} meanings @param {string} word @param {Finds} finds @param {boolean} isNegated */
function choose(meanings, word, finds, isNegated) {
  for (const key of new Set(meanings.map((one) => one.key)))
    finds.codes.push({ key, meanings: meanings.filter((one) => one.key === key), isNegated, word });
}

/** A code that is not wanted, and those that follow it. @type {Way} */
export function negated(signs, from, finds) {
  const { text } = signs;
  const not = matchAt(words.NOT, text, from);
  const start = from + (not?.[0].length ?? 0);
  // What lies not near something is no code.
  if (!not || nearby(signs, start, { ...finds, near: [], unknown: [] }, true) !== null) return null;
  return refuse(signs, listed(signs, start, words.BESIDES), finds);
}

/** "甲园和乙园以外": codes before a word that says that they are not wanted. @type {Way} */
export function allBut(signs, from, finds, isFresh) {
  if (!isFresh || !words.OUTSIDE_AHEAD.test(signs.text.slice(from))) return null;
  const list = listed(signs, from, words.OUTSIDE);
  const [first, last] = [list[0], list.at(-1)];
  if (!first || !last || !matchAt(words.OUTSIDE, signs.text, last.to)) return null;
  return refuse(signs, list, finds) && last.end;
}

/** @typedef {{ from: number, to: number, end: number, meanings: lexicon.Meaning[] }} Listed */

/** @param {Signs} signs @param {Listed[]} list @param {Finds} finds */
function refuse(signs, list, finds) {
  for (const { from, to, meanings } of list) choose(meanings, signs.typed(from, to), finds, true);
  return list.at(-1)?.end ?? null;
}

/** Codes one after another, joined by "or". @param {Signs} signs @param {number} from @param {RegExp} closing what may stand behind each */
function listed({ text }, from, closing) {
  /** @type {Listed[]} */
  const list = [];
  for (let at = from; ;) {
    const met = metAt(text, at);
    const last = met.at(-1);
    if (!last) return list;
    last.end += matchAt(closing, text, last.end)?.[0].length ?? 0;
    list.push(...met);
    const or = matchAt(words.OR, text, last.end);
    if (!or) return list;
    at = last.end + or[0].length;
  }
}

/** The codes at a place: of one sign each, or one by its title with its letters. @param {string} text @param {number} from @returns {Listed[]} */
function metAt(text, from) {
  const run = signsAt(text, from);
  const met = run.length ? null : (lexicon.codesAt(text, from) ?? longestAt(text, from));
  if (!met) return run;
  const { end, meanings } = met;
  return [{ from, to: end, end, meanings }, ...lettersAfter(text, [from, end], meanings)];
}

/** One code by the most words, or signs of a run of Chinese, that are short for it. @param {string} text @param {number} from @returns {lexicon.Met | null} */
function longestAt(text, from) {
  const token = tokenAt(text, from);
  const ends = CHINESE.test(token) ? [from + token.length] : spans(text, from);
  if (CHINESE.test(token)) for (let n = Math.min(token.length - 1, LONGEST_PART); n > 1; n -= 1) ends.push(from + n);
  // A word for land or floors is no part of a title.
  const kindEnd = lexicon.lexicon().kinds.at(text, from)?.end ?? 0;
  for (const end of ends.filter((one) => one > kindEnd)) {
    const meanings = lexicon.codesOf(text.slice(from, end));
    if (meanings.length && sameCode(meanings)) return { end, meanings };
  }
  return null;
}

/** A whole word: a code by its number, a part of its title or an abbreviation; an owner. @type {Way} */
export function wholeWord(signs, from, finds, isFresh) {
  const { text } = signs;
  if (!isFresh || matchAt(words.JOINING, text, from)) return null;
  const isChinese = CHINESE.test(tokenAt(text, from));
  const ends = isChinese ? [from + tokenAt(text, from).length] : spans(text, from);
  for (const end of ends) {
    const word = text.slice(from, end);
    const meanings = lexicon.codesOf(word);
    if (meanings.length && endsInCode(signs, [from, end], meanings)) continue;
    if (meanings.length && (meanings.length === 1 || sameCode(meanings))) {
      choose(meanings, signs.typed(from, end), finds, false);
      return end;
    }
    const holders = word.length > 1 && !/^\d+$/.test(word) && !meanings.length ? names.owners(word) : [];
    if (holders.length) {
      finds.owners.push({ word: signs.typed(from, end), holders });
      return end;
    }
    if (meanings.length) {
      finds.choices.push({ word: signs.typed(from, end), meanings });
      return end;
    }
  }
  return null;
}

/**
 * Whether words that begin a title end in a word of its own, as in "Guide industrial": without it they mean the same, and it is written as no name is.
 * @param {Signs} signs
 * @param {[number, number]} where
 * @param {lexicon.Meaning[]} meanings
 */
function endsInCode({ text, typed }, [from, end], meanings) {
  const word = text.slice(from, end);
  const space = word.lastIndexOf(' ');
  const last = word.slice(space + 1);
  if (space < 0 || typed(end - last.length, end) !== last || !lexicon.codesNamed(last).length) return false;
  const isEnd = meanings.some(({ words: all }) => all.some((title) => title.endsWith(word)));
  const [short, long] = [lexicon.codesOf(word.slice(0, space).trim()), meanings].map((all) =>
    [...new Set(all.map(({ key, code: own }) => `${key}:${own}`))].sort().join(),
  );
  return !isEnd && short === long;
}

/** Whether it is one code, though several fields have it. @param {lexicon.Meaning[]} meanings */
const sameCode = (meanings) => new Set(meanings.map(({ list, code: own }) => `${list.id}:${own}`)).size === 1;

/** A code by a part of its title within a run of Chinese, as far as it goes on. @type {Way} */
export function codeWithin(signs, from, finds, isFresh) {
  const token = tokenAt(signs.text, from);
  if (!isFresh || !CHINESE.test(token)) return null;
  for (let end = Math.min(token.length - 1, LONGEST_PART); end >= 2; end -= 1) {
    const meanings = lexicon.codesOf(token.slice(0, end));
    if (!meanings.length || !sameCode(meanings)) continue;
    choose(meanings, signs.typed(from, from + end), finds, false);
    return from + end;
  }
  return null;
}
