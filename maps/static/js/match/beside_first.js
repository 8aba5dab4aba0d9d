/* What one of a ranking has more and less than the first: in one line of its row, and a line a criterion where it is open. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import { differences, lead, signed } from './differences.js';
import { called, dot } from './dots.js';

/** @typedef {import('./differences.js').Scored & { rank?: number | null }} Ranked */

/** @param {Ranked} first */
const whom = (first) => t({ zh: `第 ${first.rank} 名`, en: `no. ${first.rank}` });

/** What stands in place of differences where there are none. @param {Ranked} first */
const level = (first) =>
  t({ zh: `各项得分与${whom(first)}相同`, en: `same points as ${whom(first)} on every criterion` });

/** Shown in a closed row. @param {Ranked} one @param {Ranked} first */
export function line(one, first) {
  const found = differences(one, first);
  return el(
    'span',
    { class: 'beside-first' },
    found.length ? t({ zh: `比${whom(first)} `, en: `vs ${whom(first)} ` }) : level(first),
    ...found.flatMap((each, n) => [
      n ? ' · ' : '',
      el('span', { class: 'nowrap' }, t(each), ' ', el('b', {}, signed(each.points))),
    ]),
  );
}

/**
 * Shown where it is open: a line a criterion, the largest difference first, with what either has.
 * @param {Ranked} one
 * @param {Ranked} first
 * @param {Map<string, { colour: string }>} colours by criterion
 * @param {string} name of the first
 */
export function list(one, first, colours, name) {
  const found = differences(one, first);
  return el(
    'section',
    { class: 'beside', 'data-key': 'beside-first' },
    el(
      'h4',
      {},
      t({ zh: `与${whom(first)}相比`, en: `Compared with ${whom(first)}` }),
      el('span', { class: 'meta' }, name),
      el('b', { class: 'push' }, t({ zh: `${signed(lead(one, first))} 分`, en: `${signed(lead(one, first))} points` })),
    ),
    found.length
      ? el('dl', { class: 'beside-lines' }, ...found.flatMap((each) => row(each, first, colours)))
      : el('p', {}, level(first)),
  );
}

/** @param {import('./differences.js').Difference} each @param {Ranked} first @param {Map<string, { colour: string }>} colours */
function row(each, first, colours) {
  const said = [
    each.own ? t(each.own) : '',
    each.first ? t({ zh: `${whom(first)} ${each.first.zh}`, en: `${whom(first)}: ${each.first.en}` }) : '',
  ];
  return [
    el('dt', {}, dot(colours.get(each.criterion)?.colour), called(each)),
    el('dd', { class: each.points < 0 ? 'got less' : 'got more' }, signed(each.points)),
    el('dd', {}, said.filter(Boolean).join(t({ zh: '；', en: '; ' }))),
  ];
}
