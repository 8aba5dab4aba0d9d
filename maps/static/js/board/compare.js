/* Scenarios compared: the base beside one or two of them, figures with their differences, and which projects are gained, lost or moved. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { fixed } from '../base/rounding.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import * as overlays from '../data/overlays.js';
import { failure } from '../page/panels.js';
import { changes } from './changes.js';
import { comparedFigures } from './compare_figures.js';
import * as b from './model.js';

const MOST = 2;

const BASE = { zh: '基准', en: 'Base' };

/** @typedef {{ id: string | null, report: BoardReport | null }} Column */

/** @param {string} id */
function choose(id) {
  const now = b.asked().compare;
  const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(-MOST);
  b.compareScenarios(next);
  b.compare();
}

function choices() {
  return el(
    'div',
    {
      class: 'compare-choices',
      role: 'group',
      'aria-label': t({ zh: '与基准对比的情景，至多两个', en: 'Scenarios to compare with the base, two at most' }),
    },
    ...b.view.scenarios.map((one) =>
      el(
        'label',
        { class: 'option' },
        el('input', {
          type: 'checkbox',
          class: 'check',
          'data-key': `compare-${one.id}`,
          checked: b.asked().compare.includes(one.id),
          onchange: () => choose(one.id),
        }),
        el('span', {}, t(one.title)),
      ),
    ),
  );
}

/** @param {string | null} id */
export const title = (id) =>
  id === null ? t(BASE) : t(b.view.scenarios.find((one) => one.id === id)?.title ?? { zh: id, en: id });

/** A figure as a cell has it. @param {ComparedFigure} figure @param {number} value */
const shownOf = ({ shown }, value) => (shown ?? fixed)(value);

/** @param {ComparedFigure} figure @param {number} value @param {number} base */
function difference(figure, value, base) {
  const change = value - base;
  if (shownOf(figure, Math.abs(change)) === shownOf(figure, 0))
    return el('span', { class: 'same' }, t({ zh: '相同', en: 'same' }));
  const kind = figure.good === 0 ? '' : change * figure.good > 0 ? 'better' : 'worse';
  const sign = change > 0 ? '+' : '−';
  return el('b', { class: `change ${kind}` }, `${change > 0 ? '▲' : '▼'} ${sign}${shownOf(figure, Math.abs(change))}`);
}

/** @param {Column[]} columns */
export function figures(columns) {
  const heads = columns.map((one) => el('th', { scope: 'col' }, title(one.id)));
  return el(
    'table',
    { class: 'board-compare' },
    el('caption', { class: 'offscreen' }, t({ zh: '情景对比', en: 'Scenarios compared' })),
    el('thead', {}, el('tr', {}, el('td', {}), ...heads)),
    ...comparedFigures(columns.map((one) => one.report)).map((group) =>
      el(
        'tbody',
        {},
        group.title
          ? el(
              'tr',
              {},
              el('th', { scope: 'rowgroup', class: 'group', colspan: String(columns.length + 1) }, t(group.title)),
            )
          : null,
        ...group.figures.map((figure) => figureRow(figure, columns)),
      ),
    ),
  );
}

/** @param {ComparedFigure} figure @param {Column[]} columns */
function figureRow(figure, columns) {
  const base = columns[0].report;
  const before = base ? figure.of(base) : null;
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, v.capital(t(figure.words)), ' ', el('span', { class: 'meta' }, t(figure.unit))),
    ...columns.map(({ id, report }) => {
      const value = report ? figure.of(report) : null;
      if (value === null) return el('td', {}, report ? '—' : t({ zh: '求解中…', en: 'solving…' }));
      return el(
        'td',
        {},
        el('span', { class: 'figure' }, shownOf(figure, value)),
        id !== null && before !== null ? difference(figure, value, before) : null,
      );
    }),
  );
}

/** @param {Placement} one */
const where = (one) => one.items.map((item) => b.siteName(item)).join(' + ');

/**
 * @template {Placement} P
 * @param {Words} words
 * @param {'+' | '−' | '→'} sign
 * @param {P[]} rows
 * @param {(one: P) => string} said
 */
function list(words, sign, rows, said) {
  return el(
    'div',
    { class: `change-list ${sign === '+' ? 'gained' : sign === '−' ? 'lost' : 'moved'}` },
    el('h4', {}, `${t(words)} ${rows.length}`),
    rows.length
      ? el(
          'ul',
          {},
          ...rows.map((one) =>
            el(
              'li',
              {},
              el('span', {}, `${sign} `),
              el('b', {}, nameOf(one)),
              el('span', { class: 'meta' }, ` ${said(one)}`),
            ),
          ),
        )
      : el('p', { class: 'meta' }, t({ zh: '没有', en: 'none' })),
  );
}

/** @param {string | null} id @param {BoardReport} report @param {BoardReport} base */
export function names(id, report, base) {
  const { gained, lost, moved } = changes(base, report);
  /** @param {Placement} one */
  const money = (one) => b.money(one.investment_wan ?? 0, 2);
  return el(
    'section',
    { class: 'compare-names', 'data-compare': id },
    el('h3', {}, title(id)),
    list({ zh: '多落位', en: 'Gained' }, '+', gained, (one) => `${money(one)} → ${where(one)}`),
    list(
      { zh: '不再落位', en: 'Lost' },
      '−',
      lost,
      (one) => `${money(one)} · ${t({ zh: '原在', en: 'was on' })} ${where(one)}`,
    ),
    list({ zh: '换了地方', en: 'Moved' }, '→', moved, (one) => `${where(one.from)} → ${where(one)}`),
  );
}

/** The base and the scenarios that stand beside it. @returns {Column[]} */
export const columns = () => [null, ...b.asked().compare].map((id) => ({ id, report: b.comparison(id) }));

export function paint() {
  const ids = b.asked().compare;
  const beside = columns();
  const base = beside[0].report;
  const mistake = b.view.compareError;
  return [
    el(
      'header',
      { class: 'card-head' },
      el('h2', {}, t({ zh: '情景对比', en: 'Scenarios compared' })),
      choices(),
      el(
        'button',
        {
          type: 'button',
          class: 'button push',
          'data-key': 'compare-close',
          onclick: close,
        },
        icon('left'),
        t({ zh: '回到统筹', en: 'Back to the board' }),
      ),
    ),
    mistake ? failure(t({ zh: '未能对比：', en: 'Could not compare: ' }), mistake, b.compare) : null,
    el(
      'div',
      {
        class: 'scroll',
        'data-scroll': 'compare',
        tabindex: '-1',
        'aria-busy': String(beside.some((one) => !one.report) && !mistake),
      },
      ids.length
        ? figures(beside)
        : el(
            'p',
            { class: 'empty' },
            el('b', {}, t({ zh: '选一个情景与基准对比', en: 'Choose a scenario to compare with the base' })),
          ),
      base
        ? el(
            'div',
            { class: 'compare-lists' },
            ...beside.slice(1).map(({ id, report }) => (report ? names(id, report, base) : null)),
          )
        : null,
    ),
  ];
}

const close = () => b.look({ comparing: false });

const follow = overlays.follower(close);

/* A comparison stands over the board: Back leads to the board again, and who leaves the board comes back to it. */
on('touched', (keys) => {
  if (keys.includes('board-view')) follow(b.view.comparing);
});
on('mode', (mode) => {
  if (mode !== 'board' && b.view.comparing) close();
});
