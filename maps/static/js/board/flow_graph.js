/* What flows from where to where on the board: nodes in three ranks, how high each stands, and the bands between them. */

import { colour } from '../base/palette.js';
import { schema } from '../base/schema.js';
import { spelled } from '../base/values.js';
import { t } from '../base/words.js';
import * as b from './model.js';

const LEAST = 1.2;
const LINE = 15;
const WIDEST_GAP = 34;
const LEFT_OUT = colour('left-out');
const GREY = colour('flow-end');
const KINDS = {
  land: { zh: '地块', en: 'Plots' },
  floor: { zh: '楼层', en: 'Floors' },
  joined: { zh: '拼地', en: 'Combined' },
};

/** The node of what is not placed. */
export const OUT = '';

/**
 * A node with the rows that it is made of; `from` and `to` are where its next band leaves and where the next one arrives.
 * @typedef {{ id: string, rank: number, words: string, colour: string, rows: BoardRow[],
 *   x: number, y: number, h: number, from: number, to: number }} FlowNode
 * @typedef {{ one: FlowNode, other: FlowNode, rows: BoardRow[], h: number, colour: string, y0: number, y1: number }} FlowBand
 */

/** The money of rows. @param {BoardRow[]} rows */
export const sumOf = (rows) => rows.reduce((sum, row) => sum + (row.investment ?? 0), 0);

/** @param {FlowNode} node */
export const total = (node) => sumOf(node.rows);

/** @param {BoardRow} row @returns {keyof typeof KINDS} */
function kindOf(row) {
  if (row.state === 'joined') return 'joined';
  return row.items.some((item) => schema.collection(item.collection)?.kind === 'parcel') ? 'land' : 'floor';
}

/** Three ranks of nodes, each with its rows; a node's id says what it is made of. @param {BoardRow[]} rows */
export function graph(rows) {
  /** @type {Map<string, FlowNode>[]} */
  const ranks = [new Map(), new Map(), new Map()];
  /** @param {Pick<FlowNode, 'rank' | 'id' | 'words' | 'colour'>} named @param {BoardRow} row */
  const put = (named, row) => {
    const node = ranks[named.rank].get(named.id) ?? { ...named, rows: [], x: 0, y: 0, h: 0, from: 0, to: 0 };
    node.rows.push(row);
    ranks[named.rank].set(named.id, node);
  };
  for (const row of rows) {
    const chain = b.chain(row.chain);
    put({ rank: 0, id: row.chain, words: chain.brief, colour: chain.colour }, row);
    if (row.state === 'unplaced') {
      put({ rank: 2, id: OUT, words: t({ zh: '未落位', en: 'Unplaced' }), colour: LEFT_OUT }, row);
      continue;
    }
    const zone = row.zone ?? { id: '?', zh: '园区待核实', en: 'Park to check' };
    const kind = kindOf(row);
    const park = spelled(t(zone));
    put({ rank: 1, id: zone.id, words: park, colour: colour('flow-park') }, row);
    // English leads with the kind: it is the end of a long label that is cut.
    const words = t({ zh: `${park} ${t(KINDS[kind])}`, en: `${t(KINDS[kind])}: ${park}` });
    put({ rank: 2, id: `${zone.id} ${kind}`, words, colour: GREY }, row);
  }
  return inOrder(ranks.map((rank) => [...rank.values()]));
}

/**
 * Chains in the order of their list, parks by their money, ends by park and kind with what is not placed last.
 * @param {FlowNode[][]} ranks
 */
function inOrder([chains, parks, ends]) {
  const listed = b.chains().map((one) => one.id);
  const byMoney = parks.sort((x, y) => total(y) - total(x));
  const wanted = byMoney.flatMap((park) => Object.keys(KINDS).map((kind) => `${park.id} ${kind}`)).concat(OUT);
  return [
    chains.sort((x, y) => listed.indexOf(x.id) - listed.indexOf(y.id)),
    byMoney,
    ends.sort((x, y) => wanted.indexOf(x.id) - wanted.indexOf(y.id)),
  ];
}

/**
 * Nodes of a rank one below another; what a rank does not use stands as room between them.
 * @param {FlowNode[]} nodes
 * @param {number} x
 * @param {number} high
 * @param {number} unit px of a 万元
 */
export function stand(nodes, x, high, unit) {
  /** @param {FlowNode} node */
  const height = (node) => Math.max(LEAST, total(node) * unit);
  /** @param {FlowNode} node */
  const slot = (node) => Math.max(LINE, height(node));
  const used = nodes.reduce((sum, node) => sum + slot(node), 0);
  const gap = nodes.length > 1 ? Math.max(0, Math.min(WIDEST_GAP, (high - used) / (nodes.length - 1))) : 0;
  let top = Math.max(0, (high - used - gap * (nodes.length - 1)) / 2);
  for (const node of nodes) {
    const y = top + (slot(node) - height(node)) / 2;
    Object.assign(node, { x, y, h: height(node), from: y, to: y });
    top += slot(node) + gap;
  }
}

/**
 * Bands between two ranks, in the order of both, so that they cross as little as they can.
 * @param {FlowNode[]} left
 * @param {FlowNode[]} right
 * @param {number} unit px of a 万元
 * @param {boolean} tinted whether a band has the colour of where it begins
 * @returns {FlowBand[]}
 */
export function links(left, right, unit, tinted) {
  const bands = left.flatMap((one) =>
    right.flatMap((other) => {
      const rows = one.rows.filter((row) => other.rows.includes(row));
      if (!rows.length) return [];
      const h = sumOf(rows) * unit;
      const y0 = one.from;
      one.from += h;
      return [{ one, other, rows, h, colour: other.id === OUT ? LEFT_OUT : tinted ? one.colour : GREY, y0, y1: 0 }];
    }),
  );
  for (const other of right)
    for (const link of bands.filter((each) => each.other === other)) {
      link.y1 = other.to;
      other.to += link.h;
    }
  return bands;
}
