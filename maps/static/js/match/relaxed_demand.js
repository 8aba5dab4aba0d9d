/* A requirement as a relaxation changes it. */

import { config, served } from '../base/config.js';
import * as v from '../base/values.js';
import * as matching from '../data/matching.js';

/** @type {DemandInput[]} */
const inputs = config.demand ?? [];
/** What a demand may ask, by its keys. */
const keys = () => inputs.flatMap((one) => (one.low ? [one.low, one.high] : one.key === 'name' ? [] : [one.key]));

/**
 * The demand with the changes of its requirement made; null where the change is not the project's to make.
 * @param {Answers['Change']} change
 * @returns {Record<string, any> | null}
 */
export function tried(change) {
  const { project } = matching.current().report;
  const steps = (change.steps ?? []).filter((step) => step.kind === 'requirement');
  if (!project || !served() || !steps.length || steps.length !== change.steps.length) return null;
  const demand = Object.fromEntries(
    keys()
      .filter((key) => v.isKnown(project[key]))
      .map((key) => [key, project[key]]),
  );
  if (project.name) demand.name = project.name;
  for (const { key, to } of steps) {
    if (key === null) continue;
    if (to === null || to === undefined) delete demand[key];
    else demand[key] = to;
  }
  return demand;
}
