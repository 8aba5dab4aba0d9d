/* The portfolio board: what is asked (scenario, pins, forbidden pairs), the answer, what of it is looked at, and who asks the service for it. */

import { config, served } from '../base/config.js';
import { emit, on } from '../base/events.js';
import { WAN, cny } from '../base/money.js';
import { colour } from '../base/palette.js';
import { fixed, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { changeState, state as workspace } from '../base/state.js';
import * as values from '../base/values.js';
import { PATIENCE } from '../base/waiting.js';
import { language, nameOf, t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import { ask, post } from '../data/fetcher.js';
import * as source from '../data/source.js';
import { together } from '../match/together.js';

const COLOURS = [colour('chain-1'), colour('chain-2'), colour('chain-3'), colour('chain-4'), colour('chain-5')];
const REST = colour('chain-rest');
/** @type {BoardFilter} */
export const NO_FILTER = { chain: '', stage: '', state: '', text: '', ids: null, words: null };
/** @type {BoardView} */
export const view = {
  report: null,
  solved: null,
  busy: false,
  since: 0,
  error: null,
  selected: null,
  filter: NO_FILTER,
  sort: { by: 'investment', descending: true },
  scenarios: [],
  comparing: false,
  compared: {},
  compareError: null,
  options: {},
  opened: null,
};
let turn = 0;
/** @type {string | null} */
let sent = null;
/** @type {AbortController | null} */
let control = null;
let isUnderWay = false;

export const asked = () => workspace.board;
/** @param {Partial<BoardState>} patch */
const edit = (patch) => changeState({ board: { ...asked(), ...patch } });

/** Lay other scenarios beside one another. @param {string[]} ids */
export const compareScenarios = (ids) => edit({ compare: ids });

/** Change what is looked at and paint the board again. @param {Partial<BoardView>} patch */
export function look(patch) {
  Object.assign(view, patch);
  emit('touched', ['board-view']);
}

/** Show in the table what a filter lets through; the card of a project that it leaves out closes. @param {Partial<BoardFilter>} patch */
export function filter(patch) {
  Object.assign(view, { filter: { ...view.filter, ...patch } });
  const there = view.selected === null || shown().some(({ id }) => id === view.selected);
  look(there ? {} : { selected: null });
}

/**
 * Show in the table only the projects named, with the words of the mark that was opened; the same mark again shows all.
 * @param {string[]} ids
 * @param {string} words
 */
export function only(ids, words) {
  const same = view.filter.words !== null && view.filter.words === words;
  filter(same ? NO_FILTER : { ...NO_FILTER, ids: new Set(ids), words });
  look({ comparing: false });
  if (!same) emit('reveal');
}

/* ---- asking ---- */
/** The question as the service takes it. @param {Omit<BoardState, 'compare'>} question */
export function body(question = asked(), unlocks = true) {
  return {
    ...(question.scenario ? { scenario: question.scenario } : {}),
    ...(question.pins.length ? { pins: question.pins } : {}),
    ...(question.forbid.length ? { forbid: question.forbid } : {}),
    ...(unlocks ? {} : { unlocks: false }),
  };
}

/** Whether the question differs from the one that the answer on screen was given to. */
export const changed = () => Boolean(view.report) && JSON.stringify(body()) !== view.solved;

export async function solve() {
  if (!served()) return;
  turn += 1;
  const mine = turn;
  control?.abort();
  control = new AbortController();
  const question = body();
  sent = JSON.stringify(question);
  isUnderWay = true;
  view.since = Date.now();
  const slow = setTimeout(() => {
    if (mine === turn) look({ busy: true });
  }, PATIENCE);
  const ticking = setInterval(() => emit('touched', ['board-tick']), 1000);
  try {
    const report = await post('/portfolios', question, control.signal);
    if (mine !== turn) return;
    rowsOf.clear();
    look({
      report,
      solved: JSON.stringify(question),
      busy: false,
      error: null,
      options: {},
      selected: known(report, view.selected),
    });
    located(report).catch(() => null);
  } catch (mistake) {
    if (mine === turn && mistake.name !== 'AbortError') look({ busy: false, error: mistake });
  } finally {
    clearTimeout(slow);
    clearInterval(ticking);
    if (mine === turn) isUnderWay = false;
  }
}

/**
 * The shapes of the sites that were given, where their layer is too large for the page to hold.
 * @param {BoardReport} report
 */
async function located(report) {
  const items = [...report.placements.flatMap((one) => one.items), ...report.unlocks.flatMap((one) => one.sites)];
  const met = await Promise.all(
    [...new Set(items.map((item) => item.collection))].filter(schema.collection).map((id) =>
      source.those(
        id,
        items.filter((item) => item.collection === id).map((item) => item.id),
      ),
    ),
  );
  if (met.some(Boolean)) look({});
}

/** @param {BoardReport} report @param {string | null} id */
const known = (report, id) =>
  id && [...report.placements, ...report.unplaced].some((one) => one.project_id === id) ? id : null;

async function loadScenarios() {
  try {
    /** @type {Answers['ListedScenario'][]} */
    const listed = await ask('/portfolios/scenarios');
    look({ scenarios: [...listed].sort((a, b) => (t(a.title) < t(b.title) ? -1 : 1)) });
  } catch {
    look({ scenarios: [] });
  }
}

/** The answers that a comparison needs: the base and the scenarios chosen, with the pins of the moment, each asked once. */
export async function compare() {
  look({ comparing: true, compareError: null });
  const board = asked();
  try {
    for (const id of [null, ...board.compare]) {
      const question = body({ ...board, scenario: id }, false);
      const key = JSON.stringify(question);
      if (view.compared[key]) continue;
      const report = await post('/portfolios', question); // eslint-disable-line no-await-in-loop -- a column stands while the next is solved
      look({ compared: { ...view.compared, [key]: report } });
    }
  } catch (mistake) {
    look({ compareError: mistake });
  }
}

/** @param {string | null} id */
export const comparison = (id) => view.compared[JSON.stringify(body({ ...asked(), scenario: id }, false))] ?? null;

/* ---- pins and forbidden pairs: they wait for the next solve ---- */
/** @param {string} project @param {string[]} sites */
export function pin(project, sites) {
  edit({
    pins: [...asked().pins.filter((one) => one.project_id !== project), { project_id: project, sites }],
    forbid: asked().forbid.filter((one) => one.project_id !== project || !sites.includes(one.site)),
  });
}
/** @param {string} project */
export const unpin = (project) => edit({ pins: asked().pins.filter((one) => one.project_id !== project) });
/** @param {string} project @param {string[]} sites */
export function forbid(project, sites) {
  const others = asked().forbid.filter((one) => one.project_id !== project || !sites.includes(one.site));
  edit({
    forbid: [...others, ...sites.map((site) => ({ project_id: project, site }))],
    pins: asked().pins.filter((one) => one.project_id !== project || !one.sites.some((site) => sites.includes(site))),
  });
}
/** @param {string} project @param {string} site */
export const allow = (project, site) =>
  edit({ forbid: asked().forbid.filter((one) => one.project_id !== project || one.site !== site) });

/** @param {string | null} id */
export function scenario(id) {
  const before = sent;
  edit({ scenario: id });
  // Marks are those of an answer: what they point to goes with it, what the reader typed stays.
  look({ comparing: false, filter: { ...view.filter, ids: null, words: null } });
  if (sent === before) solve();
}

/* ---- rows ---- */
/** Rows by the language of their names. @type {Map<string, BoardRow[]>} */
const rowsOf = new Map();

/** Every project of the answer once, as the table shows it. */
export function rows() {
  if (!view.report) return [];
  const made = rowsOf.get(language()) ?? [...view.report.placements, ...view.report.unplaced].map(rowOf);
  rowsOf.set(language(), made);
  return made;
}

/** @param {BoardProject} one @returns {BoardRow} */
function rowOf(one) {
  const place = one.items ? together(one.items.map(siteName)) : null;
  return {
    id: one.project_id,
    name: nameOf(one),
    chain: one.chain ?? '',
    stage: one.stage ?? '',
    tier: one.tier ?? '',
    investment: one.investment_wan,
    score: one.score ?? null,
    place,
    state: stateOf(one),
    check: one.verdict === 'to_check',
    zone: one.park?.zone ?? null,
    items: one.items ?? [],
    one,
  };
}

/** @param {BoardProject} one @returns {PlacementState} */
function stateOf(one) {
  if (!one.items) return 'unplaced';
  if (one.pinned) return 'pinned';
  return one.kind === 'assembly' || one.kind === 'floors' ? 'joined' : 'placed';
}

/**
 * A site by its name; a let floor that no layer holds by its building and the rest of its number.
 * @param {PlacedItem} item
 */
export function siteName(item) {
  if (item.collection) return nameOf(item);
  for (const { id } of schema.ofKind('building')) {
    const inside = [...featuresOf(id).keys()]
      .filter((key) => String(item.id).startsWith(`${key}-`))
      .sort((a, b) => b.length - a.length)[0];
    if (inside) return `${values.name(id, featuresOf(id).get(inside))} ${item.id.slice(inside.length + 1)}`;
  }
  return nameOf(item);
}

/** Rows as the filters leave them and the heading sorts them; unknown last either way, ties by id. */
export function shown() {
  const { chain, stage, state, text, ids } = view.filter;
  const terms = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const kept = rows().filter(
    (one) =>
      (!chain || one.chain === chain) &&
      (!stage || one.stage === stage) &&
      (!state || inState(one, state)) &&
      (!ids || ids.has(one.id)) &&
      terms.every((term) =>
        `${one.id} ${one.one.name ?? ''} ${one.one.name_en ?? ''} ${one.place ?? ''}`
          .normalize('NFKC')
          .toLowerCase()
          .includes(term),
      ),
  );
  const { by, descending } = view.sort;
  return kept.sort((a, b) => {
    const [x, y] = [a[by] ?? null, b[by] ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || (a.id < b.id ? -1 : 1);
    const order =
      typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), language());
    return (descending ? -order : order) || (a.id < b.id ? -1 : 1);
  });
}

/**
 * A state of the table, `check`, or `start:` with an answer to whether it can begin in time.
 * @param {BoardRow} project
 * @param {string} state
 */
export const inState = (project, state) =>
  state === 'check'
    ? project.check
    : state.startsWith('start:')
      ? project.one.start?.answer === state.slice(6)
      : project.state === state;

/** @param {string} id */
export const find = (id) => rows().find((one) => one.id === id) ?? null;

/**
 * Mark a project wherever it stands, on maps and in the table, without painting anything again.
 * @param {string[]} ids
 */
export function point(ids) {
  for (const node of document.querySelectorAll('#ls-board .pointed')) node.classList.remove('pointed');
  for (const id of ids)
    for (const node of document.querySelectorAll(
      `#ls-board [data-mark~="${CSS.escape(id)}"], #ls-board tr[data-project="${CSS.escape(id)}"]`,
    ))
      node.classList.add('pointed');
}

/** @param {BoardColumn} by */
export function sortBy(by) {
  const { sort } = view;
  look({ sort: { by, descending: sort.by === by ? !sort.descending : ['investment', 'score'].includes(by) } });
}

/* ---- chains ---- */
function chainField() {
  const id = config.projects?.collection;
  return id ? schema.role(id, 'chain') : null;
}

/** The chains of the answer in the order of their code list: {id, words, colour, place}. @returns {Chain[]} */
export function chains() {
  const present = new Set(rows().map((one) => one.chain));
  const codes = config.codelists[chainField()?.codelist ?? '']?.codes ?? [];
  const listed = codes.map((code) => String(code.code)).filter((id) => present.has(id));
  const all = [...listed, ...[...present].filter((id) => !listed.includes(id)).sort()];
  return all.map((id, place) => ({
    id,
    place,
    words: chainWords(id),
    brief: chainWords(id).replace(/与.*$| and .*$/, ''),
    colour: COLOURS[place] ?? REST,
  }));
}

/** @param {string} id */
function chainWords(id) {
  const code = schema.code(chainField(), id);
  return code ? values.capital(t(code)) : id || t({ zh: '产业链待核实', en: 'Chain to check' });
}

/** @param {string} id @returns {Chain} */
export const chain = (id) =>
  chains().find((one) => one.id === id) ?? { id, place: 9, words: chainWords(id), brief: chainWords(id), colour: REST };

/** @param {string} role @param {string} id */
export function coded(role, id) {
  const collection = config.projects?.collection;
  const code = collection ? schema.code(schema.role(collection, role), id) : null;
  return code ? t(code) : id;
}

/* ---- money: the register counts in 万元, a board in 亿元, English in CNY ---- */
export const UNIT = { zh: '亿元', en: 'CNY m' };
/** A figure of a column or a band, in `UNIT`: a million is as fine as a hundredth of 亿元. @param {number} wan */
export const figure = (wan, digits = 1) => (language() === 'en' ? fixed(wan / 100, 0) : fixed(wan / 10000, digits));
/** @param {number} wan */
export const money = (wan, digits = 1) =>
  language() === 'en' ? cny(wan, WAN) : `${figure(wan, digits)}\u2009${t(UNIT)}`;
/** What is paid each year. @param {number} wan */
export const yearly = (wan) => (language() === 'en' ? `${cny(wan, WAN)} a year` : `${number(wan)} 万元/年`);

/* Another scenario is another question, also where it comes from the browser's history; pins and forbidden pairs wait. */
function follow() {
  if (workspace.mode !== 'board' || !sent || JSON.parse(sent).scenario === body().scenario) return;
  look({ comparing: false });
  solve();
}

/** Ask again what was not to be had. */
function retry() {
  if (view.error) solve();
  if (view.compareError && view.comparing) compare();
}

/** Ask for what the board shows, where it is not there. */
export function start() {
  if (workspace.mode !== 'board' || !served()) return;
  if (!view.scenarios.length) loadScenarios();
  if (sent !== JSON.stringify(body()) || !(view.report || isUnderWay)) solve();
}
on('mode', start);
on('ready', start);
on('board', follow);
on('lost', (lost) => {
  if (lost || workspace.mode !== 'board') return;
  if (!view.scenarios.length) loadScenarios();
  if (view.error || view.compareError) retry();
});
