import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { makeElements } from './elements.js';
import { load } from './page.js';

const { SVG, el, svg } = await load('base/dom.js');
const { icon } = await load('base/icons.js');
makeElements();
const page = /** @type {any} */ (globalThis);

test('attributes are set, what is not there is left out', () => {
  const box = el('div', { class: 'a', hidden: true, title: null, lang: undefined, draggable: false, tabindex: 0 });
  assert.deepEqual(box.attributes, { class: 'a', hidden: '', tabindex: '0' });
});

test('what is typed and ticked is a property, a style goes to the style', () => {
  const field = el('input', { value: 'x', checked: 1, style: { top: '1px' } });
  assert.deepEqual([field.value, field.checked, field.style, field.attributes], ['x', true, { top: '1px' }, {}]);
});

test('a listener is a function: text that came in as one is refused', () => {
  const run = () => undefined;
  assert.equal(el('button', { onclick: run }).heard.click, run);
  assert.throws(() => el('button', { onclick: 'alert(1)' }), TypeError);
});

test('children may be nested and missing; a text is a text', () => {
  const inner = el('i');
  const box = el('p', null, 'a', 0, [null, [inner, undefined], false, true], '<b>');
  assert.deepEqual(box.children, ['a', '0', inner, '<b>']);
});

test('drawings stand in their own namespace, and an icon that nobody drew is the sign of a note', () => {
  const made = mock.method(page.document, 'createElementNS');
  assert.equal(svg('path', { d: 'M0 0' }).attributes.d, 'M0 0');
  assert.deepEqual(made.mock.calls[0].arguments, [SVG, 'path']);
  /** @param {string} name */
  const drawing = (name) => icon(name).children[0].attributes.d;
  assert.notEqual(drawing('plus'), drawing('minus'));
  assert.equal(drawing('unheard of'), drawing('info'));
  assert.equal(icon('plus').attributes['aria-hidden'], 'true');
});
