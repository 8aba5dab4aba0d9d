/* The columns of a list: those that the reader chose, in the order and width chosen, else those that a list begins with. */

import { config } from '../base/config.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import { recall, store } from '../base/storage.js';

/** Pixels that a column may take, and that a key adds to it. */
export const WIDTH = { least: 56, most: 640, step: 16 };
/** More than anybody reads beside each other. */
const MOST = 60;

/** @param {string} id */
const keyOf = (id) => `columns.${id}`;

/**
 * Columns that somebody once chose, as the catalog of today has them: what is gone or spoilt is left out; null where nothing is left.
 * @param {any} given
 * @param {Field[]} fields
 * @returns {ListColumn[] | null}
 */
export function cleanColumns(given, fields) {
  const names = new Set(fields.map(({ name }) => name));
  /** @type {ListColumn[]} */
  const clean = [];
  for (const column of Array.isArray(given) ? given.slice(0, MOST) : []) {
    const name = column?.name;
    if (!names.delete(name)) continue;
    clean.push({ name, width: Number.isFinite(column.width) ? boundWidth(column.width) : null });
  }
  return clean.length ? clean : null;
}

/** @param {number} width */
export const boundWidth = (width) => Math.max(WIDTH.least, Math.min(WIDTH.most, Math.round(width)));

/** The columns that a list begins with. @param {Field[]} fields @returns {ListColumn[]} */
export function firstColumns(fields) {
  const listed = fields.filter(({ place }) => place > 0).sort((a, b) => a.place - b.place);
  return (listed.length ? listed : fields.slice(0, 1)).map(({ name }) => ({ name, width: null }));
}

/** With a column more at the end, or without it; the last one stays. @param {ListColumn[]} columns @param {string} name @returns {ListColumn[]} */
export function toggleColumn(columns, name) {
  const rest = columns.filter((column) => column.name !== name);
  if (rest.length === columns.length) return [...columns, { name, width: null }];
  return rest.length ? rest : columns;
}

/** With a column at another place. @param {ListColumn[]} columns @param {string} name @param {number} to */
export function moveColumn(columns, name, to) {
  const from = columns.findIndex((column) => column.name === name);
  if (from < 0) return columns;
  const rest = columns.filter((column) => column.name !== name);
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, columns[from]);
  return rest;
}

/** @param {ListColumn[]} columns @param {string} name @param {number | null} width */
export function widenColumn(columns, name, width) {
  return columns.map((column) =>
    column.name === name ? { name, width: width === null ? null : boundWidth(width) } : column,
  );
}

/* ---- the choice of a collection ---- */
/** Whether the reader chose columns of a collection. @param {string} id */
export const isOwn = (id) => Boolean(state.columns[id]);

/** @param {string} id @returns {ListColumn[]} */
export const columnsOf = (id) => state.columns[id] ?? firstColumns(schema.collection(id).fields);

/** The fields of the columns, in their order. @param {string} id @returns {Field[]} */
export const fieldsOf = (id) => columnsOf(id).flatMap(({ name }) => schema.field(id, name) ?? []);

/** Choose columns and keep the choice for the next visit; null is the first ones again. @param {string} id @param {ListColumn[] | null} columns */
export function choose(id, columns) {
  const next = { ...state.columns };
  if (columns) next[id] = columns;
  else delete next[id];
  store(keyOf(id), columns);
  changeState({ columns: next });
}

/** @param {string} id @param {string} name */
export const toggle = (id, name) => choose(id, toggleColumn(columnsOf(id), name));

/** Move a column to a place, or by so many places. @param {string} id @param {string} name @param {number} to */
export const move = (id, name, to) => choose(id, moveColumn(columnsOf(id), name, to));

/** @param {string} id @param {string} name @param {number | null} width */
export const widen = (id, name, width) => choose(id, widenColumn(columnsOf(id), name, width));

state.columns = Object.fromEntries(
  config.collections.flatMap(({ id, fields }) => {
    const clean = cleanColumns(recall(keyOf(id)), fields);
    return clean ? [[id, clean]] : [];
  }),
);
