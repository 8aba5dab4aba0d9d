/* Weights of one's own: typed in until they sum to 100, or found by comparing criteria in pairs; the ranking then says that it is not the scheme's. */

import { el } from '../base/dom.js';
import * as rounding from '../base/rounding.js';
import { t } from '../base/words.js';
import * as matching from '../data/matching.js';
import { repaint } from '../page/panels.js';
import * as widgets from '../page/widgets.js';
import * as pairwise from './pairwise.js';
import * as dots from './dots.js';
import { scaled, WHOLE } from './scaled.js';

const NEAR = 0.005;
/** @type {HTMLDialogElement | null} */
let box = null;
/** Where the form stands in the dialog. */
let root = el('div', {});
/** @type {'direct' | 'pairs'} */
let way = 'direct';
/** @type {Criterion[]} */
let criteria = [];
/** What stands in the fields, by criterion. @type {Record<string, string>} */
let draft = {};

const filed = () => new Map((matching.scheme()?.criteria ?? []).map((one) => [one.id, one.weight]));
/** @param {string} id */
const figure = (id) => {
  const said = String(draft[id] ?? '').replace(/[,，\s]/g, '');
  return said === '' ? 0 : Number(said);
};
/** @param {string} id */
const good = (id) => Number.isFinite(figure(id)) && figure(id) >= 0 && figure(id) <= WHOLE;
const total = () => criteria.reduce((sum, one) => sum + (good(one.id) ? figure(one.id) : NaN), 0);
const whole = () => Math.abs(total() - WHOLE) < NEAR;

/** @param {Map<string, number>} weights */
const take = (weights) => {
  draft = Object.fromEntries([...weights].map(([id, asked]) => [id, rounding.typed(asked, 3)]));
};

/** The dialog, beginning with the weights of a ranking. @param {MatchReport} report */
export function open(report) {
  criteria = report.scheme?.criteria ?? [];
  take(new Map(criteria.map((one) => [one.id, one.weight])));
  way = 'direct';
  box = widgets.dialog(t({ zh: '调权重', en: 'Weights' }));
  box.classList.add('weights');
  root = el('div', { id: 'ls-weights' });
  box.append(root);
  paint();
  box.querySelector('input')?.focus();
}

function paint() {
  repaint(root, [tabs(), way === 'direct' ? direct() : pairwise.paint(criteria, { repaint: paint, adopt })]);
}

function tabs() {
  /** @type {{ id: typeof way, text: string }[]} */
  const ways = [
    { id: 'direct', text: t({ zh: '直接填写', en: 'Type them in' }) },
    { id: 'pairs', text: t({ zh: '两两比较（AHP）', en: 'Compare in pairs (AHP)' }) },
  ];
  return el(
    'div',
    { class: 'dialog-tabs' },
    widgets.segments(t({ zh: '怎样定权重', en: 'How to set weights' }), ways, way, (id) => {
      way = id;
      paint();
    }),
  );
}

/** @param {Map<string, number>} weights */
function adopt(weights) {
  take(scaled(weights));
  way = 'direct';
  paint();
}

/* ---- typed in ---- */
function direct() {
  const before = filed();
  const status = el('p', { class: 'weights-sum', role: 'status', 'aria-live': 'polite' });
  const scale = el(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-key': 'weights-scale',
      onclick: () => {
        take(scaled(new Map(criteria.map((one) => [one.id, figure(one.id)]))));
        paint();
      },
    },
    t({ zh: '按比例凑到 100', en: 'Scale to 100' }),
  );
  const go = el(
    'button',
    { type: 'submit', class: 'button primary', 'data-key': 'weights-go' },
    t({ zh: '按此排名', en: 'Rank by these weights' }),
  );
  const tell = () => {
    const sum = total();
    const known = !Number.isNaN(sum);
    const rest = WHOLE - sum;
    status.replaceChildren(
      known
        ? t({ zh: `合计 ${rounding.number(sum, 2)}`, en: `Total ${rounding.number(sum, 2)}` })
        : t({ zh: '请填 0 至 100 的数字', en: 'Enter figures from 0 to 100' }),
      known && !whole()
        ? el(
            'b',
            {},
            rest > 0
              ? t({ zh: `，还差 ${rounding.number(rest, 2)}`, en: `, ${rounding.number(rest, 2)} short` })
              : t({ zh: `，多出 ${rounding.number(-rest, 2)}`, en: `, ${rounding.number(-rest, 2)} too many` }),
          )
        : '',
    );
    go.disabled = !known || !whole();
    go.title = go.disabled ? t({ zh: '合计须为 100', en: 'They must sum to 100' }) : '';
    scale.disabled = !known || whole() || sum <= 0;
  };
  const rows = criteria.map((one) => weight(one, before.get(one.id), tell));
  tell();
  const form = el(
    'form',
    { class: 'weights-form', novalidate: true },
    el('div', { class: 'weights-rows' }, ...rows),
    status,
    el(
      'p',
      { class: 'note' },
      t({
        zh: '改动只用于这次排名，方案本身不变；排名上方会注明。',
        en: 'Your changes apply to this ranking only; the scheme is unchanged, and the ranking says so.',
      }),
    ),
    el(
      'div',
      { class: 'actions' },
      go,
      scale,
      matching.current().weights
        ? el(
            'button',
            {
              type: 'button',
              class: 'button',
              'data-key': 'weights-filed',
              onclick: () => {
                box?.close();
                matching.weigh(null);
              },
            },
            t({ zh: '恢复方案权重', en: 'Back to the scheme' }),
          )
        : null,
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (whole()) send();
  });
  return form;
}

/** @param {Criterion} one @param {number | undefined} before the weight of the scheme @param {() => void} tell */
function weight(one, before, tell) {
  const input = el('input', {
    type: 'text',
    inputmode: 'decimal',
    class: 'text-input num',
    'data-key': `weight-${one.id}`,
    autocomplete: 'off',
    maxlength: '8',
    value: draft[one.id],
  });
  const mark = el('i', {});
  const reflect = () => {
    input.setAttribute('aria-invalid', String(!good(one.id)));
    mark.style.width = `${good(one.id) ? figure(one.id) : 0}%`;
  };
  input.addEventListener('input', () => {
    draft[one.id] = input.value;
    reflect();
    tell();
  });
  mark.style.background = dots.safe(one.colour);
  reflect();
  return el(
    'label',
    { class: 'weight' },
    el('span', {}, dots.dot(one.colour), dots.called(one)),
    el('span', { class: 'weight-bar', 'aria-hidden': 'true' }, mark),
    input,
    el(
      'span',
      { class: 'meta' },
      before === undefined
        ? ''
        : t({ zh: `方案 ${rounding.number(before, 1)}`, en: `Scheme ${rounding.number(before, 1)}` }),
    ),
  );
}

function send() {
  const weights = Object.fromEntries(criteria.map((one) => [one.id, figure(one.id)]));
  const before = filed();
  const same = criteria.every((one) => Math.abs((before.get(one.id) ?? NaN) - weights[one.id]) < NEAR);
  box?.close();
  matching.weigh(same ? null : weights);
}
