/* What stands in the list's place, or after its rows: being read, failed, nothing found, more to come. */

import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { quoted, t } from '../base/words.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import { failure, touched } from '../page/shell.js';

const PATIENCE = 300;
let waitingSince = 0;

/** What was waited for is here. */
export function arrived() {
  waitingSince = 0;
}

/** Nothing at first, then rows without text. @param {HTMLElement} root */
export function loading(root) {
  waitingSince ||= Date.now();
  if (Date.now() - waitingSince < PATIENCE) {
    setTimeout(() => touched(['list']), PATIENCE);
    return el('div', { class: 'scroll' });
  }
  root.setAttribute('aria-busy', 'true');
  return el(
    'div',
    { class: 'scroll', id: 'ls-rows', role: 'status', 'aria-label': t({ zh: '正在读取', en: 'Loading' }) },
    ...Array.from({ length: 9 }, () => el('div', { class: 'skeleton', 'aria-hidden': 'true' })),
  );
}

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
        zh: `已列 ${v.number(result.rows.length)} 条，还有 ${v.number(hidden)} 条。`,
        en: `${v.number(result.rows.length)} listed, ${v.number(hidden)} more.`,
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

/** Nothing found: which rule emptied it, and a way to drop that rule. @param {string} id */
export function empty(id) {
  const step = questions.emptiedBy(id);
  const words = step ? questions.stepWords(step) : null;
  const noun = t(schema.collection(id).noun);
  return el(
    'div',
    { class: 'scroll', id: 'ls-rows' },
    el(
      'div',
      { class: 'empty', role: 'status' },
      el('b', {}, t({ zh: `没有符合的${t(schema.collection(id).title)}`, en: `No ${v.noun(id, 0)} found` })),
      step
        ? t({
            zh: `到${quoted(words ?? '')}这一条时剩 0 ${noun}，此前还有 ${v.number(step.removed)} ${noun}。`,
            en: `${quoted(words ?? '')} left none of the ${v.number(step.removed)} found before it.`,
          })
        : t({ zh: '这个图层没有数据。', en: 'This layer is empty.' }),
      step
        ? el(
            'div',
            { class: 'actions' },
            el(
              'button',
              {
                type: 'button',
                class: 'button primary',
                'data-key': 'drop-emptying',
                onclick: () => questions.drop({ ids: [{ id, key: step.key }] }),
              },
              t({ zh: '去掉这一条', en: 'Drop this rule' }),
            ),
            step.unknown
              ? el(
                  'button',
                  {
                    type: 'button',
                    class: 'button',
                    onclick: () =>
                      questions.edit(id, (query) => {
                        query.or_unknown.push(step.key);
                      }),
                  },
                  t({ zh: `含待核实（${step.unknown}）`, en: `Or unknown (${step.unknown})` }),
                )
              : null,
            questions.undoable()
              ? el(
                  'button',
                  { type: 'button', class: 'button', onclick: questions.undo },
                  t({ zh: '撤销', en: 'Undo' }),
                )
              : null,
          )
        : null,
    ),
  );
}
