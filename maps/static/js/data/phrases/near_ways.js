/* Ways to read what something lies near: before or after its name, with a distance or without. */

import { matchAt, quantityAt } from './figures.js';
import * as names from './names.js';
import { spans, tokenAt } from './spans.js';
import * as words from './vocabulary.js';

/** @typedef {import('./reader.js').Way} Way */
/** @typedef {import('./reader.js').Finds} Finds */

/** Metres of what is called near. */
const METRES = 2000;

/** A distance from something. @type {Way} */
export function nearby({ text }, from, finds) {
  const before = matchAt(words.NEAR_BEFORE, text, from);
  if (before) return besideAt(text, from + before[0].length, METRES, finds);
  const within = matchAt(words.WITHIN, text, from);
  const distance = quantityAt(text, from + (within?.[0].length ?? 0));
  const of = distance?.measure === 'length' ? matchAt(words.AWAY_AFTER, text, distance.end) : null;
  if (distance && of)
    return besideAt(text, distance.end + of[0].length, distance.high ?? distance.low ?? METRES, finds);
  const away = matchAt(words.AWAY_BEFORE, text, from);
  if (away) return awayAt(text, from + away[0].length, finds);
  return besideBefore(text, from, finds);
}

/** The name of what something lies near, the most words first. @param {string} text @param {number} from @param {number} metres @param {Finds} finds */
function besideAt(text, from, metres, finds) {
  for (const end of spans(text, from)) {
    const spot = names.besideOf(text.slice(from, end));
    if (spot) {
      finds.near.push({ metres, spot });
      return end;
    }
  }
  return null;
}

/** "距 … 2 公里内". @param {string} text @param {number} from @param {Finds} finds */
function awayAt(text, from, finds) {
  for (let at = from + 1; at < Math.min(text.length, from + 40); at += 1) {
    const distance = /[\d零一二两三四五六七八九十百不小<≤]/.test(text[at]) ? quantityAt(text, at) : null;
    const spot = distance?.measure === 'length' ? names.besideOf(text.slice(from, at).trim()) : null;
    if (distance && spot) {
      finds.near.push({ metres: distance.high ?? distance.low ?? METRES, spot });
      return distance.end;
    }
  }
  return null;
}

/** "… 附近". @param {string} text @param {number} from @param {Finds} finds */
function besideBefore(text, from, finds) {
  const token = tokenAt(text, from);
  const [end] = spans(text, from).filter((to) => matchAt(words.NEAR_AFTER, text, to));
  const ends = end ? [end] : [];
  for (let n = 1; n < token.length; n += 1) if (matchAt(words.NEAR_AFTER, text, from + n)) ends.push(from + n);
  for (const to of ends) {
    const spot = names.besideOf(text.slice(from, to).trim());
    if (!spot) continue;
    finds.near.push({ metres: METRES, spot });
    const after = matchAt(words.NEAR_AFTER, text, to);
    const distance = quantityAt(text, to + (after?.[0].length ?? 0));
    if (distance?.measure !== 'length') return to + (after?.[0].length ?? 0);
    finds.near[finds.near.length - 1].metres = distance.high ?? distance.low ?? METRES;
    return distance.end;
  }
  return null;
}
