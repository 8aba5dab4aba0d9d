/* How the layers stand: how old their data are, what is not located, to be checked or out of date; and what changed since each was loaded. */

import { el, svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { many, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { stock } from '../data/stock_report.js';
import { TITLES, aside, cardHead } from './card_head.js';
import * as figures from './figures.js';
import { opener } from './opening.js';
import * as stacked from './stacked.js';
import { titleOf } from './strip.js';

/** @typedef {Answers['LayerStand']} Stand */
/** @typedef {Answers['LayerChanges']} Changes */

/** @type {{ of: (stand: Stand) => Answers['Figure'], name: string, head: Words, list: Words | null }[]} */
const COLUMNS = [
  { of: ({ total }) => total, name: 'total', head: { zh: '合计', en: 'In all' }, list: { zh: '全部', en: 'all' } },
  {
    of: ({ not_located: bare }) => bare,
    name: 'not-located',
    head: { zh: '未定位', en: 'Not located' },
    list: { zh: '未定位', en: 'not located' },
  },
  {
    of: ({ to_check: check }) => check,
    name: 'to-check',
    head: { zh: '待核实', en: 'To check' },
    list: { zh: '有待核实项', en: 'with values to check' },
  },
  {
    of: ({ old }) => old,
    name: 'old',
    head: { zh: '数据过期', en: 'Old data' },
    list: { zh: '数据过期', en: 'old data' },
  },
];

export function paintLayers() {
  const { report } = stock;
  if (!report) return [];
  return [
    cardHead(
      'layers',
      '',
      aside(
        t({
          zh: `竖线为 ${report.stale_after_days} 天期限`,
          en: `the line marks ${many(report.stale_after_days, 'day')}`,
        }),
      ),
    ),
    layers(report),
    ...missing(report.layers),
  ];
}

/** @param {import('../data/stock_report.js').Report} report @param {boolean} [still] */
export function layers({ layers: stands, stale_after_days: limit }, still = false) {
  const scale = stacked.widths(Math.max(limit * 1.5, ...stands.map(({ days_old: days }) => days ?? 0)), false);
  return el(
    'div',
    {
      class: 'dash-scroll',
      tabindex: still ? null : '0',
      role: 'group',
      'aria-label': t(TITLES.layers),
    },
    el(
      'table',
      { class: 'dash-table dash-layers' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, t({ zh: '图层', en: 'Layer' })),
          el('th', { scope: 'col', colspan: 2 }, t({ zh: '距数据日期', en: 'Age of the data' })),
          ...COLUMNS.map(({ head }) => el('th', { scope: 'col', class: 'num' }, t(head))),
        ),
      ),
      el(
        'tbody',
        {},
        ...stands.map((stand) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row', title: t(stand.source) }, t(stand.title)),
            el('td', { class: 'dash-plot' }, age(stand, scale, limit)),
            el('td', { class: stand.stale ? 'num dash-late' : 'num meta' }, aged(stand)),
            ...COLUMNS.map((column) => cell(stand, column, still)),
          ),
        ),
      ),
    ),
  );
}

/** @param {Stand} stand @param {typeof COLUMNS[number]} column @param {boolean} still */
function cell(stand, { of, name, list }, still) {
  const figure = of(stand);
  const shown = number(figure.count);
  const words = list ?? figures.wordsOf(figure);
  return el('td', { class: 'num' }, still ? shown : opener(figure, words, `${name}-${stand.collection}`, shown));
}

/** @param {Stand} stand */
function aged({ days_old: days, stale }) {
  if (days === null) return v.unknown();
  const said = t({ zh: `${number(days)} 天`, en: many(number(days), 'day') });
  return stale ? `▲ ${said}` : said;
}

/** How old the data of a layer are, with the age from which they are too old. @param {Stand} stand @param {ReturnType<typeof stacked.widths>} scale @param {number} limit */
function age({ days_old: days, stale }, scale, limit) {
  const at = `${scale(limit)}%`;
  return svg(
    'svg',
    { class: 'dash-age', width: '100%', height: 14, 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: '100%', y1: 7, y2: 7, stroke: colour('track'), 'stroke-width': 2 }),
    svg('rect', { x: 0, y: 4, width: `${scale(days ?? 0)}%`, height: 6, fill: colour(stale ? 'left-out' : 'bar') }),
    svg('line', { x1: at, x2: at, y1: 0, y2: 14, stroke: colour('ink-3'), 'stroke-width': 1 }),
  );
}

/** By layer, of which fields how many rows say nothing. @param {Stand[]} stands @param {boolean} [still] @returns {Child[]} */
export const missing = (stands, still = false) =>
  stands
    .map((stand) => ({ stand, fields: figures.counting(stand.missing) }))
    .filter(({ fields }) => fields.length)
    .map(({ stand, fields }) =>
      el(
        'p',
        { class: 'dash-foot' },
        el('span', { class: 'meta' }, t({ zh: `${t(stand.title)}待核实：`, en: `${t(stand.title)}, to check: ` })),
        ...fields.map((figure) => {
          const shown = `${t(figure)} ${number(figure.count)}`;
          const words = { zh: `${figure.zh}待核实`, en: `${figure.en} to check` };
          return still
            ? el('span', {}, shown)
            : opener(figure, words, `missing-${stand.collection}-${figure.field}`, shown);
        }),
      ),
    );

/* ---- what changed ---- */

export function paintChanges() {
  const { report } = stock;
  if (!report || stock.asof) return [];
  return [cardHead('changes', ''), changes(report.changed)];
}

/** @param {Changes[]} given @param {boolean} [still] */
export function changes(given, still = false) {
  const rows = given.flatMap((one) => [
    ...line(one, 'brought', t({ zh: '载入带来', en: 'brought by the load' }), still),
    ...line(one, 'since', t({ zh: '载入以来', en: 'since the load' }), still),
    ...takenBack(one),
  ]);
  if (rows.length) return el('ul', { class: 'dash-changes' }, ...rows);
  return el(
    'p',
    { class: 'dash-empty meta' },
    given.length
      ? t({ zh: '自上次载入以来没有变化。', en: 'Nothing has changed since the last load.' })
      : t({ zh: '没有载入记录。', en: 'No load is on record.' }),
  );
}

/** @param {Changes} one @param {'brought' | 'since'} which @param {string} when @param {boolean} still */
function line(one, which, when, still) {
  const { new: added, changed, gone, ids } = one[which];
  const beside = apart(one[which]);
  if (!added && !changed && !gone && !beside) return [];
  const said = /** @type {[number, Words][]} */ ([
    [added, { zh: '新增', en: 'new' }],
    [changed, { zh: '修改', en: 'changed' }],
    [gone, { zh: '减少', en: 'gone' }],
  ])
    .filter(([count]) => count)
    .map(([count, words]) => t({ zh: `${words.zh} ${number(count)}`, en: `${number(count)} ${words.en}` }))
    .join(t({ zh: '、', en: ', ' }));
  const both = [said, beside].filter(Boolean).join(t({ zh: '；', en: '; ' }));
  const list = listOf(one.collection, ids);
  const words = {
    zh: which === 'since' ? '载入以来有变化' : '载入带来变化',
    en: which === 'since' ? 'changed since the load' : 'changed by the load',
  };
  const shown =
    ids.length < added + changed
      ? t({ zh: `看前 ${number(ids.length)} 条`, en: `list the first ${number(ids.length)}` })
      : t({ zh: '看清单', en: 'list them' });
  return [
    el(
      'li',
      {},
      el('b', {}, titleOf(one.collection)),
      el('span', { class: 'meta' }, ` ${moment(one.loaded_at)} ${when} `),
      both,
      ' ',
      still || !list ? null : opener(list, words, `changed-${one.collection}-${which}`, shown),
    ),
  ];
}

/** Rows that a load brought no news of, as the difference of an import and the log say them. @param {Changes['brought']} rows */
function apart({ periods, numbered, respelt }) {
  const said = /** @type {[number, Words][]} */ ([
    [periods, { zh: '只换了当期数字', en: 'with the figures of another month alone' }],
    [numbered, { zh: '只换了序号', en: 'with another number in the list alone' }],
    [respelt, { zh: '只是写法不同', en: 'only written another way' }],
  ])
    .filter(([count]) => count)
    .map(([count, words]) =>
      t({ zh: `${number(count)} 行${words.zh}`, en: `${number(count)} ${count === 1 ? 'row' : 'rows'} ${words.en}` }),
    )
    .join(t({ zh: '、', en: ', ' }));
  return said && t({ zh: `另有 ${said}`, en: `besides ${said}` });
}

/** An import that was taken back, which is no news. @param {Changes} one */
function takenBack({ collection, taken_back: gone }) {
  if (!gone) return [];
  const [from, at] = [moment(gone.loaded_at), moment(gone.undone_at)];
  const said = t({
    zh: ` ${from} 的导入（第 ${gone.change_set} 号）已于 ${at} 由 ${gone.undone_by} 撤销，不计入`,
    en: ` import of ${from} (change set ${gone.change_set}) taken back at ${at} by ${gone.undone_by}, not counted`,
  });
  return [el('li', { class: 'meta' }, el('b', {}, titleOf(collection)), said)];
}

/** A moment of the service in the time of who looks. @param {string} iso */
function moment(iso) {
  const at = new Date(iso);
  const two = (/** @type {number} */ part) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Rows by their numbers, as a figure's list names them. @param {string} collection @param {string[]} ids @returns {Answers['Figure'] | null} */
export function listOf(collection, ids) {
  const name = idName(collection);
  if (!ids.length || !name) return null;
  const listed = ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ');
  const filter = `"${name.replaceAll('"', '""')}" IN (${listed})`;
  return { key: null, zh: '', en: '', count: ids.length, area_m2: null, list: { collection, filter } };
}

/** The field of a layer's numbers. @param {string} id */
const idName = (id) => schema.collection(id)?.fields.find(({ id: isId }) => isId)?.name ?? null;
