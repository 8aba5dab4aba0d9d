/* The conditions at work as chips in the search box: each opens its editor, each is dropped by its cross. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { number } from '../base/rounding.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import { phone, showOver } from '../page/sheet.js';
import * as chipEditor from './chip_editor.js';
import { widthOf } from './letters.js';

/** @typedef {ReturnType<typeof questions.rules>[number]} Rule */

/** Pixels of the box that chips leave to what is typed. */
const TYPING = 150;
/** What a chip has beside its words, and the longest words that it shows. */
const [EDGES, LONGEST] = [42, 158];
/** The button that leads to those without room. */
const MORE = 36;

/** The chips of a box. @param {HTMLElement} box */
export function chips(box) {
  const rules = state.mode === 'find' ? questions.rules() : [];
  const shown = phone.matches ? rules : fitting(rules, box);
  const hidden = rules.filter((rule) => !shown.includes(rule));
  const filter = el(
    'button',
    {
      type: 'button',
      class: 'query-chip filter only-phone',
      'data-key': 'chip-filter',
      onclick: showOver,
    },
    icon('filter'),
    rules.length ? String(rules.length) : t({ zh: '筛选', en: 'Filter' }),
  );
  return [
    state.mode === 'find' ? el('div', { role: 'listitem' }, filter) : null,
    ...shown.map(chip),
    hidden.length ? el('span', { role: 'listitem' }, more(hidden)) : null,
  ];
}

/** @param {Rule} rule */
const chipWidth = (rule) =>
  EDGES + Math.min(LONGEST, widthOf(rule.brief, 12, 6.8)) + widthOf(` ${number(effectOf(rule).left)}`, 12, 6.8);

/** What a rule does to the collection that the list shows, else to the first that has it. @param {Rule} rule */
const effectOf = ({ effects }) => effects.find(({ id }) => id === questions.active()) ?? effects[0];

/** What each collection loses by a rule, and keeps. @param {Rule} rule */
const effectWords = ({ effects }) =>
  effects
    .map(({ id, removed, left }) =>
      t({
        zh: `去掉 ${number(removed)} ${v.noun(id)}，余 ${number(left)} ${v.noun(id)}`,
        en: `takes away ${number(removed)}, leaves ${number(left)} ${v.noun(id, left)}`,
      }),
    )
    .join(t({ zh: '；', en: '; ' }));

/** As many chips as leave room to type, by a rough width of their letters: the widest give way first. @param {Rule[]} rules @param {HTMLElement} box */
function fitting(rules, box) {
  const room = box.clientWidth - TYPING;
  const widest = [...rules].sort((a, b) => chipWidth(b) - chipWidth(a));
  let taken = rules.reduce((sum, rule) => sum + chipWidth(rule), 0);
  let count = 0;
  while (count < widest.length && taken + (count ? MORE : 0) > room) {
    taken -= chipWidth(widest[count]);
    count += 1;
  }
  const hidden = new Set(widest.slice(0, count));
  return rules.filter((rule) => !hidden.has(rule));
}

/** Those that have no room, in a list of their own. @param {Rule[]} hidden */
function more(hidden) {
  const words = hidden.map((rule) => rule.words).join('\n');
  const keys = new Set(hidden.map((rule) => rule.key));
  const label = t({ zh: `另外 ${hidden.length} 个条件`, en: `${hidden.length} more conditions` });
  return el(
    'button',
    {
      type: 'button',
      class: 'query-chip more',
      'data-key': 'chips-more',
      'aria-label': label,
      'aria-haspopup': 'dialog',
      title: words,
      onclick: () =>
        chipEditor.list(label, () =>
          questions
            .rules()
            .filter((rule) => keys.has(rule.key))
            .map(chip),
        ),
    },
    `+${hidden.length}`,
  );
}

/** @param {Rule} rule */
function chip(rule) {
  const key = `chip-${rule.ids.map(({ id }) => id).join('-')}-${rule.key}`;
  const drop = t({ zh: `去掉条件：${rule.words}`, en: `Drop: ${rule.words}` });
  const effect = effectWords(rule);
  return el(
    'span',
    { class: 'query-chip', role: 'listitem', title: `${rule.words}\n${effect}` },
    el(
      'button',
      {
        type: 'button',
        class: 'name',
        'data-key': key,
        'aria-label': t({ zh: `修改条件：${rule.words}（${effect}）`, en: `Edit: ${rule.words} (${effect})` }),
        'aria-haspopup': 'dialog',
        onclick: () => chipEditor.edit(rule, key),
      },
      rule.brief,
    ),
    el('span', { class: 'chip-count', 'aria-hidden': 'true' }, number(effectOf(rule).left)),
    el(
      'button',
      { type: 'button', 'aria-label': drop, 'data-key': `drop-${rule.words}`, onclick: () => questions.drop(rule) },
      icon('close'),
    ),
  );
}
