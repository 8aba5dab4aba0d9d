/* Land by its status, in the patterns of the map, and what lies idle by its clock. */

import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { stock } from '../data/stock_report.js';
import * as idleClock from '../find/idle_clock.js';
import { aside, cardHead } from './card_head.js';
import * as figures from './figures.js';
import { opener } from './opening.js';
import * as stacked from './stacked.js';
import { titleOf } from './strip.js';

/** @typedef {Answers['Figure']} Figure */
/** @typedef {Answers['Land']} Land */

/** How the states of the clock are coloured: as the clock of a card. @type {Record<string, ClockSpan['tone']>} */
const TONES = {
  under_one_year: 'waiting',
  one_year: 'late',
  two_years: 'over',
  stopped_under_one_year: 'waiting',
  stopped_suspected: 'late',
  cause_to_check: 'late',
};
/** States that rest on what is not known. */
const DOUBTFUL = new Set(['cause_to_check', 'shares_to_check', 'stop_to_check', 'due_to_check']);

const isSeveral = () => (stock.report?.land.length ?? 0) > 1;

/** @param {Land} land */
const layerOf = ({ collection }) => (isSeveral() ? titleOf(collection) : '');

export const paintStatuses = () =>
  (stock.report?.land ?? []).map((land) => [
    cardHead('land', layerOf(land), aside(figures.measure(land.collection, land.statuses).label)),
    statuses(land),
  ]);

export const paintClock = () =>
  (stock.report?.land ?? [])
    .filter((land) => land.clock.length)
    .map((land) => [
      cardHead(
        'clock',
        layerOf(land),
        aside(figures.measure(land.collection, land.clock).label),
        land.suspected ? el('span', { class: 'push' }, suspected(land.suspected, land.collection)) : null,
      ),
      clock(land),
      el(
        'p',
        { class: 'dash-foot meta' },
        t({ zh: '疑似闲置，以主管部门认定为准', en: 'Suspected only; the bureau decides' }),
      ),
    ]);

/** @param {Figure} figure @param {string} collection @param {boolean} [still] */
export function suspected(figure, collection, still = false) {
  const shown = t({
    zh: `疑似闲置 ${figures.counted(figure)}`,
    en: `${figures.counted(figure)} suspected idle`,
  });
  return still ? shown : opener(figure, figures.wordsOf(figure), `suspected-${collection}`, shown);
}

/** @param {Land} land @param {boolean} [still] */
export function statuses({ collection, statuses: states }, still = false) {
  const field = schema.role(collection, 'status');
  return rows({
    collection,
    states,
    name: 'status',
    still,
    swatch: (figure, fat) => {
      const symbol = v.code(field, figure.key)?.symbol ?? null;
      return symbol ? v.swatch(symbol) : plain(figure.key === null || fat ? null : 'plot');
    },
  });
}

/** @param {Land} land @param {boolean} [still] */
export function clock({ collection, clock: states }, still = false) {
  return rows({
    collection,
    states,
    name: 'clock',
    still,
    swatch: ({ key }) => {
      if (key !== 'cause_to_check' && DOUBTFUL.has(key ?? '')) return plain(null);
      const box = plain('plot');
      box.style.background = idleClock.colourOf(collection, TONES[key ?? ''] ?? 'quiet');
      if (key === 'cause_to_check') box.classList.add('dashed');
      return box;
    },
  });
}

/** A box without a code's colours; of what is to be checked with dashes. @param {'plot' | null} kind */
const plain = (kind) => el('i', { class: kind ? 'swatch' : 'swatch doubtful', 'aria-hidden': 'true' });

/**
 * Figures under one another, each with a bar: those that count something.
 * @param {{ collection: string, states: Figure[], name: string, still: boolean, swatch: (figure: Figure, fat: boolean) => HTMLElement }} made
 */
function rows({ collection, states, name, still, swatch }) {
  const how = figures.measure(collection, states);
  const shown = figures.counting(states);
  if (!shown.length) return el('p', { class: 'dash-empty meta' }, t({ zh: '没有', en: 'None' }));
  const scale = stacked.widths(Math.max(...shown.map(how.of)), false);
  return el(
    'table',
    { class: `dash-table dash-lines of-${name}` },
    el(
      'tbody',
      {},
      ...shown.map((figure) => {
        const fat = swatch(figure, true);
        fat.classList.add('dash-fat');
        fat.style.width = `${Math.max(scale(how.of(figure)), 1)}%`;
        const area = figure.area_m2 === null ? '' : `${figures.amount(how, figure)} `;
        const said = [el('b', {}, area), area ? '· ' : '', figures.counted(figure)];
        return el(
          'tr',
          {},
          el('th', { scope: 'row' }, swatch(figure, false), v.capital(t(figure))),
          el('td', { class: 'dash-plot' }, fat),
          el(
            'td',
            { class: 'num' },
            still ? said : opener(figure, figures.wordsOf(figure), `${name}-${collection}-${figure.key}`, said),
          ),
        );
      }),
    ),
  );
}
