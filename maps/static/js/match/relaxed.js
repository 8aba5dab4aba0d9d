/* Least relaxation: the cheapest changes by which more sites would fit, where these lie, and a try at a changed requirement. */

import { el } from '../base/dom.js';
import { emit } from '../base/events.js';
import * as rounding from '../base/rounding.js';
import { THIN } from '../base/units.js';
import { nameOf, t } from '../base/words.js';
import { openCard } from '../data/actions.js';
import * as matching from '../data/matching.js';
import { showOver } from '../page/sheet.js';
import * as joinedSites from './joined_sites.js';
import { tried } from './relaxed_demand.js';
import * as studies from './studies.js';
import { zoomTo } from './zoom.js';

/** @typedef {Answers['Change']} Change */

/** The changes by which more would fit, the cheapest first. */
export const changes = () => studies.of('relaxation')?.changes ?? [];
/** The change that is open. */
export const chosen = () => changes()[matching.current().relaxed ?? -1] ?? null;

/** The sites that the chosen change would let in. */
export const sites = () => chosen()?.sites ?? [];

/** The list of changes, with what is said of it. */
export function section() {
  const found = studies.of('relaxation');
  const mistake = studies.failed('relaxation');
  if (mistake)
    return el('section', { class: 'section' }, head(null), el('p', { class: 'note', role: 'status' }, mistake));
  if (!found)
    return studies.pending('relaxation')
      ? el(
          'section',
          { class: 'section', 'aria-busy': 'true' },
          head(null),
          el('p', { class: 'note' }, t({ zh: '正在计算…', en: 'Working it out…' })),
        )
      : null;
  const said = found.words ? el('p', { class: 'note' }, t(found.words)) : null;
  return el(
    'section',
    { class: 'section', 'data-key': 'relaxation' },
    head(found),
    changes().length ? el('ol', { class: 'relaxed' }, ...changes().map(row)) : said,
    changes().length && found.complete === false
      ? el(
          'p',
          { class: 'note' },
          t({ zh: '未查完全部改法，可能还有更省的。', en: 'Not every change was checked: a cheaper one may exist.' }),
        )
      : null,
  );
}

/** @param {StudyAnswer<'relaxation'> | null} found */
function head(found) {
  return el(
    'h3',
    {},
    t({ zh: '最小放宽', en: 'Smallest relaxation' }),
    found && changes().length
      ? el(
          'span',
          { class: 'push' },
          t({
            zh: `现有 ${found.fits} 处${found.to_check ? '（含待核实）' : ''}，想要 ${found.wanted} 处`,
            en: `${found.fits} ${found.to_check ? 'fit or to check' : found.fits === 1 ? 'fits' : 'fit'}, ${found.wanted} wanted`,
          }),
        )
      : null,
  );
}

/** @param {Change} change */
const gained = (change) => t({ zh: `+${change.gains} 处`, en: `+${change.gains}` });

/** @param {Answers['ChangeStep']} step */
function percent(step) {
  // A share of a year says nothing of a date.
  if (typeof step.pct !== 'number' || !step.pct || typeof step.to !== 'number') return null;
  const said = t(step);
  return /%/.test(said)
    ? null
    : el(
        'span',
        { class: 'meta nowrap' },
        ` ${step.pct < 0 ? '−' : '+'}${rounding.number(Math.abs(step.pct), 1)}${THIN}%`,
      );
}

/** @param {Change} change @param {number} n */
function row(change, n) {
  const here = matching.current().relaxed === n;
  const steps = change.steps?.length
    ? change.steps.map((step, i) =>
        el('span', { class: 'relaxed-step' }, i ? t({ zh: '，', en: ', ' }) : null, t(step), percent(step)),
      )
    : [t(change.words)];
  const item = el(
    'li',
    { class: 'relaxed-change', 'aria-current': here ? 'true' : null },
    el(
      'button',
      {
        type: 'button',
        'data-key': `relaxed-${n}`,
        'aria-expanded': String(here),
        onclick: () => choose(here ? null : n),
      },
      el('span', { class: 'said-change' }, ...steps),
      el('b', { class: 'gain' }, gained(change)),
    ),
  );
  if (here) item.append(detail(change));
  return item;
}

/** @param {Change} change */
function detail(change) {
  const named = (change.sites ?? []).map((site) =>
    el(
      'li',
      {},
      el(
        'button',
        { type: 'button', class: 'link', onclick: () => showSite({ collection: site.collection, id: site.id }) },
        nameOf(site),
      ),
    ),
  );
  const demand = tried(change);
  return el(
    'div',
    { class: 'relaxed-detail' },
    typeof change.cost === 'number'
      ? el(
          'p',
          { class: 'note' },
          t({
            zh: `代价 ${rounding.number(change.cost, 1)} 分，按方案计`,
            en: `Costs ${rounding.many(rounding.number(change.cost, 1), 'point')} under the scheme`,
          }),
        )
      : null,
    named.length ? el('ul', {}, ...named) : null,
    el(
      'div',
      { class: 'actions' },
      demand
        ? el(
            'button',
            { type: 'button', class: 'button primary', 'data-key': 'relaxed-try', onclick: () => attempt(demand) },
            t({ zh: '按此试排', en: 'Apply' }),
          )
        : null,
      joinable(change),
    ),
  );
}

/** One of the sites on the map, with why it does not do as things stand. @param {Spot} spot */
function showSite(spot) {
  openCard(spot);
  emit('picked', spot);
}

/** Where the change is to join plots, the way to them. @param {Change} change */
function joinable(change) {
  if (!change.steps?.some((step) => step.kind === 'join') || !change.sites?.length) return null;
  const one = joinedSites
    .withSite(change.sites[0].collection, change.sites[0].id)
    .find((each) =>
      change.sites.every((site) =>
        each.items.some((item) => item.collection === site.collection && item.id === site.id),
      ),
    );
  return one
    ? el(
        'button',
        { type: 'button', class: 'button', onclick: () => joinedSites.open(one.key) },
        t({ zh: '看拼合方案', en: 'Show combined sites' }),
      )
    : null;
}

/** Show on the map which sites would come in. @param {number | null} n */
function choose(n) {
  matching.showRelaxed(n);
  if (sites().length) zoomTo(sites());
}

/**
 * The place of the cheapest change that lets a site in, −1 where none does.
 * @param {string} collection
 * @param {string} id
 */
export const forSite = (collection, id) =>
  changes().findIndex((change) => change.sites?.some((site) => site.collection === collection && site.id === id));

/** Where nothing fits: the cheapest way out, and the way to it. */
export function wayOut() {
  const first = changes()[0];
  if (!first) return null;
  return el(
    'div',
    {},
    el('p', {}, t({ zh: `最省的改法：${first.words?.zh ?? ''}`, en: `The cheapest change: ${first.words?.en ?? ''}` })),
    el(
      'div',
      { class: 'actions' },
      el(
        'button',
        { type: 'button', class: 'button', 'data-key': 'way-out', onclick: () => open(0) },
        t({ zh: '看最小放宽', en: 'Show what could be relaxed' }),
      ),
    ),
  );
}

/** One change in the list and on the map. @param {number} n */
export function open(n) {
  showOver();
  choose(n);
  requestAnimationFrame(() => requestAnimationFrame(reveal));
}

/** The section at the top of its panel; nothing else of the page moves. */
function reveal() {
  const list = document.querySelector('[data-key="relaxation"]');
  const panel = list?.closest('.scroll');
  if (list && panel) panel.scrollTop += list.getBoundingClientRect().top - panel.getBoundingClientRect().top;
}

/* ---- a try ---- */
/** Rank for a changed demand. @param {Record<string, any>} demand */
export function attempt(demand) {
  const { projectId, origin, weights } = matching.current();
  matching.choose({ demand, origin: projectId ?? origin, weights });
}
