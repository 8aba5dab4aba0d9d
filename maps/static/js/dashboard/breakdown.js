/* Floors from idle to landed by park, kind or owner: a bar a row, or the same as a table. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { t } from '../base/words.js';
import { state } from '../base/state.js';
import { lookAt, stock } from '../data/stock_report.js';
import { walk } from '../page/svg_marks.js';
import * as widgets from '../page/widgets.js';
import { cardHead } from './card_head.js';
import * as figures from './figures.js';
import { opener } from './opening.js';
import * as stacked from './stacked.js';
import { key, titleOf } from './strip.js';

/** @typedef {Answers['Breakdown']} Breakdown */
/** @typedef {Answers['Row']} Row */

const HEIGHT = 18;

export const paint = () => (stock.report?.floors ?? []).filter(({ breakdowns }) => breakdowns.length).map(card);

/** @param {Answers['Pipeline']} one */
function card({ collection, breakdowns }) {
  const { by: chosen, table: isTable } = state.stock;
  const current = breakdowns.find(({ by }) => by === chosen) ?? breakdowns[0];
  const several = (stock.report?.floors.length ?? 0) > 1;
  return [
    cardHead(
      'floors',
      several ? titleOf(collection) : '',
      widgets.segments(
        t({ zh: '按什么分', en: 'By' }),
        breakdowns.map((one) => ({ id: one.by, text: t({ zh: `按${one.zh}`, en: `by ${one.en}` }) })),
        current.by,
        (by) => lookAt({ by: by === breakdowns[0].by ? null : by }),
      ),
      el('span', { class: 'push' }),
      widgets.segments(
        t({ zh: '图或表', en: 'Chart or table' }),
        [
          { id: 'chart', text: t({ zh: '图', en: 'Chart' }) },
          { id: 'table', text: t({ zh: '表', en: 'Table' }) },
        ],
        isTable ? 'table' : 'chart',
        (id) => lookAt({ table: id === 'table' }),
      ),
    ),
    isTable ? table(collection, current) : chart(collection, current),
    current.more ? more(current) : null,
  ];
}

/** @param {Breakdown} by */
export const more = ({ more: count }) =>
  el(
    'p',
    { class: 'dash-foot meta' },
    t({ zh: `另有 ${number(count)} 项未列`, en: `${number(count)} more not listed` }),
  );

/** @param {string} collection @param {Breakdown} by */
const measured = (collection, by) =>
  figures.measure(
    collection,
    by.rows.map(({ total }) => total),
  );

/** @param {string} collection @param {Breakdown} by @param {boolean} [still] */
export function chart(collection, by, still = false) {
  const how = measured(collection, by);
  const scale = stacked.widths(Math.max(0, ...by.rows.map(({ total }) => how.of(total))));
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col' }, t(by)),
    el(
      'th',
      { class: 'dash-plot' },
      stacked.axis(scale, (at) => number(at, 1)),
      el('span', { class: 'offscreen' }, t(STATES)),
    ),
    el('th', { scope: 'col', class: 'num' }, how.label),
  );
  const rows = by.rows.map((row, n) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row', title: t(row) }, t(row)),
      el(
        'td',
        { class: 'dash-plot' },
        stacked.bar({
          states: row.states,
          how,
          scale,
          height: HEIGHT,
          words: (figure) => figures.joined(row, figure),
          ticked: true,
          still,
        }),
      ),
      el('td', { class: 'num' }, totalOf(row, how, `row-${by.by}-${n}`, still)),
    ),
  );
  return el(
    'div',
    {
      class: 'dash-scroll',
      role: 'group',
      tabindex: still ? null : '0',
      'data-scroll': `dash-${by.by}`,
      'data-key': `dash-chart-${by.by}`,
      'aria-label': t({
        zh: `按${by.zh}：方向键逐段，回车打开清单`,
        en: `By ${by.en}: arrows go from part to part, Enter opens its list`,
      }),
      onkeydown: still ? null : walk,
    },
    el('table', { class: 'dash-table dash-chart' }, el('thead', {}, head), el('tbody', {}, ...rows)),
    legend(by),
  );
}

const STATES = { zh: '各状态', en: 'states' };

/** @param {Row} row @param {figures.Measure} how @param {string} name @param {boolean} still */
function totalOf(row, how, name, still) {
  const shown = row.total.area_m2 === null ? figures.counted(row.total) : figures.amount(how, row.total);
  return still ? shown : opener(row.total, figures.wordsOf(row), name, shown);
}

/** The states that the bars are made of. @param {Breakdown} by */
function legend({ rows }) {
  const states = rows[0]?.states.filter((_, n) => rows.some((row) => row.states[n].count)) ?? [];
  return el('p', { class: 'dash-legend' }, ...states.map((figure) => el('span', {}, key(figure), t(figure))));
}

/** The same in figures. @param {string} collection @param {Breakdown} by @param {boolean} [still] */
export function table(collection, by, still = false) {
  const how = measured(collection, by);
  // Paper has no room for states that nothing is in.
  const places = (by.rows[0]?.states ?? []).map((_, at) => at);
  const shownPlaces = places.filter((at) => !still || by.rows.some((row) => row.states[at].count));
  /** @param {Answers['Figure']} figure @param {Words} words @param {string} name */
  const cell = (figure, words, name) => {
    const shown = figure.count
      ? `${figure.area_m2 === null ? '' : `${figures.amount(how, figure)} · `}${number(figure.count)}`
      : '0';
    return el('td', { class: 'num' }, still ? shown : opener(figure, words, name, shown));
  };
  return el(
    'div',
    { class: 'dash-scroll', tabindex: still ? null : '0', role: 'group', 'aria-label': t(by) },
    el(
      'table',
      { class: 'dash-table' },
      el('caption', { class: 'meta' }, captionOf(collection, how)),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, t(by)),
          ...shownPlaces.map((at) => el('th', { scope: 'col', class: 'num' }, t(by.rows[0].states[at]))),
          el('th', { scope: 'col', class: 'num' }, t({ zh: '合计', en: 'in all' })),
        ),
      ),
      el(
        'tbody',
        {},
        ...by.rows.map((row, n) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, t(row)),
            ...shownPlaces.map((at) =>
              cell(row.states[at], figures.joined(row, row.states[at]), `cell-${by.by}-${n}-${at}`),
            ),
            cell(row.total, figures.wordsOf(row), `cell-${by.by}-${n}-all`),
          ),
        ),
      ),
    ),
  );
}

/** @param {string} collection @param {figures.Measure} how */
const captionOf = (collection, how) => {
  const noun = t(stock.report?.layers.find((one) => one.collection === collection)?.noun ?? '');
  return how.label === noun ? noun : `${how.label} · ${noun}`;
};
