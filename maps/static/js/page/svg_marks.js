/* Marks of a drawing that open something: each says what it is; arrows walk from mark to mark, so that a drawing is one stop of the tab key. */

import { svg } from '../base/dom.js';

/**
 * Make a node of a drawing a mark; `css` are classes beside its own.
 * @template {SVGElement} N
 * @param {N} node
 * @param {string} label
 * @param {string} css
 */
export function marked(node, label, css) {
  node.setAttribute('class', [node.getAttribute('class'), 'mark', css].filter(Boolean).join(' '));
  node.setAttribute('role', 'button');
  node.setAttribute('tabindex', '-1');
  // Its name is its title, not a label: what a drawing has room to write may be cut.
  node.prepend(svg('title', {}, label));
  return node;
}

/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrows go to the next mark; Enter and the space bar open it. @param {KeyboardEvent} event */
export function walk(event) {
  if (!(event.currentTarget instanceof Element)) return;
  /** @type {SVGElement[]} */
  const marks = [...event.currentTarget.querySelectorAll('.mark')].filter((node) => node instanceof SVGElement);
  const step = STEPS[event.key];
  const here = marks.findIndex((node) => node === document.activeElement);
  if (step && marks.length) {
    event.preventDefault();
    marks[(here + step + marks.length) % marks.length].focus();
  }
  if (['Enter', ' '].includes(event.key) && here >= 0) {
    event.preventDefault();
    marks[here].dispatchEvent(new MouseEvent('click'));
  }
}
