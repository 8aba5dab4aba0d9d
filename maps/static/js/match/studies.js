/* Studies of a match, asked one by one once its ranking is shown: how stable it is, a second ranking, joined sites, the least relaxation. */

import { config, served } from '../base/config.js';
import { on } from '../base/events.js';
import * as matching from '../data/matching.js';

const PAUSE = 150;
/** In the order in which they are asked: what the page shows first comes first. */
const ORDER = ['stability', 'topsis', 'assemblies', 'relaxation'];
const NAMES = ORDER.filter((name) => config.studies?.includes(name));
let turn = 0;
let control = null;

/** What a request asks beside its ranking; a plot that looks for projects is ranked alone. */
export const wanted = (asked) => (asked.site || !NAMES.length ? {} : { study: NAMES });

/** Ask every study of a question in turn; a new question ends the old ones. */
async function begin(asked) {
  const mine = ++turn;
  control?.abort();
  control = new AbortController();
  if (asked.site || !served()) return;
  // Who leafs through projects asks for rankings alone.
  await new Promise((done) => {
    setTimeout(done, PAUSE);
  });
  if (mine !== turn) return;
  for (const name of NAMES) {
    const found = await one(name, asked, control.signal);
    if (mine !== turn) return;
    matching.update({ studies: { ...matching.current().studies, [name]: found } });
  }
}

/** A study's answer; {failed} in words where it could not be worked out. */
async function one(name, asked, signal) {
  try {
    return (await matching.ask({ ...asked, top: matching.TOP, study: [name] }, signal))[name] ?? null;
  } catch (mistake) {
    return { failed: String(mistake.said ?? mistake.message ?? mistake) };
  }
}

/** The answer of a study, null until it is here or where it failed. */
export function of(name) {
  const { report, studies } = matching.current();
  const found = report ? (studies?.[name] ?? report[name] ?? null) : null;
  return found && !found.failed ? found : null;
}

export const failed = (name) => matching.current().studies?.[name]?.failed ?? null;

/** Whether a study is still on its way. */
export const pending = (name) =>
  Boolean(matching.current().report) &&
  served() &&
  !matching.current().site &&
  NAMES.includes(name) &&
  !(name in (matching.current().studies ?? {}));

on('ranked', begin);
