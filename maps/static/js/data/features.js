/* Features that the page has: whole layers, and of large ones those that it has met. */

/** @type {Map<string, Layer>} */
export const layers = new Map();
/** @type {Map<string, Map<string, Feature>>} */
const seen = new Map();

/** Features by id: all of a local layer, those met so far of a large one. @param {string} id @returns {Map<string, Feature>} */
export const featuresOf = (id) => layers.get(id)?.features ?? seen.get(id) ?? new Map();

/** Keep features of a large layer for who asks for them again. @param {string} id @param {Feature[]} features */
export function remember(id, features) {
  const met = seen.get(id) ?? new Map();
  for (const feature of features) met.set(String(feature.id), feature);
  seen.set(id, met);
}
