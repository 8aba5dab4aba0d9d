/* What clearing a blocker is worth: the placement solved again without it, best first; a line opens its projects and says where they go. */

import { el } from '../base/dom.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as b from './model.js';

/** @typedef {Answers['Unlock']} Unlock */

/** @param {Unlock} one */
const keyOf = (one) => `${one.kind} ${one.code} ${one.sites.map((site) => `${site.collection}/${site.id}`).join()}`;

/** @param {Unlock} one */
function open(one) {
  const key = keyOf(one);
  const again = b.view.opened === key;
  b.look({ opened: again ? null : key });
  b.only(one.placed, t(one));
}

/** @param {Spot} site */
function name(site) {
  const feature = featuresOf(site.collection)?.get(site.id);
  return feature ? v.name(site.collection, feature) : site.id;
}

/** Who clears it, which plots, and whom that places. @param {Unlock} one */
function detail(one) {
  return el(
    'div',
    { class: 'unlock-detail' },
    el(
      'p',
      {},
      el('span', { class: 'meta' }, t({ zh: '场地', en: 'Sites' })),
      ' ',
      one.sites.map(name).join(t({ zh: '、', en: ', ' })),
    ),
    el(
      'p',
      {},
      el('span', { class: 'meta' }, t({ zh: '多落位', en: 'Also placed' })),
      ' ',
      one.placed.map((id) => b.find(id)?.name ?? id).join(t({ zh: '、', en: ', ' })),
    ),
  );
}

/** @param {Unlock} one @param {number} rank */
function line(one, rank) {
  const opened = b.view.opened === keyOf(one);
  return el(
    'li',
    { class: opened ? 'opened' : '' },
    el(
      'button',
      {
        type: 'button',
        class: 'unlock',
        'data-key': `unlock-${rank}`,
        'aria-expanded': String(opened),
        onclick: () => open(one),
      },
      el('span', { class: 'unlock-rank' }, String(rank)),
      el('span', { class: 'unlock-name' }, el('b', {}, t(one))),
      el('b', { class: 'gain' }, `+${one.projects}`),
      el('span', { class: 'num' }, `+${b.figure(one.investment_wan, 2)}`),
      el(
        'span',
        { class: 'unlock-who meta' },
        [one.who ? t(one.who) : null, t({ zh: `税收 +${b.yearly(one.tax_wan)}`, en: `tax +${b.yearly(one.tax_wan)}` })]
          .filter(Boolean)
          .join(' · '),
      ),
    ),
    opened ? detail(one) : null,
  );
}

export function paint() {
  const { report, busy } = b.view;
  const head = el(
    'header',
    { class: 'card-head' },
    el('h2', {}, t({ zh: '解锁清单', en: 'Blockers to clear' })),
    el('span', { class: 'meta' }, t({ zh: '清一项，多落几个', en: 'Clear one, place more' })),
  );
  if (!report)
    return [
      head,
      busy
        ? el(
            'div',
            { class: 'rows-waiting', 'aria-hidden': 'true' },
            ...Array.from({ length: 5 }, () => el('div', { class: 'row-waiting' }, el('i', {}), el('i', {}))),
          )
        : null,
    ];
  if (!report.unlocks.length)
    return [
      head,
      el(
        'p',
        { class: 'empty' },
        t({ zh: '清除任何一项阻碍都不会多落位。', en: 'Clearing any single blocker places no more projects.' }),
      ),
    ];
  return [
    head,
    el(
      'div',
      { class: 'unlock-heads meta', 'aria-hidden': 'true' },
      el('span', {}, t({ zh: '阻碍', en: 'Blocker' })),
      el('span', {}, t({ zh: '项目', en: 'No.' })),
      el('span', {}, t(b.UNIT)),
    ),
    el(
      'div',
      { class: 'scroll', 'data-scroll': 'unlocks', tabindex: '-1' },
      el('ol', { class: 'unlocks' }, ...report.unlocks.map((one, n) => line(one, n + 1))),
    ),
  ];
}
