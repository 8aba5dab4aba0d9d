/* What a phrase says around a coordinate: that something is to lie near it, with a distance or without, before it or behind it. */

import { AROUND, isDistance } from '../near.js';
import { matchAt, quantityAt } from './figures.js';
import { distanceAt, gapAt, isBeyond, metresOf } from './near_ways.js';
import { CHINESE } from './spans.js';
import * as words from './vocabulary.js';

/** Signs before a coordinate among which a word for near is looked for. */
const LONGEST = 40;
const BRACKETS = /[\s()[\]]*/y;
const SIGNS = /[\s()[\]]/g;
/** Behind a name it belongs to that. */
const NEARBY = /附近|近/y;
const LATIN = /[a-z0-9.]/;

/** @typedef {{ from: number, end: number, metres: number }} Around Where the words and the coordinate begin and end, and how far from it is asked. */

/**
 * The distance that is asked from a coordinate; null where none is, where it is asked not to lie there, or farther than a question can ask.
 * @param {string} text
 * @param {{ from: number, end: number }} place
 * @returns {Around | null}
 */
export function aroundPlace(text, place) {
  const [begin, stop] = [place.from, place.end].map((at) => at + (matchAt(BRACKETS, text, at)?.[0].length ?? 0));
  const behind = distanceBehind(text, stop);
  const ahead = wordsAhead(text, begin);
  const from = ahead?.from ?? begin;
  if (isRefused(text, from) || matchAt(words.OUTSIDE, text, behind?.end ?? stop)) return null;
  const metres = behind?.metres ?? ahead?.metres ?? null;
  const isNear = behind ? behind.metres !== null || behind.isNear || ahead?.needs : ahead && !ahead.needs;
  const asked = metres ?? AROUND;
  return isNear && isDistance(asked) ? { from, end: behind?.end ?? stop, metres: asked } : null;
}

/** Whether what begins there is not wanted; a word that says so may reach into it, as "not within". @param {string} text @param {number} from */
function isRefused(text, from) {
  for (let at = Math.max(0, from - LONGEST); at < from; at += 1)
    for (const pattern of [words.NOT, words.FAR_FROM]) {
      const match = matchAt(pattern, text, at);
      if (match && isNothing(text, at + match[0].length, from)) return true;
    }
  return false;
}

/** Whether nothing that says anything stands between two places. @param {string} text @param {number} from @param {number} to */
const isNothing = (text, from, to) => text.slice(from, to).replace(SIGNS, '') === '';

/** Whether a match reaches a place. @param {RegExpExecArray | null} match @param {number} at @param {string} text @param {number} to */
const ends = (match, at, text, to) =>
  match !== null && at + match[0].length <= to && isNothing(text, at + match[0].length, to);

/** Words right before a coordinate that ask what lies near it; they may need a distance behind it. @param {string} text @param {number} to */
function wordsAhead(text, to) {
  for (let at = Math.max(0, to - LONGEST); at < to; at += 1) {
    if (LATIN.test(text[at]) && LATIN.test(text[at - 1] ?? '')) continue;
    const metres = metresAhead(text, at, to);
    if (metres !== null) return { from: at, metres, needs: false };
    const isOfAnother = matchAt(NEARBY, text, at) && CHINESE.test(text[at - 1] ?? '');
    if (!isOfAnother && ends(matchAt(words.NEAR_BEFORE, text, at), at, text, to))
      return { from: at, metres: null, needs: false };
    if (ends(matchAt(words.AWAY_BEFORE, text, at), at, text, to)) return { from: at, metres: null, needs: true };
  }
  return null;
}

/** "within 500 m of", "500米内"; infinite where it is asked to lie farther. @param {string} text @param {number} at @param {number} to */
function metresAhead(text, at, to) {
  const within = matchAt(words.WITHIN, text, at);
  const distance = quantityAt(text, at + (within?.[0].length ?? 0));
  if (distance?.measure !== 'length' || distance.end > to) return null;
  const of = matchAt(words.AWAY_AFTER, text, distance.end);
  const isOf = ends(of, distance.end, text, to);
  const isFirst = Boolean(within || distance.low === null);
  const isNext = isFirst && isNothing(text, distance.end + gapAt(text, distance.end), to);
  if (!isOf && !isNext) return null;
  return isBeyond(distance) ? Infinity : metresOf(distance);
}

/** "附近", "周边500米", "500米内", "within 1 km". @param {string} text @param {number} from */
function distanceBehind(text, from) {
  const near = matchAt(words.NEAR_AFTER, text, from);
  const start = from + (near?.[0].length ?? 0);
  const distance = distanceAt(text, start);
  if (distance) return { end: distance.end, metres: metresOf(distance), isNear: Boolean(near) };
  return near ? { end: start, metres: null, isNear: true } : null;
}
