/* The map goes to what a new question finds where the window shows none of it, and offers the way: there, and back to the whole. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { fmt } from '../base/format.js';
import { icon } from '../base/icons.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { joinedRows } from '../data/floors_answer.js';
import { conditionsOf } from '../data/floors_first.js';
import * as questions from '../data/questions.js';
import * as moves from './moves.js';
import * as parkStock from './park_stock.js';
import * as reach from './reach.js';
import { furnish, stage } from './stage.js';
import * as stock from './stock.js';
import * as mapWindow from './window.js';

const QUIET = 200; // Milliseconds without another question
const NEAREST = 15.75;

const root = el('div', { id: 'ls-way', class: 'map-way', role: 'status', hidden: true });
/** Answers that a question waits for: of each layer the one before. @type {Map<string, Result | undefined>} */
const awaited = new Map();
let asked = JSON.stringify(state.queries);
let isPending = false;
let isPressed = false;
let isRestoring = false;
let hasCome = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Whether the question asks anything at all. */
export const isAsked = () => Object.values(state.queries).some((query) => conditionsOf(query).length > 0);

/** @param {string} id */
const hasResults = (id) => Boolean(state.results[id]?.matched || joinedRows(id));

/** The layer whose results are looked at: that of the list, which alone says what was found; null where it found nothing. */
function subject() {
  const id = questions.active();
  return hasResults(id) ? id : null;
}

/**
 * Where what was found lies: each thing, or where the page does not have them all, the parks that hold them.
 * @param {string | null} id
 * @returns {reach.Sight[]}
 */
function sightsOf(id) {
  const result = id === null ? null : state.results[id];
  if (!id || !result) return [];
  const rows = joinedRows(id) ?? result.rows;
  if (rows.length < result.matched)
    return parkStock
      .parks()
      .map((park) => ({ box: park.box, count: parkStock.inPark(id, park.id).count }))
      .filter(({ count }) => count);
  return rows.flatMap((row) => {
    const box = stock.boxOf(row);
    return box ? [{ box, count: 1 }] : [];
  });
}

/** Show all that was found. @param {{ animate?: boolean }} [options] */
export function go(options = {}) {
  const sights = sightsOf(subject());
  const boxes = sights.map(({ box }) => box);
  if (boxes.length) moves.fit(plane.around(boxes), { maxZoom: NEAREST, ...options }, boxes);
}

/** The first sight of a page whose address asks something; false where it asks nothing, or finds nothing that has a place. */
export function begin() {
  if (state.mode !== 'find' || !isAsked() || !sightsOf(subject()).length) return false;
  hasCome = true;
  go({ animate: false });
  paint();
  return true;
}

function consider() {
  if (state.mode !== 'find' || stage.drawing) return;
  hasCome = false;
  const zoom = stage.leaflet.getZoom();
  const isOut =
    isAsked() &&
    reach.isOut(sightsOf(subject()), {
      window: mapWindow.bounds(),
      isTold: stock.drawsPlots(zoom),
      couldTell: (box) => stock.drawsPlots(moves.zoomOf(box)),
    });
  if (isOut) {
    hasCome = true;
    go();
  }
  paint();
}

/* ---- when: a question that is another one, once its answers are here and nobody holds anything ---- */

on('queries', () => {
  const [before, now] = [JSON.parse(asked), JSON.stringify(state.queries)];
  if (now === asked) return;
  asked = now;
  isPending = !isRestoring;
  for (const [id, query] of Object.entries(state.queries))
    if (JSON.stringify(query) !== JSON.stringify(before[id])) awaited.set(id, state.results[id]);
});

/* A place that a link names goes before what its question finds. */
on('view', (view) => {
  if (!view?.restored) return;
  isRestoring = true;
  setTimeout(() => {
    isRestoring = false;
  });
});

function settle() {
  for (const [id, before] of awaited) if (state.results[id] !== before || state.errors[id]) awaited.delete(id);
  if (!isPending || awaited.size || isPressed) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (isPressed || awaited.size) return;
    isPending = false;
    consider();
  }, QUIET);
}

/** @param {boolean} pressed */
const press = (pressed) => () => {
  isPressed = pressed;
  if (!pressed) settle();
};

/* ---- the pill ---- */

function paint() {
  const sights = state.mode === 'find' && isAsked() && !stage.drawing ? sightsOf(subject()) : [];
  const isAway = sights.length > 0 && reach.shareIn(sights, mapWindow.bounds()) === 0;
  root.hidden = !sights.length || !(isAway || hasCome);
  root.replaceChildren(...(root.hidden ? [] : isAway ? [away()] : [come()]));
}

/** How many were found, and of what. */
function foundWords() {
  const id = subject() ?? questions.active();
  const count = joinedRows(id)?.length ?? state.results[id]?.matched ?? 0;
  const { noun } = schema.collection(id);
  return { zh: `${fmt.number(count)} ${noun.zh}`, en: `${fmt.number(count)} ${noun.en}` };
}

/** @param {string} key @param {string} name @param {string} words @param {() => void} run */
const wayButton = (key, name, words, run) =>
  el('button', { type: 'button', class: 'way-button float', 'data-key': key, onclick: run }, icon(name), words);

const away = () => {
  const { zh, en } = foundWords();
  return wayButton(
    'way-there',
    'locate',
    t({ zh: `${zh}都在图外 · 去看结果`, en: `${en}, all off the map · show them` }),
    () => {
      hasCome = true;
      go();
      paint();
    },
  );
};

const come = () =>
  wayButton('way-back', 'home', t({ zh: '已移到结果 · 回到全区', en: 'Moved to the results · whole district' }), () => {
    hasCome = false;
    moves.home();
    paint();
  });

furnish((map, slot) => {
  slot.append(root);
  on('change', (keys) => {
    settle();
    if (['results', 'view', 'active', 'mode', 'lang'].some((key) => keys.has(/** @type {keyof State} */ (key))))
      paint();
  });
  on('tool', paint);
  map.on('dragstart', () => {
    hasCome = false;
  });
  document.addEventListener('pointerdown', press(true), true);
  for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, press(false), true);
});
