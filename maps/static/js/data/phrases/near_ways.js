/* Ways to read what something lies near: before or after its name, with a distance or without. */

import { AROUND } from '../near.js';
import { matchAt, quantityAt } from './figures.js';
import * as lexicon from './lexicon.js';
import * as names from './names.js';
import { CHINESE, spans, tokenAt } from './spans.js';
import * as words from './vocabulary.js';

/** @typedef {import('./reader.js').Way} Way */
/** @typedef {import('./reader.js').Finds} Finds */

/** Metres from which a length behind a name is a distance, and no height. */
const FAR = 100;
/** Signs of a name within a run of Chinese, and of what may stand between "距" and its distance. */
const LONGEST = { name: 16, away: 40 };

/** A distance from something. @type {Way} */
export function nearby(signs, from, finds) {
  const { text } = signs;
  const before = matchAt(words.NEAR_BEFORE, text, from);
  if (before) return besideAt(signs, from + before[0].length, null, finds);
  const within = matchAt(words.WITHIN, text, from);
  const distance = quantityAt(text, from + (within?.[0].length ?? 0));
  const of = distance?.measure === 'length' ? matchAt(words.AWAY_AFTER, text, distance.end) : null;
  if (distance && of) {
    const reads = isBeyond(distance) ? { ...finds, near: [] } : finds;
    const end = besideAt(signs, distance.end + of[0].length, metresOf(distance), reads);
    if (end !== null && isBeyond(distance)) finds.unknown.push({ signs, from, to: end });
    return end;
  }
  const first = distance && (within || distance.low === null) ? distanceAt(text, from, within?.[0].length) : null;
  if (first) return besideAt(signs, first.end + gapAt(text, first.end), metresOf(first), finds, isPlace);
  const away = matchAt(words.AWAY_BEFORE, text, from);
  if (away) return awayAt(signs, [from, from + away[0].length], finds);
  return besideBefore(signs, from, finds) ?? nameWithin(signs, from, finds);
}

/** @param {Quantity} distance */
export const metresOf = ({ low, high }) => high ?? low ?? AROUND;

/** Whether a distance is asked to be longer, which no question can. @param {Quantity} distance */
export const isBeyond = ({ high, bare }) => high === null && !bare;

/**
 * A name from one place to another as what something lies near, unless nothing is called so.
 * @param {Signs} signs
 * @param {[number, number]} where
 * @param {number} metres
 * @param {Finds} finds
 */
function take(signs, [from, to], metres, finds) {
  const spots = names.besides(signs.text.slice(from, to).trim());
  if (spots.length) finds.near.push({ metres, spots, word: signs.typed(from, to).trim() });
  return spots.length > 0;
}

/**
 * The name of what something lies near, the most words first, and a distance behind it.
 * @param {Signs} signs
 * @param {number} from
 * @param {number | null} metres
 * @param {Finds} finds
 * @param {(name: string) => boolean} [isMeant] where no word says that a name follows
 */
function besideAt(signs, from, metres, finds, isMeant = () => true) {
  const { text } = signs;
  const token = tokenAt(text, from);
  const ends = spans(text, from);
  if (CHINESE.test(token)) for (let n = Math.min(token.length - 1, LONGEST.name); n > 1; n -= 1) ends.push(from + n);
  // A whole name goes before a longer run of which a name is a part.
  const isWhole = (/** @type {number} */ end) => names.isCalled(text.slice(from, end));
  for (const end of [...ends.filter(isWhole), ...ends]) {
    if (!isMeant(text.slice(from, end)) || !take(signs, [from, end], metres ?? AROUND, finds)) continue;
    const behind = metres === null ? distanceAt(text, end) : null;
    if (!behind) return end;
    finds.near[finds.near.length - 1].metres = metresOf(behind);
    return behind.end;
  }
  return null;
}

/** What stands between a name and a distance. @param {string} text @param {number} from */
export const gapAt = (text, from) => matchAt(words.GAP, text, from)?.[0].length ?? 0;

/** Whether a name is that of a thing or of a park. @param {string} name */
const isPlace = (name) => names.isCalled(name) || lexicon.parksOf(name).length > 0;

/** A distance behind a name. @param {string} text @param {number} from @param {number} [gap] */
export function distanceAt(text, from, gap = gapAt(text, from)) {
  const distance = quantityAt(text, from + gap);
  return distance?.measure === 'length' && !isBeyond(distance) && metresOf(distance) >= FAR ? distance : null;
}

/** "距 … 2 公里内". @param {Signs} signs @param {[number, number]} where @param {Finds} finds */
function awayAt(signs, [begun, from], finds) {
  const { text } = signs;
  for (let at = from + 1; at < Math.min(text.length, from + LONGEST.away); at += 1) {
    const distance = words.FIGURE.test(text[at]) ? quantityAt(text, at) : null;
    if (distance?.measure !== 'length') continue;
    const reads = isBeyond(distance) ? { ...finds, near: [] } : finds;
    if (!take(signs, [from, at], metresOf(distance), reads)) continue;
    if (isBeyond(distance)) finds.unknown.push({ signs, from: begun, to: distance.end });
    return distance.end;
  }
  return null;
}

/** "… 附近". @param {Signs} signs @param {number} from @param {Finds} finds */
function besideBefore(signs, from, finds) {
  const { text } = signs;
  const token = tokenAt(text, from);
  const ends = spans(text, from)
    .filter((to) => matchAt(words.NEAR_AFTER, text, to))
    .slice(0, 1);
  for (let n = 1; n < token.length; n += 1) if (matchAt(words.NEAR_AFTER, text, from + n)) ends.push(from + n);
  for (const to of ends) {
    if (!take(signs, [from, to], AROUND, finds)) continue;
    const behind = to + (matchAt(words.NEAR_AFTER, text, to)?.[0].length ?? 0);
    const distance = quantityAt(text, behind);
    if (distance?.measure !== 'length') return behind;
    finds.near[finds.near.length - 1].metres = metresOf(distance);
    return distance.end;
  }
  return null;
}

/** "… 3 公里内". @param {Signs} signs @param {number} from @param {Finds} finds */
function nameWithin(signs, from, finds) {
  const { text } = signs;
  const token = tokenAt(text, from);
  const far = farFrom(signs, from);
  if (far !== null) {
    finds.unknown.push({ signs, from, to: far });
    return far;
  }
  for (const end of spans(text, from)) {
    const distance = isPlace(text.slice(from, end)) ? distanceAt(text, end) : null;
    const isOfAnother = distance && matchAt(words.AWAY_AFTER, text, distance.end);
    if (distance && !isOfAnother && take(signs, [from, end], metresOf(distance), finds)) return distance.end;
  }
  if (!CHINESE.test(token[0] ?? '')) return null;
  for (let n = Math.min(token.length, LONGEST.name); n > 1; n -= 1) {
    const distance = quantityAt(text, from + n);
    const isLength = distance?.measure === 'length' && metresOf(distance) >= FAR;
    const isDistance = isLength && (distance.low === null || (distance.bare && isPlace(text.slice(from, from + n))));
    if (isDistance && take(signs, [from, from + n], metresOf(distance), finds)) return distance.end;
  }
  return null;
}

/** Where "… 3 公里以外" ends, which no question can ask; null where nothing of the kind stands there. @param {Signs} signs @param {number} from */
function farFrom({ text }, from) {
  const ends = spans(text, from);
  const { length } = tokenAt(text, from);
  if (CHINESE.test(text[from])) for (let n = Math.min(length - 1, LONGEST.name); n > 1; n -= 1) ends.push(from + n);
  for (const end of ends) {
    const distance = quantityAt(text, end + gapAt(text, end));
    if (distance?.measure !== 'length' || metresOf(distance) < FAR) continue;
    const outside = matchAt(words.OUTSIDE, text, distance.end);
    if ((outside || isBeyond(distance)) && isPlace(text.slice(from, end)))
      return distance.end + (outside?.[0].length ?? 0);
  }
  return null;
}

/** The whole name of what only lies there, such as a road: what is near it is meant. @type {Way} */
export function landmark(signs, from, finds, isFresh) {
  const { text } = signs;
  if (!isFresh) return null;
  const token = tokenAt(text, from);
  const ends = spans(text, from);
  if (CHINESE.test(token)) for (let n = Math.min(token.length - 1, LONGEST.name); n > 1; n -= 1) ends.push(from + n);
  const read = lexicon.codesAt(text, from)?.end ?? 0;
  const end = ends.find((to) => to > read && names.isLandmark(text.slice(from, to)));
  if (end === undefined || !take(signs, [from, end], AROUND, finds)) return null;
  const word = signs.typed(from, end);
  finds.notes.push({
    zh: `“${word}”按附近 ${AROUND / 1000} 公里查`,
    en: `“${word}” is asked as within ${AROUND / 1000} km of it`,
  });
  return end;
}
