/* The stripe on top: that the data is a demonstration, how old it is, and which layers are stale. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import * as rounding from '../base/rounding.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { panel } from './panels.js';

/** @typedef {Config['stale'][number]} Stale */

/** @param {HTMLElement} root */
function paint(root) {
  const { demonstration, as_of: asOf, stale = [], stale_after_days: limit = 90 } = config;
  root.classList.toggle('demonstration', Boolean(demonstration));
  root.setAttribute('role', 'note');
  return [...(demonstration ? warning(t(demonstration)) : []), age(asOf, stale, limit)];
}

/**
 * The first words of the sentence stand out; the rest may be cut on a narrow screen, for the title keeps it whole.
 * @param {string} sentence
 */
function warning(sentence) {
  const [, head, rest] = /^([^：:]+)[：:]\s*(.*)$/.exec(sentence) ?? [null, sentence, ''];
  return [el('b', {}, head), el('span', { class: 'banner-words', title: sentence }, rest)];
}

/** @param {string} asOf @param {Stale[]} stale @param {number} limit */
function age(asOf, stale, limit) {
  const old = stale.length
    ? t({
        zh: `${stale.length} 个图层超过 ${limit} 天未更新`,
        en: `${rounding.many(stale.length, 'layer')} older than ${rounding.many(limit, 'day')}`,
      })
    : '';
  const stands = asOf
    ? t({ zh: `基准日 ${asOf}`, en: `as of ${asOf}` })
    : t({ zh: '基准日待核实', en: 'as-of date to check' });
  return el(
    'details',
    { class: 'age' },
    el(
      'summary',
      { 'data-key': 'age' },
      el('span', {}, stands),
      old ? el('span', { class: 'not-phone' }, ' · ') : null,
      old ? el('u', { class: 'not-phone' }, old) : null,
    ),
    el('div', { class: 'pop' }, table(stale)),
  );
}

/** @param {Stale[]} stale */
function table(stale) {
  const late = new Map(stale.map((layer) => [layer.collection, layer]));
  const rows = config.collections.map(({ id, title, as_of: asOf }) => {
    const old = late.get(id);
    const days = old
      ? t({ zh: `${old.days} 天未更新`, en: `${rounding.many(old.days, 'day')} old` })
      : t({ zh: '正常', en: 'current' });
    const unknown = !old && !asOf;
    return el(
      'tr',
      {},
      el('td', {}, t(title)),
      el('td', {}, unknown ? values.unknown() : (asOf ?? old?.as_of ?? '—')),
      el('td', { class: old ? 'old' : 'meta' }, unknown ? '' : days),
    );
  });
  return el(
    'table',
    {},
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ...[
          { zh: '图层', en: 'Layer' },
          { zh: '截至', en: 'As of' },
          { zh: '状况', en: 'Age' },
        ].map((words) => el('th', { scope: 'col' }, t(words))),
      ),
    ),
    el('tbody', {}, ...rows),
  );
}

panel({ root: 'ls-banner', keys: [], paint });
