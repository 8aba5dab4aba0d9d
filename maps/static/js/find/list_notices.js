/* What stands in the list's place, or after its rows: being read, failed, nothing found, more to come. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { THIN, UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { PATIENCE } from '../base/waiting.js';
import { quoted, t } from '../base/words.js';
import * as ways from '../data/ways_out.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import { failure, touched } from '../page/panels.js';

/** Ways out that are offered at once. */
const SHOWN = 2;
let waitingSince = 0;

/** What was waited for is here. */
export function arrived() {
  waitingSince = 0;
}

/** Nothing at first, then rows without text. */
export function loading() {
  waitingSince ||= Date.now();
  if (Date.now() - waitingSince < PATIENCE) {
    setTimeout(() => touched(['list']), PATIENCE);
    return el('div', { class: 'scroll' });
  }
  return greyRows();
}

/** Rows without text, where some will stand. */
export const greyRows = () =>
  el(
    'div',
    {
      class: 'scroll',
      role: 'status',
      'aria-busy': 'true',
      'aria-label': t({ zh: '正在读取', en: 'Loading' }),
    },
    ...Array.from({ length: 9 }, () => el('div', { class: 'skeleton', 'aria-hidden': 'true' })),
  );

/** @param {string} id @param {Mistake} mistake */
export function errorBox(id, mistake) {
  return el(
    'div',
    { class: 'scroll' },
    failure(
      t({
        zh: `“${t(schema.collection(id).title)}”没有查到；原来的图和筛选都保留着。`,
        en: `${t(schema.collection(id).title)}: the query failed; map and filter are kept.`,
      }),
      mistake,
      () => source.run(id),
    ),
  );
}

/**
 * How many rows are still to come; `again` asks for them by hand where that has failed.
 * @param {Result} result
 * @param {(() => void) | null} again
 */
export function rest(result, again) {
  const hidden = result.matched - result.rows.length;
  if (hidden <= 0) return null;
  return el(
    'div',
    { class: 'padded' },
    el(
      'p',
      { class: 'note' },
      t({
        zh: `已列 ${number(result.rows.length)} 条，还有 ${number(hidden)} 条。`,
        en: `${number(result.rows.length)} listed, ${number(hidden)} more.`,
      }),
    ),
    again
      ? el(
          'button',
          {
            type: 'button',
            class: 'button',
            'data-key': 'more-rows',
            onclick: again,
          },
          t({ zh: '再列一页', en: 'List more' }),
        )
      : null,
  );
}

/** Nothing found: which rule emptied it, and the nearest ways out. @param {string} id */
export function empty(id) {
  const step = questions.emptiedBy(id);
  const words = step ? questions.stepWords(step) : null;
  const noun = t(schema.collection(id).noun);
  return el(
    'div',
    { class: 'scroll' },
    el(
      'div',
      { class: 'empty', role: 'status' },
      el('b', {}, t({ zh: `没有符合的${t(schema.collection(id).title)}`, en: `No ${v.noun(id, 0)} found` })),
      step
        ? t({
            zh: `到${quoted(words ?? '')}这一条时剩 0 ${noun}，此前还有 ${number(step.removed)} ${noun}。`,
            en: `${quoted(words ?? '')} left none of the ${number(step.removed)} found before it.`,
          })
        : t({ zh: '这个图层没有数据。', en: 'This layer is empty.' }),
      step ? actions(id, step) : null,
    ),
  );
}

/** @param {string} key @param {string} text @param {() => void} run */
const way = (key, text, run, primary = false) =>
  el('button', { type: 'button', class: primary ? 'button primary' : 'button', 'data-key': key, onclick: run }, text);

/** What a smaller question would find: a bound moved to the nearest thing first, then a rule dropped. @param {string} id @param {Step} step the rule that left nothing */
function actions(id, step) {
  const offered = ways.waysOut(id);
  const bound = offered?.find((one) => one.bound)?.bound ?? null;
  const dropped = (offered ?? []).slice(0, SHOWN).map((one) => dropping(id, one));
  return [
    bound ? el('p', {}, boundWords(id, bound)) : null,
    offered && !offered.length
      ? el(
          'p',
          {},
          t({
            zh: '单去掉任何一条都不够，要同时放宽几条。',
            en: 'Dropping one rule is not enough: several would have to give.',
          }),
        )
      : null,
    el(
      'div',
      { class: 'actions' },
      bound ? moving(id, bound) : null,
      ...dropped.map(({ key, text, run }, n) => way(key, text, run, !bound && !n)),
      offered?.length
        ? null
        : way('drop-emptying', dropWords(), () => questions.drop({ ids: [{ id, key: step.key }] }), !offered),
      step.unknown
        ? way('let-unknown', t({ zh: `含待核实（${step.unknown}）`, en: `Or unknown (${step.unknown})` }), () =>
            questions.edit(id, (query) => {
              query.or_unknown.push(step.key);
            }),
          )
        : null,
      questions.undoable() ? way('undo-emptying', t({ zh: '撤销', en: 'Undo' }), questions.undo) : null,
    ),
  ];
}

const dropWords = () => t({ zh: '去掉这一条', en: 'Drop this rule' });

/** @param {string} id @param {ways.WayOut} one */
function dropping(id, { key, words, count }) {
  const said = `${number(count)} ${v.noun(id, count)}`;
  return {
    key: `drop-way-${key}`,
    text: t({ zh: `去掉${quoted(words.zh)}：得 ${said}`, en: `Drop ${quoted(words.en)}: ${said}` }),
    run: () => questions.drop({ ids: [{ id, key }] }),
  };
}

/** A figure in the unit on screen, or a day. @param {Field} field @param {number | string} value */
function measured(field, value) {
  if (typeof value !== 'number') return value;
  const unit = field.land ? UNITS[state.unit] : null;
  const tail = unit ? t(unit) : v.unitWords(field);
  return `${number(unit ? value / unit.m2 : value, 2)}${tail ? `${THIN}${tail}` : ''}`;
}

/** @param {ways.Bound} bound */
const boundText = ({ field, end, to }) => `${end ? '≤' : '≥'} ${measured(field, to)}`;

/** @param {string} id @param {ways.Bound} bound */
function boundWords(id, { field, value }) {
  const said = measured(field, value);
  return t({
    zh: `其余条件不变，最近的一${t(schema.collection(id).noun)}，${v.title(field)}为 ${said}。`,
    en: `With the other rules as they are, the nearest has ${v.title(field).toLowerCase()} of ${said}.`,
  });
}

/** @param {string} id @param {ways.Bound} bound */
function moving(id, bound) {
  const { field, end, to, count } = bound;
  const said = `${number(count)} ${v.noun(id, count)}`;
  return way(
    'move-bound',
    t({ zh: `改为 ${boundText(bound)}：得 ${said}`, en: `Make it ${boundText(bound)}: ${said}` }),
    () =>
      questions.edit(id, (query) => {
        const [low, high] = questions.range(query, field);
        questions.confine(query, field, end ? low : to, end ? to : high);
      }),
    true,
  );
}
