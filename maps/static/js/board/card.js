/* The card of the chosen project: why it stands there, its points, whether it can start in time, where else it could go, what to do. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { colour } from '../base/palette.js';
import { isSame, siteKey } from '../base/places.js';
import { fixed, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import * as matching from '../data/matching.js';
import { follower, lie } from '../data/overlays.js';
import { boardEntries } from './entries.js';
import * as boardMarks from './marks.js';
import * as b from './model.js';

const MOST = 6;

/** @param {BoardProject} one */
function start(one) {
  // Where there is no date to begin by nobody is late; that a date has passed is said once, above.
  if (!one.start?.by) return null;
  const { answer, by } = one.start;
  const said =
    answer === 'unknown'
      ? v.unknown()
      : el('b', { class: answer }, `${answer === 'yes' ? '✓' : '✕'} ${t(config.words.starts[answer])}`);
  const date = t({
    zh: `${Number(by.slice(5, 7))} 月 ${Number(by.slice(8))} 日前开工`,
    en: `Start by ${Number(by.slice(8))} ${['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'][Number(by.slice(5, 7)) - 1]}`,
  });
  return el(
    'p',
    { class: 'card-line', 'data-start': answer },
    el('span', { class: 'meta' }, date),
    ' ',
    said,
    ' ',
    t(one.start),
  );
}

/** @param {BoardProject} one */
function points({ contributions }) {
  if (!contributions?.length) return null;
  const colours = new Map(b.view.report?.scheme.criteria.map((one) => [one.id, one.colour]));
  const bar = el(
    'div',
    { class: 'score-bar', 'aria-hidden': 'true' },
    ...contributions.map((one) => {
      const part = el('i', {});
      part.style.width = `${Math.max(0, one.points)}%`;
      const own = colours.get(one.criterion);
      part.style.background = own && /^#[0-9a-f]{3,8}$/i.test(own) ? own : colour('criterion');
      return part;
    }),
  );
  return [
    bar,
    el(
      'dl',
      { class: 'card-points' },
      ...contributions.map((one) =>
        el(
          'div',
          {},
          el('dt', {}, v.capital(t(one))),
          el(
            'dd',
            {},
            one.points === null ? '?' : fixed(one.points, 2),
            el('span', { class: 'meta' }, ` / ${number(one.weight, 1)}`),
          ),
        ),
      ),
    ),
  ];
}

/* ---- where else: the ranking of one match beside who has those sites now ---- */
/** @param {BoardRow} row */
function options(row) {
  if (row.one.verdict === 'standing') return null;
  const answer = b.view.options[row.id];
  if (answer === undefined) ask(row.id);
  if (!answer) return el('p', { class: 'meta' }, t({ zh: '正在找可选场地…', en: 'Looking for options…' }));
  if (answer instanceof Error)
    return el(
      'p',
      { class: 'meta' },
      t({ zh: `未能取得：${answer.message}`, en: `Could not be loaded: ${answer.message}` }),
    );
  const others = answer.filter(({ site }) => site && !row.items.some((item) => isSame(item, site))).slice(0, MOST - 1);
  if (!others.length) return el('p', { class: 'meta' }, t({ zh: '没有别的场地全部符合', en: 'No other site fits' }));
  return el('ul', { class: 'card-options' }, ...others.map((one) => option(row, one)));
}

/** @param {BoardRow} row @param {Answers['Match']} match */
function option(row, { site, score, verdict }) {
  if (!site) return null;
  const holder = b.rows().find((other) => other.id !== row.id && other.items.some((item) => isSame(item, site)));
  return el(
    'li',
    {},
    el(
      'span',
      { class: 'option-name' },
      nameOf(site),
      verdict === 'to_check'
        ? el('span', { class: 'unknown' }, '?', el('span', { class: 'offscreen' }, t({ zh: '待核实', en: 'to check' })))
        : null,
    ),
    el('b', {}, fixed(score ?? 0, 0)),
    el(
      'span',
      { class: 'meta' },
      holder ? t({ zh: `已给 ${holder.name}`, en: `taken by ${holder.name}` }) : t({ zh: '空着', en: 'free' }),
    ),
    el(
      'button',
      {
        type: 'button',
        class: 'link',
        'data-key': `pin-to-${siteKey(site)}`,
        'aria-label': t({ zh: `把 ${row.name} 钉到 ${nameOf(site)}`, en: `Pin ${row.name} to ${nameOf(site)}` }),
        onclick: () => b.pin(row.id, [siteKey(site)]),
      },
      t({ zh: '钉到这里', en: 'Pin here' }),
    ),
  );
}

/** @param {string} id */
async function ask(id) {
  b.view.options[id] = null;
  /** @type {Answers['Match'][] | Error} */
  let answer;
  try {
    answer = (await matching.ask({ project_id: id, top: MOST })).matches;
  } catch (mistake) {
    answer = new Error(String(mistake.said ?? mistake.message));
  }
  b.look({ options: { ...b.view.options, [id]: answer } });
}

/** @param {BoardProject} one */
function displaced(one) {
  if (!one.displaced_by?.length) return null;
  return el(
    'p',
    { class: 'card-line' },
    el('span', { class: 'meta' }, t({ zh: '场地给了', en: 'Sites went to' })),
    ' ',
    ...one.displaced_by
      .slice(0, 8)
      .map((id) =>
        el(
          'button',
          { type: 'button', class: 'link', onclick: () => b.look({ selected: id }) },
          b.find(id)?.name ?? id,
        ),
      )
      .flatMap((node, n) => (n ? [t({ zh: '、', en: ', ' }), node] : [node])),
  );
}

/** @param {BoardRow} row */
function facts(row) {
  const { one } = row;
  const parts = [
    row.id,
    b.coded('stage', row.stage),
    b.coded('tier', row.tier),
    b.chain(row.chain).words,
    row.investment === null ? null : t({ zh: `投资 ${b.money(row.investment, 2)}`, en: b.money(row.investment, 2) }),
    typeof one.tax_wan === 'number'
      ? t({ zh: `税收 ${b.yearly(one.tax_wan)}`, en: `tax ${b.yearly(one.tax_wan)}` })
      : null,
    one.quarter ? t({ zh: `最早 ${quarter(one.quarter)}`, en: `earliest ${quarter(one.quarter)}` }) : null,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** @param {string} code */
export function quarter(code) {
  const found = /^(\d{4})-Q([1-4])$/.exec(code);
  return found
    ? t({ zh: `${found[1]} 年${['一', '二', '三', '四'][Number(found[2]) - 1]}季度`, en: `Q${found[2]} ${found[1]}` })
    : code;
}

/** The site in words: land in 亩 with m² beside, floors in m². @param {BoardRow} row */
export function sites(row) {
  return row.items
    .flatMap((item) => {
      if (item.area_m2 === null) return [];
      const land = schema.collection(item.collection)?.kind === 'parcel';
      const area = land
        ? `${v.mu(item.area_m2)}\u2009${t(UNITS.mu)}${t({ zh: `（${number(item.area_m2)} m²）`, en: ` (${number(item.area_m2)} m²)` })}`
        : `${number(item.area_m2)}\u2009m²`;
      return [`${b.siteName(item)} ${area}${item.partial ? t({ zh: '，一部分', en: ', a part' }) : ''}`];
    })
    .join(t({ zh: '；', en: '; ' }));
}

/** @param {BoardRow} row */
function actions(row) {
  return el(
    'div',
    { class: 'actions' },
    ...boardEntries(row).map(({ icon: sign, text, run }) =>
      run
        ? el(
            'button',
            { type: 'button', class: 'button', 'data-key': `card-${sign}`, onclick: run },
            icon(sign),
            sign === 'pin'
              ? t({ zh: '钉住', en: 'Pin' })
              : sign === 'close'
                ? t({ zh: '禁配此处', en: 'Forbid here' })
                : text,
          )
        : null,
    ),
  );
}

export function paint() {
  const row = b.view.selected ? b.find(b.view.selected) : null;
  if (!row) return null;
  return el(
    'section',
    { class: 'board-card', 'aria-label': row.name, 'data-card': row.id },
    el(
      'header',
      {},
      el('h3', {}, boardMarks.dot(b.chain(row.chain)), row.name),
      boardMarks.state(row),
      el(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'data-key': 'card-close',
          'aria-label': t({ zh: '收起说明', en: 'Close the card' }),
          onclick: close,
        },
        icon('close'),
      ),
    ),
    el(
      'div',
      { class: 'card-body', 'data-scroll': `card-${row.id}`, tabindex: '0' },
      el('p', { class: 'meta' }, facts(row)),
      el('p', { class: 'card-line explained' }, t(row.one.explanation)),
      sites(row) ? el('p', { class: 'card-line' }, sites(row)) : null,
      start(row.one),
      displaced(row.one),
      points(row.one),
      actions(row),
      row.one.verdict === 'standing' ? null : el('h4', {}, t({ zh: '别的可选场地', en: 'Other options' })),
      options(row),
    ),
  );
}

const close = () => b.look({ selected: null });
const follow = follower(close);
const isOpen = () => state.mode === 'board' && Boolean(b.view.selected && b.find(b.view.selected));

/* An open card is taken off by Back; who left the board finds it as it was, without a step of its own. */
on('touched', (keys) => {
  if (keys.includes('board-view')) follow(isOpen());
});
on('mode', () => follow(isOpen(), lie));
