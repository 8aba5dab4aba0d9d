/* The idle clock. Land never started runs to the fee at one year and forfeiture at two; land started and then stopped is
   only ever suspected idle: no fee, no two years. A delay that the government caused is exempt; an unknown cause is to be checked. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { many } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';

const { DAY } = v;
const STARTED_SHARE = 100 / 3;
const INVESTED_SHARE = 25;
const FEE_SHARE = 20;
const GOVERNMENT = 'government';

/** The clock of a plot, or null where it has none: {case, marks, spans, today, said, note, verdict}. */
export function reckon(id, one, asOf) {
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
    now: exempt ? { zh: '政府原因，免计', en: 'exempt: government delay' } : now,
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

function startedThenStopped({ due, today, started, stopped, exempt, cause, share, invested }) {
  const low = known(share) && share < STARTED_SHARE;
  const poor = known(invested) && invested < INVESTED_SHARE;
  const enough = known(share) && known(invested) && !low && !poor;
  const year = stopped === null ? null : v.years(stopped, 1);
  const past = year !== null && today >= year;
  const marks = [{ at: due, words: { zh: '约定开工', en: 'contract start' } }];
  if (started !== null) marks.push({ at: started, words: { zh: '动工', en: 'started' } });
  if (stopped !== null) marks.push({ at: stopped, words: { zh: '停工', en: 'stopped' } });
  if (year !== null && !exempt && !enough)
    marks.push({ at: year, words: { zh: '满 1 年 疑似闲置', en: '1 year: suspected' } });
  const begin = started ?? due;
  const spans =
    stopped === null
      ? [{ from: begin, to: today, tone: 'quiet' }]
      : [
          { from: begin, to: stopped, tone: 'quiet' },
          { from: stopped, to: Math.min(today, year), tone: exempt || enough ? 'quiet' : 'waiting' },
          { from: year, to: today, tone: exempt || enough ? 'quiet' : 'late' },
        ];
  const stoppedFor = stopped === null ? null : months(today - stopped);
  const note =
    stopped === null
      ? {
          zh: '已动工；停工日期待核实。已动工的土地不计闲置费，也没有 2 年期限。',
          en: 'Started; the date it stopped is to be checked. Land that was started has no fee and no 2-year clock.',
        }
      : exempt
        ? {
            zh: `停工 ${stoppedFor} 个月，由政府原因造成，免计。`,
            en: `Stopped for ${many(stoppedFor, 'month')}; the government caused it: exempt.`,
          }
        : enough
          ? {
              zh: `停工 ${stoppedFor} 个月；动工面积与投资均已过线，不属疑似闲置。`,
              en: `Stopped for ${many(stoppedFor, 'month')}; area and investment are above the thresholds: not suspected idle.`,
            }
          : {
              zh: `停工 ${stoppedFor} 个月。动工后停工的土地只作疑似闲置，不计闲置费，没有 2 年期限。`,
              en: `Stopped for ${many(stoppedFor, 'month')}. Started and then stopped: suspected idle only, no fee, no 2-year clock.`,
            };
  const now = exempt
    ? { zh: '政府原因，免计', en: 'exempt: government delay' }
    : stopped === null
      ? { zh: '停工日期待核实', en: 'date of stop to check' }
      : past
        ? { zh: `停工满 1 年又 ${days(today - year)} 天`, en: `${many(days(today - year), 'day')} past 1 year` }
        : { zh: `距停工满 1 年还有 ${days(year - today)} 天`, en: `${many(days(year - today), 'day')} to 1 year` };
  return {
    kind: 'stopped',
    marks,
    spans,
    today,
    now,
    note,
    cause,
    exempt,
    suspected: !exempt && past && (low || poor),
    head: { share, invested },
  };
}

const known = (raw) => typeof raw === 'number';
const days = (span) => Math.round(span / DAY);
const months = (span) => Math.max(0, Math.floor(span / (DAY * 30.44)));

const TONES = { quiet: '#CBD8D2', waiting: '#F4C877', late: '#E07B5F', over: '#A63A1F' };

/** The clock as a picture `width` pixels wide, so that its 12 px stay 12 px. */
function picture(clock, width) {
  const stamps = [...clock.marks.map((mark) => mark.at), clock.today];
  const pad = (Math.max(...stamps) - Math.min(...stamps) || DAY) * 0.04;
  const [from, to] = [Math.min(...stamps) - pad, Math.max(...stamps) + pad];
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

/** Labels that would run into each other stand in a lower row. */
function labels(clock, x, width) {
  const ends = [];
  return clock.marks.map((mark) => {
    const size = Math.max(
      72,
      [...t(mark.words)].reduce((sum, letter) => sum + (letter > '\u2e80' ? 12 : 6.6), 0),
    );
    const at = x(mark.at);
    const anchor = at + size > width ? 'end' : at - size / 2 < 0 ? 'start' : 'middle';
    const left = anchor === 'end' ? at - size : anchor === 'start' ? at : at - size / 2;
    let row = 0;
    while ((ends[row] ?? -Infinity) > left - 6) row += 1;
    ends[row] = left + size;
    return { ...mark, row, x: at, tick: at, anchor };
  });
}

export function section(id, one, width) {
  const clock = reckon(id, one, config.as_of);
  if (!clock) return null;
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
  const cause = clock.exempt
    ? null
    : clock.cause
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
