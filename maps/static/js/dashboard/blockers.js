/* Blockers by the department that clears them: how many plots, floors and projects each holds up. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { stock } from '../data/stock_report.js';
import { aside, cardHead } from './card_head.js';
import * as figures from './figures.js';
import { opener } from './opening.js';

/** @typedef {Answers['Blocked']} Blocked */

/** Steps of the tint, from few to the most. */
const STEPS = 4;
const NOBODY = { zh: '手续表未列部门', en: 'No department in the table of procedures' };

export function paint() {
  const { report } = stock;
  if (!report) return [];
  return [
    cardHead('blockers', '', aside(t({ zh: '受阻数量', en: 'how many are held up' }))),
    report.departments.length
      ? table(report)
      : el('p', { class: 'dash-empty meta' }, t({ zh: '没有登记阻碍', en: 'No blockers on record' })),
    unknowns(report.blockers_unknown),
  ];
}

/** @param {import('../data/stock_report.js').Report} report @param {boolean} [still] */
export function table({ departments, layers: stands }, still = false) {
  const all = departments.flatMap(({ blockers }) => blockers);
  const held = new Set(all.map(({ list }) => list.collection));
  const layers = stands.map(({ collection }) => collection).filter((id) => held.has(id));
  const most = Math.max(...all.map(({ count }) => count));
  return el(
    'table',
    { class: 'dash-table dash-blockers' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, t({ zh: '阻碍', en: 'Blocker' })),
        el('th', { scope: 'col', class: 'num' }, t({ zh: '办理约', en: 'Takes' })),
        ...layers.map((id) => el('th', { scope: 'col', class: 'num' }, v.short(schema.collection(id)))),
      ),
    ),
    ...departments.map(({ who, blockers }) =>
      el(
        'tbody',
        {},
        el(
          'tr',
          { class: 'dash-group' },
          el('th', { scope: 'rowgroup', colspan: layers.length + 2 }, v.capital(t(who ?? NOBODY))),
        ),
        ...byBlocker(blockers).map((of) => line(of, layers, most, still)),
      ),
    ),
  );
}

/** What one blocker holds up in each layer, together. @param {Blocked[]} blockers @returns {Blocked[][]} */
function byBlocker(blockers) {
  /** @type {Map<string, Blocked[]>} */
  const byCode = new Map();
  for (const one of blockers) byCode.set(one.blocker, [...(byCode.get(one.blocker) ?? []), one]);
  return [...byCode.values()];
}

/** @param {Blocked[]} of @param {string[]} layers @param {number} most @param {boolean} still */
function line(of, layers, most, still) {
  const [first] = of;
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      v.capital(t(first)),
      isOther(first) ? el('span', { class: 'meta dash-procedure' }, ` ${t(first.procedure)}`) : null,
    ),
    el('td', { class: 'num meta' }, first.months ? t({ zh: `${first.months} 个月`, en: months(first.months) }) : '—'),
    ...layers.map((id) => {
      const figure = of.find(({ list }) => list.collection === id);
      if (!figure) return el('td', { class: 'num meta' }, '—');
      const words = { zh: `阻碍：${figure.zh}`, en: `Blocker: ${figure.en}` };
      const shown = number(figure.count);
      return el(
        'td',
        { class: `num dash-heat heat-${Math.ceil((figure.count / most) * STEPS)}` },
        still ? shown : opener(figure, words, `blocker-${id}-${figure.blocker}`, shown),
      );
    }),
  );
}

/** Whether the procedure that settles a blocker goes by another name than it. @param {Blocked} one */
const isOther = ({ procedure, zh }) => Boolean(procedure && procedure.zh !== zh);

/** @param {number} count */
const months = (count) => `${count} ${count === 1 ? 'month' : 'months'}`;

/** @param {Answers['Figure'][]} given @param {boolean} [still] */
export function unknowns(given, still = false) {
  const shown = figures.counting(given);
  if (!shown.length) return null;
  return el(
    'p',
    { class: 'dash-foot' },
    el('span', { class: 'meta' }, t({ zh: '阻碍待核实：', en: 'Blockers to check: ' })),
    ...shown.map((figure) => {
      const said = `${v.short(schema.collection(figure.list.collection))} ${figures.counted(figure)}`;
      const words = { zh: '阻碍待核实', en: 'blockers to check' };
      return still ? el('span', {}, said) : opener(figure, words, `blockers-unknown-${figure.list.collection}`, said);
    }),
  );
}
