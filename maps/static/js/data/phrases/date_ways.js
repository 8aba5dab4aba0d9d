/* Ways to read a date of a phrase, with what it is of before or behind it. */

import { daysAt } from './dates.js';
import { matchAt } from './figures.js';
import { fieldOf, lexicon, stock } from './lexicon.js';
import * as words from './vocabulary.js';

/** @typedef {import('./reader.js').Way} Way */

/** A date with what it is of before or behind it; alone it is of what can be used from a day on. @type {Way} */
export function dated({ text }, from, finds) {
  const { dates } = lexicon();
  const before = dates.at(text, from);
  const link = before ? (matchAt(words.LINK, text, before.end)?.[0].length ?? 0) : 0;
  const days = daysAt(text, before ? before.end + link : from);
  if (!days) return null;
  const behind = before ? null : dates.at(text, days.end + (matchAt(words.OF, text, days.end)?.[0].length ?? 0));
  const met = before ?? behind;
  const topic = met?.of[0] ?? { key: words.DATED[0].role, alone: words.DATED[0].alone };
  const [field] = stock().flatMap(({ id }) => fieldOf(id, topic.key) ?? []);
  if (!field) return null;
  const note = { zh: `日期按“${field.title.zh}”查`, en: `the date is asked of “${field.title.en}”` };
  const { low, high, first } = days;
  const notes = met ? [] : [note];
  finds.figures.push({ key: topic.key, low: topic.alone ? low : (low ?? first), high, measure: null, notes });
  return behind?.end ?? days.end;
}
