/* What the question finds in a park. */

import { config } from '../base/config.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { below } from '../data/codes.js';
import { featuresOf } from '../data/features.js';

/** @typedef {{ id: string, name: string, box: Box, count: number }} ParkStock */

/** Codes of a park and of those within it. @param {Field} field @param {string} park @returns {Set<string>} */
export const familyOf = (field, park) => below(config.codelists[field.codelist ?? ''] ?? null, park);

/** How many features of a layer the question finds in a park, and their area. @param {string} id @param {string} park */
export function inPark(id, park) {
  const field = schema.role(id, 'park');
  const groups = field ? (state.results[id]?.groups?.[field.name] ?? []) : [];
  const family = field && groups.length ? familyOf(field, park) : new Set();
  const own = groups.filter((group) => family.has(String(group.value)));
  return {
    /** @type {number} */
    count: own.reduce((sum, group) => sum + group.count, 0),
    /** @type {number} */
    area: own.reduce((sum, group) => sum + group.area_m2, 0),
  };
}

/** Parks that the home menu offers, with what the question finds in each. @returns {ParkStock[]} */
export function parks() {
  return schema.ofKind('park').flatMap(({ id }) =>
    [...featuresOf(id).values()]
      .filter((feature) => !schema.value(id, feature, 'parent') && schema.value(id, feature, 'planned') !== true)
      .flatMap((feature) => {
        const box = plane.bounds(feature.geometry);
        return box
          ? [{ id: String(feature.id), name: values.name(id, feature), box, count: countIn(String(feature.id)) }]
          : [];
      }),
  );
}

/** @param {string} park */
const countIn = (park) => schema.ofKind('parcel', 'space').reduce((sum, { id }) => sum + inPark(id, park).count, 0);
