/* What the ways of asking a condition share: its frame that folds, a row with a box to tick, a box to seek in, unknown ones let in. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import { touched as panelsTouched } from '../page/panels.js';

/** What was folded or unfolded by hand: whether it is shut, by the key of a facet or of a code. @type {Map<string, boolean>} */
export const folded = new Map();
/** Lists that are shown to their end. @type {Set<string>} */
const whole = new Set();

/** @param {string} id @returns {Result | null} */
export const result = (id) => state.results?.[id] ?? null;

export function refresh() {
  panelsTouched(['facets']);
}

/**
 * A facet's frame: heading that folds, a note at the right, the body.
 * @param {string} key
 * @param {string} title
 * @param {Child} note
 * @param {() => Child} body
 */
export function frame(key, title, note, body, { closed = false } = {}) {
  const shut = folded.get(key) ?? closed;
  return el(
    'section',
    { class: 'facet' },
    el(
      'div',
      { class: 'facet-head' },
      el(
        'h3',
        {},
        el(
          'button',
          {
            type: 'button',
            class: 'fold',
            'data-key': `fold-${key}`,
            'aria-expanded': String(!shut),
            onclick: () => {
              folded.set(key, !shut);
              refresh();
            },
          },
          icon(shut ? 'right' : 'down'),
          title,
        ),
      ),
      note ? el('span', { class: 'push' }, note) : null,
    ),
    shut ? null : body(),
  );
}

/**
 * A row with a box to tick; `some` is a box half ticked, `twist` a button before it that unfolds what stands below.
 * @param {{ key: string, label: string, said?: string, tally: string, checked: boolean, some?: boolean, none?: boolean, depth?: number,
 *   swatch?: Node | null, twist?: Node | null, change: (on: boolean) => void }} parts
 */
export function option({ key, label, said, tally, checked, some, swatch, depth = 0, twist, change, none }) {
  const box = el('input', { type: 'checkbox', class: 'check', 'data-key': key });
  box.checked = checked;
  box.indeterminate = Boolean(some) && !checked;
  box.addEventListener('change', () => change(box.checked));
  const row = el(
    'label',
    { class: `option${none ? ' none' : ''}`, title: said ?? label },
    box,
    swatch ?? null,
    el('span', { class: 'label' }, label),
    el('span', { class: 'tally' }, tally),
  );
  if (!twist) {
    if (depth) row.style.paddingLeft = `${depth * 20}px`;
    return row;
  }
  /* Beside the label, not in it: a label's click goes to the first control inside. */
  const line = el('div', { class: 'option-line' }, twist, row);
  if (depth) line.style.paddingLeft = `${depth * 20}px`;
  return line;
}

/**
 * "含待核实 n": lets the rows through that this rule keeps back only for being unknown.
 * @param {string} id
 * @param {Field} field
 */
export function orUnknown(id, field) {
  const query = questions.of(id);
  const let_ = questions.letsUnknown(query, field);
  const step = (result(id)?.steps ?? []).find((one) =>
    [questions.keyOf(field), field.name, field.role].includes(one.key),
  );
  if (!step || (!let_ && !step.unknown)) return null;
  const box = el('input', { type: 'checkbox', class: 'check', 'data-key': `unknown-${id}-${field.name}` });
  box.checked = let_;
  box.addEventListener('change', () => questions.letUnknown(id, field, box.checked));
  const words = let_
    ? { zh: '已含待核实的', en: 'Unknown included' }
    : { zh: `含待核实（${step.unknown}）`, en: `Include unknown (${step.unknown})` };
  return el('label', { class: 'or-unknown' }, box, t(words));
}

/** @param {Field} field @param {string} value */
export function swatchOf(field, value) {
  const symbol = v.symbolFor(field, value);
  return symbol ? v.swatch(symbol, field.role === 'usage' ? 'narrow' : '') : null;
}

/** Whether a list is shown to its end. @param {string} key */
export const isWhole = (key) => whole.has(key);

/** The way to the rest of a list, and back. @param {string} key @param {number} count @param {number} few */
export function more(key, count, few) {
  if (count <= few) return null;
  const open = isWhole(key);
  return el(
    'button',
    {
      type: 'button',
      class: 'link',
      'data-key': `more-${key}`,
      onclick: () => {
        if (open) whole.delete(key);
        else whole.add(key);
        refresh();
      },
    },
    open ? t({ zh: '收起', en: 'Show fewer' }) : t({ zh: `还有 ${count - few} 项`, en: `${count - few} more` }),
  );
}

/**
 * A box to find one value among many.
 * @param {Field} field
 * @param {{ key: string, text: string, typed: (text: string) => void }} parts
 */
export function seek(field, { key, text, typed }) {
  const label = t({ zh: `查找${t(field.title)}`, en: `Find ${t(field.title)}` });
  const input = el('input', {
    type: 'search',
    'data-key': key,
    'aria-label': label,
    placeholder: label,
    autocomplete: 'off',
    maxlength: '80',
  });
  input.value = text;
  // Chinese is typed through letters that are no text yet.
  input.addEventListener('input', (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) typed(input.value);
  });
  input.addEventListener('compositionend', () => typed(input.value));
  return el('div', { class: 'seek' }, icon('search'), input);
}
