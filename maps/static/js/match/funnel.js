/* The funnel as a picture: what each rule left and removed, what it alone holds back, what is still to be checked. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { touched } from '../page/panels.js';

const WIDTH = 128;
/** @type {Record<SiteKind, Words>} */
const NAMES = config.words.kinds;
/** @typedef {Answers['FunnelStep']} FunnelStep */

let hatches = 0;
/** Kinds whose idle rules are shown. @type {Set<SiteKind>} */
const open = new Set();

/** @param {FunnelStep} step @param {number} most */
function bar(step, most) {
  const scale = WIDTH / Math.max(1, most);
  const id = `ls-hatch-${(hatches += 1)}`;
  const left = step.left * scale;
  const removed = step.removed * scale;
  return svg(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} 14`,
      role: 'img',
      'aria-label': t({ zh: `余 ${step.left}，去 ${step.removed}`, en: `${step.left} left, ${step.removed} removed` }),
    },
    svg(
      'defs',
      {},
      svg(
        'pattern',
        { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        svg('rect', { width: 5, height: 5, fill: colour('hatch') }),
        svg('rect', { width: 1.3, height: 5, fill: colour('hatch-ink') }),
      ),
    ),
    step.removed
      ? svg('rect', {
          x: left,
          y: 0.5,
          width: Math.max(1.5, removed - 0.5),
          height: 13,
          fill: `url(#${id})`,
          stroke: colour('hatch-edge'),
          'stroke-width': 0.8,
        })
      : null,
    step.left ? svg('rect', { x: 0, y: 0, width: Math.max(1.5, left), height: 14, fill: colour('bar') }) : null,
  );
}

/** @param {FunnelStep} step @param {number} most @param {string} noun */
function row(step, most, noun) {
  /** @type {Child[]} */
  const told = [
    t({ zh: '去 ', en: 'removes ' }),
    el('b', {}, number(step.removed)),
    t({ zh: ' 余 ', en: ', leaves ' }),
    number(step.left),
  ];
  if (step.alone)
    told.push(
      ' · ',
      el(
        'span',
        { class: 'whole' },
        t({
          zh: `只放宽此项可增 ${number(step.alone)} ${noun}`,
          en: `dropping it alone adds ${number(step.alone)}`,
        }),
      ),
    );
  if (step.unknown)
    told.push(
      ' · ',
      el(
        'span',
        { class: 'asked whole' },
        t({ zh: `? ${number(step.unknown)} 待核实`, en: `? ${number(step.unknown)} to check` }),
      ),
    );
  return el(
    'li',
    { class: 'funnel-step' },
    el('span', { class: 'name' }, v.capital(t(step))),
    bar(step, most),
    el('span', { class: 'told' }, ...told),
  );
}

/**
 * One kind's funnel; rules that removed and asked nothing are named in one line.
 * @param {SiteKind} name
 * @param {FunnelStep[] | undefined} steps
 * @param {string} noun
 * @param {Words} what
 */
function kind(name, steps, noun, what) {
  const end = steps?.at(-1);
  if (!steps || !end) return null;
  const most = steps[0].before;
  const idle = steps.filter((step) => step.before && !step.removed && !step.unknown);
  const busy = steps.filter((step) => step.removed || step.unknown);
  const after = steps.filter((step) => !step.before).length;
  const all = open.has(name);
  const title = {
    zh: `${what.zh}逐条筛除：${number(most)} → ${number(end.left)} ${noun}`,
    en: `${what.en}, rule by rule: ${number(most)} → ${number(end.left)}`,
  };
  return el(
    'section',
    { class: 'section' },
    el('h3', {}, t(title)),
    el(
      'ol',
      { class: 'funnel' },
      ...(all ? steps.filter((step) => step.before) : busy).map((step) => row(step, most, noun)),
    ),
    after
      ? el(
          'p',
          { class: 'note set-off' },
          t({
            zh: `其后 ${after} 条已无可筛`,
            en: after === 1 ? 'Nothing was left for the last rule' : `Nothing was left for the ${after} rules after it`,
          }),
        )
      : null,
    idle.length
      ? el(
          'button',
          {
            type: 'button',
            class: 'link set-off',
            'data-key': `idle-${name}`,
            'aria-expanded': String(all),
            onclick: () => {
              if (all) open.delete(name);
              else open.add(name);
              touched(['match']);
            },
          },
          all
            ? t({ zh: '收起未筛除的', en: 'Hide the rules that remove none' })
            : t({
                zh: `另有 ${idle.length} 条规则全部满足`,
                en: `${idle.length} more ${idle.length === 1 ? 'rule' : 'rules'}, met by every site`,
              }),
        )
      : null,
  );
}

/** @param {SiteKind} kindName */
function nounOf(kindName) {
  const layer = schema.ofKind(kindName === 'land' ? 'parcel' : 'space')[0];
  return layer ? t(layer.noun) : '';
}

/** A funnel for land and one for floors. @param {MatchReport} report */
export function sections(report) {
  const asked = report.site ? schema.collection(config.projects?.collection ?? '') : null;
  return /** @type {SiteKind[]} */ (['land', 'floor']).map((name) =>
    kind(
      name,
      report.funnel?.[name],
      asked ? t(asked.noun) : nounOf(name),
      asked ? { zh: '项目', en: 'Projects' } : NAMES[name],
    ),
  );
}

/**
 * The rule that left nothing of a kind, with how many would come back without it.
 * @param {MatchReport} report
 * @param {SiteKind} name
 */
export function emptiedBy(report, name) {
  const steps = report.funnel?.[name] ?? [];
  return steps.at(-1)?.left === 0 ? steps.find((step) => step.left === 0) : null;
}
