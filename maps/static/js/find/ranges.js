/* Facets of figures and days: a range with its histogram, a minimum. */

import { el, svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { number } from '../base/rounding.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as intervals from '../data/intervals.js';
import * as questions from '../data/questions.js';
import * as widgets from '../page/widgets.js';
import * as facets from './facets.js';
import * as scales from './scales.js';

/**
 * The bars of a field under the question of the moment; null where there are none.
 * @param {string} id
 * @param {Field} field
 * @returns {Bars | null}
 */
export function histogram(id, field) {
  const made = (facets.result(id)?.histograms ?? []).find((one) => one.field === field.name);
  if (!made?.counts.length) return null;
  const { counts, edges } = made;
  return {
    counts,
    edges: field.type === 'date' ? edges.map((/** @type {string} */ edge) => intervals.day(edge)) : edges,
  };
}

/** @param {Bars} made @param {{ at: (value: number) => number }} scale @param {scales.Limits} limits */
function bars(made, scale, [low, high]) {
  const most = Math.max(1, ...made.counts);
  const width = 240;
  const chart = svg('svg', {
    viewBox: `0 0 ${width} 34`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': t({ zh: `直方图，最多 ${most}`, en: `Histogram, ${most} at most` }),
  });
  made.counts.forEach((count, n) => {
    const [from, to] = [scale.at(made.edges[n]) * width, scale.at(made.edges[n + 1]) * width];
    const middle = (made.edges[n] + made.edges[n + 1]) / 2;
    const kept = (low === null || middle >= low) && (high === null || middle <= high);
    const height = count ? Math.max(1.5, (count / most) * 33) : 0;
    chart.append(
      svg('rect', {
        x: from,
        y: 34 - height,
        width: Math.max(0.5, to - from - 1),
        height,
        fill: kept ? colour('bar') : colour('bar-off'),
      }),
    );
  });
  return chart;
}

/**
 * A closed range with histogram, two handles and typed figures or days.
 * @param {string} id
 * @param {Field} field
 * @param {HTMLElement} root
 */
export function range(id, field, root) {
  const made = histogram(id, field);
  if (!made) return el('p', { class: 'note' }, t({ zh: '正在统计…', en: 'Counting…' }));
  const measured = field.type === 'date' ? scales.calendar() : scales.measure(field);
  const { label, say, typed } = measured;
  const scale = scales.scaleOf(made.edges);
  const [low, high] = questions.range(questions.of(id), field).map(measured.raw);
  const box = el('div', { class: 'range' });
  /** @type {scales.Limits} */
  const now = [low, high];
  const commit = () =>
    questions.edit(id, (query) => questions.confine(query, field, measured.kept(now[0]), measured.kept(now[1])));
  /** @param {number} at */
  const text = (at) => `${say(scale.value(at))} ${label}`;
  const handles = [
    {
      label: t({ zh: `${t(field.title)} 下限`, en: `${t(field.title)}, from` }),
      at: low === null ? 0 : scale.at(low),
      text,
    },
    {
      label: t({ zh: `${t(field.title)} 上限`, en: `${t(field.title)}, to` }),
      at: high === null ? 1 : scale.at(high),
      text,
    },
  ];
  const entries = [0, 1].map((side) => {
    const limit = now[side];
    return measured.entry({
      key: `${id}-${field.name}-entry-${side}`,
      label: handles[side].label,
      value: limit === null ? '' : typed(limit),
      last: Boolean(side),
      placeholder: say(side ? scale.high : scale.low),
      commit: (figure) => {
        now[side] = figure === null ? null : measured.read(figure);
        commit();
      },
    });
  });
  let chart = bars(made, scale, now);
  const track = widgets.slider({
    key: `${id}-${field.name}`,
    handles,
    ...holding(root),
    moved: (side, at) => {
      const open = side ? at >= 1 : at <= 0;
      const limit = open ? null : measured.dragged(scale.value(at), side);
      now[side] = limit;
      entries[side].value = limit === null ? '' : typed(limit);
      const next = bars(made, scale, now);
      chart.replaceWith(next);
      chart = next;
      later(commit);
    },
  });
  box.append(
    chart,
    track,
    el('div', { class: 'entries' }, entries[0], '–', entries[1], label ? el('span', {}, label) : null),
  );
  const unknown = facets.orUnknown(id, field);
  if (unknown) box.append(unknown);
  return box;
}

/**
 * At least so much: one handle, one typed figure.
 * @param {string} id
 * @param {Field} field
 * @param {HTMLElement} root
 */
export function minimum(id, field, root) {
  const made = histogram(id, field);
  if (!made) return null;
  const scale = scales.scaleOf([made.edges[0], made.edges[made.edges.length - 1]]);
  const low = scales.measure(field).raw(questions.range(questions.of(id), field)[0]);
  const unit = v.unitWords(field);
  let now = low;
  const commit = () =>
    questions.edit(id, (query) => questions.confine(query, field, now, questions.range(query, field)[1]));
  const label = `${t(field.title)} ≥`;
  const entry = widgets.entryField({
    key: `${id}-${field.name}-entry`,
    label,
    value: now === null ? '' : number(now, 1).replace(/,/g, ''),
    placeholder: t({ zh: '不限', en: 'Any' }),
    commit: (figure) => {
      now = figure;
      commit();
    },
  });
  const track = widgets.slider({
    key: `${id}-${field.name}`,
    ...holding(root),
    handles: [
      {
        label,
        at: low === null ? 0 : scale.at(low),
        text: (at) => (at <= 0 ? t({ zh: '不限', en: 'Any' }) : `${number(scale.value(at), 1)} ${unit}`),
      },
    ],
    moved: (_, at) => {
      now = at <= 0 ? null : scales.rounded(scale.value(at));
      entry.value = now === null ? '' : number(now, 1).replace(/,/g, '');
      later(commit);
    },
  });
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'one-sided' },
      el('span', {}, v.capital(v.terse(field))),
      track,
      el('span', { class: 'value' }, '≥', entry, unit),
    ),
    facets.orUnknown(id, field),
  );
}

let frameDue = 0;
/** @type {(() => void) | null} */
let last = null;
/** Once a frame, however often a handle moves in it. @param {() => void} commit */
function later(commit) {
  last = commit;
  if (frameDue) return;
  frameDue = requestAnimationFrame(() => {
    frameDue = 0;
    last?.();
  });
}

/**
 * While a handle is dragged the facets stay as they are: the map and the list follow, and one undo takes it all back.
 * @param {HTMLElement} root
 */
function holding(root) {
  return {
    begin: () => {
      root.dataset.busy = '';
      questions.hold();
    },
    done: () => {
      delete root.dataset.busy;
      if (frameDue) {
        cancelAnimationFrame(frameDue);
        frameDue = 0;
        last?.();
      }
      questions.release();
      facets.refresh();
    },
  };
}
