/* Facets of texts with many values: a search box, the most frequent first, and how many more there are; large layers ask the service. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { t } from '../base/words.js';
import { parameters } from '../data/parameters.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import * as facets from './facets.js';

const PAGE = 8;
const MOST = 1000;
const PAUSE = 200;

/**
 * What a field's box holds: the text in it, what was asked for last, and its answer.
 * @typedef {object} Seeking
 * @property {string} text
 * @property {number} limit how many values are listed
 * @property {string | null} asked
 * @property {Answers['Distinct'] | null} found
 * @property {Mistake | null} failed
 * @property {ReturnType<typeof setTimeout> | undefined} timer
 */

/** @type {Map<string, Seeking>} */
const kept = new Map();

/** @returns {Seeking} */
const fresh = () => ({ text: '', limit: PAGE, asked: null, found: null, failed: null, timer: undefined });

/** @param {string} id @param {Field} field */
function of(id, field) {
  const key = `${id}-${field.name}`;
  const seeking = kept.get(key) ?? fresh();
  kept.set(key, seeking);
  return seeking;
}

/**
 * Ask again where the question or the text is another; a later answer never overwrites one that was asked after it.
 * @param {string} id
 * @param {Field} field
 */
function answer(id, field) {
  const one = of(id, field);
  const asked = `${parameters(id)}|${one.text}|${one.limit}`;
  if (one.asked === asked) return one;
  one.asked = asked;
  source
    .distinct(id, field, one.text, one.limit)
    .then((found) => {
      if (one.asked !== asked) return;
      Object.assign(one, { found, failed: null });
      facets.refresh();
    })
    .catch((failed) => {
      if (one.asked === asked) {
        one.failed = failed;
        facets.refresh();
      }
    });
  return one;
}

/** @param {string} id @param {Field} field @param {string} text */
function typed(id, field, text) {
  const one = of(id, field);
  clearTimeout(one.timer);
  one.timer = setTimeout(() => {
    one.text = text;
    one.limit = PAGE;
    facets.refresh();
  }, PAUSE);
}

/** The box and the values that it finds. @param {string} id @param {Field} field */
export function body(id, field) {
  const one = answer(id, field);
  const chosen = questions.chosen(questions.of(id), field).map(String);
  const listed = one.found?.values ?? [];
  const here = new Set(listed.map((group) => group.value));
  const absent = chosen
    .filter((value) => !here.has(value))
    .map((value) => ({ value, zh: value, en: value, count: null, available: null }));
  const rows = [...absent, ...listed].map((group) => row(id, field, group, chosen));
  const box = facets.seek(field, {
    key: `sought-${id}-${field.name}`,
    text: one.text,
    typed: (text) => typed(id, field, text),
  });
  return el('div', {}, box, ...rows, note(one), facets.orUnknown(id, field));
}

/**
 * A value to tick; one that is chosen and not listed has no counts.
 * @param {string} id
 * @param {Field} field
 * @param {Words & { value: string | null, count: number | null, available: number | null }} group
 * @param {string[]} chosen
 */
function row(id, field, group, chosen) {
  const value = String(group.value);
  return facets.option({
    key: `${id}-${field.name}-${value}`,
    label: t(group),
    checked: chosen.includes(value),
    none: group.count === 0,
    tally: group.count === null ? '' : number(group.count || (group.available ?? 0)),
    change: (on) =>
      questions.edit(id, (query) => {
        const others = questions.chosen(query, field).filter((other) => String(other) !== value);
        questions.choose(query, field, on ? [...others, value] : others);
      }),
  });
}

/** @param {Seeking} one */
function note(one) {
  if (one.failed) return el('p', { class: 'note', role: 'alert' }, String(one.failed.said ?? one.failed.message));
  if (!one.found) return el('p', { class: 'note' }, t({ zh: '正在统计…', en: 'Counting…' }));
  const { matched, more } = one.found;
  if (!matched)
    return el(
      'p',
      { class: 'note' },
      one.text.trim()
        ? t({ zh: '没有含此文字的值', en: 'No value contains this' })
        : t({ zh: '没有已知的值', en: 'No known value' }),
    );
  if (!more) return null;
  const next = Math.min(more, 20);
  return one.limit >= MOST
    ? el(
        'p',
        { class: 'note' },
        t({ zh: `还有 ${number(more)} 个，请输入文字查找`, en: `${number(more)} more: type to find them` }),
      )
    : el(
        'button',
        {
          type: 'button',
          class: 'link',
          'data-key': 'more-values',
          onclick: () => {
            one.limit = Math.min(MOST, one.limit + 20);
            facets.refresh();
          },
        },
        t(
          more > next
            ? { zh: `再列 ${next} 个（还有 ${number(more)} 个）`, en: `${next} more of ${number(more)}` }
            : { zh: `还有 ${next} 个`, en: `${next} more` },
        ),
      );
}

/** How many values each field has in the whole layer; null until it is known. @type {Map<string, Record<string, number> | null>} */
const spreads = new Map();

/**
 * Fields worth a search: several values, and few enough that most are shared; a number that each feature has for itself is none.
 * @param {string} id
 */
export function fields(id) {
  if (!spreads.has(id)) {
    spreads.set(id, null);
    source.spread(id).then((spread) => {
      spreads.set(id, spread);
      facets.refresh();
    });
  }
  const spread = spreads.get(id) ?? {};
  const total = facets.result(id)?.total ?? 0;
  return schema.collection(id).fields.filter((field) => spread[field.name] > 1 && spread[field.name] <= total / 2);
}
