/* Facets of figures and days: a range with its histogram, a minimum. */

import { el, svg } from '../base/dom.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as intervals from '../data/intervals.js';
import * as questions from '../data/questions.js';
import * as widgets from '../page/widgets.js';
import * as facets from './facets.js';

/**
 * The least and the most that are asked for; null where nothing is. Days count from 1970.
 * @typedef {[number | null, number | null]} Limits
 * @typedef {object} Measure
 * @property {string} label its unit
 * @property {(value: number) => string} say
 * @property {(value: number) => string} typed
 * @property {(value: number | null) => number | string | null} kept as a question keeps it
 * @property {(value: number | string | null) => number | null} raw back from there
 * @property {(value: number, side: number) => number} dragged where a handle comes to rest
 * @property {(figure: number) => number} read what was typed
 * @property {typeof widgets.entryField | typeof widgets.dayField} entry
 */

/** The bars of a field under the question of the moment; null where there are none. @param {string} id @param {Field} field @returns {Bars | null} */
export function histogram(id, field) {
  const made = (facets.result(id)?.histograms ?? []).find((one) => one.field === field.name);
  if (!made?.counts.length) return null;
  const { counts, edges } = made;
  return {
    counts,
    edges: field.type === 'date' ? edges.map((/** @type {string} */ edge) => intervals.day(edge)) : edges,
  };
}

/**
 * Where a value stands on a track from 0 to 1, and back: every bin is as wide as every other; within a bin a handle moves evenly.
 * @param {number[]} edges
 */
export function scaleOf(edges) {
  const bins = edges.length - 1;
  const [low, high] = [edges[0], edges[bins]];
  /** @param {number} value */
  const at = (value) => {
    const above = edges.findIndex((edge) => edge > value);
    const n = above < 0 ? bins - 1 : Math.max(0, above - 1);
    return clamp((n + (value - edges[n]) / (edges[n + 1] - edges[n] || 1)) / bins);
  };
  /** @param {number} where */
  const value = (where) => {
    const n = Math.min(bins - 1, Math.floor(where * bins));
    return edges[n] + (edges[n + 1] - edges[n]) * (where * bins - n);
  };
  return { low, high, at, value };
}

/** @param {number} at */
const clamp = (at) => Math.max(0, Math.min(1, at));

/** Two or three figures are as exact as a handle can be. @param {number} value */
export const rounded = (value) => (value === 0 ? 0 : Number(value.toPrecision(value >= 100 ? 3 : 2)));

/** @param {Bars} made @param {{ at: (value: number) => number }} scale @param {Limits} limits */
function bars(made, scale, [low, high]) {
  const most = Math.max(1, ...made.counts);
  const width = 240;
  const chart = svg('svg', {
    viewBox: `0 0 ${width} 34`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': t({ zh: `直方图，最多 ${most}`, en: `histogram, ${most} at most` }),
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
        fill: kept ? '#0F7F75' : '#C3CCC6',
      }),
    );
  });
  return chart;
}

/** What is no land is said as it is kept. */
const FIGURE = { zh: '', en: '', m2: 1, digits: 2 };

/** How a field's figures are said, typed and taken: land in the chosen unit. @param {Field} field @returns {Measure} */
export function measure(field) {
  const { m2, digits, ...words } = field.land ? (v.UNITS[state.unit] ?? v.UNITS.mu) : FIGURE;
  /** @param {number} value */
  const say = (value) => v.number(value / m2, value / m2 >= 100 ? 0 : Math.max(1, digits));
  return {
    label: field.land ? t(words) : v.unitWords(field),
    say,
    typed: (value) => say(value).replace(/,/g, ''),
    kept: (value) => value,
    dragged: (value) => rounded(value / m2) * m2,
    read: (figure) => figure * m2,
    entry: widgets.entryField,
    raw: (value) => (value === null ? null : Number(value)),
  };
}

/** The same for days: a handle moves by months, and a typed year or month means all of it. @returns {Measure} */
export function calendar() {
  const { day, iso } = intervals;
  /** @param {number} value @param {number} side */
  const month = (value, side) => {
    const [year, number] = iso(value).split('-').map(Number);
    return side ? Date.UTC(year, number, 0) / v.DAY : Date.UTC(year, number - 1, 1) / v.DAY;
  };
  return {
    label: '',
    say: iso,
    typed: iso,
    kept: (value) => (value === null ? null : iso(value)),
    dragged: month,
    read: (value) => value,
    entry: widgets.dayField,
    raw: (value) => (value === null ? null : day(String(value))),
  };
}

/**
 * A closed range with histogram, two handles and typed figures or days.
 * @param {string} id
 * @param {Field} field
 * @param {HTMLElement} root
 */
export function range(id, field, root) {
  const made = histogram(id, field);
  if (!made) return el('p', { class: 'note' }, t({ zh: '正在统计…', en: 'counting…' }));
  const measured = field.type === 'date' ? calendar() : measure(field);
  const { label, say, typed } = measured;
  const scale = scaleOf(made.edges);
  const [low, high] = questions.range(questions.of(id), field).map(measured.raw);
  const box = el('div', { class: 'range' });
  /** @type {Limits} */
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
  const scale = scaleOf([made.edges[0], made.edges[made.edges.length - 1]]);
  const low = measure(field).raw(questions.range(questions.of(id), field)[0]);
  const unit = v.unitWords(field);
  let now = low;
  const commit = () =>
    questions.edit(id, (query) => questions.confine(query, field, now, questions.range(query, field)[1]));
  const label = `${t(field.title)} ≥`;
  const entry = widgets.entryField({
    key: `${id}-${field.name}-entry`,
    label,
    value: now === null ? '' : v.number(now, 1).replace(/,/g, ''),
    placeholder: t({ zh: '不限', en: 'any' }),
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
        text: (at) => (at <= 0 ? t({ zh: '不限', en: 'any' }) : `${v.number(scale.value(at), 1)} ${unit}`),
      },
    ],
    moved: (_, at) => {
      now = at <= 0 ? null : rounded(scale.value(at));
      entry.value = now === null ? '' : v.number(now, 1).replace(/,/g, '');
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

/** While a handle is dragged the facets stay as they are: the map and the list follow, and one undo takes it all back. @param {HTMLElement} root */
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
