/* Matching: which project, demand or plot is asked about, the report that answers, and who asks the service for it. */

import { config, served } from '../base/config.js';
import { emit, on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { changeState, noMatch, state } from '../base/state.js';
import { t } from '../base/words.js';
import { featuresOf } from './features.js';
import { post } from './fetcher.js';

/** Sites that the page asks for. */
export const TOP = 50;
const PATIENCE = 300;
export const NONE = noMatch;
const counts = new Map();
const reasons = new Map();
let turn = 0;
let asking = null;

export const current = () => state.match ?? NONE;
export const update = (change) => changeState({ match: { ...NONE, ...current(), ...change } });

/**
 * Ask about a project {projectId}, a demand {demand}, or a plot or floor {site}; {} goes back to choosing. `origin` is the project that a
 * demand was changed from, `weights` (by criterion) stand in for those of the scheme. The scheme stays the one that was chosen.
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

export function request() {
  const { projectId, demand, site, scheme, weights } = current();
  const asked = projectId ? { project_id: projectId } : demand ? { project: demand } : site ? { site } : null;
  return asked ? { ...asked, ...(scheme ? { scheme } : {}), ...(weights ? { weights } : {}) } : null;
}

/** The scheme that is asked for, with the weights that it was filed with. */
export const scheme = () =>
  config.schemes?.find((one) => one.id === current().scheme) ?? config.scheme ?? current().report?.scheme ?? null;

/** Ask the same question under another scheme, with its own weights. */
export function under(id) {
  update({ scheme: id === config.scheme?.id ? null : id, weights: null });
}

/** Rank the same question by other weights; null goes back to the scheme's own. What is shown stays until the answer is here. */
export function weigh(weights) {
  update({ weights });
}

export async function run() {
  const asked = request();
  if (!asked) return;
  const mine = ++turn;
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
    if (mine === turn) update({ busy: false, error: { message: String(mistake.said ?? mistake.message ?? mistake) } });
  } finally {
    clearTimeout(slow);
  }
}

export const ask = (body, signal) => post('/matches', body, signal);

/* ---- the one-file map carries the reports of its projects ---- */
let inlined = null;
export function reports() {
  if (!inlined) {
    const holder = document.getElementById('match-reports');
    inlined = holder ? JSON.parse(holder.textContent) : {};
  }
  return inlined;
}

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

/** Which of the carried reports rank a plot: its best projects, as far as this file can tell. */
function turnedRound(site) {
  const found = [];
  let scheme = null;
  for (const report of Object.values(reports())) {
    scheme ??= report.scheme;
    const match = report.matches.find((one) => one.site.collection === site.collection && one.site.id === site.id);
    if (match) found.push({ ...match, project: report.project, site: undefined });
  }
  found.sort((a, b) => b.score - a.score);
  found.forEach((one, n) => {
    one.rank = n + 1;
  });
  return {
    site,
    scheme,
    matches: found,
    funnel: {},
    counts: {
      fits: found.filter((one) => one.verdict === 'fits').length,
      to_check: found.filter((one) => one.verdict === 'to_check').length,
    },
    outcome: {},
    partial: true,
  };
}

/** How many projects a plot or floor would suit; null until it is known. */
export function countFor(collection, id) {
  if (!config.projects) return null;
  const key = `${collection}\n${id}`;
  if (counts.has(key)) return counts.get(key);
  counts.set(key, null);
  if (!served()) counts.set(key, fileCount(collection, id));
  else
    ask({ site: { collection, id }, top: 1 }).then(
      ({ counts: found }) => {
        counts.set(key, found.fits + found.to_check);
        emit('touched', ['fits']);
      },
      () => {},
    );
  return counts.get(key);
}

function fileCount(collection, id) {
  return Object.values(reports()).filter(({ outcome }) =>
    ['fits', 'to_check'].some((verdict) => outcome?.[collection]?.[verdict]?.includes(id)),
  ).length;
}

/** Why a plot that is not ranked does or does not fit what is asked about now: a promise of an explained match, or null. */
export function explain(collection, id) {
  const asked = request();
  const ranked = current().report?.matches?.find((one) => one.site?.collection === collection && one.site.id === id);
  if (ranked) return Promise.resolve(ranked);
  const told = current().report?.explained?.find((one) => one.site?.collection === collection && one.site.id === id);
  if (told) return Promise.resolve(told);
  if (!asked || asked.site || !served()) return Promise.resolve(null);
  const key = JSON.stringify([asked, collection, id]);
  if (!reasons.has(key)) {
    reasons.set(
      key,
      ask({ ...asked, top: 1, explain: [id] }).then(
        ({ explained, matches }) =>
          [...explained, ...matches].find((one) => one.site?.collection === collection && one.site.id === id) ?? null,
        () => {
          reasons.delete(key);
          return null;
        },
      ),
    );
  }
  return reasons.get(key);
}

const mends = new Map();

/** What would have to change for a site to do, and with which neighbours it would: a promise, null where nobody works it out. */
export function mend(collection, id) {
  const asked = request();
  if (!asked || asked.site || !served() || !config.studies?.includes('why_not')) return Promise.resolve(null);
  const key = JSON.stringify([asked, collection, id]);
  if (!mends.has(key)) {
    mends.set(
      key,
      ask({ ...asked, top: 1, explain: [id], study: ['why_not'] }).then(
        ({ why_not: found }) =>
          found?.sites?.find((one) => one.site.collection === collection && one.site.id === id) ?? null,
        () => {
          mends.delete(key);
          return null;
        },
      ),
    );
  }
  return mends.get(key);
}

/** Projects in the order in which they are asked about: new ones first, then by id. */
export function projects() {
  const id = config.projects?.collection;
  if (!id) return [];
  const list = [...(featuresOf(id)?.values() ?? [])];
  const fresh = (one) => (schema.value(id, one, 'stage') === 'new' ? 0 : 1);
  return list.sort((a, b) => fresh(a) - fresh(b) || String(a.id).localeCompare(String(b.id), 'en', { numeric: true }));
}

/* A permalink into match mode names what is asked about, not its answer. */
export function resume() {
  const asked = request();
  if (state.mode === 'match' && asked && JSON.stringify(asked) !== asking) run();
}
on('mode', resume);
on('match', resume);
