/* The strip on top: how much of the floors lies idle, and how far the rest has come, as one bar. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { t } from '../base/words.js';
import { served } from '../base/config.js';
import { emit } from '../base/events.js';
import { state } from '../base/state.js';
import { walk } from '../page/svg_marks.js';
import { isNewer, lookAt, stock } from '../data/stock_report.js';
import { failure } from '../page/panels.js';
import { widthOf } from '../find/letters.js';
import { TITLES } from './card_head.js';
import * as figures from './figures.js';
import { opener } from './opening.js';
import * as stacked from './stacked.js';
import { drawing } from './states.js';

/** @typedef {Answers['Pipeline']} Pipeline */

const HEIGHT = 38;
/** What a part's words have around them, in pixels. */
const EDGES = 24;

/** @param {HTMLElement} root @param {() => void} retry @returns {Child[]} */
export function paint(root, retry) {
  const { report, failed } = stock;
  return [
    el(
      'div',
      { class: 'dash-top' },
      el(
        'h1',
        { class: report && !report.floors.length ? '' : 'offscreen' },
        t({ zh: '存量看板', en: 'The stock in figures' }),
      ),
      report
        ? el('span', { class: 'meta' }, t({ zh: '点数字或图，看清单', en: 'Click a figure or a bar for its list' }))
        : null,
      ...(served() ? dayAsked() : []),
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          'data-key': 'dash-print',
          disabled: report ? null : true,
          onclick: () => emit('print-dashboard'),
        },
        icon('print'),
        t({ zh: '打印', en: 'Print' }),
      ),
    ),
    failed
      ? failure(
          report
            ? t({ zh: '看板没有更新，仍为上次的数字。', en: 'Not updated; these are the last figures:' })
            : t({ zh: '看板没有取到。', en: 'The dashboard did not arrive:' }),
          failed,
          retry,
        )
      : null,
    report && isNewer() ? newer() : null,
    ...(report?.floors ?? []).map((one) => pipeline(one, root.clientWidth)),
  ];
}

/** Of a past day, which. @param {string} day @returns {Words} */
export const past = (day) => ({ zh: `${day} 当日结束时`, en: `at the end of ${day}` });

/** The day at whose end the figures are, to choose; beside it the way back to now. */
function dayAsked() {
  const { asof } = state.stock;
  const input = el('input', {
    type: 'date',
    class: 'text-input',
    'data-key': 'dash-asof',
    value: asof ?? '',
    'aria-label': t({ zh: '看哪一天（当日结束时）', en: 'Of which day (at its end)' }),
  });
  input.addEventListener('change', () => lookAt({ asof: input.value || null }));
  return [
    el('span', { class: asof ? 'dash-past' : 'meta' }, asof ? t(past(asof)) : t({ zh: '往日', en: 'Past day' })),
    input,
    asof
      ? el(
          'button',
          { type: 'button', class: 'link', 'data-key': 'dash-now', onclick: () => lookAt({ asof: null }) },
          t({ zh: '回到现在', en: 'Back to now' }),
        )
      : null,
  ];
}

const newer = () =>
  el(
    'p',
    { class: 'dash-newer', role: 'status' },
    t({
      zh: '数据在打开页面之后有更新：数字是最新的，清单还是打开时的。',
      en: 'The data have changed since this page was opened: the figures are new, the lists are not.',
    }),
    ' ',
    el(
      'button',
      { type: 'button', class: 'link', 'data-key': 'dash-reload', onclick: () => window.location.reload() },
      t({ zh: '刷新页面', en: 'Reload' }),
    ),
  );

/** @param {Pipeline} one @param {number} room @param {boolean} [still] @returns {HTMLElement} */
export function pipeline({ collection, states }, room, still = false) {
  const how = figures.measure(collection, states);
  const total = states.reduce((sum, figure) => sum + how.of(figure), 0);
  const [idle, ...others] = states;
  const scale = stacked.widths(total, false);
  const width = Math.max(0, room - 40);
  /** @param {Answers['Figure']} figure */
  const fits = (figure) =>
    (how.of(figure) / (total || 1)) * width > widthOf(`${t(figure)} ${figures.whole(how, figure)}`, 13, 7) + EDGES;
  const lettered = states.filter((figure) => figure.count && fits(figure));
  const rest = others.filter((figure) => !lettered.includes(figure));
  const count = states.length ? layerOf(collection)?.total : null;
  const drawn = stacked.bar({ states, how, scale, height: HEIGHT, words: figures.wordsOf, still });
  return el(
    'section',
    { class: 'dash-pipeline', 'aria-label': t(TITLES.floors) },
    el(
      'div',
      { class: 'dash-headline' },
      el('h2', {}, titleOf(collection), ' ', el('span', { class: 'meta' }, count ? figures.counted(count) : '')),
      el(
        'p',
        {},
        shownOf(idle, still, 'idle', [
          el('b', { class: 'dash-large' }, figures.amount(how, idle)),
          ` ${how.label} ${t(idle)}`,
        ]),
      ),
      el(
        'p',
        { class: 'dash-rest' },
        ...rest.map((figure) =>
          el(
            'span',
            {},
            key(figure),
            shownOf(figure, still, `rest-${figure.key}`, `${t(figure)} ${figures.whole(how, figure)}`),
          ),
        ),
      ),
    ),
    el(
      'div',
      {
        class: 'dash-strip',
        role: still ? null : 'group',
        tabindex: still ? null : '0',
        'data-key': still ? null : `dash-strip-${collection}`,
        'aria-label': t({
          zh: `${titleOf(collection)}，从闲置到入驻；方向键逐段，回车打开清单`,
          en: `${titleOf(collection)}, from idle to landed: arrows go from part to part, Enter opens its list`,
        }),
        onkeydown: still ? null : walk,
      },
      drawn,
      el('div', { class: 'dash-letters', 'aria-hidden': 'true' }, ...letters(states, how, scale, lettered)),
    ),
  );
}

/** A part's words lie over it, and a click goes through them. @param {Answers['Figure'][]} states @param {figures.Measure} how @param {ReturnType<typeof stacked.widths>} scale @param {Answers['Figure'][]} lettered */
const letters = (states, how, scale, lettered) =>
  stacked
    .partsOf(figures.counting(states), how)
    .filter(({ figure }) => lettered.includes(figure))
    .map(({ figure, from }) => {
      const area = figure.area_m2 === null ? '' : ` ${figures.amount(how, figure)} ${how.label}`;
      const words = el('span', {}, t(figure), el('b', {}, area), ` · ${figures.counted(figure)}`);
      words.style.left = `${scale(from)}%`;
      words.style.color = drawing(figure.key).ink;
      return words;
    });

/** @param {Answers['Figure']} figure @param {boolean} still @param {string} name @param {Child} shown */
const shownOf = (figure, still, name, shown) =>
  still ? el('span', {}, shown) : opener(figure, figures.wordsOf(figure), name, shown);

/** The colour of a state beside its words. @param {Answers['Figure']} figure */
export function key(figure) {
  const { fill, edge } = drawing(figure.key);
  const box = el('i', { class: edge ? 'dash-key dashed' : 'dash-key', 'aria-hidden': 'true' });
  box.style.background = fill;
  if (edge) box.style.borderColor = edge;
  return box;
}

/** How a layer stands. @param {string} id */
export const layerOf = (id) => stock.report?.layers.find(({ collection }) => collection === id) ?? null;

/** @param {string} id */
export const titleOf = (id) => t(layerOf(id)?.title ?? id);
