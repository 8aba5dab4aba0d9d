/* Words and spans of words in a phrase. */

import { matchAt } from './figures.js';

const WORDS_OF_A_NAME = 5;
const TOKEN = /[^\s,、;。!?；|"“”]+/y;
export const CHINESE = /[\u3400-\u9fff]/;

/** The word from a place to the next separator. @param {string} text @param {number} from */
export const tokenAt = (text, from) => matchAt(TOKEN, text, from)?.[0] ?? '';

/** Ends of the next words from a place, the most words first. @param {string} text @param {number} from */
export function spans(text, from) {
  const ends = [];
  let at = from;
  while (ends.length < WORDS_OF_A_NAME && at < text.length) {
    const token = tokenAt(text, at);
    if (!token) break;
    ends.unshift(at + token.length);
    at += token.length;
    while (text[at] === ' ') at += 1;
  }
  return ends;
}
