/* Codes under the codes above them: which have been met, what each holds with all below it, and what ticking one chooses. */

import { schema } from '../base/schema.js';
import * as questions from '../data/questions.js';

/* A code once met stays in its place with a count of 0: options that come and go under the hand confuse. */
/** @type {Map<string, Set<string>>} */
const met = new Map();

/**
 * The topmost codes of a field that have been met, with those below them.
 * @param {string} id
 * @param {Field} field
 * @param {Answers['Group'][]} counts of each code by itself
 */
export function forest(id, field, counts) {
  const list = field.codelist ? schema.listOf(field) : null;
  const groups = new Map(counts.flatMap((group) => (group.value === null ? [] : [[String(group.value), group]])));
  /** @type {Map<string, CodeNode['entry']>} */
  const known = new Map((list?.codes ?? []).map((code) => [String(code.code), code]));
  for (const [value, group] of groups)
    if (!known.has(value)) known.set(value, { code: value, zh: group.zh, en: group.en });
  /** @type {Map<string, CodeNode>} */
  const nodes = new Map();
  for (const [code, entry] of known) {
    const count = groups.get(code)?.count ?? 0;
    const available = groups.get(code)?.available ?? count;
    nodes.set(code, { code, entry, parent: null, children: [], count, available, own: groups.has(code), shown: false });
  }
  /** @type {CodeNode[]} */
  const roots = [];
  for (const node of nodes.values()) {
    node.parent = parentOf(node.entry, list?.hierarchy, nodes);
    (node.parent?.children ?? roots).push(node);
  }
  const own = met.get(id) ?? new Set();
  met.set(id, own);
  for (const code of questions.of(id).usage) own.add(String(code));
  return roots
    .map((root) => gather(root, own))
    .filter((node) => node.shown)
    .map(single);
}

/** @param {CodeNode['entry']} entry @param {string | undefined} hierarchy @param {Map<string, CodeNode>} nodes */
function parentOf(entry, hierarchy, nodes) {
  if (hierarchy === 'parent') return nodes.get(String(entry.parent ?? '')) ?? null;
  if (hierarchy !== 'prefix') return null;
  const code = String(entry.code);
  for (let length = code.length - 1; length > 0; length -= 1) {
    const above = nodes.get(code.slice(0, length));
    if (above) return above;
  }
  return null;
}

/** Sums of a node are its own and all below. @param {CodeNode} node @param {Set<string>} own */
function gather(node, own) {
  if (node.own || node.available) own.add(node.code);
  node.own = own.has(node.code);
  node.children = node.children.map((child) => gather(child, own)).filter((child) => child.shown);
  node.shown = node.own || node.children.length > 0;
  for (const child of node.children) {
    node.count += child.count;
    node.available += child.available;
  }
  return node;
}

/** A code that only leads to one other gives way to it. @param {CodeNode} node @returns {CodeNode} */
const single = (node) => (!node.own && node.children.length === 1 ? single(node.children[0]) : node);

/** So many topmost codes: what is chosen first, then what has most. @param {CodeNode[]} roots @param {Set<string>} chosen @param {number} few */
export function foremost(roots, chosen, few) {
  /** @param {CodeNode} root */
  const touched = (root) => Number([root, ...below(root)].some((one) => chosen.has(one.code)));
  return [...roots].sort((a, b) => touched(b) - touched(a) || b.available - a.available).slice(0, few);
}

/** All codes under one. @param {CodeNode} node @returns {CodeNode[]} */
export const below = (node) => node.children.flatMap((child) => [child, ...below(child)]);

/**
 * Ticking a code takes the codes below it along; unticking one under a ticked code keeps that code's others.
 * @param {CodeNode} node
 * @param {boolean} on
 * @param {string[]} codes
 */
export function toggled(node, on, codes) {
  const under = new Set(below(node).map((child) => child.code));
  const others = codes.filter((code) => code !== node.code && !under.has(code));
  if (on) return [...others, node.code];
  if (codes.includes(node.code)) return others;
  const path = [node];
  while (path[0].parent && !codes.includes(path[0].code)) path.unshift(path[0].parent);
  const kept = new Set(codes.filter((code) => code !== path[0].code));
  for (const step of path.slice(0, -1))
    for (const child of step.children) if (!path.includes(child)) kept.add(child.code);
  return [...kept];
}
