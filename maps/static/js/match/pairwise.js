/* Weights by pairs (AHP): how much more each criterion matters than another, the weights that follow, and whether the answers agree with one another. */

import { el } from '../base/dom.js';
import { fixed, number } from '../base/rounding.js';
import { t } from '../base/words.js';
import { post } from '../data/fetcher.js';
import { called } from './dots.js';

/** Saaty's scale in words; between the steps lie 2, 4, 6 and 8. */
const DEGREES = [
  { value: 9, zh: '极端重要', en: 'extremely' },
  { value: 7, zh: '非常重要', en: 'very strongly' },
  { value: 5, zh: '明显重要', en: 'strongly' },
  { value: 3, zh: '稍微重要', en: 'moderately' },
];
const LIMIT = 0.1;
/** The step chosen for a pair. @type {Map<string, number>} */
const answers = new Map();
/** @type {Answers['AhpWeights'] | null} */
let result = null;
/** @type {string | null} */
let mistake = null;
let busy = false;
let turn = 0;

/**
 * Every criterion with each that comes after it.
 * @template {Criterion} C
 * @param {C[]} criteria
 * @returns {[C, C][]}
 */
const pairs = (criteria) =>
  criteria.flatMap((a, n) => criteria.slice(n + 1).map((b) => /** @type {[C, C]} */ ([a, b])));
/** @param {Criterion} a @param {Criterion} b */
const keyOf = (a, b) => `${a.id}\n${b.id}`;

/**
 * Where nothing was said yet: the step next to the proportion of the weights as they are.
 * @param {Criterion} a
 * @param {Criterion} b
 */
function first(a, b) {
  if (!(a.weight > 0 && b.weight > 0)) return 1;
  const proportion = a.weight / b.weight;
  const steps = [1, 3, 5, 7, 9];
  const near = steps.reduce((best, step) =>
    Math.abs(Math.log(step) - Math.abs(Math.log(proportion))) <
    Math.abs(Math.log(best) - Math.abs(Math.log(proportion)))
      ? step
      : best,
  );
  return proportion >= 1 ? near : -near;
}

/** @param {Criterion} a @param {Criterion} b */
const answer = (a, b) => answers.get(keyOf(a, b)) ?? first(a, b);

/**
 * A choice is a step: 3 says that the first matters moderately more, −3 that the second does, 1 that they matter alike.
 * @param {Criterion} a
 * @param {Criterion} b
 * @returns {[number, string][]}
 */
function options(a, b) {
  /** @param {Words} one @param {Words} other @param {Words & { value: number }} degree */
  const more = (one, other, degree) =>
    t({
      zh: `${one.zh}比${other.zh}${degree.zh}（${degree.value}）`,
      en: `${one.en}: ${degree.en} more (${degree.value})`,
    });
  return [
    ...DEGREES.map((degree) => /** @type {[number, string]} */ ([degree.value, more(a, b, degree)])),
    [1, t({ zh: '同等重要（1）', en: 'alike (1)' })],
    ...[...DEGREES].reverse().map((degree) => /** @type {[number, string]} */ ([-degree.value, more(b, a, degree)])),
  ];
}

/**
 * The form of pairs with what follows from them.
 * @param {Criterion[]} criteria
 * @param {{ repaint: () => void, adopt: (weights: Map<string, number>) => void }} then
 */
export function paint(criteria, { repaint, adopt }) {
  const worst = result?.consistent ? null : result?.worst;
  const form = el(
    'form',
    { class: 'weights-form', novalidate: true },
    el(
      'div',
      { class: 'pairs' },
      ...pairs(criteria).map(([a, b]) =>
        pair(
          a,
          b,
          worst && [worst.a, worst.b].includes(a.id) && [worst.a, worst.b].includes(b.id) ? worst : null,
          repaint,
        ),
      ),
    ),
    el(
      'div',
      { class: 'pinned' },
      mistake ? el('div', { class: 'failed', role: 'alert' }, mistake) : null,
      result ? told(result, criteria) : null,
      el(
        'div',
        { class: 'actions' },
        el(
          'button',
          {
            type: 'submit',
            class: result ? 'button' : 'button primary',
            'data-key': 'pairs-go',
            disabled: busy || null,
          },
          t({ zh: '算出权重', en: 'Work out the weights' }),
        ),
        result ? taking(result.weights, criteria, adopt) : null,
      ),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(criteria, repaint);
  });
  return form;
}

/**
 * The way from the weights that follow to the form of weights.
 * @param {Record<string, number>} weights
 * @param {Criterion[]} criteria
 * @param {(weights: Map<string, number>) => void} adopt
 */
const taking = (weights, criteria, adopt) =>
  el(
    'button',
    {
      type: 'button',
      class: 'button primary',
      'data-key': 'pairs-adopt',
      onclick: () => adopt(new Map(criteria.map((one) => [one.id, weights[one.id] ?? 0]))),
    },
    t({ zh: '采用这组权重', en: 'Take these weights' }),
  );

/**
 * A choice between two criteria; `worst` where the other answers say otherwise.
 * @param {Criterion} a
 * @param {Criterion} b
 * @param {Answers['Judgement'] | null} worst
 * @param {() => void} repaint
 */
function pair(a, b, worst, repaint) {
  const select = el(
    'select',
    {
      class: 'select',
      'data-key': `pair-${a.id}-${b.id}`,
      'aria-label': t({ zh: `${a.zh}与${b.zh}`, en: `${a.en} and ${b.en}` }),
    },
    ...options(a, b).map(([value, words]) => el('option', { value: String(value) }, words)),
  );
  select.value = String(answer(a, b));
  select.addEventListener('change', () => {
    answers.set(keyOf(a, b), Number(select.value));
    result = null;
    mistake = null;
    repaint();
  });
  return el(
    'label',
    { class: worst ? 'pair worst' : 'pair' },
    el('span', {}, `${called(a)} – ${called(b)}`),
    select,
    worst ? el('span', { class: 'unknown' }, implied(a, b, worst)) : null,
  );
}

/**
 * What the other answers say of the pair that fits them least.
 * @param {Criterion} a
 * @param {Criterion} b
 * @param {Answers['Judgement']} worst
 */
function implied(a, b, worst) {
  const [one, other] = worst.a === a.id ? [a, b] : [b, a];
  return t({
    zh: `与其余判断最不一致：按其余判断，${one.zh}对${other.zh}约为 ${number(worst.implied, 1)}`,
    en: `disagrees most: by the rest, ${one.en} to ${other.en} is about ${number(worst.implied, 1)}`,
  });
}

/**
 * Whether the answers agree, and the weights that follow.
 * @param {Answers['AhpWeights']} found
 * @param {Criterion[]} criteria
 */
function told(found, criteria) {
  const ratio = fixed(found.ratio, 3);
  const verdict = found.consistent
    ? t({
        zh: `一致性比率 CR ${ratio}，小于 ${LIMIT}，判断前后一致。`,
        en: `Consistency ratio ${ratio}, below ${LIMIT}: the answers agree with one another.`,
      })
    : t({
        zh: `一致性比率 CR ${ratio}，不小于 ${LIMIT}：判断前后不一致，请复核。`,
        en: `Consistency ratio ${ratio}, not below ${LIMIT}: the answers contradict one another; look at them again.`,
      });
  return el(
    'div',
    { class: found.consistent ? 'pairs-result' : 'pairs-result doubtful', role: 'status', 'data-key': 'pairs-result' },
    el('p', {}, verdict),
    el('p', {}, criteria.map((one) => `${called(one)} ${fixed(found.weights[one.id] ?? 0, 1)}`).join(' · ')),
  );
}

/** @param {Criterion[]} criteria @param {() => void} repaint */
async function send(criteria, repaint) {
  turn += 1;
  const mine = turn;
  busy = true;
  repaint();
  const comparisons = pairs(criteria).map(([a, b]) => {
    const step = answer(a, b);
    return { a: a.id, b: b.id, value: step > 0 ? step : 1 / -step };
  });
  /** @type {{ result: Answers['AhpWeights'] | null, mistake: string | null }} */
  const said = await post('/weights/ahp', { comparisons }).then(
    (answered) => ({ result: answered, mistake: null }),
    (error) => ({ result: null, mistake: String(error.said ?? error.message ?? error) }),
  );
  if (mine !== turn) return;
  busy = false;
  ({ result, mistake } = said);
  repaint();
}
