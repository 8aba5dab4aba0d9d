/* The idle clock as a picture, with what follows from it in words. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { number } from '../base/rounding.js';
import { DAY } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as idleClock from './idle_clock.js';
import { widthOf } from './letters.js';

/** The clock of a layer's plot as a picture `width` pixels wide, so that its 12 px stay 12 px. @param {string} id @param {IdleClock} clock @param {number} width */
function picture(id, clock, width) {
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
  made.append(svg('path', { d: `M${x(from)} 28H${x(to)}`, stroke: colour('off'), 'stroke-dasharray': '3 3' }));
  for (const span of clock.spans)
    if (span.to > span.from)
      made.append(
        svg('rect', {
          x: x(span.from),
          y: 24,
          width: Math.max(1, x(span.to) - x(span.from)),
          height: 8,
          fill: idleClock.colourOf(id, span.tone),
        }),
      );
  for (const mark of placed)
    made.append(
      svg('path', { d: `M${mark.tick} 20V${38 + mark.row * 30}`, stroke: colour('ink-2'), 'stroke-width': 1.2 }),
    );
  for (const mark of placed) {
    made.append(
      svg('text', { x: mark.x, y: 49 + mark.row * 30, 'text-anchor': mark.anchor }, v.iso(mark.at)),
      svg('text', { x: mark.x, y: 63 + mark.row * 30, 'text-anchor': mark.anchor }, t(mark.words)),
    );
  }
  const here = x(clock.today);
  const anchor = here < width * 0.3 ? 'start' : here > width * 0.7 ? 'end' : 'middle';
  made.append(
    svg('path', { d: `M${here} 16V34`, stroke: colour('danger'), 'stroke-width': 2 }),
    svg(
      'text',
      {
        class: 'now',
        x: anchor === 'start' ? Math.max(0, here - 4) : anchor === 'end' ? Math.min(width, here + 4) : here,
        y: 12,
        'text-anchor': anchor,
      },
      `${t({ zh: '截至', en: 'As of' })} ${v.iso(clock.today)} · ${t(clock.now)}`,
    ),
  );
  return made;
}

/**
 * Labels that would run into each other stand in a lower row.
 * @param {IdleClock} clock
 * @param {(at: number) => number} x
 * @param {number} width
 */
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
  const clock = idleClock.reckon(id, one, config.as_of);
  if (!clock) return null;
  /** @param {number | null} raw @param {Words} words @param {number} limit @param {string} label */
  const figure = (raw, words, limit, label) =>
    raw === null
      ? [t(words), ' ', v.unknown()]
      : `${t(words)} ${number(raw, 1)} %${raw < limit ? ` (< ${label})` : ''}`;
  const head = clock.head
    ? el(
        'span',
        { class: 'push' },
        figure(clock.head.share, { zh: '动工', en: 'Started' }, idleClock.STARTED_SHARE, '1/3'),
        ' · ',
        figure(clock.head.invested, { zh: '投资', en: 'Invested' }, idleClock.INVESTED_SHARE, '25 %'),
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
    picture(id, clock, width),
    el('p', { class: 'note set-off ink-2' }, t(clock.note), cause),
  );
}
