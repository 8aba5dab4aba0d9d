/* How wide a column begins: enough for its heading, and for nearly all that stands in it. */

import { widthOf } from './letters.js';

/** What a heading needs beside its words: the arrow of the order and the edge that is pulled. */
const HEADING = 34;
/** What a cell has beside its words. */
const CELL = 20;
/** Of headings, and of cells; figures are never cut. */
const MOST = { heading: 220, words: 280, figure: 200 };
const LEAST = 56;
/** The share of words that are shown whole: of one that is much longer than the others the title has the rest. */
const WHOLE = 0.95;
/** @type {Record<string, number>} */
const TYPES = { number: 84, integer: 72, date: 96, boolean: 64, list: 170, text: 120 };

/**
 * The width of a column that nobody pulled, in pixels.
 * @param {string} type of its field
 * @param {string} heading with its unit
 * @param {string[]} sample what stands in some of its cells
 */
export function beginningWidth(type, heading, sample) {
  const isFigure = type === 'number' || type === 'integer';
  const head = Math.min(MOST.heading, pixelsOf(heading) + HEADING);
  if (!sample.length) return Math.max(TYPES[type] ?? TYPES.text, head);
  const widths = sample.map(pixelsOf).sort((a, b) => a - b);
  const wanted = widths[Math.floor((widths.length - 1) * (isFigure ? 1 : WHOLE))] + CELL;
  return Math.max(LEAST, head, Math.min(isFigure ? MOST.figure : MOST.words, wanted));
}

/** @param {string} text */
const pixelsOf = (text) => Math.ceil(widthOf(text, 13, 7));
