/* The values that the fields of a layer have in the whole of it: a link whose question finds nothing still offers what could be asked instead. */

import { emit } from '../base/events.js';
import { schema } from '../base/schema.js';
import { zeroed } from './completed.js';
import * as facetCounts from './facet_counts.js';
import { layers } from './features.js';
import { passing } from './rules.js';
import * as source from './source.js';

/** @typedef {Record<string, Answers['Group'][]>} Groups By the name of a field. */

/** @type {WeakMap<Layer, Groups>} */
const ofLayers = new WeakMap();
/** Of layers that only the service holds; null while it is asked. @type {Map<string, Groups | null>} */
const fetched = new Map();

/** @param {Layer} layer */
function counted(layer) {
  const { by } = facetCounts.faceted(layer);
  const all = passing([], layer.total);
  return Object.fromEntries(by.map((field) => [field.name, facetCounts.groupsOf(layer, field, [], all)]));
}

/** @param {string} id */
function fetchOnce(id) {
  if (fetched.has(id)) return;
  fetched.set(id, null);
  const { by } = facetCounts.faceted({ collection: schema.collection(id) });
  if (!by.length) return;
  source
    .wholeSummary(id, new URLSearchParams({ by: by.map(({ name }) => name).join(',') }))
    .then(({ groups }) => {
      fetched.set(id, groups);
      emit('touched', ['facets']);
    })
    .catch(() => fetched.delete(id));
}

/** The groups of a layer under no rule; of a large layer they come a moment later. @param {string} id @returns {Groups} */
export function wholeGroups(id) {
  const layer = layers.get(id);
  if (layer) {
    const groups = ofLayers.get(layer) ?? counted(layer);
    ofLayers.set(layer, groups);
    return groups;
  }
  if (source.remote(id)) fetchOnce(id);
  return fetched.get(id) ?? {};
}

/** Groups of an answer with those of the whole that it lacks, which hold nothing. @param {Answers['Group'][]} groups @param {Answers['Group'][]} whole */
export function filledUp(groups, whole) {
  const here = new Set(groups.map(({ value }) => value));
  const others = whole.filter(({ value }) => value !== null && !here.has(value));
  return [...groups, ...others.map(zeroed)];
}
