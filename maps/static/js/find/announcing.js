/* Counts said aloud: what a change of the filter found, in one sentence, once the answers have come to rest. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { number } from '../base/rounding.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';

const REST = 700;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const region = el('p', { id: 'ls-count-said', class: 'offscreen', role: 'status', 'aria-live': 'polite' });
document.body.append(region);

/** What was found of land and of floors; null until every answer is there. */
export function foundWords() {
  const counts = questions.stock().map((one) => {
    const result = state.results?.[one.id];
    return result ? `${number(result.matched)} ${v.noun(one.id, result.matched)}` : null;
  });
  if (!counts.length || counts.includes(null)) return null;
  return `${t({ zh: '找到 ', en: 'Found ' })}${counts.join(t({ zh: '，', en: ', ' }))}${t({ zh: '。', en: '.' })}`;
}

function say() {
  const words = state.mode === 'find' ? foundWords() : null;
  if (words !== null && words !== region.textContent) region.textContent = words;
}

on('change', (changed) => {
  if (!changed.has('results')) return;
  clearTimeout(timer);
  timer = setTimeout(say, REST);
});
