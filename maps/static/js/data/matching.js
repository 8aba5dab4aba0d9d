/* Matching: which project, demand or plot is asked about, the report that answers, and who asks the service for it. */

import { config, embedded, served } from '../base/config.js';
import { emit, on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { changeState, noMatch, state } from '../base/state.js';
import { PATIENCE } from '../base/waiting.js';
import { t } from '../base/words.js';
import { featuresOf } from './features.js';
import { post } from './fetcher.js';

/** Sites that the page asks for. */
export const TOP = 50;
export const NONE = noMatch;
/** @type {Map<string, number | null>} */
const counts = new Map();
/** @type {Map<string, Promise<Match | null>>} */
const reasons = new Map();
let turn = 0;
/** @type {string | null} */
let asking = null;

/** @typedef {Answers['Match']} Match */
/** @typedef {{collection: string, id: string}} Place */
/** @typedef {{project_id?: string, project?: Record<string, any>, site?: Spot, scheme?: string, weights?: Record<string, number>}} Asked */

/** @param {string} collection @param {string} id */
const isAt =
  (collection, id) =>
  (/** @type {{site?: Place}} */ { site }) =>
    site?.collection === collection && site.id === id;

export const current = () => state.match ?? NONE;
/** @param {Partial<MatchState>} change */
const update = (change) => changeState({ match: { ...NONE, ...current(), ...change } });

/** Show on the map which sites a change of the demand would let in: the change by its number, none with null. @param {number | null} number */
export const showRelaxed = (number) => update({ relaxed: number });

/** Show sites that serve together, by their key; none with null. @param {string | null} key */
export const showJoined = (key) => update({ joined: key });

/** What a study of the ranking came to is here. @param {string} name @param {any} study */
export const takeStudy = (name, study) => update({ studies: { ...current().studies, [name]: study } });

/**
 * Ask about a project {projectId}, a demand {demand}, or a plot or floor {site}; {} goes back to choosing. `origin` is the project that a
 * demand was changed from, `weights` (by criterion) stand in for those of the scheme. The scheme stays the one that was chosen.
 * @param {Partial<Pick<MatchState, 'projectId' | 'demand' | 'origin' | 'site' | 'weights'>>} about
 */
export function choose({ projectId = null, demand = null, origin = null, site = null, weights = null }) {
  asking = null;
  changeState({
    mode: 'match',
    match: { ...NONE, projectId, demand, origin, site, scheme: current().scheme ?? null, weights },
    selected: null,
    hovered: null,
  });
  emit('chosen', Boolean(projectId || demand || site));
}

/** What the service is asked; null while nothing is asked about. @returns {Asked | null} */
export function request() {
  const { projectId, demand, site, scheme, weights } = current();
  const asked = projectId ? { project_id: projectId } : demand ? { project: demand } : site ? { site } : null;
  return asked ? { ...asked, ...(scheme ? { scheme } : {}), ...(weights ? { weights } : {}) } : null;
}

/** The scheme that is asked for, with the weights that it was filed with. @returns {SchemeHead | null} */
export const scheme = () =>
  config.schemes?.find(({ id }) => id === current().scheme) ?? config.scheme ?? current().report?.scheme ?? null;

/** Ask the same question under another scheme, with its own weights. @param {string} id */
export function under(id) {
  update({ scheme: id === config.scheme?.id ? null : id, weights: null });
}

/**
 * Rank the same question by other weights; null goes back to the scheme's own. What is shown stays until the answer is here.
 * @param {Record<string, number> | null} weights
 */
export function weigh(weights) {
  update({ weights });
}

/** Ask the service, or the reports that the page carries; only the last question is heard. */
export async function run() {
  const asked = request();
  if (!asked) return;
  turn += 1;
  const mine = turn;
  asking = JSON.stringify(asked);
  const slow = setTimeout(() => {
    if (mine === turn) update({ busy: true, error: null });
  }, PATIENCE);
  try {
    const report = served() ? await ask({ ...asked, top: TOP }) : fromFile(asked);
    if (mine !== turn) return;
    update({ report, studies: {}, joined: null, relaxed: null, busy: false, error: null });
    emit('ranked', asked);
  } catch (mistake) {
    if (mine === turn) update({ busy: false, error: mistake });
  } finally {
    clearTimeout(slow);
  }
}

/** @param {Record<string, unknown>} body @param {AbortSignal} [signal] @returns {Promise<Answers['MatchAnswer']>} */
export const ask = (body, signal) => post('/matches', body, signal);

/* ---- the one-file map carries the reports of its projects ---- */
/** @type {Record<string, Answers['MatchAnswer']> | null} */
let inlined = null;
/** @returns {Record<string, Answers['MatchAnswer']>} */
export function reports() {
  if (!inlined) {
    inlined = embedded('match-reports') ?? {};
  }
  return inlined ?? {};
}

/** @param {Asked} asked */
function fromFile({ project_id: projectId, site }) {
  if (projectId && reports()[projectId]) return reports()[projectId];
  if (site) return turnedRound(site);
  throw new Error(
    t({
      zh: '这张单文件地图只带了新建项目的匹配结果；别的项目和自填需求要用服务（landstock serve）。',
      en: 'This one-file map carries the matches of new projects only; other projects and requirements of your own need the service (landstock serve).',
    }),
  );
}

/** Which of the carried reports rank a plot: its best projects, as far as this file can tell. @param {Spot} site */
function turnedRound(site) {
  const carried = Object.values(reports());
  const matches = carried
    .flatMap(({ matches: ranked, project }) =>
      ranked.filter(isAt(site.collection, site.id)).map((match) => ({ ...match, project, site: undefined })),
    )
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map((match, n) => ({ ...match, rank: n + 1 }));
  return {
    site,
    scheme: carried[0]?.scheme ?? null,
    matches,
    funnel: {},
    counts: {
      fits: matches.filter(({ verdict }) => verdict === 'fits').length,
      to_check: matches.filter(({ verdict }) => verdict === 'to_check').length,
    },
    outcome: {},
    partial: true,
  };
}

/** How many projects a plot or floor would suit; null until it is known. @param {string} collection @param {string} id */
export function countFor(collection, id) {
  if (!config.projects) return null;
  const key = `${collection}\n${id}`;
  if (!counts.has(key)) {
    counts.set(key, served() ? null : fileCount(collection, id));
    if (served()) count(key, { collection, id }).catch(() => null);
  }
  return counts.get(key) ?? null;
}

/** Ask for the count of a place; one that is refused stays unknown. @param {string} key @param {Place} site */
async function count(key, site) {
  const { counts: answered } = await ask({ site, top: 1 });
  counts.set(key, answered.fits + answered.to_check);
  emit('touched', ['fits']);
}

/** @param {string} collection @param {string} id */
function fileCount(collection, id) {
  return Object.values(reports()).filter(({ outcome }) =>
    ['fits', 'to_check'].some((verdict) => outcome?.[collection]?.[verdict]?.includes(id)),
  ).length;
}

/**
 * Why a plot that is not ranked does or does not fit what is asked about now: a promise of an explained match, or null.
 * @param {string} collection
 * @param {string} id
 * @returns {Promise<Match | null>}
 */
export function explain(collection, id) {
  const asked = request();
  const isThis = isAt(collection, id);
  /** @type {Partial<Answers['MatchAnswer']> | null} */
  const report = current().report;
  const known = report?.matches?.find(isThis) ?? report?.explained?.find(isThis);
  if (known) return Promise.resolve(known);
  if (!asked || asked.site || !served()) return Promise.resolve(null);
  return kept(reasons, JSON.stringify([asked, collection, id]), async () => {
    const { explained, matches } = await ask({ ...asked, top: 1, explain: [id] });
    return [...explained, ...matches].find(isThis) ?? null;
  });
}

/**
 * The promise kept under a key, begun where there is none; one that fails is null and may be asked for again.
 * @template T
 * @param {Map<string, Promise<T | null>>} promises
 * @param {string} key
 * @param {() => Promise<T | null>} begin
 */
function kept(promises, key, begin) {
  const begun =
    promises.get(key) ??
    begin().catch(() => {
      promises.delete(key);
      return null;
    });
  promises.set(key, begun);
  return begun;
}

/** @type {Map<string, Promise<Answers['WhyNot'] | null>>} */
const mends = new Map();

/**
 * What would have to change for a site to do, and with which neighbours it would: a promise, null where nobody works it out.
 * @param {string} collection
 * @param {string} id
 * @returns {Promise<Answers['WhyNot'] | null>}
 */
export function mend(collection, id) {
  const asked = request();
  if (!asked || asked.site || !served() || !config.studies?.includes('why_not')) return Promise.resolve(null);
  return kept(mends, JSON.stringify([asked, collection, id]), async () => {
    const { why_not: told } = await ask({ ...asked, top: 1, explain: [id], study: ['why_not'] });
    return told?.sites.find(isAt(collection, id)) ?? null;
  });
}

/** Projects in the order in which they are asked about: new ones first, then by id. */
export function projects() {
  const id = config.projects?.collection;
  if (!id) return [];
  const stage = schema.role(id, 'stage');
  const fresh = (/** @type {Feature} */ project) =>
    schema.meaningOf(stage, schema.value(id, project, 'stage')) === 'new' ? 0 : 1;
  return [...featuresOf(id).values()].sort(
    (a, b) => fresh(a) - fresh(b) || String(a.id).localeCompare(String(b.id), 'en', { numeric: true }),
  );
}

/* A permalink into match mode names what is asked about, not its answer. */
export function resume() {
  const asked = request();
  if (!asked) forget();
  else if (state.mode === 'match' && JSON.stringify(asked) !== asking) run();
}

/* Nothing is asked any more: an answer that is still on its way comes too late, and the same question is a new one. */
function forget() {
  turn += 1;
  asking = null;
}

on('mode', resume);
on('match', resume);
on('lost', (lost) => {
  if (!lost && current().error) run();
});
