/* What was found: counts and area sums of land and of floors, and the way back from the last change. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import { panel } from '../page/panels.js';

/** One collection's figures: count, area in its unit, out of how many. @param {Collection} one */
export function figures(one, { brief = false } = {}) {
  const result = state.results?.[one.id];
  if (!result)
    return el('span', { class: 'found meta' }, t({ zh: `${t(one.title)}：统计中…`, en: `${t(one.title)}: counting…` }));
  const land = Boolean(schema.role(one.id, 'area')?.land);
  const m2 = result.area;
  const parts = [
    el('b', {}, rounding.number(result.matched)),
    el('span', { class: 'unit' }, v.noun(one.id, result.matched)),
  ];
  if (m2 !== null) {
    const { figure, unit } = v.area(m2, land, { large: true });
    parts.push(el('b', {}, figure), el('span', { class: 'unit' }, unit));
    if (land && !brief && state.unit !== 'ha')
      parts.push(el('span', { class: 'unit not-narrow' }, `· ${rounding.fixed(m2 / UNITS.ha.m2, 1)} ${t(UNITS.ha)}`));
  }
  parts.push(
    el(
      'span',
      { class: 'of' },
      t({ zh: `共 ${rounding.number(result.total)} ${t(one.noun)}`, en: `of ${rounding.number(result.total)}` }),
    ),
  );
  if (result.areaUnknown)
    parts.push(v.unknown(t({ zh: `${result.areaUnknown} 项面积`, en: rounding.many(result.areaUnknown, 'area') })));
  if (result.notLocated && !brief) parts.push(unlocated(one.id, result.notLocated));
  return el('span', { class: 'found' }, ...parts);
}

/** How many of the found have no shape: a list of their own at a click, all of them again at the next. @param {string} id @param {number} count */
function unlocated(id, count) {
  const alone = questions.of(id).located === false;
  return el(
    'button',
    {
      type: 'button',
      class: 'button unlocated',
      'data-key': `unlocated-${id}`,
      'aria-pressed': String(alone),
      title: alone
        ? t({ zh: '列出全部', en: 'List all of them' })
        : t({ zh: '没有图形，不在地图上；单独列出', en: 'Without a shape, not on the map: list these alone' }),
      onclick: () =>
        questions.edit(id, (query) => {
          query.located = alone ? null : false;
        }),
    },
    t({ zh: `未定位 ${rounding.number(count)}`, en: `${rounding.number(count)} not located` }),
  );
}

function paint() {
  const made = [el('span', { class: 'meta' }, t({ zh: '找到', en: 'Found' }))];
  questions.stock().forEach((one, n) => {
    if (n) made.push(el('span', { class: 'rule' }));
    made.push(figures(one));
  });
  const none = !questions.undoable();
  made.push(
    el(
      'button',
      {
        type: 'button',
        class: 'button push',
        'data-key': 'undo',
        disabled: none || null,
        onclick: questions.undo,
        title: none
          ? t({ zh: '还没有可撤销的筛选', en: 'No filter change to undo yet' })
          : t({ zh: '撤销上一次筛选', en: 'Undo the last filter change' }),
      },
      icon('undo'),
      t({ zh: '撤销', en: 'Undo' }),
    ),
  );
  return made;
}

panel({ root: 'ls-summary', keys: ['results', 'queries', 'unit'], paint });
