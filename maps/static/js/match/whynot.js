/* Match mode on the map: why a grey plot does not do, and where the ranked ones lie that the window does not show. */

import { el } from '../base/dom.js';
import { emit, on } from '../base/events.js';
import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import { icon } from '../base/icons.js';
import * as plane from '../base/plane.js';
import { changeState, state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import * as scene from '../map/scene.js';
import { stage } from '../map/stage.js';
import * as stock from '../map/stock.js';
import * as view from '../map/view.js';
import * as mapWindow from '../map/window.js';
import * as joinedSites from './joined_sites.js';
import * as relaxed from './relaxed.js';

const PILLS = 2;
const NAMED = 4;
let map = null;
let turn = 0;
let told = null;
let mended = null;
let last;

/* ---- why not ---- */
export function close() {
  turn += 1;
  told = null;
  const box = document.getElementById('ls-why');
  if (box && !box.hidden) {
    box.hidden = true;
    emit('tip');
    stage.scene?.refresh();
  }
}

export async function open(spot) {
  const mine = ++turn;
  const feature = stock.feature(spot);
  if (!feature) return;
  told = spot;
  mended = null;
  show(spot, feature, null);
  const answer = await matching.explain(spot.collection, spot.id).catch(() => null);
  if (mine !== turn) return;
  show(spot, feature, answer ?? false);
  if (answer?.verdict !== 'rejected') return;
  const found = await matching.mend(spot.collection, spot.id);
  if (mine === turn && found) {
    mended = found;
    show(spot, feature, answer);
  }
}

/** A study that came in since may have more to say of the plot. */
function retell() {
  const feature = stock.feature(told);
  if (feature && last !== undefined) show(told, feature, last);
}

function lines(answer) {
  if (answer === null) return [el('p', { class: 'meta' }, t({ zh: '正在逐条判定…', en: 'checking the rules…' }))];
  const verdicts = answer ? (answer.verdicts ?? []) : compact(told);
  if (!verdicts.length)
    return [el('p', { class: 'meta' }, t({ zh: '没有这一宗的判定记录。', en: 'There is no record of this one.' }))];
  const no = verdicts.filter((one) => one.answer === 'no');
  const unknown = verdicts.filter((one) => one.answer === 'unknown');
  const yes = verdicts.filter((one) => one.answer === 'yes');
  const title = (one) => state.match.report.scheme?.rules?.find((rule) => rule.id === one.rule);
  return [
    ...no.map((one) => failing(t(title(one) ?? ''), t(one))),
    ...unknown.map((one) => el('p', { class: 'why-unknown' }, '? ', t(one))),
    yes.length ? passed(yes.map((one) => t(title(one) ?? one))) : null,
  ];
}

/** A rule that is not met, its name in bold and said once. */
function failing(name, said) {
  const twice = name && said.toLowerCase().startsWith(name.toLowerCase());
  return el(
    'p',
    { class: 'why-no' },
    '✕ ',
    name ? el('b', {}, twice ? said.slice(0, name.length) : name) : '',
    twice ? said.slice(name.length) : ` ${said}`,
  );
}

/** What is met, in a line: the first few by name, then how many they are. */
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

/** The one-file map carries a digit a rule and site (1 yes, 0 no, 2 unknown), and words for near misses. */
function compact(spot) {
  const said = spot ? state.match.report?.why?.[spot.collection] : null;
  const place = said ? places(spot.collection).get(spot.id) : undefined;
  if (place === undefined) return [];
  const rules = new Map((state.match.report.scheme?.rules ?? []).map((rule) => [rule.id, rule]));
  const words = new Map((said.words[spot.id] ?? []).map((verdict) => [verdict.rule, verdict]));
  return said.rules.map((rule, n) => {
    const answer = ['no', 'yes', 'unknown'][said.answers[place * said.rules.length + n]];
    const { zh, en } = rules.get(rule) ?? { zh: rule, en: rule };
    return (
      words.get(rule) ??
      (answer === 'unknown'
        ? { rule, answer, zh: `${zh}待核实`, en: `${en}: to check` }
        : { rule, answer, zh: '不符合', en: 'does not fit' })
    );
  });
}

const orders = new Map();
/** Where each site stands in the reasons: in the order of its id. */
function places(id) {
  if (!orders.has(id))
    orders.set(id, new Map([...featuresOf(id).keys()].sort((a, b) => (a < b ? -1 : 1)).map((key, n) => [key, n])));
  return orders.get(id);
}

function show(spot, feature, answer) {
  const box = document.getElementById('ls-why');
  last = answer;
  const fits = stock.verdict(spot.collection, spot.id) !== 'rejected';
  box.replaceChildren(
    el(
      'div',
      { class: 'why-head' },
      el('b', {}, values.name(spot.collection, feature)),
      el('span', {}, fits ? t({ zh: '判定', en: 'verdict' }) : t({ zh: '为什么不行', en: 'why not' })),
      el(
        'button',
        { type: 'button', class: 'icon-button push', 'aria-label': t({ zh: '关闭', en: 'Close' }), onclick: close },
        icon('close'),
      ),
    ),
    ...lines(answer).filter(Boolean),
    ...(answer === null ? [] : [...together(spot, feature), ...relaxable(spot)]),
  );
  box.hidden = false;
  place(box, feature);
  emit('tip');
  stage.scene.refresh();
}

/** The way to a joined site that the plot is part of: with which neighbour, and how large they are together. */
function together(spot, feature) {
  const one = joinedSites.withSite(spot.collection, spot.id)[0];
  if (!one)
    return mended?.joins?.length
      ? [el('p', { class: 'why-mend' }, mended.joins[0].steps.map((step) => t(step)).join(t({ zh: '，', en: ', ' })))]
      : [];
  const others = one.items.filter((item) => item.id !== spot.id);
  const other = others.length === 1 ? featuresOf(others[0].collection).get(others[0].id) : null;
  const [from, to] = [scene.middle(feature), other ? scene.middle(other) : null];
  const way = from && to ? geo.direction(from, to) : null;
  const reach = joinedSites.sized(one);
  const n = others.length;
  const words =
    one.kind === 'floor'
      ? { zh: `与同楼 ${n} 层拼合可达 ${reach}`, en: `with ${n} ${n === 1 ? 'floor' : 'floors'} beside it: ${reach}` }
      : way
        ? { zh: `与${way.zh}邻 1 宗拼合可达 ${reach}`, en: `joined with the plot to the ${way.en}: ${reach}` }
        : { zh: `与相邻 ${n} 宗拼合可达 ${reach}`, en: `joined with ${n} neighbours: ${reach}` };
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

/** The cheapest change that would let the plot in: in the list of changes where it stands there, else to be tried at once where it is the project's to make. */
function relaxable({ collection, id }) {
  const n = relaxed.forSite(collection, id);
  const change = relaxed.changes()[n] ?? mended?.change;
  if (!change) return [];
  const said = (lang) => change.steps.map((step) => step[lang]).join(lang === 'zh' ? '，' : ', ');
  const words = t({ zh: `这样改即可：${said('zh')}`, en: `it would do with: ${said('en')}` });
  const demand = n < 0 ? relaxed.tried(change) : null;
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

/** The side of the plot on which the tip hides the fewest ranked ones. */
function place(box, feature) {
  const bounds = stock.boxOf(feature);
  const a = map.latLngToContainerPoint([bounds[3], bounds[0]]);
  const b = map.latLngToContainerPoint([bounds[1], bounds[2]]);
  const [wide, high] = [box.offsetWidth, box.offsetHeight];
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  const middle = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const sides = [
    [middle[0] - wide / 2, a.y - high - 10],
    [b.x + 12, middle[1] - high / 2],
    [a.x - wide - 12, middle[1] - high / 2],
    [middle[0] - wide / 2, b.y + 10],
  ];
  const marked = [
    ...[...stock.verdicts().ranks.values()].map(({ site }) => site),
    ...(joinedSites.shown()?.items ?? []),
  ];
  const ranked = marked
    .map((site) => featuresOf(site.collection).get(site.id))
    .filter(Boolean)
    .map((one) => {
      const [lng, lat] = scene.middle(one) ?? [0, 0];
      return map.latLngToContainerPoint([lat, lng]);
    });
  const cost = ([x, y]) =>
    ranked.filter((point) => point.x > x - 12 && point.x < x + wide + 12 && point.y > y - 12 && point.y < y + high + 12)
      .length +
    (20 *
      (Math.max(0, left + 8 - x) +
        Math.max(0, x + wide + 60 - size.x + right) +
        Math.max(0, top + 8 - y) +
        Math.max(0, y + high + bottom + 8 - size.y))) /
      40;
  const [x, y] = sides.reduce((best, one) => (cost(one) < cost(best) ? one : best));
  box.style.left = `${Math.max(left + 8, Math.min(x, size.x - right - wide - 8))}px`;
  box.style.top = `${Math.max(top + 8, Math.min(y, size.y - high - bottom - 8))}px`;
}

function picked(spot) {
  if (!stock.matching()) return;
  const site = spot ? siteOf(spot) : null;
  if (site && stock.verdict(site.collection, site.id) === 'rejected') open(site);
  else close();
}

/** A building stands for the first of its floors that was looked at. */
function siteOf(spot) {
  if (stock.verdict(spot.collection, spot.id)) return spot;
  const floor = stock.floors().byBuilding.get(`${spot.collection}\n${spot.id}`)?.[0];
  return floor ? { collection: floor.id, id: String(floor.feature.id) } : null;
}

/* ---- ranked, but outside the window ---- */
function pills() {
  const root = document.getElementById('ls-offmap');
  if (!root) return;
  const away = stock.matching()
    ? [...stock.verdicts().ranks.values()].sort((a, b) => a.rank - b.rank).filter(offMap)
    : [];
  root.hidden = !away.length;
  root.replaceChildren(
    ...away.slice(0, PILLS).map(pill),
    away.length > PILLS
      ? el(
          'button',
          { type: 'button', class: 'off-more float', onclick: everywhere },
          t({ zh: `图外还有 ${away.length - PILLS} 个`, en: `${away.length - PILLS} more off the map` }),
        )
      : '',
  );
}

const middleOf = ({ site }) => {
  const feature = featuresOf(site.collection).get(site.id);
  return feature ? scene.middle(feature) : null;
};

function offMap(match) {
  const at = middleOf(match);
  if (!at) return false;
  const point = map.latLngToContainerPoint([at[1], at[0]]);
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  return point.x < left || point.x > size.x - right || point.y < top || point.y > size.y - bottom;
}

function pill(match) {
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  const centre = map.containerPointToLatLng([(left + size.x - right) / 2, (top + size.y - bottom) / 2]);
  const at = middleOf(match);
  const way = geo.direction([centre.lng, centre.lat], at);
  const name = t({ zh: match.site.name ?? match.site.id, en: match.site.name_en ?? match.site.name ?? match.site.id });
  return el(
    'button',
    {
      type: 'button',
      class: 'off-pill float',
      onclick: () =>
        changeState({
          selected: { collection: match.site.collection, id: match.site.id },
          zoomTo: { collection: match.site.collection, id: match.site.id },
        }),
    },
    el('span', { class: match.verdict === 'fits' ? 'off-rank' : 'off-rank open' }, String(match.rank)),
    el('b', {}, name),
    el('span', { class: 'off-words' }, ' ', t({ zh: '在图外', en: 'off the map' })),
    ' · ',
    t(way),
    ` ${fmt.length(geo.distance([centre.lng, centre.lat], at))} ${way.arrow}`,
  );
}

function everywhere() {
  const all = [...stock.verdicts().ranks.values()].map(middleOf).filter(Boolean);
  if (all.length)
    view.fit([
      Math.min(...all.map((at) => at[0])),
      Math.min(...all.map((at) => at[1])),
      Math.max(...all.map((at) => at[0])),
      Math.max(...all.map((at) => at[1])),
    ]);
}

/** A new report moves the map to its first answer where none of them is in the window. */
function greet() {
  const ranked = stock.matching() ? [...stock.verdicts().ranks.values()].sort((a, b) => a.rank - b.rank) : [];
  if (ranked.length && (map.getZoom() < 14 || ranked.slice(0, 3).every(offMap))) {
    const first = ranked.find(middleOf);
    const feature = first ? featuresOf(first.site.collection).get(first.site.id) : null;
    // Into the part of the map that no sheet covers.
    if (feature)
      view.fit(plane.bounds(feature.geometry), {
        maxZoom: Math.max(15, Math.min(map.getZoom(), 15.5)),
        animate: false,
      });
  }
}

let greeted = null;
stage.parts.push((leaflet, slot) => {
  map = leaflet;
  slot.append(
    el('div', { id: 'ls-offmap', class: 'map-offmap', hidden: true }),
    el('div', { id: 'ls-why', class: 'float map-why', role: 'dialog', 'aria-live': 'polite', hidden: true }),
  );
  map.on('moveend', () => {
    pills();
    const feature = told ? stock.feature(told) : null;
    if (feature) place(document.getElementById('ls-why'), feature);
  });
  on('picked', picked);
  on('change', (keys) => {
    if (keys.has('mode') || keys.has('match')) {
      if (state.match.report !== greeted) {
        greeted = state.match.report;
        close();
        if (greeted) greet();
      } else if (told && !document.getElementById('ls-why').hidden && keys.has('match')) retell();
      if (state.mode !== 'match') close();
      pills();
    }
    if (keys.has('lang')) {
      close();
      pills();
    }
  });
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
  pills();
});
