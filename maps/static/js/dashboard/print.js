/* The dashboard on paper: every figure as a table with its bar, on one sheet of A4 where it fits; readable without colour. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { t } from '../base/words.js';
import { stock } from '../data/stock_report.js';
import { printOnce, sheets } from '../find/paper.js';
import { block, foot, head } from '../find/print_parts.js';
import { TITLES } from './card_head.js';
import * as blockers from './blockers.js';
import * as breakdown from './breakdown.js';
import * as dataState from './data_state.js';
import * as land from './land.js';
import * as strip from './strip.js';

/** Pixels of a sheet's width. */
const PAPER = 701;
const HASTE = 120;

/** @param {import('../data/stock_report.js').Report} report */
function body(report) {
  return [
    ...report.floors.map((one) => strip.pipeline(one, PAPER, true)),
    ...report.floors.flatMap(({ collection, breakdowns }) =>
      breakdowns
        .filter(({ by }) => by !== 'owner')
        .map((by) =>
          block(
            { zh: `从闲置到入驻：按${by.zh}`, en: `From idle to landed, by ${by.en}` },
            breakdown.table(collection, by, true),
            by.more ? breakdown.more(by) : null,
          ),
        ),
    ),
    ...report.land.flatMap((one) => [
      block(TITLES.land, land.statuses(one, true)),
      one.clock.length
        ? block(
            TITLES.clock,
            one.suspected ? el('p', {}, land.suspected(one.suspected, one.collection, true)) : null,
            land.clock(one, true),
          )
        : null,
    ]),
    block(
      TITLES.blockers,
      report.departments.length ? blockers.table(report, true) : null,
      blockers.unknowns(report.blockers_unknown, true),
    ),
    stock.asof ? null : block(TITLES.changes, dataState.changes(report.changed, true)),
  ];
}

/** @param {import('../data/stock_report.js').Report} report */
function sheet(report) {
  const under = t({
    zh: `${pastWords('zh')}基准日 ${report.as_of} · 数据版本 ${report.inventory}`,
    en: `${pastWords('en')}as of ${report.as_of} · data version ${report.inventory}`,
  });
  return [
    head(t({ zh: '存量看板', en: 'The stock in figures' }), under),
    el(
      'div',
      { class: 'print-body print-dashboard' },
      el('div', { class: 'dash-columns' }, ...body(report)),
      block(
        TITLES.layers,
        dataState.layers(report, true),
        ...dataState.missing(report.layers, true),
        el('p', { class: 'print-words' }, sources(report)),
      ),
      foot(),
    ),
  ];
}

/** Of a past day which it is. @param {'zh' | 'en'} lang */
const pastWords = (lang) => (stock.asof ? `${strip.past(stock.asof)[lang]} · ` : '');

/** Where the figures come from. @param {import('../data/stock_report.js').Report} report */
const sources = ({ layers }) =>
  t({ zh: '来源：', en: 'Sources: ' }) +
  layers
    .map(
      ({ title, source, as_of: asOf }) =>
        `${t(title)} ${t(source)} ${asOf ?? t({ zh: '日期待核实', en: 'date to check' })}`,
    )
    .join(t({ zh: '；', en: '; ' }));

function fill() {
  const root = document.getElementById('ls-print');
  if (root && stock.report) root.replaceChildren(...sheet(stock.report));
}

sheets.set('dashboard', () => {
  fill();
  return stock.report ? [] : null;
});
on('print-dashboard', () => printOnce(fill, HASTE));
