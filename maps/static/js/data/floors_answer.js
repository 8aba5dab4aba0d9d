/* What a question on floors comes to, also aside from its bound on the area: a bound is asked of each floor, a need of several together. */

import { schema } from '../base/schema.js';
import { emptyQuery, state } from '../base/state.js';
import * as buildings from './buildings.js';
import { conditionsOf } from './floors_first.js';
import * as engine from './engine.js';
import { layers } from './features.js';
import { questionOf } from './parameters.js';

/** Whether a layer of floors is asked anything, so that there is something to add up. @param {string} id */
export const isAsked = (id) =>
  schema.collection(id).kind === 'space' && (conditionsOf(questionOf(id)).length > 0 || state.need !== null);

/** The m² that are needed together: what was said, else the least area asked. @param {string} id */
export const needOf = (id) => state.need ?? questionOf(id).area[0];

/** Whether the question binds the area of each floor. @param {string} id */
export const isBound = (id) => questionOf(id).area.some((end) => end !== null);

/** @type {WeakMap<Layer, { asked: string, rows: Feature[] }>} */
const answers = new WeakMap();

/** Rows of the question without its bound on the area; null of a layer that the page does not hold. @param {string} id */
export function rowsAside(id) {
  const local = layers.get(id);
  if (!local) return null;
  const query = { ...questionOf(id), area: emptyQuery().area };
  const asked = JSON.stringify(query);
  const known = answers.get(local);
  if (known?.asked === asked) return known.rows;
  const rows = engine.passed(local, query);
  answers.set(local, { asked, rows });
  return rows;
}

/** What is known in figures: of a layer that only the service holds, what it counted under the whole question. @param {string} id */
export function totals(id) {
  const rows = rowsAside(id);
  if (rows) return buildings.totalsOf(id, rows);
  const result = state.results[id];
  if (!result) return null;
  const status = schema.role(id, 'status');
  const groups = (status && result.groups[status.name]) || [];
  return {
    sum: result.area ?? 0,
    count: result.matched,
    unknown: result.areaUnknown,
    largest: isLargestFirst(id) ? (result.rows.find((row) => !buildings.isWhole(id, row)) ?? null) : null,
    wholes: result.rows.filter((row) => buildings.isWhole(id, row)).length,
    states: groups
      .filter((/** @type {Answers['Group']} */ group) => group.count)
      .map((/** @type {Answers['Group']} */ group) => ({
        value: group.value,
        sum: group.area_m2,
        free: (buildings.joining()?.free ?? []).includes(String(group.value)),
      })),
  };
}

/** @param {string} id */
function isLargestFirst(id) {
  const [first] = state.sort[id] ?? [];
  return Boolean(first?.descending) && first.field === schema.role(id, 'area')?.name;
}

/** Buildings whose adjoining floors come to what is needed; null where nothing is needed, or where that is not reckoned here. @param {string} id */
export function reaching(id) {
  const [need, rows] = [needOf(id), rowsAside(id)];
  if (!need || !rows || !buildings.joining()) return null;
  if (reached.rows !== rows || reached.need !== need)
    reached = { rows, need, buildings: buildings.joinedBuildings(id, rows, need) };
  return reached.buildings;
}

/** What was reckoned last. @type {{ rows: Feature[] | null, need: number, buildings: buildings.JoinedFloors[] }} */
let reached = { rows: null, need: 0, buildings: [] };

/** @type {{ of: buildings.JoinedFloors[] | null, rows: Feature[] }} */
let joined = { of: null, rows: [] };

/** Floors that have together what none has alone, where no floor of the question has it; null where that is not so. @param {string} id */
export function joinedRows(id) {
  const together = isEmptiedByArea(id) ? reaching(id) : null;
  if (!together?.length) return null;
  if (joined.of !== together) {
    const ids = new Set(together.flatMap((one) => one.ids));
    joined = { of: together, rows: (rowsAside(id) ?? []).filter((row) => ids.has(row.id)) };
  }
  return joined.rows;
}

/** Whether nothing is found, and something would be without the bound on the area. @param {string} id */
export const isEmptiedByArea = (id) =>
  state.results[id]?.matched === 0 &&
  schema.collection(id).kind === 'space' &&
  isBound(id) &&
  Boolean(rowsAside(id)?.length);
