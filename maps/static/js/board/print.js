/* The board on paper: figures, maps, what is left out and why, what to unlock, and every project with its place. A4, readable without colour. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { fixed, number } from '../base/rounding.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import { printOnce, sheets } from '../find/paper.js';
import { block, foot, head, table } from '../find/print_parts.js';
import * as boardCard from './card.js';
import * as boardMarks from './marks.js';
import * as kpis from './kpis.js';
import * as b from './model.js';
import { zones } from './park_ground.js';
import { drawn } from './parks.js';
import * as printCompare from './print_compare.js';

const PAPER = 701;
const HIGH = 420;

/** @param {BoardReport} report */
function under(report) {
  return [
    report.scenario ? t(report.scenario.title) : t({ zh: '基准情景', en: 'Base scenario' }),
    t({ zh: `方案 ${report.scheme.version}`, en: `scheme ${report.scheme.version}` }),
    t({ zh: `基准日 ${report.as_of}`, en: `as of ${report.as_of}` }),
  ].join(' · ');
}

/** @param {BoardReport} report */
function figures(report) {
  return el('div', { class: 'print-kpis' }, ...kpis.figures(report));
}

/** @param {BoardReport} report */
function left(report) {
  if (!report.unplaced.length) return null;
  const rows = report.unplaced.map((one) =>
    el(
      'tr',
      {},
      el('td', {}, el('b', {}, nameOf(one)), ' ', el('span', { class: 'nowrap' }, one.project_id)),
      el('td', { class: 'num' }, b.figure(one.investment_wan ?? 0, 2)),
      el('td', {}, t(one.explanation)),
    ),
  );
  return block(
    { zh: `未落位 ${report.unplaced.length} 个`, en: `${report.unplaced.length} unplaced` },
    table([{ zh: '项目', en: 'Project' }, b.UNIT, { zh: '原因', en: 'Why' }], rows, [1]),
    report.shortage.length
      ? el(
          'p',
          { class: 'print-words' },
          t({ zh: '缺口：', en: 'Shortage: ' }),
          report.shortage.map((one) => t(one)).join(t({ zh: '；', en: '; ' })),
        )
      : null,
  );
}

/** @param {BoardReport} report */
function unlocks(report) {
  if (!report.unlocks.length) return null;
  return block(
    { zh: '解锁清单', en: 'Blockers to clear' },
    table(
      [
        { zh: '阻碍', en: 'Blocker' },
        { zh: '多落位', en: 'Also placed' },
        b.UNIT,
        { zh: '税收 万元/年', en: 'Tax, CNY 10,000 a year' },
      ],
      report.unlocks.map((one) =>
        el(
          'tr',
          {},
          el('td', {}, el('b', {}, t(one)), one.who ? ` ${t(one.who)}` : null),
          el('td', { class: 'num' }, `+${one.projects}`),
          el('td', { class: 'num' }, `+${b.figure(one.investment_wan, 2)}`),
          el('td', { class: 'num' }, `+${number(one.tax_wan)}`),
        ),
      ),
      [1, 2, 3],
    ),
  );
}

/** When the new ones can begin: by quarter how many, how much, and on what. @param {BoardReport} report */
function quarters(report) {
  if (!report.quarters.length) return null;
  return block(
    { zh: '按季度可开工（新建）', en: 'Able to start, by quarter (new)' },
    table(
      [
        { zh: '季度', en: 'Quarter' },
        { zh: '项目', en: 'Projects' },
        b.UNIT,
        { zh: '土地 亩', en: 'Land, mu' },
        { zh: '楼层 m²', en: 'Floors, m²' },
      ],
      report.quarters.map((one) =>
        el(
          'tr',
          {},
          el('td', {}, one.quarter ? boardCard.quarter(one.quarter) : t({ zh: '待核实', en: 'to check' })),
          el('td', { class: 'num' }, String(one.projects)),
          el('td', { class: 'num' }, b.figure(one.investment_wan, 2)),
          el('td', { class: 'num' }, v.mu(one.land_m2)),
          el('td', { class: 'num' }, number(one.floor_m2)),
        ),
      ),
      [1, 2, 3, 4],
    ),
  );
}

function projects() {
  const isDated = boardMarks.isDated(b.view.report);
  const rows = b
    .shown()
    .map((row, n) =>
      el(
        'tr',
        {},
        el('td', { class: 'num' }, String(n + 1)),
        el('td', {}, el('b', {}, row.name), ' ', el('span', { class: 'nowrap' }, row.id)),
        el('td', {}, b.chain(row.chain).brief),
        el('td', { class: 'num' }, row.investment === null ? v.unknown() : b.figure(row.investment, 2)),
        el('td', {}, row.place || '—'),
        el('td', { class: 'num' }, row.score === null ? '—' : fixed(row.score, 0)),
        el(
          'td',
          { class: 'nowrap' },
          `${boardMarks.STATES[row.state].mark} ${t(boardMarks.STATES[row.state])}${row.check ? ' ?' : ''}`,
        ),
        isDated ? el('td', {}, row.one.start ? { yes: '✓', no: '✕', unknown: '?' }[row.one.start.answer] : '—') : null,
      ),
    );
  const all = rows.length === b.rows().length;
  return block(
    {
      zh: all ? '全部项目' : `项目（筛选后 ${rows.length} 个）`,
      en: all ? 'All projects' : `Projects (${rows.length} after filtering)`,
    },
    table(
      [
        { zh: '#', en: '#' },
        { zh: '项目', en: 'Project' },
        { zh: '产业链', en: 'Chain' },
        b.UNIT,
        { zh: '地块或楼层', en: 'Plot or floor' },
        { zh: '适配', en: 'Fit' },
        { zh: '状态', en: 'Status' },
        ...(isDated ? [{ zh: '按期开工', en: 'Starts on time' }] : []),
      ],
      rows,
      [0, 3, 5],
    ),
    el(
      'p',
      { class: 'print-words' },
      t({
        zh: '● 落位 · ◆ 钉住 · ▣ 拼地 · ○ 未落位 · ? 有待核实项',
        en: '● placed · ◆ pinned · ▣ combined · ○ unplaced · ? items to check',
      }),
    ),
  );
}

function map() {
  if (!zones().length) return null;
  const [maps, key] = drawn(PAPER, HIGH, false);
  // A pattern of a page that is not displayed paints nothing: the sheet needs its own.
  for (const pattern of maps.querySelectorAll('pattern')) pattern.id = pattern.id.replace('board-', 'print-');
  return block({ zh: '落位图', en: 'Placement map' }, maps, key);
}

export function fill() {
  const { report } = b.view;
  const root = document.getElementById('ls-print');
  if (!report || !root) return;
  const compared = printCompare.sheet();
  if (compared) {
    root.replaceChildren(...compared);
    return;
  }
  root.replaceChildren(
    head(t({ zh: '项目落位统筹', en: 'Project placement' }), under(report)),
    el(
      'div',
      { class: 'print-body print-board' },
      ...(report.notes ?? []).map((note) => el('p', { class: 'print-words' }, el('b', {}, t(note)))),
      figures(report),
      el('p', { class: 'print-words' }, t(report.words)),
      map(),
      left(report),
      unlocks(report),
      quarters(report),
      projects(),
      el(
        'p',
        { class: 'print-words' },
        t({ zh: `台账版本 ${report.inventory}`, en: `data version ${report.inventory}` }),
      ),
      foot(),
    ),
  );
}

const print = () => printOnce(fill, 0);

sheets.set('board', () => {
  fill();
  return [];
});
on('print-board', print);
