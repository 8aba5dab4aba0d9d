/* Floors first: where a question asks something of floors alone, it is floors that somebody looks for. */

import { on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';

/** @param {unknown} value @returns {boolean} */
const asks = (value) =>
  Array.isArray(value) ? value.some((part) => part !== null) : value !== null && value !== undefined && value !== '';

/** What a question asks, a text a condition, so that the same one on two layers is the same text. @param {Partial<Question>} query */
export function conditionsOf(query) {
  return Object.entries(query).flatMap(([key, value]) => {
    if (key === 'or_unknown') return [];
    const parts = key === 'values' || key === 'ranges' ? Object.entries(value ?? {}) : [[key, value]];
    return parts.filter(([, part]) => asks(part)).map((part) => JSON.stringify(part));
  });
}

/** Conditions of layers that no layer of another kind has. @param {State['queries']} queries @param {boolean} floors */
function conditionsAlone(queries, floors) {
  const sides = [true, false].map((side) =>
    Object.entries(queries).filter(([id]) => (schema.collection(id)?.kind === 'space') === side),
  );
  const [own, others] = floors ? sides : [...sides].reverse();
  const shared = new Set(others.flatMap(([, query]) => conditionsOf(query)));
  return own.filter(([, query]) => conditionsOf(query).some((condition) => !shared.has(condition))).map(([id]) => id);
}

/** The layer of floors that the questions ask something of, where they ask nothing of land alone; else null. @param {State['queries']} queries */
export function floorsAsked(queries) {
  const [asked] = conditionsAlone(queries, true);
  return asked && !conditionsAlone(queries, false).length ? asked : null;
}

/** @type {{ queries: State['queries'] | null, asked: string | null }} */
let known = { queries: null, asked: null };

/** The layer of floors that stands before land on list and map; null where none does. */
export function floorsFirst() {
  if (known.queries !== state.queries) known = { queries: state.queries, asked: floorsAsked(state.queries) };
  return state.mode === 'find' && known.asked === state.active ? known.asked : null;
}

/** What the list showed before it turned to floors by itself. @type {string | null} */
let turnedFrom = null;
let before = floorsAsked(state.queries);

/* The list turns with the question, once; who turns it back is not overruled. */
on('queries', () => {
  const [was, now] = [before, floorsAsked(state.queries)];
  before = now;
  if (now === was) return;
  if (now && state.active !== now) {
    const from = state.active;
    changeState({ active: now });
    turnedFrom = from;
  } else if (!now && turnedFrom && state.active === was) changeState({ active: turnedFrom });
});
on('active', () => {
  turnedFrom = null;
});
