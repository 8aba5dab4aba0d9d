/* The idle clock. Land never started runs to the fee at one year and forfeiture at two; land started and then stopped is
   only ever suspected idle: no fee, no two years. A delay that the government caused is exempt. Where the cause is not known a plot that
   is late is suspected all the same, and the cause is to be checked: docs/guide/dashboard.md has the table, gis/dashboard/clock.py counts by it. */

import { colour } from '../base/palette.js';
import { many } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { DAY } from '../base/units.js';
import * as v from '../base/values.js';
import { monthsOf } from './months.js';

export const STARTED_SHARE = 100 / 3;
export const INVESTED_SHARE = 25;
const FEE_SHARE = 20;
/** Meanings of a status under which the clock runs. @type {unknown[]} */
const RUNS = ['idle', 'unstarted'];
const GOVERNMENT = 'government';
/** States in which land is suspected idle: late, and not known to be exempt. @type {ClockState[]} */
const SUSPECTED = ['one_year', 'two_years', 'stopped_suspected', 'cause_to_check'];
const EXEMPT = { zh: '政府原因，免计', en: 'Exempt: government delay' };

/** The colours of the clock's spans: those in which the map draws what the land is by then. @type {Record<string, [meaning: string, part: 'fill' | 'stroke' | 'ink']>} */
const AS_STATUS = { waiting: ['unstarted', 'ink'], late: ['idle', 'fill'], over: ['idle', 'stroke'] };
/** And where the list of statuses has none. @type {Record<ClockSpan['tone'], import('../base/palette.js').Token>} */
const OTHERWISE = { quiet: 'span-quiet', waiting: 'waiting', late: 'late', over: 'danger' };

/** The colour of a span of a layer's clocks. @param {string} id @param {ClockSpan['tone']} tone */
export function colourOf(id, tone) {
  const [meaning, part] = AS_STATUS[tone] ?? [];
  const symbol = meaning ? schema.codeOfMeaning(schema.role(id, 'status'), meaning)?.symbol : null;
  return (symbol && part && symbol[part]) ?? colour(OTHERWISE[tone]);
}

/**
 * The clock of a plot, or null where it has none.
 * @param {string} id
 * @param {Feature} one
 * @param {string | null} asOf
 */
export function reckon(id, one, asOf) {
  /** @param {string} role */
  const get = (role) => schema.value(id, one, role);
  /** @param {string} role */
  const meaning = (role) => schema.meaningOf(schema.role(id, role), get(role));
  const due = v.day(get('contract_start'));
  const today = v.day(asOf);
  if (due === null || today === null || !RUNS.includes(meaning('status'))) return null;
  const started = v.day(get('started_on'));
  const stopped = v.day(get('stopped_on'));
  const exempt = meaning('delay_cause') === GOVERNMENT;
  const cause = v.isKnown(get('delay_cause'));
  if (started === null && stopped === null && !(get('started_share') > 0))
    return neverStarted({ due, today, exempt, cause });
  return startedThenStopped({
    due,
    today,
    started,
    stopped,
    exempt,
    cause,
    share: get('started_share'),
    invested: get('invested_share'),
  });
}

/** @param {{ due: number, today: number, exempt: boolean, cause: boolean }} at @returns {IdleClock} */
function neverStarted({ due, today, exempt, cause }) {
  const [one, two] = [v.years(due, 1), v.years(due, 2)];
  const marks = [
    { at: due, words: { zh: '约定开工', en: 'contract start' } },
    { at: one, words: { zh: '满 1 年 闲置费', en: '1 year: fee' } },
    { at: two, words: { zh: '满 2 年 可收回', en: '2 years: forfeit' } },
  ];
  const next =
    today < one ? { at: one, zh: '距满 1 年', en: 'to 1 year' } : { at: two, zh: '距满 2 年', en: 'to 2 years' };
  const left = Math.round((next.at - today) / DAY);
  const now =
    today < due
      ? { zh: `距约定开工 ${days(due - today)} 天`, en: `${many(days(due - today), 'day')} to the start due` }
      : left >= 0
        ? { zh: `${next.zh}还有 ${left} 天`, en: `${many(left, 'day')} ${next.en}` }
        : { zh: `满 2 年又 ${-left} 天`, en: `${many(-left, 'day')} past 2 years` };
  const note = exempt
    ? {
        zh: '未动工。延误由政府原因造成：不计闲置费，不计收回期限。',
        en: 'Never started. The government caused the delay: no fee, no forfeiture.',
      }
    : {
        zh: `未动工 ${monthsOf(today - due)} 个月。满 1 年可征闲置费（出让价 ${FEE_SHARE} %），满 2 年可无偿收回。`,
        en: `Not started for ${many(monthsOf(today - due), 'month')}. From 1 year a fee (${FEE_SHARE} % of the price), from 2 years forfeiture.`,
      };
  return {
    kind: 'never',
    ...standing(stateOfLate(today, { due, one, two }, exempt, cause)),
    marks: exempt ? marks.slice(0, 1) : marks,
    today,
    now: exempt ? EXEMPT : now,
    note,
    cause,
    exempt,
    spans: exempt
      ? [{ from: due, to: today, tone: 'quiet' }]
      : [
          { from: due, to: Math.min(today, one), tone: 'waiting' },
          { from: one, to: Math.min(today, two), tone: 'late' },
          { from: two, to: today, tone: 'over' },
        ],
    head: null,
  };
}

/** A state, and whether land is suspected in it. @param {ClockState} at */
const standing = (at) => ({ state: at, suspected: SUSPECTED.includes(at) });

/** @param {number} today @param {{ due: number, one: number, two: number }} days @param {boolean} exempt @param {boolean} cause @returns {ClockState} */
function stateOfLate(today, { due, one, two }, exempt, cause) {
  if (exempt) return 'exempt';
  if (today < due) return 'not_due';
  if (today < one) return 'under_one_year';
  if (!cause) return 'cause_to_check';
  return today < two ? 'one_year' : 'two_years';
}

/**
 * @typedef {object} Stop what is known of land that was started
 * @property {number} due
 * @property {number} today
 * @property {number | null} started
 * @property {number | null} stopped
 * @property {boolean} exempt
 * @property {boolean} cause
 * @property {number | null} share
 * @property {number | null} invested
 */

/** @param {Stop} at @returns {IdleClock} */
function startedThenStopped(at) {
  const { due, today, started, stopped, exempt, cause, share, invested } = at;
  const low = known(share) && share < STARTED_SHARE;
  const poor = known(invested) && invested < INVESTED_SHARE;
  const enough = known(share) && known(invested) && !low && !poor;
  const begin = started ?? due;
  const marks = [{ at: due, words: { zh: '约定开工', en: 'contract start' } }];
  if (started !== null) marks.push({ at: started, words: { zh: '动工', en: 'started' } });
  const clock = { kind: /** @type {const} */ ('stopped'), today, cause, exempt, head: { share, invested } };
  if (stopped === null)
    return {
      ...clock,
      ...standing(exempt ? 'exempt' : 'stop_to_check'),
      marks,
      spans: [{ from: begin, to: today, tone: 'quiet' }],
      now: exempt ? EXEMPT : { zh: '停工日期待核实', en: 'Stop date to check' },
      note: {
        zh: '已动工；停工日期待核实。已动工的土地不计闲置费，也没有 2 年期限。',
        en: 'Started; the date it stopped is to be checked. Land that was started has no fee and no 2-year clock.',
      },
    };
  const year = v.years(stopped, 1);
  const quiet = exempt || enough;
  marks.push({ at: stopped, words: { zh: '停工', en: 'stopped' } });
  if (!quiet) marks.push({ at: year, words: { zh: '满 1 年 疑似闲置', en: '1 year: suspected' } });
  return {
    ...clock,
    ...standing(exempt ? 'exempt' : stateOfStop(today >= year, { low: low || poor, enough }, cause)),
    marks,
    spans: [
      { from: begin, to: stopped, tone: 'quiet' },
      { from: stopped, to: Math.min(today, year), tone: quiet ? 'quiet' : 'waiting' },
      { from: year, to: today, tone: quiet ? 'quiet' : 'late' },
    ],
    now: exempt ? EXEMPT : sinceStop(today, year),
    note: noteOfStop(monthsOf(today - stopped), exempt, enough),
  };
}

/** @param {boolean} late @param {{ low: boolean, enough: boolean }} shares @param {boolean} cause @returns {ClockState} */
function stateOfStop(late, { low, enough }, cause) {
  if (!late) return 'stopped_under_one_year';
  if (low) return cause ? 'stopped_suspected' : 'cause_to_check';
  return enough ? 'stopped_enough' : 'shares_to_check';
}

/** @param {number} today @param {number} year */
const sinceStop = (today, year) =>
  today >= year
    ? { zh: `停工满 1 年又 ${days(today - year)} 天`, en: `${many(days(today - year), 'day')} past 1 year` }
    : { zh: `距停工满 1 年还有 ${days(year - today)} 天`, en: `${many(days(year - today), 'day')} to 1 year` };

/** @param {number} count @param {boolean} exempt @param {boolean} enough */
function noteOfStop(count, exempt, enough) {
  const [zh, en] = [`停工 ${count} 个月`, `Stopped for ${many(count, 'month')}`];
  if (exempt) return { zh: `${zh}，由政府原因造成，免计。`, en: `${en}; the government caused it: exempt.` };
  if (enough)
    return {
      zh: `${zh}；动工面积与投资均已过线，不属疑似闲置。`,
      en: `${en}; area and investment are above the thresholds: not suspected idle.`,
    };
  return {
    zh: `${zh}。动工后停工的土地只作疑似闲置，不计闲置费，没有 2 年期限。`,
    en: `${en}. Started and then stopped: suspected idle only, no fee, no 2-year clock.`,
  };
}

/** @param {unknown} raw @returns {raw is number} */
const known = (raw) => typeof raw === 'number';
/** @param {number} span */
const days = (span) => Math.round(span / DAY);
