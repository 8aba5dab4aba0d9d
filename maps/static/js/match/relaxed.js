/* Least relaxation: the cheapest changes by which more sites would fit, where these lie, and a try at a changed requirement. */

import { config, served } from '../base/config.js';
import { el } from '../base/dom.js';
import { emit } from '../base/events.js';
import * as rounding from '../base/rounding.js';
import { changeState } from '../base/state.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import * as matching from '../data/matching.js';
import * as shell from '../page/shell.js';
import * as joinedSites from './joined_sites.js';
import * as studies from './studies.js';
import { zoomTo } from './zoom.js';

/** What a demand may ask, by its keys. */
const KEYS = () =>
  config.demand.flatMap((one) => (one.low ? [one.low, one.high] : one.key === 'name' ? [] : [one.key]));

export const changes = () => studies.of('relaxation')?.changes ?? [];
export const chosen = () => changes()[matching.current().relaxed ?? -1] ?? null;

/** The sites that the chosen change would let in. */
export const sites = () => chosen()?.sites ?? [];

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
          el('p', { class: 'note' }, t({ zh: '正在计算…', en: 'working it out…' })),
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
          t({ zh: '未查完全部改法，可能还有更省的。', en: 'Not every change was looked at: a cheaper one may exist.' }),
        )
      : null,
  );
}

function head(found) {
  return el(
    'h3',
    {},
    t({ zh: '最小放宽', en: 'Least relaxation' }),
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

const gained = (change) => t({ zh: `+${change.gains} 处`, en: `+${change.gains}` });

function percent(step) {
  // A share of a year says nothing of a date.
  if (typeof step.pct !== 'number' || !step.pct || typeof step.to !== 'number') return null;
  const said = t(step);
  return /%/.test(said)
    ? null
    : el('span', { class: 'meta nowrap' }, ` ${step.pct < 0 ? '−' : '+'}${v.number(Math.abs(step.pct), 1)}${v.THIN}%`);
}

function row(change, n) {
  const here = matching.current().relaxed === n;
  const steps = change.steps?.length
    ? change.steps.map((step, i) =>
        el('span', { class: 'relaxed-step' }, i ? t({ zh: '，', en: ', ' }) : null, t(step), percent(step)),
      )
    : [t(change.words)];
  const item = el(
    'li',
    { class: 'relaxed-change', 'aria-selected': String(here) },
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

function detail(change) {
  const named = (change.sites ?? []).map((site) =>
    el(
      'li',
      {},
      el(
        'button',
        { type: 'button', class: 'link', onclick: () => show({ collection: site.collection, id: site.id }) },
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
            zh: `代价 ${v.number(change.cost, 1)} 分，按方案计`,
            en: `costs ${rounding.many(v.number(change.cost, 1), 'point')} by the scheme`,
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
            t({ zh: '按此试排', en: 'Try it' }),
          )
        : null,
      joinable(change),
    ),
  );
}

/** One of the sites on the map, with why it does not do as things stand. */
function show(spot) {
  changeState({ selected: spot });
  emit('picked', spot);
}

/** Where the change is to join plots, the way to them. */
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
        t({ zh: '看拼合方案', en: 'See them joined' }),
      )
    : null;
}

/** Show on the map which sites would come in. */
function choose(n) {
  matching.update({ relaxed: n });
  const found = sites();
  if (found.length) zoomTo(found);
}

/** The place of the cheapest change that lets a site in, −1 where none does. */
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
        t({ zh: '看最小放宽', en: 'See what could give way' }),
      ),
    ),
  );
}

/** One change in the list and on the map. */
export function open(n) {
  shell.show('left', 'full');
  choose(n);
  requestAnimationFrame(() => requestAnimationFrame(reveal));
}

/** The section at the top of its panel; nothing else of the page moves. */
function reveal() {
  const section = document.querySelector('[data-key="relaxation"]');
  const panel = section?.closest('.scroll');
  if (panel) panel.scrollTop += section.getBoundingClientRect().top - panel.getBoundingClientRect().top;
}

/* ---- a try ---- */
/** The demand with the changes of its requirement made; null where the change is not the project's to make. */
export function tried(change) {
  const { project } = matching.current().report;
  const steps = (change.steps ?? []).filter((step) => step.kind === 'requirement');
  if (!project || !served() || !steps.length || steps.length !== change.steps.length) return null;
  const demand = Object.fromEntries(
    KEYS()
      .filter((key) => v.isKnown(project[key]))
      .map((key) => [key, project[key]]),
  );
  if (project.name) demand.name = project.name;
  for (const step of steps) {
    const { key } = step;
    if (step.to === null || step.to === undefined) delete demand[key];
    else demand[key] = step.to;
  }
  return demand;
}

export function attempt(demand) {
  const { projectId, origin, weights } = matching.current();
  matching.choose({ demand, origin: projectId ?? origin, weights });
}
