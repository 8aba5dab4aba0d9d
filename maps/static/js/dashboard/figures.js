/* Figures of the dashboard in words: what a list is called, how much a figure measures, and in which unit. */

import { language, t } from '../base/words.js';
import { fixed, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { THIN, UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { state } from '../base/state.js';

/** @typedef {Answers['Figure']} Figure */

/** From so many m² on floors are counted in 万 m². */
const LARGE = 100000;

/** What a field's name begins in the middle of a title. @param {...Words} parts @returns {Words} */
export const joined = (...parts) => ({
  zh: parts.map(({ zh }) => zh).join(' · '),
  en: parts.map(({ en }) => en).join(' · '),
});

/** A figure's own words. @param {Words} figure @returns {Words} */
export const wordsOf = ({ zh, en }) => ({ zh, en });

/** Floors in the unit that suits the greatest of them, land in the unit on screen; rows where nothing is measured. @typedef {{ of: (figure: Figure) => number, label: string, digits: number }} Measure */

/**
 * How the figures of a layer are measured, so that all of a chart are in one unit.
 * @param {string} id
 * @param {Figure[]} figures
 * @returns {Measure}
 */
export function measure(id, figures) {
  const area = schema.role(id, 'area');
  if (!figures.some(({ area_m2: m2 }) => m2 !== null))
    return { of: ({ count }) => count, label: v.noun(id), digits: 0 };
  if (area?.land) {
    const unit = UNITS[state.unit] ?? UNITS.mu;
    return { of: ({ area_m2: m2 }) => (m2 ?? 0) / unit.m2, label: t(unit), digits: unit === UNITS.ha ? 1 : 0 };
  }
  const isLarge = language() !== 'en' && figures.some(({ area_m2: m2 }) => (m2 ?? 0) >= LARGE);
  return isLarge
    ? { of: ({ area_m2: m2 }) => (m2 ?? 0) / 10000, label: '万 m²', digits: 1 }
    : { of: ({ area_m2: m2 }) => m2 ?? 0, label: 'm²', digits: 0 };
}

/** How much a figure measures, without its unit. @param {Measure} how @param {Figure} figure */
export const amount = (how, figure) => fixed(how.of(figure), how.digits);

/** How many rows a figure counts, with what they are called. @param {Figure} figure */
export const counted = ({ count, list: { collection } }) => `${number(count)}${THIN}${v.noun(collection, count)}`;

/** A figure whole: rows, area with its unit, and of how many the area is to be checked. @param {Measure} how @param {Figure} figure */
export function whole(how, figure) {
  if (!figure.count) return '0';
  const parts = [counted(figure)];
  if (figure.area_m2 !== null) parts.push(`${amount(how, figure)}${THIN}${how.label}`);
  if (figure.area_unknown)
    parts.push(
      t({
        zh: `其中 ${number(figure.area_unknown)} 项面积待核实`,
        en: `area of ${number(figure.area_unknown)} to check`,
      }),
    );
  return parts.join(' · ');
}

/** Those that count something. @template {Figure} F @param {F[]} figures @returns {F[]} */
export const counting = (figures) => figures.filter(({ count }) => count);

/** Every figure of a report whose list can be opened. @param {import('../data/stock_report.js').Report} report @returns {Figure[]} */
export const figuresOf = (report) => [
  ...report.floors.flatMap(({ states, breakdowns }) => [
    ...states,
    ...breakdowns.flatMap(({ rows }) => rows.flatMap((row) => [row.total, ...row.states])),
  ]),
  ...report.land.flatMap(({ statuses, clock, suspected }) => [
    ...statuses,
    ...clock,
    ...(suspected ? [suspected] : []),
  ]),
  ...report.departments.flatMap(({ blockers }) => blockers),
  ...report.blockers_unknown,
  ...report.layers.flatMap((one) => [one.total, one.not_located, one.to_check, one.old, ...one.missing]),
];
