/* A facet's tree of codes: what has been met, under the codes above it; ticking a code takes those below it along. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import * as facets from './facets.js';

const FEW_ROOTS = 6;
/** Trees of up to so many codes stand unfolded. */
const SMALL = 8;

/* A code once met stays in its place with a count of 0: options that come and go under the hand confuse. */
/** @type {Map<string, Set<string>>} */
const met = new Map();

/** The topmost codes of a field that have been met, with those below them. @param {string} id @param {Field} field */
function forest(id, field) {
  const list = field.codelist ? config.codelists?.[field.codelist] : null;
  const groups = new Map(
    facets
      .groupsOf(id, field)
      .filter((one) => one.value !== null)
      .map((one) => [String(one.value), one]),
  );
  /** @type {Map<string, CodeNode['entry']>} */
  const known = new Map((list?.codes ?? []).map((code) => [String(code.code), code]));
  for (const [value, group] of groups)
    if (!known.has(value)) known.set(value, { code: value, zh: group.zh, en: group.en });
  /** @type {Map<string, CodeNode>} */
  const nodes = new Map();
  for (const [code, entry] of known) {
    const count = groups.get(code)?.count ?? 0;
    const available = groups.get(code)?.available ?? count;
    nodes.set(code, { code, entry, parent: null, children: [], count, available, own: false, shown: false });
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
  if (node.available) own.add(node.code);
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

/** The tree of a collection's use. @param {string} id @param {Field} field */
export function tree(id, field) {
  const roots = forest(id, field);
  const chosen = new Set(questions.of(id).usage.map(String));
  const flat = !roots.some((root) => root.children.length);
  const small = roots.reduce((count, root) => count + 1 + root.children.length, 0) <= SMALL;
  const biggest = [...roots].sort((a, b) => b.available - a.available)[0];
  /** @type {HTMLElement[]} */
  const rows = [];
  /** @param {CodeNode} node @param {number} depth @param {boolean} above */
  const walk = (node, depth, above) => {
    const inside = above || chosen.has(node.code);
    const some = !inside && below(node).some((child) => chosen.has(child.code));
    const key = `${id}-usage-${node.code}`;
    const shut = facets.folded.get(key) ?? !(some || inside || small || node === biggest);
    const twist = node.children.length ? twister(node, key, shut) : null;
    rows.push(
      facets.option({
        key,
        label: `${node.code} ${v.capital(v.beyond(field, node.code) ?? t(node.entry))}`,
        said: `${node.code} ${t(node.entry)}`,
        depth: depth + (twist || flat ? 0 : 0.6),
        checked: inside,
        some,
        twist,
        tally: v.number(node.count || node.available),
        none: !node.count,
        swatch: facets.swatchOf(field, node.code),
        change: (on) =>
          questions.edit(id, (query) => {
            questions.choose(query, field, toggled(node, on, [...query.usage]));
          }),
      }),
    );
    if (!shut) for (const child of node.children) walk(child, depth + 1, inside);
  };
  const key = `${id}-tree`;
  const front = new Set(facets.isWhole(key) ? roots : foremost(roots, chosen));
  for (const root of roots) if (front.has(root)) walk(root, 0, false);
  return el('div', {}, ...rows, facets.more(key, roots.length, FEW_ROOTS), facets.orUnknown(id, field));
}

/** The button that unfolds the codes below one. @param {CodeNode} node @param {string} key @param {boolean} shut */
function twister(node, key, shut) {
  return el(
    'button',
    {
      type: 'button',
      class: 'twist',
      'data-key': `twist-${key}`,
      'aria-expanded': String(!shut),
      'aria-label': t({ zh: `展开 ${t(node.entry)}`, en: `Unfold ${t(node.entry)}` }),
      onclick: (/** @type {Event} */ event) => {
        event.preventDefault();
        facets.folded.set(key, !shut);
        facets.refresh();
      },
    },
    icon(shut ? 'right' : 'down'),
  );
}

/** What is chosen first, then what has most. @param {CodeNode[]} roots @param {Set<string>} chosen */
function foremost(roots, chosen) {
  /** @param {CodeNode} root */
  const touched = (root) => Number([root, ...below(root)].some((one) => chosen.has(one.code)));
  return [...roots].sort((a, b) => touched(b) - touched(a) || b.available - a.available).slice(0, FEW_ROOTS);
}

/** @param {CodeNode} node @returns {CodeNode[]} */
const below = (node) => node.children.flatMap((child) => [child, ...below(child)]);

/**
 * Ticking a code takes the codes below it along; unticking one under a ticked code keeps that code's others.
 * @param {CodeNode} node
 * @param {boolean} on
 * @param {string[]} codes
 */
function toggled(node, on, codes) {
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
