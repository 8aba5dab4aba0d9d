/* The idle clock. Land never started runs to the fee at one year and forfeiture at two; land started and then stopped is
   only ever suspected idle: no fee, no two years. A delay that the government caused is exempt; an unknown cause is to be checked. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { many } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { widthOf } from './letters.js';

const { DAY } = v;
const STARTED_SHARE = 100 / 3;
const INVESTED_SHARE = 25;
const FEE_SHARE = 20;
const GOVERNMENT = 'government';
const EXEMPT = { zh: '政府原因，免计', en: 'exempt: government delay' };

/**
 * The clock of a plot, or null where it has none.
 * @param {string} id
 * @param {Feature} one
 * @param {string | null} asOf
 */
export function reckon(id, one, asOf) {
  /** @param {string} role */
  const get = (role) => schema.value(id, one, role);
  const due = v.day(get('contract_start'));
  const today = v.day(asOf);
  if (due === null || today === null || !['idle', 'unstarted'].includes(String(get('status')))) return null;
  const started = v.day(get('started_on'));
  const stopped = v.day(get('stopped_on'));
  const exempt = get('delay_cause') === GOVERNMENT;
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
        zh: `未动工 ${months(today - due)} 个月。满 1 年可征闲置费（出让价 ${FEE_SHARE} %），满 2 年可无偿收回。`,
        en: `Not started for ${many(months(today - due), 'month')}. From 1 year a fee (${FEE_SHARE} % of the price), from 2 years forfeiture.`,
      };
  return {
    kind: 'never',
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
    suspected: !exempt && today >= one,
    head: null,
  };
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
      marks,
      spans: [{ from: begin, to: today, tone: 'quiet' }],
      now: exempt ? EXEMPT : { zh: '停工日期待核实', en: 'date of stop to check' },
      note: {
        zh: '已动工；停工日期待核实。已动工的土地不计闲置费，也没有 2 年期限。',
        en: 'Started; the date it stopped is to be checked. Land that was started has no fee and no 2-year clock.',
      },
      suspected: false,
    };
  const year = v.years(stopped, 1);
  const quiet = exempt || enough;
  marks.push({ at: stopped, words: { zh: '停工', en: 'stopped' } });
  if (!quiet) marks.push({ at: year, words: { zh: '满 1 年 疑似闲置', en: '1 year: suspected' } });
  return {
    ...clock,
    marks,
    spans: [
      { from: begin, to: stopped, tone: 'quiet' },
      { from: stopped, to: Math.min(today, year), tone: quiet ? 'quiet' : 'waiting' },
      { from: year, to: today, tone: quiet ? 'quiet' : 'late' },
    ],
    now: exempt ? EXEMPT : sinceStop(today, year),
    note: noteOfStop(months(today - stopped), exempt, enough),
    suspected: !exempt && today >= year && (low || poor),
  };
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
/** @param {number} span */
const months = (span) => Math.max(0, Math.floor(span / (DAY * 30.44)));

const TONES = { quiet: '#CBD8D2', waiting: '#F4C877', late: '#E07B5F', over: '#A63A1F' };

/** The clock as a picture `width` pixels wide, so that its 12 px stay 12 px. @param {IdleClock} clock @param {number} width */
function picture(clock, width) {
  const stamps = [...clock.marks.map((mark) => mark.at), clock.today];
  const pad = (Math.max(...stamps) - Math.min(...stamps) || DAY) * 0.04;
  const [from, to] = [Math.min(...stamps) - pad, Math.max(...stamps) + pad];
  /** @param {number} at */
  const x = (at) => Math.round(8 + ((at - from) / (to - from)) * (width - 16));
  const placed = labels(clock, x, width);
  const rows = 1 + Math.max(0, ...placed.map((one) => one.row));
  const height = 38 + rows * 30;
  const made = svg('svg', {
    class: 'clock',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `${t(clock.now)}。${t(clock.note)}`,
  });
  made.append(svg('path', { d: `M${x(from)} 28H${x(to)}`, stroke: '#A9B2AC', 'stroke-dasharray': '3 3' }));
  for (const span of clock.spans)
    if (span.to > span.from)
      made.append(
        svg('rect', {
          x: x(span.from),
          y: 24,
          width: Math.max(1, x(span.to) - x(span.from)),
          height: 8,
          fill: TONES[span.tone],
        }),
      );
  for (const mark of placed)
    made.append(svg('path', { d: `M${mark.tick} 20V${38 + mark.row * 30}`, stroke: '#46534D', 'stroke-width': 1.2 }));
  for (const mark of placed) {
    made.append(
      svg('text', { x: mark.x, y: 49 + mark.row * 30, 'text-anchor': mark.anchor }, v.iso(mark.at)),
      svg('text', { x: mark.x, y: 63 + mark.row * 30, 'text-anchor': mark.anchor }, t(mark.words)),
    );
  }
  const here = x(clock.today);
  const anchor = here < width * 0.3 ? 'start' : here > width * 0.7 ? 'end' : 'middle';
  made.append(
    svg('path', { d: `M${here} 16V34`, stroke: '#A63A1F', 'stroke-width': 2 }),
    svg(
      'text',
      {
        class: 'now',
        x: anchor === 'start' ? Math.max(0, here - 4) : anchor === 'end' ? Math.min(width, here + 4) : here,
        y: 12,
        'text-anchor': anchor,
      },
      `${t({ zh: '截至', en: 'as of' })} ${v.iso(clock.today)} · ${t(clock.now)}`,
    ),
  );
  return made;
}

/** Labels that would run into each other stand in a lower row. @param {IdleClock} clock @param {(at: number) => number} x @param {number} width */
function labels(clock, x, width) {
  /** @type {number[]} */
  const ends = [];
  return clock.marks.map((mark) => {
    const size = Math.max(72, widthOf(t(mark.words), 12, 6.6));
    const at = x(mark.at);
    const anchor = at + size > width ? 'end' : at - size / 2 < 0 ? 'start' : 'middle';
    const left = anchor === 'end' ? at - size : anchor === 'start' ? at : at - size / 2;
    let row = 0;
    while ((ends[row] ?? -Infinity) > left - 6) row += 1;
    ends[row] = left + size;
    return { ...mark, row, x: at, tick: at, anchor };
  });
}

/** @param {string} id @param {Feature} one @param {number} width */
export function section(id, one, width) {
  const clock = reckon(id, one, config.as_of);
  if (!clock) return null;
  /** @param {number | null} raw @param {Words} words @param {number} limit @param {string} label */
  const figure = (raw, words, limit, label) =>
    known(raw)
      ? `${t(words)} ${v.number(raw, 1)} %${raw < limit ? ` (< ${label})` : ''}`
      : [t(words), ' ', v.unknown()];
  const head = clock.head
    ? el(
        'span',
        { class: 'push' },
        figure(clock.head.share, { zh: '动工', en: 'started' }, STARTED_SHARE, '1/3'),
        ' · ',
        figure(clock.head.invested, { zh: '投资', en: 'invested' }, INVESTED_SHARE, '25 %'),
      )
    : null;
  const cause =
    clock.exempt || clock.cause
      ? null
      : [
          t({ zh: ' 起因 ', en: ' Cause ' }),
          v.unknown(),
          t({ zh: '，属政府原因的免计。', en: '; a government delay is exempt.' }),
        ];
  return el(
    'section',
    { class: 'section' },
    el('h3', {}, t({ zh: '闲置时钟', en: 'Idle clock' }), head),
    picture(clock, width),
    el('p', { class: 'note set-off ink-2' }, t(clock.note), cause),
  );
}
