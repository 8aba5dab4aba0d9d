/* What there is to choose from in a layer: the values that its fields have in the whole of it, also where the question of the moment leaves them out. */

import { emit, on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as facetCounts from './facet_counts.js';
import { layers } from './features.js';
import { passing } from './rules.js';
import * as source from './source.js';

/** @typedef {Record<string, Answers['Group'][]>} Groups By the name of a field. */

/** The groups of layers under no rule; null while the service is asked. @type {Map<string, Groups | null>} */
const wholes = new Map();

/* An answer to no rule at all has them. */
on('results', (results) => {
  for (const [id, { steps, groups }] of Object.entries(results)) if (!steps.length) wholes.set(id, groups);
});

/** @param {Layer} layer @returns {Groups} */
function counted(layer) {
  const { by } = facetCounts.faceted(layer);
  const all = passing([], layer.total);
  return Object.fromEntries(by.map((field) => [field.name, facetCounts.groupsOf(layer, field, [], all)]));
}

/** @param {string} id */
function fetchWhole(id) {
  const { by } = facetCounts.faceted({ collection: schema.collection(id) });
  if (!by.length) return;
  wholes.set(id, null);
  source
    .wholeSummary(id, new URLSearchParams({ by: by.map(({ name }) => name).join(',') }))
    .then(({ groups }) => {
      wholes.set(id, groups);
      emit('touched', ['facets', 'legend']);
    })
    .catch(() => wholes.delete(id));
}

/** The groups of a layer under no rule; those of a large one may come a moment later. @param {string} id @returns {Groups} */
function wholeOf(id) {
  const layer = layers.get(id);
  if (!wholes.has(id)) {
    if (layer) wholes.set(id, counted(layer));
    else if (source.remote(id)) fetchWhole(id);
  }
  return wholes.get(id) ?? {};
}

/**
 * The groups of a field as the question of the moment counts them; those of the layer that it leaves out stand after them, at 0. What is unknown is no choice.
 * @param {string} id
 * @param {Field} field
 * @returns {Answers['Group'][]}
 */
export function groupsOf(id, field) {
  const answer = state.results[id];
  const groups = answer?.groups[field.name] ?? [];
  if (!answer?.steps.length) return groups;
  const here = new Set(groups.map(({ value }) => value));
  const others = (wholeOf(id)[field.name] ?? []).filter(({ value }) => value !== null && !here.has(value));
  return [...groups, ...others.map((group) => ({ ...group, count: 0, area_m2: 0, available: 0 }))];
}
