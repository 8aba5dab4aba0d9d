/* A table as spreadsheets take it from the clipboard: tabs between cells, a line a row. */

import { guarded } from './cells.js';

/** A cell: figures as they are, text guarded, in quotes where it holds what would divide it. @param {string | number} cell */
function cellText(cell) {
  if (typeof cell === 'number') return String(cell);
  const text = guarded(cell);
  return /[\t\r\n"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** @param {string[]} headings @param {(string | number)[][]} rows */
export const tsv = (headings, rows) => [headings, ...rows].map((cells) => cells.map(cellText).join('\t')).join('\r\n');
