/* What stands under a ranked row: each criterion's points, the reasons in words, what to do next; and why a chosen plot is not ranked. */

import { served } from '../base/config.js';
import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { WAN, cny } from '../base/money.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { addressOf } from '../base/service.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { language, nameOf, t } from '../base/words.js';
import { closeCard, findCard } from '../data/actions.js';
import * as basket from '../data/basket.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import * as exports from '../find/exports.js';
import { touched } from '../page/panels.js';
import * as widgets from '../page/widgets.js';
import * as besideFirst from './beside_first.js';
import { called, coloursOf, dot } from './dots.js';
import * as stability from './stability.js';

/**
 * `first` is the best of the list that it stands in; null of that one itself.
 * @param {RankedMatch} one
 * @param {MatchReport} report
 * @param {RankedMatch | null} first
 */
export function detail(one, report, first) {
  const colours = coloursOf(report.scheme);
  const box = el(
    'div',
    {},
    first ? besideFirst.list(one, first, colours, nameOf(first.site ?? first.project)) : null,
    el(
      'dl',
      { class: 'points' },
      ...one.contributions.flatMap((part) => [
        el('dt', {}, dot(colours.get(part.criterion)?.colour), called(part)),
        el(
          'dd',
          { class: 'got' },
          part.value === null ? v.unknown() : `${rounding.fixed(part.points, 2)} / ${rounding.number(part.weight, 1)}`,
        ),
        el('dd', {}, part.text ? t(part.text) : ''),
      ]),
    ),
  );
  const moved = swap(one);
  if (moved) box.append(moved);
  const shaken = stability.ofSite(one);
  if (shaken) box.append(el('p', { class: 'said' }, shaken));
  if (one.explanation) box.append(el('p', { class: 'said' }, t(one.explanation)));
  box.append(actions(one));
  return box;
}

/** What the site yields today and what it would: the gain that new use of old land is for. @param {RankedMatch} one */
function swap(one) {
  const figures = one.contributions.find((part) => typeof part.figures?.after_per_mu === 'number')?.figures;
  if (!figures) return null;
  const most = Math.max(figures.before_per_mu ?? 0, figures.after_per_mu ?? 0, 0.1);
  /** @param {Words} words @param {number | null} value @param {string} css */
  const line = (words, value, css) => {
    const mark = el('i', { class: css });
    mark.style.width = `${((value ?? 0) / most) * 100}%`;
    return [
      el('dt', {}, t(words)),
      el('dd', { class: 'swap-bar', 'aria-hidden': 'true' }, mark),
      el(
        'dd',
        { class: 'num' },
        typeof value === 'number'
          ? el('b', {}, t({ zh: rounding.number(value, 1), en: cny(value, WAN) }))
          : v.unknown(),
      ),
    ];
  };
  const whole =
    typeof figures.before === 'number' && typeof figures.after === 'number'
      ? t({
          zh: `全宗年税收 ${rounding.number(figures.before)} → ${rounding.number(figures.after)} 万元`,
          en: `Whole plot: ${cny(figures.before, WAN)} → ${cny(figures.after, WAN)} a year`,
        })
      : null;
  return el(
    'div',
    { class: 'swap' },
    el(
      'p',
      {},
      el('b', {}, t({ zh: '腾笼换鸟', en: 'Before and after' })),
      t({ zh: '，年税收，万元/亩', en: ', tax per mu a year' }),
    ),
    el(
      'dl',
      {},
      ...line({ zh: '现状', en: 'Today' }, figures.before_per_mu, 'before'),
      ...line({ zh: '项目', en: 'Project' }, figures.after_per_mu, 'after'),
    ),
    whole ? el('p', {}, whole) : null,
  );
}

/** @param {RankedMatch} one */
function actions(one) {
  if (one.project) {
    return el(
      'div',
      { class: 'actions' },
      one.project.id
        ? el(
            'button',
            { type: 'button', class: 'button', onclick: () => matching.choose({ projectId: one.project.id }) },
            t({ zh: '看这个项目', en: 'Open this project' }),
          )
        : null,
    );
  }
  const { collection, id } = one.site;
  const picked = basket.has(collection, id);
  return el(
    'div',
    { class: 'actions' },
    el(
      'button',
      {
        type: 'button',
        class: 'button',
        onclick: () => findCard({ collection, id }, collection),
      },
      t({ zh: '看详情', en: 'Details' }),
    ),
    el(
      'button',
      { type: 'button', class: 'button', 'aria-pressed': String(picked), onclick: () => basket.toggle(collection, id) },
      icon(picked ? 'check' : 'plus'),
      picked ? t({ zh: '已加入', en: 'Selected' }) : t({ zh: '加入已选', en: 'Select' }),
    ),
    precheck(one.site),
  );
}

/**
 * The sheet of controls and procedures for what is asked on this site: to read and print, or as a file.
 * @param {Spot} site
 */
function precheck({ collection, id }) {
  if (!served()) return null;
  const { projectId, demand, scheme } = matching.current();
  const named = { ...(projectId ? { project_id: projectId } : {}), ...(scheme ? { scheme } : {}) };
  /** @param {string} format @param {Record<string, string>} more */
  const path = (format, more) => `/prechecks?${new URLSearchParams({ ...more, f: format, lang: language() })}`;
  /** @param {string} format */
  const file = (format) =>
    exports.fetchFile(
      path(format, {}),
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...named, ...(projectId ? {} : { project: demand }), site: { collection, id } }),
      },
      `${t({ zh: '预审清单', en: 'precheck' })}-${id}.${format}`,
    );
  const button = el(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-key': `precheck-${id}`,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: t({ zh: '选址与用地预审清单', en: 'siting and land pre-check sheet' }),
    },
    t({ zh: '预审清单', en: 'Pre-check' }),
    ' ▾',
  );
  button.addEventListener('click', () =>
    widgets.menu(button, [
      { heading: t({ zh: '选址与用地预审清单', en: 'Siting and land pre-check sheet' }) },
      // A requirement of one's own has no address: its sheet is a file.
      ...(projectId
        ? [
            {
              icon: 'external',
              text: t({ zh: '打开（可打印）', en: 'Open (to read and print)' }),
              run: () => window.open(addressOf(path('html', { ...named, collection, id })), '_blank', 'noopener'),
            },
          ]
        : []),
      { icon: 'download', text: t({ zh: 'Excel 工作簿', en: 'Excel workbook' }), run: () => file('xlsx') },
      { icon: 'download', text: 'JSON', run: () => file('json') },
    ]),
  );
  return button;
}

/* ---- a plot that was clicked but is not ranked: why not ---- */
/**
 * `one` is null until the answer is here, false where there is none.
 * @type {{ key: string, one: Answers['Match'] | false | null }}
 */
let answer = { key: '', one: null };
/** Why the chosen plot is not in the ranking. @param {MatchReport} report */
export function asked(report) {
  const { selected } = state;
  if (!selected || report.site || !['parcel', 'space'].includes(schema.collection(selected.collection)?.kind ?? ''))
    return null;
  if (report.matches.some(({ site }) => site?.collection === selected.collection && site.id === selected.id))
    return null;
  const key = `${selected.collection}\n${selected.id}\n${JSON.stringify([matching.current().projectId, matching.current().demand])}`;
  if (answer.key !== key) {
    answer = { key, one: null };
    matching.explain(selected.collection, selected.id).then((one) => {
      if (answer.key === key) {
        answer.one = one ?? false;
        touched(['match']);
      }
    });
  }
  if (document.getElementById('ls-why')?.hidden === false) return null;
  const name = v.name(selected.collection, featuresOf(selected.collection).get(selected.id)) || selected.id;
  const close = el(
    'button',
    {
      type: 'button',
      class: 'icon-button push',
      'aria-label': t({ zh: '关闭', en: 'Close' }),
      onclick: closeCard,
    },
    icon('close'),
  );
  const one = answer.one;
  if (one && one.verdict !== 'rejected')
    return el('section', { class: 'section' }, el('h3', {}, name, close), el('p', {}, t(one.explanation)));
  return el(
    'section',
    { class: 'section section-quiet' },
    el('h3', {}, el('b', { class: 'ink' }, name), t({ zh: '为什么不行', en: 'Why not' }), close),
    ...reasons(one),
  );
}

/** @param {Answers['Match'] | false | null} one */
function reasons(one) {
  if (one === null) return [el('p', { class: 'note' }, t({ zh: '正在查…', en: 'Checking…' }))];
  if (!one)
    return [
      el(
        'p',
        { class: 'note' },
        t({
          zh: '这张地图没有带它的理由；用服务打开可查。',
          en: 'This map carries no reasons for it; open the service to see them.',
        }),
      ),
    ];
  /** @param {Verdict} each @param {string} mark @param {string} ink */
  const line = (each, mark, ink) => {
    const node = el('li', {}, `${mark} ${t(each)}`);
    node.style.color = ink;
    return node;
  };
  /** @param {Verdict['answer']} want */
  const by = (want) => one.verdicts.filter((each) => each.answer === want);
  return [
    el(
      'ul',
      { class: 'small' },
      ...by('no').map((each) => line(each, '✕', 'var(--danger)')),
      ...by('unknown').map((each) => line(each, '?', 'var(--unknown)')),
      by('yes').length
        ? el(
            'li',
            { class: 'ink-2' },
            t({
              zh: `✓ 其余 ${by('yes').length} 条满足`,
              en: `✓ ${rounding.many(by('yes').length, 'other rule')} met`,
            }),
          )
        : null,
    ),
  ];
}
