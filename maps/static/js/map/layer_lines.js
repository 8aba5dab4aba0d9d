/* The lines of the layers' menu: shown or not, one over another, how far each is seen through; the highest stands first. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { FAINTEST, faded, moved, opacityOf, rising } from '../base/layering.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { layLayers, showLayer } from '../data/actions.js';
import * as stock from './stock.js';

/** Layers that have a place of their own on the map: floors stand in their buildings. @param {Collection} one */
const isPlaced = ({ id, kind }) => kind !== 'space' || stock.floors().loose.some((loose) => loose.id === id);

/** @returns {Collection[]} */
const highestFirst = () =>
  rising(state.layering.order)
    .map((id) => schema.collection(id))
    .reverse();

/**
 * A button that lifts or lowers a layer by one.
 * @param {Collection} one
 * @param {1 | -1} step
 * @param {() => void} again
 */
function mover(one, step, again) {
  const { order } = state.layering;
  const counting = highestFirst()
    .filter(isPlaced)
    .map(({ id }) => id);
  const next = moved(order, one.id, step, counting);
  const label = step > 0 ? { zh: '上移', en: 'Move up' } : { zh: '下移', en: 'Move down' };
  const words = t({ zh: `${t(label)}：${values.short(one)}`, en: `${t(label)}: ${values.short(one)}` });
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button layer-move',
      'data-move': `${one.id} ${step}`,
      'aria-label': words,
      title: words,
      'aria-disabled': next === order ? 'true' : null,
      onclick: () => {
        if (next === order) return;
        layLayers({ order: next });
        again();
      },
    },
    icon(step > 0 ? 'up' : 'down'),
  );
}

/** @param {Collection} one */
function opacity(one) {
  const label = t({ zh: `不透明度：${values.short(one)}`, en: `Opacity: ${values.short(one)}` });
  const figure = el('span', { class: 'layer-opacity' }, `${opacityOf(state.layering, one.id)}%`);
  const input = el('input', {
    type: 'range',
    min: FAINTEST,
    max: 100,
    step: 5,
    value: String(opacityOf(state.layering, one.id)),
    'aria-label': label,
    title: label,
    'data-opacity': one.id,
  });
  input.addEventListener('input', () => {
    layLayers(faded(state.layering, one.id, Number(input.value)));
    figure.textContent = `${opacityOf(state.layering, one.id)}%`;
  });
  return [input, figure];
}

/**
 * A layer's line.
 * @param {Collection} one
 * @param {() => void} again Fills the menu anew.
 */
function line(one, again) {
  const box = el('input', {
    type: 'checkbox',
    name: `layer-${one.id}`,
    class: 'check',
    checked: state.shown[one.id],
  });
  box.addEventListener('change', () => showLayer(one.id, box.checked));
  const name = el('label', { class: 'layer-name' }, box, el('span', {}, values.short(one)));
  if (!isPlaced(one)) return el('div', { class: 'menu-line layer-line' }, name);
  /** @param {KeyboardEvent} event */
  const keyed = (event) => {
    const step = event.altKey && { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const button =
      step && event.currentTarget instanceof Element
        ? event.currentTarget.querySelector(`[data-move$=" ${step}"]`)
        : null;
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    button.click();
  };
  return el(
    'div',
    { class: 'menu-line layer-line', onkeydown: keyed },
    name,
    opacity(one),
    mover(one, 1, again),
    mover(one, -1, again),
  );
}

/** The way back to how layers usually lie. @param {() => void} again */
function usual(again) {
  const { order, opacity: faint } = state.layering;
  if (!order.length && !Object.keys(faint).length) return null;
  return el(
    'button',
    {
      type: 'button',
      class: 'link at-right',
      'data-move': 'usual',
      onclick: () => {
        layLayers({ order: [], opacity: {} });
        again();
      },
    },
    t({ zh: '恢复默认', en: 'Reset' }),
  );
}

/**
 * The layers, the highest first; below a line what `after` says of its layer.
 * @param {() => void} again
 * @param {(one: Collection) => Child} after
 */
export const lines = (again, after) => [
  usual(again),
  el('h4', {}, t({ zh: '图层（上层在前）', en: 'Layers, top first' })),
  ...highestFirst().flatMap((one) => [line(one, again), after(one)]),
];
