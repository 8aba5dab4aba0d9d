/* The browser's history: a finished action is one step of it; what is typed, dragged or moved on the map goes into the step of the moment. */

import { emit, on } from '../base/events.js';
import { changeState, noMatch, state } from '../base/state.js';
import { KEPT, link, restore } from './address.js';
import { faultsOf, missingIn } from './link_faults.js';
import * as overlays from './overlays.js';
import * as questions from './questions.js';
import * as stretch from './stretch.js';

const WAIT = 250;

/** What an address asks for, without the place of the map. @param {string} address */
function askedOf(address) {
  const parts = new URLSearchParams(address);
  parts.delete('at');
  return parts.toString();
}

const given = () => location.hash.replace(/^#/, '');

/** How many steps lie before this one. */
let place = Number(globalThis.history?.state?.place) || 0;
/** Whether the step of the moment was made for something that came over the page. */
let isCover = Boolean(globalThis.history?.state?.cover);
/** What the step of the moment asks for. */
let asked = askedOf(link());
/** The stretch that the step of the moment was made by. @type {object | null} */
let maker = null;
/** Whether a step is about to be made. */
let due = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {'pushState' | 'replaceState'} how @param {string} address */
function put(how, address) {
  try {
    history[how](isCover ? { place, cover: true } : { place }, '', `#${address}`);
  } catch {
    // A sandbox without history: the link is lost, the work is not.
  }
}

/** Put the state into the address of the step of the moment. */
export function write() {
  clearTimeout(timer);
  // What a drag is at is nothing to go back to; its end is a step.
  if (questions.isHeld()) return;
  const now = link();
  asked = askedOf(now);
  if (now !== given()) put('replaceState', now);
}

function writeSoon() {
  clearTimeout(timer);
  timer = setTimeout(write, WAIT);
}

/** The state has changed: a step of its own, or more of the one that is being made. */
function step() {
  due = false;
  if (questions.isHeld()) return;
  const now = link();
  const under = stretch.current();
  if (askedOf(now) === asked || (under && under === maker)) {
    asked = askedOf(now);
    writeSoon();
    return;
  }
  leave(now);
  maker = under;
  asked = askedOf(now);
  push(now);
}

/** A step of its own; that of an overlay is nothing by itself and gives its place. @param {string} now */
function push(now) {
  const how = isCover ? 'replaceState' : 'pushState';
  if (!isCover) place += 1;
  isCover = false;
  put(how, now);
}

/** Something came over the page: a step for Back to take it off again. @param {number} count */
function cover(count) {
  if (due) step();
  // The step of an overlay that is gone serves the next.
  if (isCover && count === 1) return;
  write();
  maker = null;
  place += 1;
  isCover = true;
  put('pushState', link());
}

/** Back took something off the page, and leaves the rest of it as it is. */
function stay() {
  overlays.uncover();
  const now = link();
  if (askedOf(given()) === askedOf(now)) write();
  else push(now);
  asked = askedOf(now);
  if (overlays.isCovered() && !isCover) cover(2);
}

/** The step that is left ends as it was seen last: what was typed in it, and where the map stood. @param {string} now */
function leave(now) {
  clearTimeout(timer);
  const parts = new URLSearchParams(asked);
  const at = new URLSearchParams(now).get('at');
  if (at) parts.set('at', at);
  const last = parts.toString();
  if (askedOf(given()) !== asked || new URLSearchParams(given()).get('at') !== at) put('replaceState', last);
}

/** All that changes before the script comes to rest is one step. */
function stepSoon() {
  if (due) return;
  due = true;
  queueMicrotask(step);
}

/** @param {Set<string>} keys */
function remember(keys) {
  const kept = [...keys].filter((key) => KEPT.has(key));
  if (kept.some((key) => key !== 'view')) stepSoon();
  else if (kept.length) writeSoon();
}

/** Change the state within the step of the moment: a repair, or a way back, is no step. @param {() => void} change */
export function amend(change) {
  change();
  write();
}

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What was asked anew, of each collection; where nothing was, what is there already, so that its answer stays. @template T @param {Record<string, T>} next @param {Record<string, T>} now */
const renewed = (next, now) =>
  Object.fromEntries(Object.entries(next).map(([id, one]) => [id, same(one, now[id]) ? now[id] : one]));

/** What is asked about in a match, without its answer. @param {MatchState} match */
const question = ({ projectId, site, demand, origin, scheme, weights }) => ({
  projectId,
  site,
  demand,
  origin,
  scheme,
  weights,
});

/** What of a state differs from that of the moment, the place of the map aside. @param {State} next @returns {Partial<State>} */
function differing(next) {
  const kept = {
    ...next,
    queries: renewed(next.queries, state.queries),
    sort: renewed(next.sort, state.sort),
    board: { ...next.board, compare: state.board.compare },
    // The answer of a match stays as long as its question does.
    match: same(question(next.match), question(state.match)) ? state.match : { ...noMatch, ...question(next.match) },
  };
  const keys = /** @type {(keyof State)[]} */ (Object.keys(kept));
  return Object.fromEntries(
    keys
      .filter((key) => key !== 'view' && KEPT.has(key) && !same(kept[key], state[key]))
      .map((key) => [key, kept[key]]),
  );
}

/** Bring the page to the state that its address asks for. */
function travel() {
  clearTimeout(timer);
  const own = globalThis.history?.state;
  const to = Number(own?.place) || 0;
  const way = Math.sign(to - place);
  // An address that somebody typed, or a saved view, is no step back, whatever lies over the page.
  const isNext = Boolean(own) && to === place - 1;
  const isBare = isCover;
  place = to;
  maker = null;
  isCover = Boolean(own?.cover);
  if (isNext && overlays.isCovered()) {
    stay();
    return;
  }
  overlays.uncoverAll();
  const next = restore(location.hash);
  const faults = faultsOf(location.hash, next);
  const patch = differing(next);
  // Two steps that show the same, as letters typed and deleted or a closed dialog leave them, are passed in one go.
  if (way && (to > 0 || isBare) && !Object.keys(patch).length) {
    history.go(way);
    return;
  }
  // The place first: what follows may move the map and would be taken for the reader's own move.
  const { view } = next;
  if (view && (view.zoom !== state.view?.zoom || !same(view.center, state.view.center))) changeState({ view });
  questions.retrace(() => changeState(patch));
  write();
  // A step of the page's own was whole when it was made.
  if (!own) opened(faults);
}

/** What a link asks for and is not to be had is let go and said. @param {Words[]} faults */
function opened(faults) {
  const missing = missingIn(state);
  if (missing.faults.length) amend(() => changeState(missing.patch));
  if (faults.length || missing.faults.length) emit('opened', [...faults, ...missing.faults]);
}

const begun = faultsOf(location.hash, state);

window.addEventListener('popstate', travel);
on('change', remember);
on('released', stepSoon);
on('covered', cover);
on('ready', () => opened(begun));
