/* Studies of a match, asked one by one once its ranking is shown: how stable it is, a second ranking, joined sites, the least relaxation. */

import { config, served } from '../base/config.js';
import { on } from '../base/events.js';
import * as matching from '../data/matching.js';

const PAUSE = 150;
/** In the order in which they are asked: what the page shows first comes first. */
/** @type {StudyName[]} */
const ORDER = ['stability', 'topsis', 'assemblies', 'relaxation'];
const NAMES = ORDER.filter((name) => config.studies?.includes(name));
let turn = 0;
/** @type {AbortController | null} */
let control = null;

/**
 * What a request asks beside its ranking; a plot that looks for projects is ranked alone.
 * @param {MatchQuestion} asked
 */
export const wanted = (asked) => (asked.site || !NAMES.length ? {} : { study: NAMES });

/** Ask every study of a question in turn; a new question ends the old ones. @param {MatchQuestion} asked */
async function begin(asked) {
  turn += 1;
  const mine = turn;
  control?.abort();
  control = new AbortController();
  if (asked.site || !served()) return;
  // Who leafs through projects asks for rankings alone.
  await new Promise((done) => {
    setTimeout(done, PAUSE);
  });
  if (mine !== turn) return;
  for (const name of NAMES) {
    const study = await one(name, asked, control.signal); // eslint-disable-line no-await-in-loop -- what is shown first is asked first
    if (mine !== turn) return;
    matching.takeStudy(name, study);
  }
}

/**
 * A study's answer; {failed} in words where it could not be worked out.
 * @param {StudyName} name
 * @param {MatchQuestion} asked
 * @param {AbortSignal} signal
 */
async function one(name, asked, signal) {
  try {
    return (await matching.ask({ ...asked, top: matching.TOP, study: [name] }, signal))[name] ?? null;
  } catch (mistake) {
    return { failed: mistake };
  }
}

/**
 * The answer of a study, null until it is here or where it failed.
 * @template {StudyName} N
 * @param {N} name
 * @returns {StudyAnswer<N> | null}
 */
export function of(name) {
  const { report, studies } = matching.current();
  const study = report ? (studies[name] ?? report[name] ?? null) : null;
  return study && !study.failed ? study : null;
}

/** Why a study could not be worked out. @param {StudyName} name @returns {string | null} */
export function failed(name) {
  const mistake = matching.current().studies[name]?.failed;
  return mistake ? String(mistake.said ?? mistake.message ?? mistake) : null;
}

/** Whether a study is still on its way. @param {StudyName} name */
export const pending = (name) =>
  Boolean(matching.current().report) &&
  served() &&
  !matching.current().site &&
  NAMES.includes(name) &&
  !(name in matching.current().studies);

on('ranked', begin);
/* A ranking that was here before is studied now. */
const asked = matching.current().report ? matching.request() : null;
if (asked) begin(asked);
