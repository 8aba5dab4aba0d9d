/* By which figures scenarios are compared: counts of the whole, and the aims of the answers, whichever they are. */

import { t } from '../base/words.js';
import { isDated } from './marks.js';
import { UNIT, figure, money } from './model.js';

/** @param {Partial<ComparedFigure> & Pick<ComparedFigure, 'words' | 'of'>} given @returns {ComparedFigure} */
const counted = (given) => ({ unit: { zh: '个', en: 'projects' }, good: 1, ...given });

/** Of all projects, standing ones too. */
const WHOLE = [
  counted({ words: { zh: '已落位', en: 'Placed' }, of: (report) => report.counts.placed }),
  counted({ words: { zh: '未落位', en: 'Unplaced' }, of: (report) => report.counts.unplaced, good: -1 }),
  counted({
    words: { zh: '落位投资', en: 'Investment placed' },
    unit: { ...UNIT, en: '' },
    of: (report) => report.investment_wan.placed,
    shown: (wan) => t({ zh: figure(wan, 2), en: money(wan) }),
  }),
  counted({ words: { zh: '有待核实项', en: 'With items to check' }, of: (report) => report.counts.to_check, good: 0 }),
  counted({
    words: { zh: '能按期开工', en: 'Can start on time' },
    of: (report) => (isDated(report) ? report.placements.filter((one) => one.start?.answer === 'yes').length : null),
  }),
];

/** @param {Answers['AimLine']} aim @returns {ComparedFigure} */
const aimed = ({ name, zh, en, unit }) => ({
  words: { zh, en },
  unit,
  // An aim that no project states anything of is no 0.
  of: ({ aims }) => aims.find((one) => one.name === name && one.status !== 'unstated')?.objective ?? null,
  good: 1,
});

/**
 * Groups of figures with their titles; the aims stand in the order in which they decided.
 * @param {(BoardReport | null)[]} reports
 * @returns {{ title: Words | null, figures: ComparedFigure[] }[]}
 */
export function comparedFigures(reports) {
  const aims = new Map(reports.flatMap((report) => report?.aims ?? []).map((aim) => [aim.name, aim]));
  const title = { zh: '目标（依次，只算新建项目）', en: 'Aims, in order (new projects only)' };
  return [{ title: null, figures: WHOLE }, ...(aims.size ? [{ title, figures: [...aims.values()].map(aimed) }] : [])];
}
