/* What a typed text is read as, below the box: a chip a condition with its count, what was not understood, and the sum. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as asking from '../data/phrases/asking.js';
import * as questions from '../data/questions.js';
import { countOf, forgetWanted } from './reading_counts.js';

/** @param {Reading} reading @param {() => void} arrived */
export function view(reading, arrived) {
  forgetWanted();
  const { conditions, unknown, notes } = reading;
  if (!conditions.length && !unknown.length && !notes.length) return null;
  const id = reading.active ?? questions.active();
  const made = conditions.map((condition) => chip(condition, id, arrived));
  return el(
    'div',
    { class: 'reading' },
    made.length
      ? el('div', { class: 'reading-chips', role: 'list', 'aria-label': t({ zh: '读作', en: 'Read as' }) }, ...made)
      : null,
    el('div', { role: 'status' }, ...lines(unknown, notes), sum(reading, arrived)),
  );
}

/** @param {Condition} condition @param {string} preferred @param {() => void} arrived */
function chip(condition, preferred, arrived) {
  const id = asking.asks(condition, preferred) ? preferred : condition.asks[0].id;
  const count = countOf(id, asking.alone(id, [condition]), arrived);
  return el(
    'span',
    { class: 'reading-chip', role: 'listitem' },
    el('b', {}, v.capital(asking.brief(condition, id))),
    ...condition.notes.map((note) => el('span', {}, t(note))),
    count === null ? null : el('span', { class: 'meta' }, counted(id, count)),
  );
}

/** @param {string} id @param {number} count */
const counted = (id, count) => t({ zh: `${number(count)} ${v.noun(id)}`, en: `${number(count)} ${v.noun(id, count)}` });

/** @param {string[]} unknown @param {Words[]} notes */
function lines(unknown, notes) {
  const words = unknown.map((word) => t({ zh: `“${word}”`, en: `“${word}”` })).join(t({ zh: '、', en: ', ' }));
  return [
    ...notes.map((note) => el('p', { class: 'note' }, t(note))),
    words ? el('p', { class: 'not-read' }, t({ zh: `不认识：${words}`, en: `Not understood: ${words}` })) : null,
  ];
}

/** What is left with all of it and with what is asked already. @param {Reading} reading @param {() => void} arrived */
function sum({ conditions }, arrived) {
  const asked = questions.stock().filter(({ id }) => conditions.some((one) => asking.asks(one, id)));
  const counts = asked.flatMap(({ id }) => {
    const count = countOf(id, asking.beside(id, conditions), arrived);
    if (count === null) return [];
    const words = counted(id, count);
    return [t({ zh: `${v.short(schema.collection(id))} ${words}`, en: words })];
  });
  if (!counts.length) return null;
  const all = counts.join(t({ zh: '，', en: ', ' }));
  return el('p', { class: 'reading-sum' }, t({ zh: `一起查：${all}`, en: `Together: ${all}` }));
}
