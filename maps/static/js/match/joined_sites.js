/* Joined sites: neighbours that together are large enough, with area, owners and shape; and the one of them that the map shows. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { emit } from '../base/events.js';
import { icon } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { THIN, UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import { openCard } from '../data/actions.js';
import * as basket from '../data/basket.js';
import * as matching from '../data/matching.js';
import { failure } from '../page/panels.js';
import { show } from '../page/sheet.js';
import * as besideFirst from './beside_first.js';
import { coloursOf } from './dots.js';
import * as studies from './studies.js';
import { together } from './together.js';
import { zoomTo } from './zoom.js';

/** @type {SiteKind[]} */
const KINDS = ['land', 'floor'];

/** Every joined site, land before floors, the best first. @returns {JoinedSite[]} */
export function all() {
  const study = studies.of('assemblies');
  return KINDS.flatMap((kind) => (study?.[kind] ?? []).map((one) => ({ ...one, kind, key: `${kind}/${one.rank}` })));
}

/** The one that the map shows: the one chosen, else, where single plots are looked at, the best. */
export function shown() {
  const found = all();
  const { joined } = matching.current();
  return found.find((one) => one.key === joined) ?? found.find((one) => one.kind === 'land') ?? null;
}

/** Joined sites that a plot or floor is part of, the best first. @param {string} collection @param {string} id */
export const withSite = (collection, id) =>
  all().filter((one) => one.items.some((item) => item.collection === collection && item.id === id));

/** @param {SiteKind} kind @returns {Words} */
export const word = (kind) =>
  kind === 'land' ? { zh: '拼地', en: 'Combined sites' } : { zh: '拼层', en: 'Combined sites' };

/**
 * The tab of joined sites: its id, its words, how many there are.
 * @returns {[string, Words, string | number] | null}
 */
export function tab() {
  const found = all();
  const waiting = studies.pending('assemblies');
  if (!waiting && !studies.of('assemblies') && !studies.failed('assemblies')) return null;
  const kinds = new Set(found.map((one) => one.kind));
  const alone = [...kinds][0] ?? (matching.current().report?.project?.needs === 'floor' ? 'floor' : 'land');
  return ['joined', kinds.size > 1 ? { zh: '拼合', en: 'Combined sites' } : word(alone), waiting ? '…' : found.length];
}

/* ---- in words ---- */
/** @param {JoinedSite} one */
export const sized = (one) =>
  one.kind === 'land' ? `${v.mu(one.area_m2)}${THIN}${t(UNITS.mu)}` : `${rounding.number(one.area_m2)}${THIN}m²`;
/** @param {JoinedSite} one */
export const counted = (one) =>
  t(
    one.kind === 'land'
      ? { zh: `${one.items.length} 宗`, en: rounding.many(one.items.length, 'plot') }
      : { zh: `${one.items.length} 层`, en: rounding.many(one.items.length, 'floor') },
  );
/** @param {JoinedSite} one */
export const owners = (one) =>
  typeof one.owners === 'number'
    ? t({ zh: `权属 ${one.owners} 家`, en: one.owners === 1 ? '1 owner' : `${one.owners} owners` })
    : null;
/** @param {JoinedSite} one */
const apart = (one) => (one.apart ? t({ zh: '楼层不相邻', en: 'Floors are apart' }) : null);
/** @param {JoinedSite} one */
export const shape = (one) =>
  one.kind === 'land' && typeof one.compactness === 'number'
    ? t({ zh: `紧凑度 ${rounding.fixed(one.compactness, 2)}`, en: `compactness ${rounding.fixed(one.compactness, 2)}` })
    : null;
/** @param {JoinedSite} one */
const over = (one) => (one.excess ? t(one.excess) : null);
/** @param {JoinedSite} one */
const wait = (one) =>
  typeof one.months === 'number' && one.months > 0
    ? t({
        zh: `约 ${rounding.number(one.months, 1)} 个月可用`,
        en: `in about ${rounding.number(one.months, 1)} ${one.months === 1 ? 'month' : 'months'}`,
      })
    : null;

/**
 * Names in one line; what all begin with, such as their park, is said once.
 * @param {Parameters<typeof nameOf>[0][]} items
 */
export const names = (items) => together(items.map(nameOf));

/* ---- the list ---- */
export function paint() {
  const found = all();
  const mistake = studies.failed('assemblies');
  if (mistake)
    return el(
      'div',
      { class: 'scroll' },
      failure(
        t({ zh: '拼合没有算成；排名都在。', en: 'Combined sites could not be worked out; the ranking stands.' }),
        mistake,
        matching.run,
      ),
    );
  if (studies.pending('assemblies'))
    return el(
      'div',
      {
        class: 'scroll',
        role: 'status',
        'aria-busy': 'true',
        'aria-label': t({ zh: '正在拼合', en: 'Combining neighbours' }),
      },
      el('div', { class: 'skeleton' }),
      el('div', { class: 'skeleton' }),
    );
  if (!found.length)
    return el(
      'div',
      { class: 'scroll' },
      el(
        'div',
        { class: 'empty', role: 'status' },
        el('b', {}, t({ zh: '没有可拼合的方案', en: 'No combined sites' })),
        t(
          studies.of('assemblies')?.words ?? {
            zh: '相邻的地块或楼层拼起来也不够，或有别的条件不符。',
            en: 'No neighbouring sites are large enough together and meet the other rules.',
          },
        ),
      ),
    );
  return el(
    'div',
    { class: 'scroll', 'data-scroll': 'joined', id: 'ls-joined-list' },
    ...KINDS.map((kind) =>
      group(
        found.filter((one) => one.kind === kind),
        kind,
      ),
    ),
    reach(),
  );
}

/** @param {JoinedSite[]} found @param {SiteKind} kind */
function group(found, kind) {
  if (!found.length) return null;
  const here = matching.current().joined;
  // Who looks at a lower one keeps the first in sight.
  const pinned = found.slice(1).some((one) => one.key === here);
  return el(
    'ol',
    { 'aria-label': t(word(kind)) },
    ...found.map((one) => row(one, { first: found[0], pinned: pinned && one === found[0] })),
  );
}

/** @param {JoinedSite} one @param {{ first: JoinedSite, pinned: boolean }} list the best of its kind, and whether this row stays in sight */
function row(one, { first, pinned }) {
  const here = matching.current().joined === one.key;
  const best = one === first || typeof one.score !== 'number' ? null : first;
  const facts = [owners(one), shape(one), over(one), wait(one), apart(one)].filter(Boolean).join(' · ');
  return el(
    'li',
    { class: pinned ? 'ranked pinned' : 'ranked', 'aria-current': here ? 'true' : null },
    el(
      'button',
      {
        class: 'whole-width',
        type: 'button',
        'data-key': `joined-${one.key}`,
        'aria-expanded': String(here),
        onclick: () => choose(here ? null : one),
      },
      el(
        'span',
        { class: 'ranked-head' },
        disc(one),
        el(
          'span',
          { class: 'who' },
          el('span', { class: 'name' }, names(one.items)),
          el('span', { class: 'meta' }, `${counted(one)} · ${sized(one)}`),
        ),
        typeof one.score === 'number' ? el('span', { class: 'score' }, rounding.fixed(one.score, 2)) : null,
      ),
      el('span', { class: 'joined-facts' }, facts),
      best && !here ? besideFirst.line(one, best) : null,
    ),
    here ? detail(one, best) : '',
  );
}

/** @param {JoinedSite} one */
function disc(one) {
  const words = config.words.outcomes[one.verdict];
  return el(
    'span',
    { class: `disc joined${one.verdict === 'fits' ? '' : ' to-check'}`, title: t(words) },
    String(one.rank),
    el('span', { class: 'offscreen' }, t(words)),
  );
}

/** @param {JoinedSite} one @param {JoinedSite | null} first the best of its kind; null of that one itself */
function detail(one, first) {
  const colours = coloursOf(matching.current().report?.scheme);
  const items = one.items.map((item) =>
    el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          class: 'link',
          onclick: () => openCard(item),
        },
        nameOf(item),
      ),
      ' ',
      el(
        'span',
        {},
        [
          typeof item.area_m2 === 'number' ? sized({ ...one, area_m2: item.area_m2 }) : null,
          item.partial ? t({ zh: '部分', en: 'partly' }) : null,
          item.owner,
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    ),
  );
  return el(
    'div',
    {},
    first ? besideFirst.list(one, first, colours, names(first.items)) : null,
    one.building ? el('p', { class: 'said' }, placeOf(one)) : null,
    el('ul', { class: 'joined-items' }, ...items),
    one.words ? el('p', { class: 'said' }, t(one.words)) : null,
    el(
      'div',
      { class: 'actions' },
      el(
        'button',
        { type: 'button', class: 'button', 'data-key': 'joined-zoom', onclick: () => zoomTo(one.items) },
        icon('locate'),
        t({ zh: '在图上看', en: 'On the map' }),
      ),
      pick(one),
    ),
  );
}

/** @param {JoinedSite} one */
const placeOf = (one) =>
  [one.building, one.park]
    .map((each) => (each && typeof each === 'object' ? t(each) : each))
    .filter(Boolean)
    .join(' · ');

/** @param {JoinedSite} one */
function pick(one) {
  const missing = one.items.filter((item) => !basket.has(item.collection, item.id));
  return el(
    'button',
    {
      type: 'button',
      class: 'button',
      disabled: !missing.length || null,
      onclick: () => basket.add(missing),
    },
    icon(missing.length ? 'plus' : 'check'),
    missing.length ? t({ zh: '全部加入已选', en: 'Select all' }) : t({ zh: '已加入', en: 'Selected' }),
  );
}

/** By what they are ranked and how far the search went; that it was cut short stands out. */
function reach() {
  const found = studies.of('assemblies');
  return found?.words
    ? el('p', { class: found.bounds?.cut ? 'note rank-note cut-short' : 'note rank-note' }, t(found.words))
    : null;
}

/** Show one on the map and in the list. @param {JoinedSite | null} one */
export function choose(one) {
  matching.showJoined(one?.key ?? null);
  if (one) zoomTo(one.items);
}

/** Open the list at one of them, wherever the reader is. @param {string} key */
export function open(key) {
  const one = all().find((each) => each.key === key);
  if (!one) return;
  emit('tab', 'joined');
  show('right', null);
  choose(one);
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector(`[data-key="joined-${CSS.escape(key)}"]`)?.scrollIntoView({ block: 'nearest' }),
    ),
  );
}
