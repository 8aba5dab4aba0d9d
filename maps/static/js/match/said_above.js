/* What is said once above a ranking: what whole layers lack, by which criteria the order is known, what to collect first. */

import { served } from '../base/config.js';
import { el } from '../base/dom.js';
import { many, number } from '../base/rounding.js';
import { t } from '../base/words.js';
import { figures, sentences } from './said_once.js';

/** @typedef {Answers['CollectLine']} CollectLine */

/** Whether the lines of what to collect are unfolded: the list is painted anew while it is read. */
let unfolded = false;

/** A line with whom to ask. @param {CollectLine} line */
function item(line) {
  const { who } = line;
  return el(
    'li',
    {},
    el('b', {}, t(line)),
    ' ',
    el('span', { class: 'meta' }, t(figures(line))),
    who ? el('span', { class: 'whom' }, t({ zh: `问：${who.zh}`, en: `Ask: ${who.en}` })) : null,
  );
}

/** @param {NonNullable<MatchReport['collect']>} collect @param {() => void} takeAway */
function collecting(collect, takeAway) {
  const details = /** @type {HTMLDetailsElement} */ (
    el(
      'details',
      { class: 'collect', open: unfolded ? '' : null },
      el('summary', { 'data-key': 'collect' }, t(collect)),
      el('ol', {}, ...collect.lines.map(item)),
      served()
        ? el(
            'button',
            { type: 'button', class: 'link', 'data-key': 'collect-list', onclick: takeAway },
            t({
              zh: `导出收集清单（${number(collect.to_check)} 处，Excel）`,
              en: `The work list of ${many(collect.to_check, 'place')} as Excel`,
            }),
          )
        : null,
    )
  );
  details.addEventListener('toggle', () => {
    unfolded = details.open;
  });
  return details;
}

/**
 * The block above the list; nothing where there is nothing to be said.
 * @param {MatchReport} report
 * @param {() => void} takeAway What fetches the workbook that holds the list.
 */
export function block(report, takeAway) {
  const said = sentences(report);
  if (!said.length && !report.collect) return null;
  return el(
    'div',
    { class: 'said-above', 'data-key': 'said-above' },
    ...said.map((words) => el('p', {}, t(words))),
    report.collect ? collecting(report.collect, takeAway) : null,
  );
}
