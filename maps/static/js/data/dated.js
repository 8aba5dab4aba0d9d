/* The date at which a list stands: the newest as-of of its rows; gis.io.about has the same rule for the files of the service. */

import { config } from '../base/config.js';
import * as rounding from '../base/rounding.js';
import { t } from '../base/words.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day and the words that say it: where it comes from unless from all rows, and how many rows have none. */
export const dated = (id, rows) => {
  const collection = config.collections.find((one) => one.id === id);
  const field = collection.fields.find((one) => one.role === 'as_of');
  const days = field ? rows.map((one) => String(one.properties?.[field.name] ?? '')) : [];
  const known = days.filter((one) => DAY.test(one)).sort();
  const undated = days.length - known.length;
  const day = known.at(-1) ?? collection.as_of ?? config.as_of;
  const said = [];
  if (!known.length)
    said.push(
      collection.as_of
        ? { zh: '图层的数据日期', en: "the collection's own" }
        : { zh: '基准日', en: 'the day of the question' },
    );
  if (undated)
    said.push({ zh: `${rounding.number(undated)} 条无日期`, en: `${rounding.number(undated)} without a date` });
  const more = { zh: said.map((one) => one.zh).join('；'), en: said.map((one) => one.en).join('; ') };
  return { day, words: said.length ? t({ zh: `${day}（${more.zh}）`, en: `${day} (${more.en})` }) : day };
};
