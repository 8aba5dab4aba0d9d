/* Marks of the board: the state of a project by its sign and its words, the dot of its chain. */

import { el } from '../base/dom.js';
import { capital } from '../base/values.js';
import { t } from '../base/words.js';

/** @type {Record<PlacementState, Words & { mark: string }>} */
export const STATES = {
  placed: { zh: '落位', en: 'placed', mark: '●' },
  pinned: { zh: '钉住', en: 'pinned', mark: '◆' },
  joined: { zh: '拼地', en: 'combined', mark: '▣' },
  unplaced: { zh: '未落位', en: 'unplaced', mark: '○' },
};

/** Whether the scheme has a date to begin by, and it has not passed. @param {BoardReport | null} report */
export const isDated = (report) =>
  [...(report?.placements ?? []), ...(report?.unplaced ?? [])].some((one) => one.start?.by);

/** A state by its sign and its words; what is still to be checked says so beside it. @param {BoardRow} row */
export function state(row) {
  const { mark } = STATES[row.state];
  return el(
    'span',
    { class: `state ${row.state}` },
    el('i', { 'aria-hidden': 'true' }, mark),
    ` ${capital(t(STATES[row.state]))}`,
    row.check
      ? el(
          'span',
          { class: 'unknown', title: t({ zh: '有待核实项', en: 'Items to check' }) },
          '?',
          el('span', { class: 'offscreen' }, t({ zh: '待核实', en: 'to check' })),
        )
      : null,
  );
}

/** @param {Chain} chain */
export function dot(chain) {
  const node = el('i', { class: 'chain-dot', title: chain.words });
  node.style.background = chain.colour;
  return node;
}
