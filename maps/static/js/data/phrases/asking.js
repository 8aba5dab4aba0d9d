/* From a reading to questions: its conditions written into the question of a collection, in place of what it asked of the same fields. */

import { emptyQuery } from '../../base/state.js';
import { t } from '../../base/words.js';
import * as questions from '../questions.js';

/** Whether a condition is asked of a collection. @param {Condition} condition @param {string} id */
export const asks = (condition, id) =>
  condition.near !== null || condition.key === 'text' || condition.asks.some((ask) => ask.id === id);

/** @param {Question} query @param {string} id @param {Condition[]} conditions */
export function write(query, id, conditions) {
  for (const condition of conditions) {
    if (condition.near) query.near = condition.near;
    else if (condition.key === 'text') query.q = condition.text;
    for (const { field, values, low, high } of condition.asks.filter((ask) => ask.id === id)) {
      if (values.length) questions.choose(query, field, values);
      else questions.confine(query, field, low, high);
    }
  }
  return query;
}

/** The question of a collection that conditions alone ask. @param {string} id @param {Condition[]} conditions */
export const alone = (id, conditions) => write(emptyQuery(), id, conditions);

/** The question of a collection with conditions beside what it asks already. @param {string} id @param {Condition[]} conditions */
export const beside = (id, conditions) => write(questions.of(id), id, conditions);

/** A condition in a few letters, as it is asked of a collection. @param {Condition} condition @param {string} id */
export function brief(condition, id) {
  const { near, key, text, asks: all } = condition;
  if (near) return questions.nearBrief(near);
  if (key === 'text') return t({ zh: `含有“${text}”`, en: `containing “${text}”` });
  const ask = all.find((one) => one.id === id) ?? all[0];
  return questions.briefOf(alone(ask.id, [condition]), ask.field) ?? '';
}
