/* The classes in the legend: what colours a layer, how many of each the question finds; a click filters by one. */

import { el } from '../base/dom.js';
import { fmt } from '../base/format.js';
import * as rounding from '../base/rounding.js';
import { state } from '../base/state.js';
import { capital } from '../base/values.js';
import { t } from '../base/words.js';
import * as choices from '../data/choices.js';
import * as questions from '../data/questions.js';
import * as stock from './stock.js';
import { swatch } from './swatch.js';
import * as symbols from './symbols.js';

/** @typedef {Map<ThemeClass['key'], number>} Tally */

const MOST = 9;

/** What a group of an answer counts, as the classes name it. @param {{ value: unknown }} group */
const keyOf = ({ value }) => (value === null ? null : String(value));

/** How many features of each class the question finds. @param {string} id @param {Theme} theme @param {Field} field @returns {Tally} */
function counts(id, theme, field) {
  const result = state.results[id];
  if (!result) return new Map();
  if (field.codelist || field.references)
    return new Map((result.groups?.[field.name] ?? []).map((group) => [keyOf(group), group.count]));
  /** @type {Tally} */
  const tally = new Map();
  for (const feature of result.ids ? result.rows : []) {
    const key = theme.of(feature)?.key ?? null;
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  return tally;
}

/** The classes of a layer as entries of the legend. @param {string} id @param {Field} field @returns {HTMLElement[]} */
export function entries(id, field) {
  const theme = stock.theme(id);
  const tally = counts(id, theme, field);
  const figures = symbols.isFigure(field);
  const classes = field.codelist && !figures ? reached(id, theme, { field, tally }) : theme.classes;
  const uncounted = figures && !state.results[id]?.ids;
  /** @type {HTMLElement[]} */
  const drawn = classes
    .filter(({ key }) => key !== null || tally.get(null))
    .map((kind) => entry(id, field, kind, uncounted ? null : (tally.get(kind.key) ?? 0)));
  const parts = heldInPart(id);
  if (parts) drawn.push(parts);
  const rest = [...tally].filter(([key, count]) => count && !classes.some((kind) => kind.key === key)).length;
  return rest > 0
    ? [...drawn, el('span', { class: 'meta' }, t({ zh: `另有 ${rest} 类`, en: rounding.many(rest, 'more kind') }))]
    : drawn;
}

/** What the stripes mean, where a floor of the answer has them. @param {string} id */
function heldInPart(id) {
  const rows = (state.results[id]?.rows ?? []).filter((one) => stock.isHeldInPart(id, one));
  const symbol = rows.length ? stock.coloured(id, rows[0]) : null;
  return symbol
    ? el(
        'span',
        { class: 'legend-entry still' },
        swatch(symbol),
        el('span', {}, t({ zh: '其中部分预留', en: 'Of them held in part' })),
        el('span', { class: 'legend-count' }, fmt.number(rows.length)),
      )
    : null;
}

/**
 * Codes that were found, with those that were asked for. Where nothing was found, those that the layer has at all stay, quiet: they are what to ask for.
 * @param {string} id
 * @param {Theme} theme
 * @param {{ field: Field, tally: Tally }} found
 */
function reached(id, theme, { field, tally }) {
  const isEmpty = !state.results[id]?.matched;
  const known = new Set(isEmpty ? choices.groupsOf(id, field).map(keyOf) : []);
  const seen = theme.classes.filter(
    (kind) => tally.get(kind.key) || isAsked(id, field, kind) || known.has(/** @type {string | null} */ (kind.key)),
  );
  return seen.length > MOST + 1
    ? seen.sort((a, b) => (tally.get(b.key) ?? 0) - (tally.get(a.key) ?? 0)).slice(0, MOST)
    : seen;
}

/** @param {string} id @param {Field} field @param {ThemeClass} kind @param {number | null} count */
function entry(id, field, kind, count) {
  const unknown = kind.key === null;
  const pressed = isAsked(id, field, kind);
  return el(
    'button',
    {
      type: 'button',
      class: `legend-entry${count === 0 ? ' none' : ''}`,
      'aria-pressed': unknown ? null : String(pressed),
      disabled: unknown,
      title: unknown
        ? t({ zh: '未知值，待核实', en: 'Unknown values, to check' })
        : t({ zh: '点击筛选', en: 'Click to filter' }),
      onclick: () => ask(id, field, kind, pressed),
    },
    swatch(kind.symbol),
    el('span', {}, capital(t(kind.words))),
    count === null ? null : el('span', { class: 'legend-count' }, count ? fmt.number(count) : '–'),
  );
}

/** Whether the question asks for a class. @param {string} id @param {Field} field @param {ThemeClass} kind */
function isAsked(id, field, { key, low, high = null }) {
  const query = questions.of(id);
  if (low === undefined) return questions.chosen(query, field).map(String).includes(String(key));
  const [from, to] = questions.range(query, field);
  return from === low && to === high && (from !== null || to !== null);
}

/** Ask for a class, or no longer. @param {string} id @param {Field} field @param {ThemeClass} kind @param {boolean} pressed */
function ask(id, field, { key, low, high = null }, pressed) {
  questions.edit(id, (/** @type {Question} */ query) => {
    if (low !== undefined) {
      questions.confine(query, field, pressed ? null : low, pressed ? null : high);
      return;
    }
    const chosen = questions.chosen(query, field).map(String);
    questions.choose(
      query,
      field,
      pressed ? chosen.filter((/** @type {string} */ code) => code !== key) : [...chosen, String(key)],
    );
  });
}
