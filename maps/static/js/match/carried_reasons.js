/* Why a site does not do, from what the map in one file carries. */

import { state } from '../base/state.js';
import { featuresOf } from '../data/features.js';

/** The answers by their digit. */
const ANSWERS = /** @type {const} */ (['no', 'yes', 'unknown']);
const VAGUE = { zh: '不符合', en: 'Does not fit' };

/**
 * A digit a rule and site (1 yes, 0 no, 2 unknown) as verdicts; near misses have words of their own.
 * @param {Spot} spot
 * @returns {Verdict[]}
 */
export function of({ collection, id }) {
  /** @type {MatchReport | null} */
  const report = state.match.report;
  const reasons = report?.why?.[collection];
  const place = reasons ? places(collection).get(id) : undefined;
  if (!reasons || place === undefined) return [];
  const rules = new Map((report?.scheme?.rules ?? []).map((rule) => [rule.id, rule]));
  const told = new Map((reasons.words[id] ?? []).map((verdict) => [verdict.rule, verdict]));
  return reasons.rules.map((rule, n) => {
    const answer = ANSWERS[Number(reasons.answers[place * reasons.rules.length + n])];
    const { zh, en } = rules.get(rule) ?? { zh: rule, en: rule };
    const vague = answer === 'unknown' ? { zh: `${zh}待核实`, en: `${en}: to check` } : VAGUE;
    return told.get(rule) ?? { rule, answer, ...vague };
  });
}

/** @type {Map<string, Map<string, number>>} */
const orders = new Map();

/** Where each site stands in the reasons: in the order of its id. @param {string} collection */
function places(collection) {
  const known = orders.get(collection);
  if (known) return known;
  const ids = [...featuresOf(collection).keys()].sort((a, b) => (a < b ? -1 : 1));
  const order = new Map(ids.map((id, n) => [id, n]));
  orders.set(collection, order);
  return order;
}
