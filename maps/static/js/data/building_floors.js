/* The floors of the buildings on a plot: each storey's state, its area, and the floor that a register has of it. */

import { areaLeft } from '../base/holds.js';
import { schema } from '../base/schema.js';
import { featuresOf } from './features.js';

/** @param {string} id */
const all = (id) => [...featuresOf(id).values()];

/** Buildings of a plot, or the building of a floor, or the building itself. @param {string} id @param {Feature} one */
export function buildings(id, one) {
  const { kind } = schema.collection(id);
  if (kind === 'building') return [{ collection: id, feature: one }];
  /** @type {Building[]} */
  const list = [];
  for (const { id: collection } of schema.ofKind('building')) {
    if (kind === 'parcel' && schema.role(collection, 'parcel')) {
      list.push(
        ...all(collection)
          .filter((each) => schema.value(collection, each, 'parcel') === one.id)
          .map((feature) => ({ collection, feature })),
      );
    } else if (kind === 'space') {
      const feature = featuresOf(collection).get(schema.value(id, one, 'building'));
      if (feature) list.push({ collection, feature });
    }
  }
  return list;
}

/** The number of a floor; null where it is not known. @param {unknown} raw */
const floorOf = (raw) => (raw === null || raw === '' || !Number.isFinite(Number(raw)) ? null : Number(raw));

/** The floors that registers have of a building. @param {string} key @returns {{ id: string, feature: Feature }[]} */
const spacesIn = (key) =>
  schema.ofKind('space').flatMap(({ id }) =>
    all(id)
      .filter((one) => schema.value(id, one, 'building') === key)
      .map((feature) => ({ id, feature })),
  );

/** What a building says of its own storeys, by their numbers. @param {Building} building */
function declared({ collection, feature }) {
  /** @type {Map<number | null, Storey[]>} */
  const rows = new Map();
  for (const entry of schema.value(collection, feature, 'floor_states') ?? []) {
    const [floor, state, m2] = String(entry).split(':');
    const number = floorOf(floor);
    const area = Number(m2) || null;
    if (number !== null)
      rows.set(number, [...(rows.get(number) ?? []), { floor: number, state, area, left: area, space: null }]);
  }
  return rows;
}

/** @param {number | null} one @param {number | null} other */
const isAlike = (one, other) => one === null || other === null || Math.abs(one - other) <= Math.max(1, other * 0.01);

/** The unit of a storey that a floor of a register is: of its state and area, else of its area, else any that is not let. @param {Storey[]} there @param {Storey} one */
function unitOf(there, one) {
  const open = there.filter(({ space }) => !space);
  return (
    open.find(({ state, area }) => state === one.state && isAlike(area, one.area)) ??
    open.find(({ state, area }) => state !== 'let' && isAlike(area, one.area)) ??
    open.find(({ state }) => state !== 'let')
  );
}

/** A floor of a register as a storey: one of which nothing is left is held. @param {{ id: string, feature: Feature }} space @returns {Storey} */
function storeyOf(space) {
  const { id, feature } = space;
  const state = schema.meaningOf(schema.role(id, 'status'), schema.value(id, feature, 'status'));
  const left = areaLeft(id, feature);
  return {
    floor: floorOf(schema.value(id, feature, 'floor')),
    state: state === 'free' && left === 0 ? 'held' : state,
    area: schema.value(id, feature, 'area'),
    left,
    space,
  };
}

/**
 * Every storey of a building from the top, what is on no known floor last. A floor cut into units has a row for each.
 * @param {Building} building
 * @param {{ id: string, feature: Feature }[]} [spaces] the floors that registers have of it, where they are known
 */
export function storeys(building, spaces = spacesIn(building.feature.id)) {
  const rows = declared(building);
  for (const space of spaces) {
    const one = storeyOf(space);
    const there = rows.get(one.floor) ?? [];
    const same = unitOf(there, one);
    if (same)
      Object.assign(same, {
        state: one.state ?? same.state,
        area: one.area ?? same.area,
        left: one.area === null ? same.left : one.left,
        space,
      });
    else rows.set(one.floor, [...there, one]);
  }
  return [...rows].sort(([a], [b]) => (b ?? -Infinity) - (a ?? -Infinity)).flatMap(([, stack]) => stack);
}
