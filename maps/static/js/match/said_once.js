/* What of a ranking is said once, and what each row still has to say of itself. */

import { number } from '../base/rounding.js';

/** The sentences; the order is worth one where some criteria are known of no site. @param {MatchReport} report @returns {Words[]} */
export function sentences(report) {
  const { order } = report;
  return [...(report.lacks ?? []), ...(order?.unknown.length ? [order] : [])];
}

/**
 * What one line comes to: of how many it is unknown, how many it decides alone, and how many with the lines before it.
 * @param {Pick<Answers['CollectLine'], 'open' | 'alone' | 'decided'>} line
 * @returns {Words}
 */
export function figures({ open, alone, decided }) {
  const zh = [`${number(open)} 处未知`, alone ? `单此可定 ${number(alone)}` : '', `累计可定 ${number(decided)}`];
  const en = [
    `unknown of ${number(open)}`,
    alone ? `decides ${number(alone)} alone` : '',
    `${number(decided)} decided so far`,
  ];
  return { zh: zh.filter(Boolean).join('，'), en: en.filter(Boolean).join(', ') };
}

/** What a row still has to say of itself: what its whole layer, or who asks, lacks stands above. @param {{ verdicts: readonly Verdict[] }} one */
export const own = (one) => one.verdicts.filter((each) => each.answer === 'unknown' && !each.layer_wide);
