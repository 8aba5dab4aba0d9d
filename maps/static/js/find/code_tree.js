/* A facet's tree of codes: what has been met, under the codes above it; ticking a code takes those below it along. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { number } from '../base/rounding.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as choices from '../data/choices.js';
import * as questions from '../data/questions.js';
import { below, foremost, forest, toggled } from './code_forest.js';
import * as facets from './facets.js';

const FEW_ROOTS = 6;
/** Trees of up to so many codes stand unfolded. */
const SMALL = 8;

/** The tree of a collection's use. @param {string} id @param {Field} field */
export function tree(id, field) {
  const roots = forest(id, field, choices.groupsOf(id, field));
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
        tally: number(node.count || node.available),
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
  const front = new Set(facets.isWhole(key) ? roots : foremost(roots, chosen, FEW_ROOTS));
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
