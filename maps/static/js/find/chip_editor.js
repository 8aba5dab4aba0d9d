/* The editor of one condition, below its chip: its range, its values, its text or its distance. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { FARTHEST } from '../data/near.js';
import { follower } from '../data/overlays.js';
import * as questions from '../data/questions.js';
import { panel, repaint } from '../page/panels.js';
import * as widgets from '../page/widgets.js';
import * as codeTree from './code_tree.js';
import * as ranges from './ranges.js';
import * as scales from './scales.js';
import * as soughtFields from './sought_fields.js';
import * as valueList from './value_list.js';

/** @typedef {ReturnType<typeof questions.rules>[number]} Rule */

const ID = 'ls-chip-editor';

/** @typedef {{ title: string, from: string, parts: (root: HTMLElement) => Child[] }} Editor Its heading, the key of the button that it came from, its parts. */

/** @type {Editor | null} */
let open = null;

/** The place of the editor, for the box that it belongs to. */
export const place = () => el('div', { id: ID, class: 'pop chip-editor', role: 'dialog', hidden: true });

/** @returns {HTMLElement | null} */
const root = () => document.getElementById(ID);

/** Open the editor of a condition. @param {Rule} rule @param {string} from the key of its chip */
export function edit(rule, from) {
  const { key, ids } = rule;
  const field = fieldOf(ids[0].id, key);
  const title = field ? v.title(field) : TITLES[key] ? t(TITLES[key]) : rule.words;
  show({
    title,
    from,
    parts: (box) =>
      parts(
        key,
        ids.map(({ id }) => id),
        box,
      ),
  });
}

/** Open a list of chips. @param {string} title @param {() => Child[]} chips */
export function list(title, chips) {
  show({ title, from: 'chips-more', parts: () => [el('div', { class: 'chip-list', role: 'list' }, ...chips())] });
}

/** @type {Record<string, Words>} */
const TITLES = {
  q: { zh: '含有的文字', en: 'Text' },
  near: { zh: '距离', en: 'Distance' },
  within: { zh: '所画范围', en: 'Drawn area' },
  filter: { zh: '看板数字的清单', en: 'The list of a figure' },
};

/** @param {Editor} made */
function show(made) {
  const box = root();
  if (!box) return;
  open = made;
  follow(true);
  box.hidden = false;
  box.setAttribute('aria-label', made.title);
  repaint(box, paint(box));
  box.querySelector('input')?.focus();
  if (!box.contains(document.activeElement)) box.querySelector('button')?.focus();
}

/** @param {boolean} refocus */
export function close(refocus) {
  const box = root();
  if (!open || !box) return;
  const { from } = open;
  open = null;
  follow(false);
  box.hidden = true;
  box.replaceChildren();
  /** @type {HTMLElement | null} */
  const chip = document.querySelector(`[data-key="${CSS.escape(from)}"]`);
  if (refocus) (chip ?? document.getElementById('ls-search'))?.focus();
}

/* Back closes the editor before it takes back what was edited. */
const follow = follower(() => close(true));

/** @param {HTMLElement} box */
function paint(box) {
  if (!open) return [];
  const done = t({ zh: '完成', en: 'Done' });
  return [
    el(
      'div',
      { class: 'chip-editor-head' },
      el('b', {}, open.title),
      el(
        'button',
        {
          type: 'button',
          class: 'icon-button push',
          'data-key': 'chip-editor-close',
          'aria-label': done,
          onclick: () => close(true),
        },
        icon('close'),
      ),
    ),
    ...open.parts(box),
  ];
}

/** @param {string} id @param {string} key */
const fieldOf = (id, key) =>
  schema.collection(id).fields.find((field) => questions.keyOf(field) === key || field.name === key) ?? null;

/** What edits a condition, of each collection that has it. @param {string} key @param {string[]} ids @param {HTMLElement} box @returns {Child[]} */
function parts(key, ids, box) {
  if (key === 'q') return [text(ids)];
  if (key === 'near') return [distance(ids)];
  if (key === 'filter') return ids.map(conditions);
  const field = fieldOf(ids[0], key);
  if (!field)
    return [
      el('p', { class: 'note' }, t({ zh: '在地图上重画，或去掉这一条。', en: 'Draw it anew on the map, or drop it.' })),
    ];
  const role = field.role ?? field.name;
  if (!isListed(field)) return ids.map((id) => figures(id, fieldOf(id, key) ?? field, box));
  return isTree(field) ? ids.map((id) => codeTree.tree(id, fieldOf(id, key) ?? field)) : [valueList.values(ids, role)];
}

/** @param {Field} field */
const isListed = (field) => Boolean(field.codelist || field.references);

/** @param {Field} field */
const isTree = (field) =>
  field.role === 'usage' && ['prefix', 'parent'].includes(schema.listOf(field)?.hierarchy ?? '');

/** @param {string} id @param {Field} field @param {HTMLElement} box */
function figures(id, field, box) {
  if (field.type === 'text') return soughtFields.body(id, field);
  return ranges.histogram(id, field) ? ranges.range(id, field, box) : ends(id, field);
}

/** Two typed ends, of a figure that has no histogram. @param {string} id @param {Field} field */
function ends(id, field) {
  const measured = scales.measure(field);
  const now = questions.range(questions.of(id), field).map(measured.raw);
  const entries = [0, 1].map((side) => {
    const limit = now[side];
    return measured.entry({
      key: `${id}-${field.name}-end-${side}`,
      label: t(
        side
          ? { zh: `${t(field.title)} 上限`, en: `${t(field.title)}, to` }
          : { zh: `${t(field.title)} 下限`, en: `${t(field.title)}, from` },
      ),
      value: limit === null ? '' : measured.typed(limit),
      placeholder: t({ zh: '不限', en: 'any' }),
      commit: (figure) => {
        now[side] = figure === null ? null : measured.read(figure);
        questions.edit(id, (query) => questions.confine(query, field, now[0], now[1]));
      },
    });
  });
  return el(
    'div',
    { class: 'entries' },
    entries[0],
    '–',
    entries[1],
    measured.label ? el('span', {}, measured.label) : null,
  );
}

/** @param {string[]} ids */
function text(ids) {
  const input = el('input', {
    type: 'text',
    class: 'entry wide',
    'data-key': 'chip-text',
    'aria-label': t(TITLES.q),
    maxlength: '200',
  });
  input.value = questions.of(ids[0]).q;
  input.addEventListener('change', () => {
    questions.editAll(ids, (query) => {
      query.q = input.value.trim();
    });
  });
  return input;
}

/** What the rows of a figure have in common, to be read: it is chosen on the dashboard. @param {string} id */
function conditions(id) {
  const step = state.results[id]?.steps.find(({ key }) => key === 'filter');
  return el('p', { class: 'note' }, `${v.short(schema.collection(id))} · ${step ? questions.stepWords(step) : ''}`);
}

/** @param {string[]} ids */
function distance(ids) {
  const near = questions.of(ids[0]).near;
  const entry = widgets.entryField({
    key: 'chip-metres',
    label: t({ zh: '距离（米）', en: 'Distance in metres' }),
    value: near ? String(near.metres) : '',
    commit: (metres) => {
      if (!near || !metres) return;
      questions.editAll(ids, (query) => {
        query.near = { ...near, metres: Math.min(metres, FARTHEST) };
      });
    },
  });
  return el('div', { class: 'entries' }, '≤', entry, 'm');
}

document.addEventListener(
  'pointerdown',
  ({ target }) => {
    if (open && target instanceof Element && !root()?.contains(target) && !target.closest('.query-chip')) close(false);
  },
  true,
);
document.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    close(true);
  },
  true,
);

panel({ root: ID, keys: ['results', 'queries', 'unit', 'facets'], when: () => open !== null, paint });
