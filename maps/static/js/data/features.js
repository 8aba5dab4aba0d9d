/* Features that the page has: whole layers, and of large ones those that it has met. */

export const layers = new Map();
const seen = new Map();

/** Features by id: all of a local layer, those met so far of a large one. */
export const featuresOf = (id) => layers.get(id)?.features ?? seen.get(id) ?? new Map();

/** Keep features of a large layer for who asks for them again. */
export function remember(id, found) {
  if (!seen.has(id)) seen.set(id, new Map());
  for (const feature of found) seen.get(id).set(String(feature.id), feature);
}
