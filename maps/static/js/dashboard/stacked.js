/* A bar of states, one after the other: their places by d3, in hundredths of the width, so that a bar fits whatever room it has. Every part opens its list.
   Why by d3: docs/adr/0019-charts-by-d3-scales.md. */

import { scaleLinear, stack } from '../../vendor/d3/d3.js';
import { svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { rounded } from '../base/rounding.js';
import { t } from '../base/words.js';
import { marked } from '../page/svg_marks.js';
import * as figures from './figures.js';
import { openList } from './opening.js';
import { drawing } from './states.js';

/** @typedef {Answers['Figure']} Figure */
/** @typedef {{ figure: Figure, from: number, to: number }} Part in the measure of the figures */

/** Ticks that an axis has about; fewer where their figures are long. */
const [TICKS, FEW, LONG] = [5, 3, 10000];

/** Where each state of a bar begins and ends. @param {Figure[]} states @param {figures.Measure} how @returns {Part[]} */
export function partsOf(states, how) {
  const keys = states.map((_, n) => String(n));
  const row = Object.fromEntries(states.map((figure, n) => [String(n), how.of(figure)]));
  const series = stack().keys(keys)([row]);
  return states.map((figure, n) => ({ figure, from: series[n][0][0], to: series[n][0][1] }));
}

/** From nothing to the greatest, in hundredths of the width; its end is a round figure where ticks stand below. @param {number} most @param {boolean} [isRound] */
export function widths(most, isRound = true) {
  const scale = scaleLinear()
    .domain([0, most || 1])
    .range([0, 100]);
  return isRound ? scale.nice(many(most)) : scale;
}

/** @param {number} most */
const many = (most) => (most < LONG ? TICKS : FEW);

/** @param {import('d3-scale').ScaleLinear<number, number>} scale */
export const ticksOf = (scale) => scale.ticks(many(scale.domain()[1]));

/** @param {number} share */
const percent = (share) => `${rounded(share, 3)}%`;

/**
 * @param {object} made
 * @param {Figure[]} made.states
 * @param {figures.Measure} made.how
 * @param {import('d3-scale').ScaleLinear<number, number>} made.scale
 * @param {number} made.height in pixels
 * @param {(figure: Figure) => Words} made.words what the list of a part is called
 * @param {boolean} [made.ticked] whether lines stand where the axis has ticks
 * @param {boolean} [made.still] whether it is on paper, where nothing opens
 */
export function bar({ states, how, scale, height, words, ticked = false, still = false }) {
  const parts = partsOf(figures.counting(states), how).filter(({ from, to }) => to > from);
  return svg(
    'svg',
    { class: 'dash-bar', width: '100%', height, role: still ? 'presentation' : 'group', 'aria-hidden': still || null },
    ...(ticked ? ticksOf(scale).map((at) => line(percent(scale(at)), height)) : []),
    ...parts.map((part) => partOf(part)),
  );

  /** @param {Part} part */
  function partOf({ figure, from, to }) {
    const { fill, edge } = drawing(figure.key);
    const rect = svg('rect', {
      x: percent(scale(from)),
      y: 1,
      width: percent(scale(to) - scale(from)),
      height: height - 2,
      fill,
      stroke: edge ?? colour('paper'),
      'stroke-width': 1,
      'stroke-dasharray': edge ? '3 2' : null,
    });
    if (still) return rect;
    const called = words(figure);
    const node = marked(
      svg('g', { 'data-state': figure.key ?? 'to_check' }, rect),
      nameOf(figure, called),
      'dash-part',
    );
    node.addEventListener('click', () => openList(figure, called));
    return node;
  }

  /** @param {Figure} figure @param {Words} called */
  function nameOf(figure, called) {
    return t({ zh: `${called.zh}：${figures.whole(how, figure)}`, en: `${called.en}: ${figures.whole(how, figure)}` });
  }
}

/** @param {string} x @param {number} height */
const line = (x, height) =>
  svg('line', { x1: x, x2: x, y1: 0, y2: height, stroke: colour('line-2'), 'stroke-width': 1 });

/** The figures of an axis above its bars. @param {import('d3-scale').ScaleLinear<number, number>} scale @param {(at: number) => string} written */
export function axis(scale, written) {
  const ticks = ticksOf(scale);
  return svg(
    'svg',
    { class: 'dash-axis', width: '100%', height: 16, 'aria-hidden': 'true' },
    ...ticks.map((at, n) =>
      svg('text', { x: percent(scale(at)), y: 12, 'text-anchor': n ? 'middle' : 'start' }, written(at)),
    ),
  );
}
