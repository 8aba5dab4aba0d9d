/* How one of a ranking differs from the first, criterion by criterion: what is gained, what is lost, and on what. */

import * as rounding from '../base/rounding.js';

/**
 * What a score is made of: a ranked site, project, or joined site.
 * @typedef {Words & { criterion: string, points: number, text?: Words | null }} Part
 * @typedef {{ score?: number | null, contributions: Part[] }} Scored
 *
 * @typedef {Words & { criterion: string, points: number, own: Words | null, first: Words | null }} Difference
 */

/** Where a clause of a reason ends; a comma between digits divides nothing. */
const CLAUSE = /(?<=[，；])|(?<=[,;]) | (?=for )/u;

/** Clauses of a text. @param {string} text */
const clauses = (text) => text.split(CLAUSE);

/** Clauses without the sign that they end with. @param {string[]} some @param {string} between */
const joined = (some, between) =>
  some
    .join(between)
    .trim()
    .replace(/[，；,;]$/u, '');

/**
 * What two reasons say differently, in one language; where they are not built alike, all that they say.
 * @param {string} own
 * @param {string} first
 * @param {string} between what stands between clauses
 */
function differing(own, first, between) {
  const [mine, theirs] = [clauses(own), clauses(first)];
  const differs = mine.map((clause, n) => clause !== theirs[n]);
  if (mine.length !== theirs.length || !differs.includes(true)) return [own, first];
  return [mine, theirs].map((some) =>
    joined(
      some.filter((_, n) => differs[n]),
      between,
    ),
  );
}

/** @param {Part | undefined} own @param {Part | undefined} first @returns {Pick<Difference, 'own' | 'first'>} */
function reasons(own, first) {
  const [mine, theirs] = [own?.text, first?.text];
  if (!mine || !theirs) return { own: mine ?? null, first: theirs ?? null };
  const [zh, en] = [differing(mine.zh, theirs.zh, ''), differing(mine.en, theirs.en, ' ')];
  return { own: { zh: zh[0], en: en[0] }, first: { zh: zh[1], en: en[1] } };
}

/**
 * The criteria on which two differ, the largest difference first, in points as they are shown; they sum to the difference of the scores.
 * @param {Scored} one
 * @param {Scored} first
 * @returns {Difference[]}
 */
export function differences(one, first) {
  const theirs = new Map(first.contributions.map((part) => [part.criterion, part]));
  const mine = new Map(one.contributions.map((part) => [part.criterion, part]));
  return [...new Map([...theirs, ...mine]).values()]
    .map((part) => {
      const [own, other] = [mine.get(part.criterion), theirs.get(part.criterion)];
      const points = rounding.rounded((own?.points ?? 0) - (other?.points ?? 0), 2);
      return { criterion: part.criterion, zh: part.zh, en: part.en, points, ...reasons(own, other) };
    })
    .filter(({ points }) => points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

/** By how much a score lies above the first's. @param {Scored} one @param {Scored} first */
export const lead = (one, first) => rounding.rounded((one.score ?? 0) - (first.score ?? 0), 2);

/** A difference as it is written: always with its sign. @param {number} points */
export const signed = (points) => `${points < 0 ? '−' : '+'}${rounding.number(Math.abs(points), 2)}`;
