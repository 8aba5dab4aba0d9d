/* The date at which a list stands: the newest as-of of its rows; gis.io.about has the same rule for the files of the service. */

import { config } from '../base/config.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { t } from '../base/words.js';

const ISO = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The day and the words that say it: where it comes from unless from all rows, and how many rows have none.
 * @param {string} id
 * @param {Feature[]} rows
 */
export const dated = (id, rows) => {
  const collection = schema.collection(id);
  const field = schema.role(id, 'as_of');
  const days = field ? rows.map(({ properties }) => String(properties?.[field.name] ?? '')) : [];
  const known = days.filter((text) => ISO.test(text)).sort();
  const undated = days.length - known.length;
  const day = known.at(-1) ?? collection.as_of ?? config.as_of;
  const notes = [];
  if (!known.length)
    notes.push(
      collection.as_of
        ? { zh: '图层的数据日期', en: "the collection's own" }
        : { zh: '基准日', en: 'the day of the question' },
    );
  if (undated)
    notes.push({ zh: `${rounding.number(undated)} 条无日期`, en: `${rounding.number(undated)} without a date` });
  const more = { zh: notes.map(({ zh }) => zh).join('；'), en: notes.map(({ en }) => en).join('; ') };
  return { day, words: notes.length ? t({ zh: `${day}（${more.zh}）`, en: `${day} (${more.en})` }) : day };
};
