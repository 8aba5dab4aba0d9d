/* What floors come to: in all, by state, by park, and together in one building, as the engine joins them: same storey, or one above the other. */

import { config } from '../base/config.js';
import { areaLeft, partsHeld } from '../base/holds.js';
import { schema } from '../base/schema.js';
import { below } from './codes.js';

/**
 * @typedef {{ id: string, area: number, storey: number | null, free: boolean }} Unit A floor of known area.
 * @typedef {{ sum: number, count: number, unknown: number, largest: Feature | null, wholes: number, states: { value: string | null, sum: number, free: boolean }[] }} Totals
 * `largest` is a single floor; `wholes` are records of whole buildings, of which nobody can tell how large a floor is.
 * @typedef {{ building: string, ids: string[], sum: number, storeys: [number, number], taken: number }} JoinedFloors
 * `taken` of its floors are not free.
 */

/** States in which a floor can be had, and how many floors are joined at most, as the scheme has it; null where there is no scheme. */
export const joining = () => config.joining ?? null;

/** @param {string} id @param {Feature} row */
const areaOf = (id, row) => {
  const raw = schema.value(id, row, 'area');
  return typeof raw === 'number' && raw > 0 ? raw : null;
};

/** Whether a floor can be had: a state that nobody names is no promise. @param {string} id @param {Feature} row */
const isFree = (id, row) => (joining()?.free ?? []).includes(String(schema.value(id, row, 'status')));

/** Whether a record is of a whole building, whose floors are not known. @param {string} id @param {Feature} row */
export const isWhole = (id, row) =>
  schema.value(id, row, 'made_of') === 'building' && schema.value(id, row, 'floor') === null;

/** What rows of a layer of floors come to. @param {string} id @param {Feature[]} rows @returns {Totals} */
export function totalsOf(id, rows) {
  /** @type {Totals} */
  const totals = { sum: 0, count: rows.length, unknown: 0, largest: null, wholes: 0, states: [] };
  let most = 0;
  for (const row of rows) {
    const area = areaOf(id, row);
    if (area === null) {
      totals.unknown += 1;
      continue;
    }
    totals.sum += area;
    if (isWhole(id, row)) totals.wholes += 1;
    else if (area > most) [most, totals.largest] = [area, row];
    const parts = Math.min(area, partsHeld(id, row));
    count(totals, { value: schema.value(id, row, 'status'), sum: area - parts, free: isFree(id, row) });
    if (parts) count(totals, { value: heldCode(id), sum: parts, free: false });
  }
  totals.states.sort((a, b) => Number(b.free) - Number(a.free) || b.sum - a.sum);
  return totals;
}

/** @param {Totals} totals @param {Totals['states'][number]} one */
function count({ states }, one) {
  const known = states.find(({ value }) => value === one.value);
  if (known) known.sum += one.sum;
  else states.push(one);
}

/** The code of the state of being held; what is held in part is counted by it. @param {string} id */
const heldCode = (id) =>
  schema.listOf(schema.role(id, 'status'))?.codes.find((one) => (one.meaning ?? one.code) === 'held')?.code ?? 'held';

/** Areas by park, with all that lies in its parts, the most first; a sum and no site, for what lies in several buildings is not one. @param {string} id @param {Feature[]} rows */
export function sumsByPark(id, rows) {
  const list = schema.listOf(schema.role(id, 'park'));
  const parks = new Set(rows.map((row) => schema.value(id, row, 'park')).filter((park) => park !== null));
  const wholes = new Set([...parks, ...(list?.codes ?? []).map(({ code }) => code)]);
  return [...wholes]
    .map((park) => {
      const family = below(list, String(park));
      const inside = rows.filter((row) => family.has(String(schema.value(id, row, 'park'))));
      return { park: String(park), sum: inside.reduce((sum, row) => sum + (areaOf(id, row) ?? 0), 0) };
    })
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
}

/** Storeys counted without a gap at the ground: there is no storey 0. @param {any} raw */
function storeyOf(raw) {
  const floor = raw === null ? NaN : Number(raw);
  if (!Number.isFinite(floor)) return null;
  return floor < 0 ? floor + 1 : floor;
}

/** Floors of known area by their building. @param {string} id @param {Feature[]} rows */
function byBuilding(id, rows) {
  /** @type {Map<string, Unit[]>} */
  const units = new Map();
  for (const row of rows) {
    // Of a floor that is held in part the rest can be joined.
    const [building, area] = [schema.value(id, row, 'building'), areaLeft(id, row)];
    if (building === null || !area) continue;
    const unit = { id: row.id, area, storey: storeyOf(schema.value(id, row, 'floor')), free: isFree(id, row) };
    units.set(String(building), [...(units.get(String(building)) ?? []), unit]);
  }
  return units;
}

/** @param {Unit[]} units */
const sumOf = (units) => units.reduce((sum, { area }) => sum + area, 0);

/**
 * From one storey up to another, the fewest units that come to an area: of each storey its largest, then the largest of what is left.
 * @param {Unit[][]} stack
 * @param {number} asked
 * @param {number} most
 */
function fewest(stack, asked, most) {
  const firsts = stack.map((units) => units[0]);
  const rest = stack.flatMap((units) => units.slice(1)).sort((a, b) => b.area - a.area);
  const taken = [...firsts];
  while (sumOf(taken) < asked && taken.length < most && rest.length) taken.push(/** @type {Unit} */ (rest.shift()));
  return taken.length <= most && sumOf(taken) >= asked ? taken : null;
}

/**
 * Adjoining units of a building that come to an area: the fewest, then the least of those, then the lowest; null where none do.
 * One that is enough alone needs no partner; one of no known storey adjoins nothing.
 * @param {Unit[]} units
 * @param {number} asked
 * @param {number} most
 */
export function joinedOf(units, asked, most) {
  /** @type {Map<number, Unit[]>} */
  const storeys = new Map();
  for (const unit of [...units].sort((a, b) => b.area - a.area || (a.id < b.id ? -1 : 1)))
    if (unit.storey !== null && unit.area < asked)
      storeys.set(unit.storey, [...(storeys.get(unit.storey) ?? []), unit]);
  /** @type {Unit[] | null} */
  let best = null;
  for (const low of [...storeys.keys()].sort((a, b) => a - b)) {
    /** @type {Unit[][]} */
    const stack = [];
    for (let at = low; storeys.has(at) && stack.length < most; at += 1) {
      stack.push(storeys.get(at) ?? []);
      const taken = fewest(stack, asked, most);
      if (taken && isBetter(taken, best)) best = taken;
    }
  }
  return best;
}

/** @param {Unit[]} some @param {Unit[] | null} other */
const isBetter = (some, other) =>
  !other || some.length < other.length || (some.length === other.length && sumOf(some) < sumOf(other));

/**
 * Buildings whose adjoining floors come to an area: those of free floors first, then of the fewest floors, then of the least area.
 * @param {string} id
 * @param {Feature[]} rows
 * @param {number} asked
 * @returns {JoinedFloors[]}
 */
export function joinedBuildings(id, rows, asked) {
  const most = joining()?.most ?? 0;
  const found = [...byBuilding(id, rows)].flatMap(([building, units]) => {
    const free = units.filter((unit) => unit.free);
    const taken = joinedOf(free, asked, most) ?? joinedOf(units, asked, most);
    return taken ? [described(building, taken)] : [];
  });
  return found.sort(
    (a, b) => a.taken - b.taken || a.ids.length - b.ids.length || a.sum - b.sum || (a.building < b.building ? -1 : 1),
  );
}

/** @param {string} building @param {Unit[]} taken @returns {JoinedFloors} */
function described(building, taken) {
  const storeys = taken.map(({ storey }) => Number(storey));
  const [low, high] = [Math.min(...storeys), Math.max(...storeys)].map((storey) => (storey < 1 ? storey - 1 : storey));
  const inOrder = [...taken].sort((a, b) => Number(a.storey) - Number(b.storey) || (a.id < b.id ? -1 : 1));
  return {
    building,
    ids: inOrder.map((unit) => unit.id),
    sum: sumOf(taken),
    storeys: [low, high],
    taken: taken.filter((unit) => !unit.free).length,
  };
}
