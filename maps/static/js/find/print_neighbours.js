/* The neighbours of a plot on paper: whose they are, what state they are in, and how they lie to it. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { otherTongue, t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as listRows from './list_rows.js';
import { neighbours } from './neighbours.js';
import { block } from './print_parts.js';

const REACH = 50;

/** @param {string} id @param {import('./neighbours.js').Beside} beside */
function row(id, { feature, shared, gap }) {
  const owner = schema.role(id, 'owner');
  const whose = owner ? v.words(owner, schema.value(id, feature, 'owner')) : null;
  const status = schema.role(id, 'status');
  const symbol = status ? v.code(status, schema.value(id, feature, 'status'))?.symbol : null;
  return el(
    'tr',
    {},
    el('td', {}, symbol ? v.swatch(symbol) : null, ' ', el('b', {}, v.name(id, feature))),
    owner ? el('td', { lang: otherTongue(whose) }, whose ?? v.unknown()) : null,
    el('td', {}, listRows.status(id, feature) ?? v.unknown()),
    el(
      'td',
      { class: 'num' },
      shared
        ? t({ zh: `共边 ${number(shared)} m`, en: `${number(shared)} m shared` })
        : t({ zh: `隔 ${number(gap)} m`, en: `${number(gap)} m away` }),
    ),
  );
}

/**
 * At most `most` of them, the adjoining ones first; null of what is no plot, and of a layer that the page does not hold.
 * @param {string} id
 * @param {Feature} one
 * @param {number} most
 */
export function section(id, one, most) {
  const { kind, remote } = schema.collection(id);
  if (kind !== 'parcel' || remote) return null;
  const all = neighbours(one, featuresOf(id).values(), REACH);
  if (!all.length) return null;
  const adjoining = all.filter(({ shared }) => shared).length;
  const left = all.length - most;
  return block(
    {
      zh: `相邻 ${adjoining} 宗，${REACH} m 内另 ${all.length - adjoining} 宗`,
      en: `${adjoining} adjoining, ${all.length - adjoining} more within ${REACH} m`,
    },
    el(
      'table',
      { class: 'print-table neighbours' },
      el('tbody', {}, ...all.slice(0, most).map((beside) => row(id, beside))),
    ),
    left > 0
      ? el('p', { class: 'print-words' }, t({ zh: `另 ${left} 宗见图`, en: `${left} more: see the map` }))
      : null,
  );
}
