/* What the list and the table have in common: what they read, their tabs, what stands where there are no rows, and the next page of a large layer. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { listLayer } from '../data/actions.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import { touched } from '../page/panels.js';
import { toast } from '../page/shell.js';
import * as floorsHead from './floors_head.js';
import * as notices from './list_notices.js';

/** What both are painted again for. */
export const READS = [
  'mode',
  'list',
  'table',
  'results',
  'active',
  'sort',
  'basket',
  'selected',
  'unit',
  'errors',
  'colourBy',
  'need',
];

/**
 * What stands in the place of the rows, under their id, for the tabs name it; null where there are rows.
 * @param {string} id
 * @param {string} place
 */
export function inPlaceOfRows(id, place) {
  const made = insteadOfRows(id);
  if (made) made.id = place;
  return made;
}

/** What went wrong, what is awaited, or that nothing was found. @param {string} id */
function insteadOfRows(id) {
  const mistake = state.errors[id];
  if (mistake) return notices.errorBox(id, mistake);
  if (source.isLate(id)) return notices.greyRows();
  const shown = state.results[id];
  if (!shown) return notices.loading();
  notices.arrived();
  return shown.matched ? null : (floorsHead.instead(id) ?? notices.empty(id));
}

/** A tab a collection, with how many were found. @param {string} id @param {string} controls @param {() => void} left */
export function listTabs(id, controls, left) {
  const tabs = questions.stock().map((one) =>
    el(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        id: `${controls}-tab-${one.id}`,
        'data-key': `tab-${one.id}`,
        'aria-selected': String(one.id === id),
        'aria-controls': controls,
        onclick: () => {
          left();
          listLayer(one.id);
        },
      },
      v.short(one),
      ' ',
      el('span', {}, state.results?.[one.id] ? number(state.results[one.id].matched) : ''),
    ),
  );
  return el('div', { class: 'tabs-line', role: 'tablist' }, ...tabs);
}

/** The answer whose next page was not to be had. @type {Result | null} */
let failedAfter = null;

/** Whether the page after an answer could not be had. @param {Result} result */
export const hasFailed = (result) => failedAfter === result;

/** Ask again by hand for the page that failed. @param {Result} result */
export function again(result) {
  failedAfter = null;
  onward(result);
}

/** The next page of a large layer; after a failure it is asked for by hand. @param {Result | null} result */
export function onward(result) {
  if (!result?.next || failedAfter === result) return;
  source.more(questions.active()).catch((mistake) => {
    failedAfter = result;
    toast(String(mistake.said ?? mistake.message));
    touched(['list']);
  });
}
