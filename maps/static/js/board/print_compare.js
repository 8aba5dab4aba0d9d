/* A comparison of scenarios on paper: their figures side by side, and for each which projects are gained, lost or moved. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import { block, foot, head } from '../find/print_parts.js';
import * as boardCompare from './compare.js';
import * as b from './model.js';

/** Whether a comparison is on screen of which an answer is still on its way, or was not to be had. */
export const isUnsolved = () => b.view.comparing && boardCompare.columns().some(({ report }) => !report);

/** What is said in place of a comparison that is not there yet. */
export const UNSOLVED = {
  zh: '对比还在求解，全部算完后才能打印。',
  en: 'The comparison is still being solved; it can be printed once all of it is there.',
};

/** The parts of the sheet; null where no comparison of several is on screen. @returns {HTMLElement[] | null} */
export function sheet() {
  if (!b.view.comparing) return null;
  const columns = boardCompare.columns();
  const reports = columns.flatMap(({ report }) => report ?? []);
  const [base] = reports;
  if (columns.length < 2) return null;
  if (!base || reports.length < columns.length) return unsolved();
  const [first, ...others] = columns.map(({ id }) => boardCompare.title(id));
  const under = [
    t({ zh: `${others.join('、')} 与${first}相比`, en: `${others.join(', ')} beside the ${first.toLowerCase()}` }),
    t({ zh: `方案 ${base.scheme.version}`, en: `scheme ${base.scheme.version}` }),
    t({ zh: `基准日 ${base.as_of}`, en: `day of the question ${base.as_of}` }),
  ].join(' · ');
  return [
    head(t({ zh: '情景对比', en: 'Scenarios compared' }), under),
    el(
      'div',
      { class: 'print-body print-board print-compare' },
      block({ zh: '目标与结果', en: 'Aims and results' }, boardCompare.figures(columns)),
      ...columns.slice(1).map(({ id, report }) => (report ? boardCompare.names(id, report, base) : null)),
      el(
        'p',
        { class: 'print-words' },
        t({
          zh: `▲▼ 为与基准之差；+ 多落位 · − 不再落位 · → 换了地方。台账版本 ${base.inventory}`,
          en: `▲▼ difference from the base; + gained · − lost · → moved. Data version ${base.inventory}`,
        }),
      ),
      foot(),
    ),
  ];
}

/** A sheet that says why it is empty: the board in its place would be taken for the comparison. */
const unsolved = () => [
  head(t({ zh: '情景对比', en: 'Scenarios compared' }), ''),
  el('div', { class: 'print-body print-board print-compare' }, el('p', { class: 'print-words' }, t(UNSOLVED))),
];
