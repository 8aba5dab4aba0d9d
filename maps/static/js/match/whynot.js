/* The tip of the map in match mode: why a plot does not do, and what would have to change. */

import { el } from '../base/dom.js';
import { emit, on } from '../base/events.js';
import * as geo from '../base/geo.js';
import { icon } from '../base/icons.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import { middle } from '../map/paths.js';
import { furnish, stage } from '../map/stage.js';
import * as stock from '../map/stock.js';
import * as carriedReasons from './carried_reasons.js';
import * as joinedSites from './joined_sites.js';
import * as offMap from './off_map.js';
import * as relaxed from './relaxed.js';
import { tried } from './relaxed_demand.js';
import { place } from './tip_place.js';

const NAMED = 4;
const box = el('div', {
  id: 'ls-why',
  class: 'float map-why',
  role: 'dialog',
  'aria-live': 'polite',
  hidden: true,
});
let turn = 0;
/** The plot that the tip tells of. @type {Spot | null} */
let told = null;
/** What would have to change for it. @type {Answers['WhyNot'] | null} */
let mended = null;
/**
 * The answer told last: null while it is asked for, false where there is none.
 * @type {Answers['Match'] | false | null}
 */
let last = null;

/* ---- why not ---- */
export function close() {
  turn += 1;
  told = null;
  if (!box.hidden) {
    box.hidden = true;
    emit('tip');
    stage.scene?.refresh();
  }
}

/** Tell of a plot: at once what the page knows, then what the service answers. @param {Spot} spot */
export async function open(spot) {
  turn += 1;
  const mine = turn;
  const feature = stock.feature(spot);
  if (!feature) return;
  told = spot;
  mended = null;
  show(spot, feature, null);
  const answer = await matching.explain(spot.collection, spot.id).catch(() => null);
  if (mine !== turn) return;
  show(spot, feature, answer ?? false);
  if (answer?.verdict !== 'rejected') return;
  const way = await matching.mend(spot.collection, spot.id);
  if (mine === turn && way) {
    mended = way;
    show(spot, feature, answer);
  }
}

/** A study that came in since may have more to say of the plot. */
function retell() {
  const feature = told ? stock.feature(told) : null;
  if (told && feature) show(told, feature, last);
}

/** @param {Answers['Match'] | false | null} answer */
function lines(answer) {
  if (answer === null) return [el('p', { class: 'meta' }, t({ zh: '正在逐条判定…', en: 'Checking the rules…' }))];
  const verdicts = answer ? answer.verdicts : told ? carriedReasons.of(told) : [];
  if (!verdicts.length)
    return [el('p', { class: 'meta' }, t({ zh: '没有这一宗的判定记录。', en: 'There is no record of this site.' }))];
  const no = verdicts.filter((one) => one.answer === 'no');
  const unknown = verdicts.filter((one) => one.answer === 'unknown');
  const yes = verdicts.filter((one) => one.answer === 'yes');
  /** @type {MatchReport | null} */
  const report = state.match.report;
  /** @param {Verdict} one */
  const title = (one) => report?.scheme?.rules.find((rule) => rule.id === one.rule);
  return [
    ...no.map((one) => failing(t(title(one) ?? ''), t(one))),
    ...unknown.map((one) => el('p', { class: 'why-unknown' }, '? ', t(one))),
    yes.length ? passed(yes.map((one) => t(title(one) ?? one))) : null,
  ];
}

/** A rule that is not met, its name in bold and said once. @param {string} name @param {string} said */
function failing(name, said) {
  const twice = name && said.toLowerCase().startsWith(name.toLowerCase());
  return el(
    'p',
    { class: 'why-no' },
    '✕ ',
    name ? el('b', {}, values.capital(twice ? said.slice(0, name.length) : name)) : '',
    twice ? said.slice(name.length) : ` ${said}`,
  );
}

/** What is met, in a line: the first few by name, then how many they are. @param {string[]} names */
function passed(names) {
  const between = t({ zh: '、', en: ', ' });
  const said = names.slice(0, NAMED).join(between);
  return el(
    'p',
    { class: 'why-yes', title: names.join(between) },
    '✓ ',
    names.length > NAMED + 1
      ? t({ zh: `${said}等 ${names.length} 条`, en: `${said} and ${names.length - NAMED} more` })
      : names.join(between),
  );
}

/** @param {Spot} spot @param {Feature} feature @param {Answers['Match'] | false | null} answer */
function show(spot, feature, answer) {
  last = answer;
  const fits = stock.verdict(spot.collection, spot.id) !== 'rejected';
  box.replaceChildren(
    el(
      'div',
      { class: 'why-head' },
      el('b', {}, values.name(spot.collection, feature)),
      el('span', {}, fits ? t({ zh: '判定', en: 'Verdict' }) : t({ zh: '为什么不行', en: 'Why not' })),
      el(
        'button',
        { type: 'button', class: 'icon-button push', 'aria-label': t({ zh: '关闭', en: 'Close' }), onclick: close },
        icon('close'),
      ),
    ),
    ...lines(answer).filter((node) => node !== null),
    ...(answer === null ? [] : [...together(spot, feature), ...relaxable(spot)]),
  );
  box.hidden = false;
  place(box, feature, stage.leaflet);
  emit('tip');
  stage.scene?.refresh();
}

/**
 * The way to a joined site that the plot is part of: with which neighbour, and how large they are together.
 * @param {Spot} spot
 * @param {Feature} feature
 */
function together(spot, feature) {
  const one = joinedSites.withSite(spot.collection, spot.id)[0];
  if (!one)
    return (mended?.joins ?? [])
      .slice(0, 1)
      .map(({ steps }) => el('p', { class: 'why-mend' }, steps.map((step) => t(step)).join(t({ zh: '，', en: ', ' }))));
  const others = one.items.filter((item) => item.id !== spot.id);
  const other = others.length === 1 ? featuresOf(others[0].collection).get(others[0].id) : null;
  const [from, to] = [middle(feature), other ? middle(other) : null];
  const way = from && to ? geo.direction(from, to) : null;
  const reach = joinedSites.sized(one);
  const n = others.length;
  const words =
    one.kind === 'floor'
      ? {
          zh: `与同楼 ${n} 层拼合可达 ${reach}`,
          en: `Combined with ${n} ${n === 1 ? 'floor' : 'floors'} of the building: ${reach}`,
        }
      : way
        ? { zh: `与${way.zh}邻 1 宗拼合可达 ${reach}`, en: `Combined with the plot to the ${way.en}: ${reach}` }
        : { zh: `与相邻 ${n} 宗拼合可达 ${reach}`, en: `Combined with ${n} neighbours: ${reach}` };
  return [
    el(
      'p',
      {},
      el(
        'button',
        {
          type: 'button',
          class: 'link',
          'data-key': 'why-joined',
          onclick: () => {
            close();
            joinedSites.open(one.key);
          },
        },
        t(words),
        ' →',
      ),
    ),
  ];
}

/**
 * The cheapest change that would let the plot in: in the list of changes where it stands there, else to be tried at once where it is the project's to make.
 * @param {Spot} spot
 */
function relaxable({ collection, id }) {
  const n = relaxed.forSite(collection, id);
  const change = relaxed.changes()[n] ?? mended?.change;
  if (!change) return [];
  /** @param {Lang} lang */
  const said = (lang) => change.steps.map((step) => step[lang]).join(lang === 'zh' ? '，' : ', ');
  const words = t({ zh: `这样改即可：${said('zh')}`, en: `Would fit with: ${said('en')}` });
  const demand = n < 0 ? tried(change) : null;
  if (n < 0 && !demand) return [el('p', { class: 'why-mend' }, words)];
  return [
    el(
      'p',
      {},
      el(
        'button',
        {
          type: 'button',
          class: 'link',
          'data-key': 'why-relaxed',
          onclick: () => {
            close();
            if (demand) relaxed.attempt(demand);
            else relaxed.open(n);
          },
        },
        words,
        demand ? t({ zh: '，试排', en: ': try it' }) : '',
        ' →',
      ),
    ),
  ];
}

/** @param {Spot | null} spot */
function picked(spot) {
  if (!stock.matching()) return;
  const site = spot ? siteOf(spot) : null;
  if (site && stock.verdict(site.collection, site.id) === 'rejected') open(site);
  else close();
}

/** A building stands for the first of its floors that was looked at. @param {Spot} spot @returns {Spot | null} */
function siteOf(spot) {
  if (stock.verdict(spot.collection, spot.id)) return spot;
  const floor = stock.floors().byBuilding.get(`${spot.collection}\n${spot.id}`)?.[0];
  return floor ? { collection: floor.id, id: String(floor.feature.id) } : null;
}

/** The report that the map went to. @type {MatchReport | null} */
let greeted = null;

/** A new report closes the tip and moves the map; what else came in is told. @param {Set<string>} keys */
function follow(keys) {
  if (keys.has('mode') || keys.has('match')) {
    if (state.match.report !== greeted) {
      greeted = state.match.report;
      close();
      if (greeted) offMap.greet();
    } else if (told && !box.hidden && keys.has('match')) retell();
    if (state.mode !== 'match') close();
    offMap.pills();
  }
  if (keys.has('lang')) {
    close();
    offMap.pills();
  }
}

furnish((leaflet, slot) => {
  slot.append(offMap.root, box);
  leaflet.on('moveend', () => {
    offMap.pills();
    const feature = told ? stock.feature(told) : null;
    if (feature) place(box, feature, leaflet);
  });
  on('picked', picked);
  on('change', follow);
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && told) {
        event.stopPropagation();
        close();
      }
    },
    true,
  );
  follow(new Set(['mode', 'match']));
});
