/* The legend: docked under the map so that it hides no corner of it. Swatches carry the map's own patterns; a click filters. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { fmt } from '../base/format.js';
import { icon } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { capital } from '../base/values.js';
import { floorsFirst } from '../data/floors_first.js';
import { t } from '../base/words.js';
import { colourMap } from '../data/actions.js';
import { panel, touched } from '../page/panels.js';
import { FLOOR } from './floor_badges.js';
import * as legendClasses from './legend_classes.js';
import { furnish, stage } from './stage.js';
import * as stock from './stock.js';
import { swatch } from './swatch.js';
import * as symbols from './symbols.js';
import { themeField } from './theme.js';

let open = true;

/** Paint the legend again with the panels. */
export const repaintLegend = () => touched(['legend']);

/**
 * The layer whose colours the legend explains: floors where they are looked for, else that of the active list where it is plots, else
 * the first plots shown.
 * @returns {Collection | null}
 */
function subject() {
  const first = floorsFirst();
  if (first) return schema.collection(first);
  const drawn = stock.plots();
  return drawn.find(({ id }) => id === state.active) ?? drawn[0] ?? schema.ofKind('space')[0] ?? null;
}

/** Roles of the fields that may colour a layer. */
const COLOURING = [
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

/** Fields that may colour a layer. @param {string} id */
const choices = (id) =>
  COLOURING.flatMap((role) => schema.role(id, role) ?? []).filter((field) => field.codelist || symbols.isFigure(field));

/** Where the field is chosen that colours a layer. @param {string} id @param {Field} current */
function chooser(id, current) {
  const box = el(
    'select',
    {
      id: 'ls-colour',
      'aria-label': t({ zh: '着色依据', en: 'Colour by' }),
      onchange: (event) => colourMap(/** @type {HTMLSelectElement} */ (event.target).value),
    },
    ...choices(id).map((field) => el('option', { value: field.name }, capital(t(field.title)))),
  );
  box.value = current.name;
  const theme = stock.theme(id);
  return el(
    'label',
    { class: 'legend-title' },
    el('span', { class: 'legend-by' }, t({ zh: '着色', en: 'Colour' })),
    box,
    theme.label ? el('span', { class: 'meta' }, theme.label) : null,
  );
}

/** What the bars of a floor badge mean. */
function floors() {
  if (!stock.shownOf('space').length || !schema.ofKind('building').length) return null;
  /** @param {string} background @param {Words} words */
  const bar = (background, words) =>
    el('span', { class: 'legend-floor' }, el('i', { style: { background } }), capital(t(words)));
  return el(
    'span',
    { class: 'legend-floors' },
    bar(FLOOR.free, { zh: '空置', en: 'free' }),
    bar(FLOOR.held, { zh: '预留', en: 'held' }),
    bar(FLOOR.let, { zh: '在用', en: 'let' }),
  );
}

/** The answer of the match that is shown. @returns {Partial<Answers['MatchAnswer']>} */
const reportOf = () => state.match.report;

/** What a match says of its sites, and how many of each. */
function verdicts() {
  const { counts, considered } = reportOf();
  const { outcomes } = config.words;
  const all = Object.values(considered ?? {}).reduce((sum, count) => sum + count, 0);
  /** @param {Symbol_} symbol @param {Words} words @param {number | undefined} count */
  const item = (symbol, words, count) =>
    el(
      'span',
      { class: 'legend-entry still' },
      swatch(symbol),
      el('span', {}, capital(t(words))),
      count !== undefined && Number.isFinite(count) ? el('span', { class: 'legend-count' }, fmt.number(count)) : null,
    );
  return [
    item(stock.FITS, outcomes.fits, counts?.fits),
    item(stock.CHECK, outcomes.to_check, counts?.to_check),
    item(stock.EXCLUDED, outcomes.rejected, counts?.rejected ?? all - (counts?.fits ?? 0) - (counts?.to_check ?? 0)),
    ...stage.legend.map((make) => make()),
    el('span', { class: 'meta' }, t({ zh: '点灰色地块看为什么不行', en: 'Click a grey plot to see why not' })),
  ].filter((node) => node !== null);
}

/** What was looked at, and by how many rules. */
function judged() {
  const { considered, scheme } = reportOf();
  const [land] = schema.ofKind('parcel');
  const [floor] = schema.ofKind('space');
  const said = [
    considered?.land && land ? `${fmt.number(considered.land)} ${t(land.noun)}` : null,
    considered?.floor && floor ? `${fmt.number(considered.floor)} ${t(floor.noun)}` : null,
  ]
    .filter(Boolean)
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
        repaintLegend();
      },
    },
    icon(open ? 'down' : 'up'),
    open ? null : t({ zh: '图例', en: 'Legend' }),
  );
  if (!open) return [toggle];
  if (stock.matching()) return [...verdicts(), toggle];
  const layer = subject();
  const field = layer ? themeField(layer.id) : null;
  if (!layer || !field) return [toggle];
  return [chooser(layer.id, field), ...legendClasses.entries(layer.id, field), toggle];
}

/** How high the legend was painted last. */
let last = -1;

/** @param {HTMLElement} root */
function paint(root) {
  const controls = () => [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('button, select'))];
  const focus = controls().findIndex((control) => control === document.activeElement);
  root.replaceChildren(...children());
  document
    .getElementById('ls-floor-key')
    ?.replaceChildren(...[stock.matching() ? judged() : floors()].filter((key) => key !== null));
  root.classList.toggle('folded', !open);
  if (focus >= 0) controls()[focus]?.focus({ preventScroll: true });
}

/** Labels keep clear of the legend. @param {HTMLElement} root */
function makeRoom(root) {
  if (root.offsetHeight === last) return;
  last = root.offsetHeight;
  stage.scene?.refresh();
}

const KEYS = ['results', 'colourBy', 'unit', 'shown', 'active', 'mode', 'match', 'queries', 'legend'];
panel({ root: 'ls-legend', keys: KEYS, paint, after: makeRoom });
furnish(() => {
  open = !window.matchMedia('(max-width: 767px)').matches;
  repaintLegend();
  on('loaded', repaintLegend);
});
