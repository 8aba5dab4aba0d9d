/* Where the investment flows: chain → park → plots or floors; what is not placed has an end of its own. Bands are as wide as their money. */

import { el, svg } from '../base/dom.js';
import { schema } from '../base/schema.js';
import { language, t } from '../base/words.js';
import * as b from './model.js';

const BAR = 8;
const GAP = 12;
const LEAST = 1.2;
const LINE = 15;
const LEFT = 6;
const LABEL = 112;
const LABEL_EN = 176;
const KINDS = {
  land: { zh: '地块', en: 'plots' },
  floor: { zh: '楼层', en: 'floors' },
  joined: { zh: '拼地', en: 'joined' },
};
const OUT = '';

function kindOf(row) {
  if (row.state === 'joined') return 'joined';
  return row.items.some((item) => schema.collection(item.collection)?.kind === 'parcel') ? 'land' : 'floor';
}

/** Three ranks of nodes, each with its rows; a node's id says what it is made of. */
function graph(rows) {
  const ranks = [new Map(), new Map(), new Map()];
  const put = (rank, id, words, colour, row) => {
    if (!ranks[rank].has(id)) ranks[rank].set(id, { id, rank, words, colour, rows: [] });
    ranks[rank].get(id).rows.push(row);
  };
  for (const row of rows) {
    const chain = b.chain(row.chain);
    put(0, row.chain, chain.brief, chain.colour, row);
    if (row.state === 'unplaced') {
      put(2, OUT, t({ zh: '未落位', en: 'Unplaced' }), '#D9826B', row);
      continue;
    }
    const zone = row.zone ?? { id: '?', zh: '园区待核实', en: 'park to check' };
    put(1, zone.id, t(zone), '#5F6F68', row);
    put(2, `${zone.id} ${kindOf(row)}`, `${t(zone)} ${t(KINDS[kindOf(row)])}`, '#A9B4AD', row);
  }
  const order = new Map(b.chains().map((one, n) => [one.id, n]));
  const parks = [...ranks[1].values()].sort((x, y) => total(y) - total(x)).map((node) => node.id);
  const end = (node) =>
    node.id === OUT
      ? 1e6
      : parks.indexOf(node.id.split(' ')[0]) * 10 + Object.keys(KINDS).indexOf(node.id.split(' ')[1]);
  return [
    [...ranks[0].values()].sort((x, y) => order.get(x.id) - order.get(y.id)),
    [...ranks[1].values()].sort((x, y) => parks.indexOf(x.id) - parks.indexOf(y.id)),
    [...ranks[2].values()].sort((x, y) => end(x) - end(y)),
  ];
}

const total = (node) => node.rows.reduce((sum, row) => sum + (row.investment ?? 0), 0);

/** Nodes of a rank one below another; what a rank does not use stands as room between them. */
function stand(nodes, x, high, unit) {
  const height = (node) => Math.max(LEAST, total(node) * unit);
  const slot = (node) => Math.max(LINE, height(node));
  const used = nodes.reduce((sum, node) => sum + slot(node), 0);
  const gap = nodes.length > 1 ? Math.max(0, Math.min(34, (high - used) / (nodes.length - 1))) : 0;
  let top = Math.max(0, (high - used - gap * (nodes.length - 1)) / 2);
  for (const node of nodes) {
    const y = top + (slot(node) - height(node)) / 2;
    Object.assign(node, { x, y, h: height(node), from: y, to: y });
    top += slot(node) + gap;
  }
}

/** Bands between two ranks, in the order of both, so that they cross as little as they can. */
function links(left, right, unit, tinted) {
  const found = [];
  for (const one of left) {
    for (const other of right) {
      const rows = one.rows.filter((row) => other.rows.includes(row));
      if (!rows.length) continue;
      const h = rows.reduce((sum, row) => sum + (row.investment ?? 0), 0) * unit;
      found.push({
        one,
        other,
        rows,
        h,
        colour: other.id === OUT ? '#D9826B' : tinted ? one.colour : '#A9B4AD',
        y0: one.from,
        y1: 0,
      });
      one.from += h;
    }
  }
  for (const other of right)
    for (const link of found.filter((each) => each.other === other)) {
      link.y1 = other.to;
      other.to += link.h;
    }
  return found;
}

function band({ one, other, rows, h, colour, y0, y1 }) {
  const [x0, x1] = [one.x + BAR, other.x];
  const middle = (x0 + x1) / 2;
  const d = `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}V${y1 + h}C${middle} ${y1 + h} ${middle} ${y0 + h} ${x0} ${y0 + h}Z`;
  return opened(svg('path', { class: 'flow-band', d, style: { fill: colour } }), rows, `${one.words} → ${other.words}`);
}

function opened(node, rows, words) {
  const money = b.money(rows.reduce((sum, row) => sum + (row.investment ?? 0), 0));
  const label = t({ zh: `${words}：${rows.length} 个，${money}`, en: `${words}: ${rows.length}, ${money}` });
  const open = () =>
    b.only(
      rows.map((row) => row.id),
      words,
    );
  node.setAttribute('class', `${node.getAttribute('class')} mark${b.view.filter.words === words ? ' on' : ''}`);
  for (const [key, setting] of Object.entries({ role: 'button', tabindex: '-1', 'aria-label': label }))
    node.setAttribute(key, setting);
  node.append(svg('title', {}, label));
  node.addEventListener('click', open);
  return node;
}

const pen = document.createElement('canvas').getContext('2d');

/** How wide a label is in px as the page's letters draw it. */
function measured(words, figure) {
  const { fontFamily } = getComputedStyle(document.body);
  pen.font = `12px ${fontFamily}`;
  const name = pen.measureText(`${words} `).width;
  pen.font = `650 12px ${fontFamily}`;
  return name + pen.measureText(figure).width;
}

/** A name as far as there is room for it and its figure: up to the first bar in its line, else to the edge. The title holds all of it. */
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

function walk(event) {
  const marks = [...event.currentTarget.querySelectorAll('.mark')];
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const here = marks.indexOf(document.activeElement);
  if (step && marks.length) {
    event.preventDefault();
    marks[(here + step + marks.length) % marks.length].focus();
  }
  if (['Enter', ' '].includes(event.key) && here >= 0) {
    event.preventDefault();
    marks[here].dispatchEvent(new MouseEvent('click'));
  }
}

function picture(wide, high) {
  const ranks = graph(b.rows());
  const money = total({ rows: b.rows() });
  if (!money)
    return el(
      'p',
      { class: 'empty' },
      t({ zh: '投资额都未填，画不出流向', en: 'No investment is stated, so nothing flows' }),
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

export function paint(root) {
  const { report, busy } = b.view;
  const head = el(
    'header',
    { class: 'card-head' },
    el('h2', {}, t({ zh: '产业链 → 园区 → 地块', en: 'Chain → park → plot' })),
    el('span', { class: 'meta' }, t({ zh: '带宽 = 投资，亿元', en: 'width = investment, ×10⁸ yuan' })),
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
