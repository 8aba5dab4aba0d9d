/* A comparison of scenarios on paper: their figures side by side, and for each which projects are gained, lost or moved. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import { block, foot, head } from '../find/print_parts.js';
import * as boardCompare from './compare.js';
import * as b from './model.js';

/** The parts of the sheet; null where no comparison is on screen, or one of its answers is still on its way. @returns {HTMLElement[] | null} */
export function sheet() {
  if (!b.view.comparing) return null;
  const columns = boardCompare.columns();
  const reports = columns.flatMap(({ report }) => report ?? []);
  const [base] = reports;
  if (reports.length < 2 || reports.length < columns.length) return null;
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
