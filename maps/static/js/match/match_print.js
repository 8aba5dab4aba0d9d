/* A match on paper: the requirement, the funnel, the ranking with its points, what was joined and what giving way would bring. */

import { el } from '../base/dom.js';
import { fixed, number } from '../base/rounding.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import * as matching from '../data/matching.js';
import * as paper from '../find/paper.js';
import { block, foot, head, table } from '../find/print_parts.js';
import * as joinedSites from './joined_sites.js';
import * as saidOnce from './said_once.js';
import * as secondRanking from './second_ranking.js';
import * as studies from './studies.js';
import { itemsOf } from './zoom.js';

/** @param {MatchReport} report */
const titled = (report) => {
  const name = report.project
    ? report.project.name || report.project.name_en
      ? nameOf(report.project)
      : null
    : (report.site?.name ?? report.site?.id);
  return t({ zh: `匹配：${name ?? '未命名需求'}`, en: `Match: ${name ?? 'unnamed requirement'}` });
};

/** @param {MatchReport} report */
function under(report) {
  const weights = matching.current().weights
    ? t({ zh: '临时权重，不是方案的排名', en: "weights of the reader, not the scheme's ranking" })
    : null;
  return [
    report.project?.id,
    report.scheme ? t({ zh: `方案 ${report.scheme.version}`, en: `scheme ${report.scheme.version}` }) : null,
    weights,
    report.as_of ? t({ zh: `基准日 ${report.as_of}`, en: `as of ${report.as_of}` }) : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** @param {MatchReport} report */
function requirement(report) {
  const rows = report.project?.requirement ?? [];
  return rows.length
    ? block(
        { zh: '需求', en: 'Requirement' },
        ...(report.notes ?? []).map((note) => el('p', {}, el('b', {}, t(note)))),
        el('p', {}, rows.map((row) => `${t(row)} ${t(row.text)}`).join(t({ zh: '；', en: '; ' }))),
      )
    : null;
}

/** @param {MatchReport} report */
function funnel(report) {
  const lines = Object.entries(report.funnel ?? {}).flatMap(([kind, steps]) => {
    const end = steps?.at(-1);
    if (!steps || !end) return [];
    const removed = steps.filter((step) => step.removed).map((step) => `${t(step)} −${number(step.removed)}`);
    return el(
      'p',
      {},
      el('b', {}, t(kind === 'land' ? { zh: '土地', en: 'Land' } : { zh: '楼层', en: 'Floors' })),
      ` ${number(steps[0].before)} → ${number(end.left)}: `,
      removed.join(t({ zh: '，', en: ', ' })),
    );
  });
  return lines.length ? block({ zh: '逐条筛除', en: 'Rule by rule' }, ...lines) : null;
}

/** @param {MatchReport} report */
function ranking(report) {
  const criteria = report.scheme?.criteria ?? [];
  /** @param {RankedMatch} one */
  const doubts = (one) =>
    saidOnce
      .own(one)
      .map((each) => t(each))
      .join(t({ zh: '；', en: '; ' }));
  /** @param {Answers['SiteView']} site */
  const area = ({ area_m2: m2, kind }) =>
    m2 === null ? '' : kind === 'land' ? `${v.mu(m2)} ${t(UNITS.mu)}` : `${number(m2)} m²`;
  const rows = report.matches.map((one) => {
    const points = new Map(
      one.contributions.map((part) => [part.criterion, part.value === null ? '?' : fixed(part.points, 2)]),
    );
    return el(
      'tr',
      {},
      el('td', { class: 'num' }, String(one.rank ?? '')),
      el(
        'td',
        {},
        el('b', {}, nameOf(one.site ?? one.project)),
        ' ',
        one.site ? area(one.site) : '',
        doubts(one) ? el('div', {}, `? ${doubts(one)}`) : null,
      ),
      ...criteria.map((each) => el('td', { class: 'num' }, points.get(each.id) ?? '')),
      el('td', { class: 'num' }, el('b', {}, fixed(one.score ?? 0, 2))),
    );
  });
  const headings = [
    { zh: '名次', en: 'Rank' },
    { zh: '地块或楼层', en: 'Site' },
    ...criteria.map((one) => ({
      zh: `${one.zh} ${number(one.weight, 1)}`,
      en: `${one.en} ${number(one.weight, 1)}`,
    })),
    { zh: '得分', en: 'Score' },
  ];
  return rows.length ? block({ zh: '排名', en: 'Ranking' }, table(headings, rows)) : null;
}

/** What is said once, and what to collect with whom to ask: a desk takes it along. @param {MatchReport} report */
function above(report) {
  const said = saidOnce.sentences(report).map((words) => el('p', {}, t(words)));
  const { collect } = report;
  if (collect) {
    const rows = collect.lines.map((line) =>
      el(
        'tr',
        {},
        el('td', { class: 'num' }, String(line.step)),
        el('td', {}, t(line)),
        el('td', {}, t(saidOnce.figures(line))),
        el('td', {}, line.who ? t(line.who) : ''),
      ),
    );
    said.push(
      el('p', {}, t(collect)),
      table(
        [
          { zh: '序', en: 'No.' },
          { zh: '查明什么', en: 'To find out' },
          { zh: '可定几处', en: 'What it decides' },
          { zh: '向谁核实', en: 'Whom to ask' },
        ],
        rows,
      ),
    );
  }
  return said.length ? block({ zh: '先看', en: 'Read first' }, ...said) : null;
}

function joined() {
  const rows = joinedSites
    .all()
    .map((one) =>
      el(
        'tr',
        {},
        el('td', { class: 'num' }, String(one.rank)),
        el('td', {}, one.items.map((item) => nameOf(item)).join(' + ')),
        el('td', { class: 'num' }, joinedSites.sized(one)),
        el('td', {}, [joinedSites.owners(one), joinedSites.shape(one)].filter(Boolean).join(' · ')),
      ),
    );
  return rows.length
    ? block(
        { zh: '拼合方案', en: 'Combined sites' },
        table(
          [
            { zh: '序', en: 'No.' },
            { zh: '组成', en: 'Made of' },
            { zh: '面积', en: 'Area' },
            { zh: '权属与形状', en: 'Owners and shape' },
          ],
          rows,
        ),
      )
    : null;
}

function relaxation() {
  const changes = studies.of('relaxation')?.changes ?? [];
  return changes.length
    ? block(
        { zh: '最小放宽', en: 'Smallest relaxation' },
        el('ul', {}, ...changes.map((change) => el('li', {}, t(change.words ?? { zh: '', en: '' })))),
      )
    : null;
}

/** What the marks of the map mean, how much the ranking owes to the weights, and by what another can make it again. @param {MatchReport} report */
function key(report) {
  const marks =
    t({ zh: '实心圆号：符合；虚线圆号：待核实', en: 'Full disc: fits; dashed disc: to check' }) +
    (joinedSites.shown() ? t({ zh: '；蓝框：拼合方案', en: '; blue line: combined site' }) : '');
  const shaken = studies.of('stability')?.words;
  return el(
    'p',
    { class: 'print-words' },
    [marks, shaken ? t(shaken) : null, secondRanking.basis(report)].filter(Boolean).join(t({ zh: '。', en: '. ' })),
  );
}

/**
 * The sheet of what is asked now: the features that its map shows, its head and its body.
 * @param {MatchReport} report
 * @returns {[Feature[], ...HTMLElement[]]}
 */
function sheet(report) {
  const sites = report.matches.flatMap(({ site }) => site ?? []).slice(0, 10);
  return [
    itemsOf(sites),
    head(titled(report), under(report)),
    el(
      'div',
      { class: 'print-body' },
      requirement(report),
      funnel(report),
      above(report),
      ranking(report),
      joined(),
      relaxation(),
      key(report),
      foot(),
    ),
  ];
}

/** @param {MatchReport} report */
export const print = (report) => paper.print(() => sheet(report));

paper.sheets.set('match', () => (matching.current().report ? sheet(matching.current().report) : null));
