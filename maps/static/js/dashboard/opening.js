/* What a figure opens: land and floors in the list of the page, beside the map; rows of other layers in a list of their own. */

import { el } from '../base/dom.js';
import { emptyQuery, state } from '../base/state.js';
import { t } from '../base/words.js';
import { askAnew } from '../data/actions.js';
import * as questions from '../data/questions.js';
import { stock } from '../data/stock_report.js';
import * as figures from './figures.js';
import { showRows } from './row_list.js';

/** @typedef {Answers['Figure']} Figure */

/** Open the list of a figure, under what it is called. @param {Pick<Figure, 'list' | 'count'>} figure @param {Words} words */
export function openList({ list }, words) {
  const { collection, filter } = list;
  // What the page holds is of now: the list of a past day is one of its own.
  if (stock.asof || !questions.stock().some(({ id }) => id === collection)) {
    showRows(list, words);
    return;
  }
  const asked = { ...emptyQuery(), filter: filter ? { text: filter, ...figures.wordsOf(words) } : null };
  askAnew({ ...state.queries, [collection]: asked }, collection);
}

/**
 * A figure as the button that opens its list; one that counts nothing opens none.
 * @param {Figure} figure
 * @param {Words} words what its list is called
 * @param {string} key
 * @param {Child} shown
 */
export function opener(figure, words, key, shown) {
  if (!figure.count) return el('span', { class: 'dash-none' }, shown);
  const label = t({ zh: `${words.zh}：打开清单`, en: `${words.en}: open the list` });
  return el(
    'button',
    {
      type: 'button',
      class: 'dash-figure',
      'data-key': `dash-${key}`,
      title: label,
      onclick: () => openList(figure, words),
    },
    el('span', { class: 'offscreen' }, t({ zh: `${words.zh}：`, en: `${words.en}: ` })),
    shown,
  );
}
