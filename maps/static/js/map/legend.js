/* The legend: docked under the map so that it hides no corner of it. Swatches carry the map's own patterns; a click filters. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { fmt } from '../base/format.js';
import { icon } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import { stage } from './stage.js';
import * as stock from './stock.js';
import * as symbols from './symbols.js';
import { themeField } from './theme.js';

const MOST = 9;
let open = true;

/** A swatch drawn with the very pattern of the map. */
export function swatch(symbol, { dashed = symbol.pattern === 'dashed' } = {}) {
  const ratio = window.devicePixelRatio || 1;
  const box = el('canvas', {
    class: 'map-swatch',
    width: Math.round(16 * ratio),
    height: Math.round(14 * ratio),
    'aria-hidden': 'true',
  });
  const pen = box.getContext('2d');
  pen.scale(ratio, ratio);
  pen.fillStyle = symbols.fillOf(pen, symbol, ratio);
  pen.fillRect(1, 1, 14, 12);
  pen.strokeStyle = symbol.stroke;
  pen.lineWidth = 1.3;
  pen.setLineDash(dashed ? [3, 2] : []);
  pen.strokeRect(1, 1, 14, 12);
  return box;
}

/** The layer whose colours the legend explains: that of the active list where it is plots, else the first plots shown. */
function subject() {
  const drawn = stock.plots();
  return drawn.find((one) => one.id === state.active) ?? drawn[0] ?? schema.ofKind('space')[0] ?? null;
}

/** Fields that may colour a layer. */
function choices(one) {
  const role = [
    'status',
    'usage',
    'area',
    'tax_per_mu',
    'price',
    'investment_per_mu',
    'far_max',
    'power',
    'readiness',
    'title_status',
    'park',
    'clear_height',
    'floor_load',
    'kind',
    'class',
  ];
  return role
    .map((name) => schema.role(one.id, name))
    .filter((field) => field && (field.codelist || ['number', 'integer'].includes(field.type)));
}

function counts(id, theme) {
  const result = state.results[id];
  const { field } = theme;
  const tally = new Map();
  if (!result || !field) return tally;
  if (field.codelist || field.references) {
    for (const group of result.groups?.[field.name] ?? [])
      tally.set(group.value === null ? null : String(group.value), group.count);
    return tally;
  }
  if (result.ids)
    for (const feature of result.rows) {
      const { key } = theme.of(feature);
      tally.set(key, (tally.get(key) ?? 0) + 1);
    }
  return tally;
}

function entries(one) {
  const theme = stock.theme(one.id);
  const tally = counts(one.id, theme);
  const numeric = ['number', 'integer'].includes(theme.field?.type);
  const everything = theme.field?.codelist && !numeric ? reached(one.id, theme, tally) : theme.classes;
  const drawn = everything
    .filter((each) => each.key !== null || tally.get(null))
    .map((each) => entry(one, theme, each, numeric && !state.results[one.id]?.ids ? null : (tally.get(each.key) ?? 0)));
  const rest = [...tally.keys()].filter((key) => tally.get(key)).length - drawn.length;
  return rest > 0
    ? [...drawn, el('span', { class: 'meta' }, t({ zh: `另有 ${rest} 类`, en: rounding.many(rest, 'more kind') }))]
    : drawn;
}

/** Codes that the layer has at all: those that the question leaves out stay, quiet. */
function reached(id, theme, tally) {
  const available = new Map(
    (state.results[id]?.groups?.[theme.field.name] ?? []).map((group) => [
      group.value === null ? null : String(group.value),
      group.available,
    ]),
  );
  const seen = theme.classes.filter(
    (each) => tally.get(each.key) || available.get(each.key) || isAsked(id, theme.field, each.key),
  );
  return seen.length > MOST + 1
    ? seen.sort((a, b) => (tally.get(b.key) ?? 0) - (tally.get(a.key) ?? 0)).slice(0, MOST)
    : seen;
}

function entry(one, theme, { key, words, symbol, low, high }, count) {
  const pressed = isAsked(one.id, theme.field, key, low, high);
  const label = t(words);
  return el(
    'button',
    {
      type: 'button',
      class: `legend-entry${count === 0 ? ' none' : ''}`,
      'aria-pressed': key === null ? null : String(pressed),
      disabled: key === null,
      title:
        key === null
          ? t({ zh: '未知值，待核实', en: 'unknown values, to check' })
          : t({ zh: '点击筛选', en: 'click to filter' }),
      onclick: () => ask(one.id, theme.field, key, low, high, pressed),
    },
    swatch(symbol),
    el('span', {}, label),
    count === null ? null : el('span', { class: 'legend-count' }, count ? fmt.number(count) : '–'),
  );
}

function isAsked(id, field, key, low, high) {
  const query = questions.of(id);
  if (low !== undefined) {
    const [from, to] = questions.range(query, field);
    return from === (low ?? null) && to === (high ?? null) && (from !== null || to !== null);
  }
  return questions.chosen(query, field).map(String).includes(key);
}

function ask(id, field, key, low, high, pressed) {
  questions.edit(id, (query) => {
    if (low !== undefined) {
      questions.confine(query, field, pressed ? null : (low ?? null), pressed ? null : (high ?? null));
      return;
    }
    const chosen = questions.chosen(query, field).map(String);
    questions.choose(query, field, pressed ? chosen.filter((one) => one !== key) : [...chosen, key]);
  });
}

function chooser(one) {
  const fields = choices(one);
  const current = themeField(one.id);
  const box = el(
    'select',
    {
      id: 'ls-colour',
      'aria-label': t({ zh: '着色依据', en: 'Colour by' }),
      onchange: (event) => changeState({ colourBy: event.target.value }),
    },
    ...fields.map((field) => el('option', { value: field.name }, t(field.title))),
  );
  box.value = current?.name ?? '';
  const theme = stock.theme(one.id);
  return el(
    'label',
    { class: 'legend-title' },
    el('span', { class: 'said' }, t({ zh: '着色', en: 'Colour' })),
    box,
    theme.label ? el('span', { class: 'meta' }, theme.label) : null,
  );
}

function floors() {
  if (!schema.ofKind('space').some((one) => state.shown[one.id]) || !schema.ofKind('building').length) return null;
  const bar = (colour, words) => {
    const mark = el('i', {});
    mark.style.background = colour;
    return el('span', { class: 'legend-floor' }, mark, t(words));
  };
  return el(
    'span',
    { class: 'legend-floors' },
    bar('#0B665E', { zh: '空置', en: 'free' }),
    bar('#7FB8B0', { zh: '预留', en: 'held' }),
    bar('#CFD6D1', { zh: '在用', en: 'let' }),
  );
}

function verdicts() {
  const { counts: found, considered } = state.match.report;
  const words = config.words.outcomes;
  const all = Object.values(considered ?? {}).reduce((sum, one) => sum + one, 0);
  const item = (symbol, words, count) =>
    el(
      'span',
      { class: 'legend-entry still' },
      swatch(symbol),
      el('span', {}, t(words)),
      Number.isFinite(count) ? el('span', { class: 'legend-count' }, fmt.number(count)) : null,
    );
  return [
    item(stock.FITS, words.fits, found?.fits),
    item(stock.CHECK, words.to_check, found?.to_check),
    item(stock.EXCLUDED, words.rejected, found?.rejected ?? all - (found?.fits ?? 0) - (found?.to_check ?? 0)),
    ...stage.legend.map((entry) => entry()),
    el('span', { class: 'meta' }, t({ zh: '点灰色地块看为什么不行', en: 'click a grey plot to see why not' })),
  ].filter(Boolean);
}

/** What was looked at, and by how many rules. */
function judged() {
  const { considered, scheme } = state.match.report;
  const nouns = { land: schema.ofKind('parcel')[0]?.noun, floor: schema.ofKind('space')[0]?.noun };
  const said = Object.entries(considered ?? {})
    .filter(([kind, count]) => count && nouns[kind])
    .map(([kind, count]) => `${fmt.number(count)} ${t(nouns[kind])}`)
    .join(' + ');
  return said && scheme?.rules
    ? el(
        'span',
        { class: 'judged' },
        t({
          zh: `${said}，按 ${scheme.rules.length} 条规则逐条判定`,
          en: `${said}, judged by ${rounding.many(scheme.rules.length, 'rule')}`,
        }),
      )
    : null;
}

function children() {
  const toggle = el(
    'button',
    {
      type: 'button',
      class: 'legend-fold',
      'aria-expanded': String(open),
      'aria-label': t(open ? { zh: '收起图例', en: 'Fold the legend' } : { zh: '展开图例', en: 'Unfold the legend' }),
      onclick: () => {
        open = !open;
        paint();
      },
    },
    icon(open ? 'down' : 'up'),
    open ? null : t({ zh: '图例', en: 'Legend' }),
  );
  if (!open) return [toggle];
  if (stock.matching()) return [...verdicts(), toggle];
  const one = subject();
  if (!one || !themeField(one.id)) return [toggle];
  return [chooser(one), ...entries(one), toggle];
}

let last = '';
export function paint() {
  const root = document.getElementById('ls-legend');
  if (!root) return;
  const focus = root.contains(document.activeElement)
    ? [...root.querySelectorAll('button, select')].indexOf(document.activeElement)
    : -1;
  root.replaceChildren(...children());
  document.getElementById('ls-floor-key')?.replaceChildren(...[stock.matching() ? judged() : floors()].filter(Boolean));
  root.classList.toggle('folded', !open);
  if (focus >= 0) root.querySelectorAll('button, select')[focus]?.focus({ preventScroll: true });
  const height = `${root.offsetHeight}`;
  if (height !== last) {
    last = height;
    stage.scene?.refresh();
  }
}

/** @type {(keyof State)[]} */
const KEYS = ['lang', 'results', 'colourBy', 'unit', 'shown', 'active', 'mode', 'match', 'queries'];
stage.parts.push(() => {
  open = !window.matchMedia('(max-width: 767px)').matches;
  paint();
  on('change', (keys) => {
    if (KEYS.some((key) => keys.has(key))) paint();
  });
  on('loaded', paint);
});
