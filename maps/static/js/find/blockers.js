/* What keeps a plot from being used: each blocker of the list is held, clear, or to be checked. */

import { el } from '../base/dom.js';
import { many } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';

/** How each blocker of the list stands: `open` is to be checked. @param {string} id @param {Feature} one */
export function states(id, one) {
  const field = schema.role(id, 'blockers');
  const raw = schema.value(id, one, 'blockers');
  const codes = field?.codelist ? (schema.listOf(field)?.codes ?? []) : [];
  return codes.map((code) => ({
    title: v.capital(t(code)),
    state: /** @type {'open' | 'held' | 'clear'} */ (
      raw === null ? 'open' : raw.includes(code.code) ? 'held' : 'clear'
    ),
  }));
}

/** A card for each. @param {string} id @param {Feature} one */
export function section(id, one) {
  const cards = states(id, one);
  if (!cards.length) return null;
  const months = schema.value(id, one, 'blocker_months');
  const words = {
    open: { zh: '? 待核实', en: '? to check' },
    held: months
      ? { zh: `● 在办，约 ${months} 个月`, en: `● under way, ~${many(months, 'month')}` }
      : { zh: '● 在办', en: '● under way' },
    clear: { zh: '✓ 已清', en: '✓ clear' },
  };
  return el(
    'section',
    { class: 'section' },
    el('h3', {}, t({ zh: '阻碍', en: 'Blockers' })),
    el(
      'div',
      { class: 'blockers' },
      ...cards.map(({ title, state }) => el('div', { class: `blocker ${state}` }, el('b', {}, title), t(words[state]))),
    ),
  );
}
