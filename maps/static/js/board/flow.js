/* Where the investment flows: chain → park → plots or floors; what is not placed has an end of its own. Bands are as wide as their money. */

import { el, svg } from '../base/dom.js';
import { language, t } from '../base/words.js';
import { graph, links, OUT, stand, sumOf, total } from './flow_graph.js';
import * as b from './model.js';
import { marked, walk } from '../page/svg_marks.js';

const BAR = 8;
const GAP = 12;
const LINE = 15;
const LEFT = 6;
const LABEL = 112;
const LABEL_EN = 176;

/** @typedef {import('./flow_graph.js').FlowNode} FlowNode */

/** @param {import('./flow_graph.js').FlowBand} link */
function band({ one, other, rows, h, colour, y0, y1 }) {
  const [x0, x1] = [one.x + BAR, other.x];
  const middle = (x0 + x1) / 2;
  const d = `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}V${y1 + h}C${middle} ${y1 + h} ${middle} ${y0 + h} ${x0} ${y0 + h}Z`;
  return opened(svg('path', { class: 'flow-band', d, style: { fill: colour } }), rows, `${one.words} → ${other.words}`);
}

/** @param {SVGElement} node @param {BoardRow[]} rows @param {string} words */
function opened(node, rows, words) {
  const money = b.money(sumOf(rows));
  const label = t({ zh: `${words}：${rows.length} 个，${money}`, en: `${words}: ${rows.length}, ${money}` });
  const open = () =>
    b.only(
      rows.map((row) => row.id),
      words,
    );
  node.addEventListener('click', open);
  return marked(node, label, b.view.filter.words === words ? 'on' : '');
}

const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));

/** How wide a label is in px as the page's letters draw it. @param {string} words @param {string} figure */
function measured(words, figure) {
  const { fontFamily } = getComputedStyle(document.body);
  pen.font = `12px ${fontFamily}`;
  const name = pen.measureText(`${words} `).width;
  pen.font = `650 12px ${fontFamily}`;
  return name + pen.measureText(figure).width;
}

/**
 * A name as far as there is room for it and its figure: up to the first bar in its line, else to the edge. The title holds all of it.
 * @param {FlowNode} node
 * @param {FlowNode[]} others
 * @param {number} wide
 */
function named(node, others, wide) {
  const [from, middle] = [node.x + BAR + LEFT, node.y + node.h / 2];
  const meets = others.filter(
    (one) => one.x > node.x && one.y < middle + LINE / 2 && one.y + one.h > middle - LINE / 2,
  );
  const room = Math.min(wide, ...meets.map((one) => one.x - LEFT)) - from;
  const figure = b.figure(total(node));
  if (measured(node.words, figure) <= room) return node.words;
  const letters = [...node.words];
  while (letters.length && measured(`${letters.join('').trimEnd()}…`, figure) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** @param {FlowNode} node @param {FlowNode[]} others @param {number} wide */
function bar(node, others, wide) {
  const text = svg(
    'text',
    { class: 'flow-label', x: node.x + BAR + LEFT, y: node.y + node.h / 2 + 4.5 },
    svg('tspan', {}, named(node, others, wide)),
    ' ',
    svg('tspan', { class: 'flow-figure' }, b.figure(total(node))),
  );
  const group = svg(
    'g',
    { class: `flow-node rank-${node.rank}`, 'data-node': node.id || 'unplaced' },
    svg('rect', { x: node.x, y: node.y, width: BAR, height: node.h, style: { fill: node.colour } }),
    text,
  );
  return opened(group, node.rows, node.words);
}

/** @param {number} wide @param {number} high */
function picture(wide, high) {
  const ranks = graph(b.rows());
  const money = sumOf(b.rows());
  if (!money)
    return el(
      'p',
      { class: 'empty' },
      t({ zh: '投资额都未填，画不出流向', en: 'No investment is recorded, so there is nothing to draw' }),
    );
  const most = Math.max(...ranks.map((nodes) => nodes.length));
  const unit = Math.max(high * 0.4, high - (GAP + 3) * (most - 1)) / money;
  const last = wide - BAR - (language() === 'en' ? LABEL_EN : LABEL);
  [2, Math.round(last * (language() === 'en' ? 0.52 : 0.47)), last].forEach((x, rank) =>
    stand(ranks[rank], x, high, unit),
  );
  const [chains, parks, ends] = ranks;
  const first = links(chains, [...parks, ...ends.filter((node) => node.id === OUT)], unit, true);
  const second = links(
    parks,
    ends.filter((node) => node.id !== OUT),
    unit,
    false,
  );
  const node = svg(
    'svg',
    {
      class: 'flow',
      viewBox: `0 0 ${wide} ${high}`,
      width: wide,
      height: high,
      role: 'group',
      tabindex: '0',
      'data-key': 'flow',
      'aria-label': t({
        zh: '投资流向：产业链、园区、地块或楼层',
        en: 'Flow of investment: chain, park, plots or floors',
      }),
    },
    ...first.map(band),
    ...second.map(band),
    ...[...parks, ...ends, ...chains].map((each, _, all) => bar(each, all, wide)),
  );
  node.addEventListener('keydown', walk);
  return node;
}

/** @param {HTMLElement} root */
export function paint(root) {
  const { report, busy } = b.view;
  const head = el(
    'header',
    { class: 'card-head' },
    el('h2', {}, t({ zh: '产业链 → 园区 → 地块', en: 'Chain → park → plot' })),
    el('span', { class: 'meta' }, t({ zh: '带宽 = 投资，亿元', en: 'Width = investment, CNY m' })),
  );
  const high = Math.max(190, root.clientHeight - 62);
  const wide = Math.max(280, root.clientWidth - 28);
  return [
    head,
    el(
      'div',
      { class: 'flow-box' },
      report ? picture(wide, high) : busy ? el('div', { class: 'block-waiting', 'aria-hidden': 'true' }) : null,
    ),
  ];
}
