/* The floors of the buildings on a plot: each storey's state, its area, and the floor that a register has of it. */

import { schema } from '../base/schema.js';
import { featuresOf } from '../data/features.js';

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

/**
 * Every storey of a building from the top, what is on no known floor last. A floor cut into units has a row for each.
 * @param {Building} building
 */
export function storeys({ collection, feature }) {
  /** @type {Map<number | null, Storey[]>} */
  const rows = new Map();
  for (const entry of schema.value(collection, feature, 'floor_states') ?? []) {
    const [floor, state, area] = String(entry).split(':');
    const number = floorOf(floor);
    if (number !== null)
      rows.set(number, [
        ...(rows.get(number) ?? []),
        { floor: number, state, area: Number(area) || null, space: null },
      ]);
  }
  for (const { id } of schema.ofKind('space')) {
    for (const space of all(id)) {
      if (schema.value(id, space, 'building') !== feature.id) continue;
      const floor = floorOf(schema.value(id, space, 'floor'));
      const state = schema.meaningOf(schema.role(id, 'status'), schema.value(id, space, 'status'));
      const area = schema.value(id, space, 'area');
      const there = rows.get(floor) ?? [];
      const same =
        there.find(
          (storey) =>
            !storey.space &&
            storey.state === state &&
            (storey.area === null || area === null || Math.abs(storey.area - area) <= Math.max(1, area * 0.01)),
        ) ?? there.find((storey) => !storey.space && storey.state !== 'let');
      if (same)
        Object.assign(same, { state: state ?? same.state, area: area ?? same.area, space: { id, feature: space } });
      else rows.set(floor, [...there, { floor, state, area, space: { id, feature: space } }]);
    }
  }
  return [...rows].sort(([a], [b]) => (b ?? -Infinity) - (a ?? -Infinity)).flatMap(([, stack]) => stack);
}
