/* How stable a ranking is under other weights: in a line, of one site, and as a table. */

import { el, svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { number } from '../base/rounding.js';
import * as v from '../base/values.js';
import { language, nameOf, t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as widgets from '../page/widgets.js';
import * as studies from './studies.js';

/** @typedef {StudyAnswer<'stability'>} Stability */

/** @param {number} share */
const percent = (share) => `${number(share * 100, 1)}\u202f%`;

/**
 * The study of a ranking of sites that draws could shake; null where there is nothing to say.
 * @param {MatchReport} report
 */
function shaken(report) {
  const study = studies.of('stability');
  return study?.sites.length && !report.site && report.matches.length > 1 ? study : null;
}

/** How often the first stay where they are, in a line. @param {MatchReport} report */
export function line(report) {
  const study = shaken(report);
  if (study === null || study.first_share === null) return null;
  const spread = number(study.spread_pct, 0);
  const third = report.matches.length > 3 ? study.top3_share : null;
  /** @param {number} share */
  const b = (share) => el('b', {}, percent(share));
  const words =
    language() === 'en'
      ? [
          `With weights ±${spread}\u202f%, no. 1 stays first in `,
          b(study.first_share),
          ' of draws',
          third === null ? null : [', the first 3 stay in ', b(third)],
        ]
      : [
          `权重 ±${spread}\u202f% 内第 1 名稳定于 `,
          b(study.first_share),
          ' 的试算',
          third === null ? null : ['，前 3 名 ', b(third)],
        ];
  return el('p', { class: 'stability', 'data-key': 'stability' }, ...words.flat());
}

/** The way to the table of ranges. @param {MatchReport} report */
export function button(report) {
  const study = shaken(report);
  if (study === null || study.first_share === null) return null;
  return el(
    'button',
    {
      type: 'button',
      class: 'link push nowrap',
      'data-key': 'stability-list',
      'aria-haspopup': 'dialog',
      onclick: () => ranges(report, study),
    },
    t({ zh: '名次范围', en: 'Ranges of rank' }),
  );
}

/** How a site's rank moves when the weights do, in words; null where that is not known. @param {RankedMatch} match */
export function ofSite({ site: asked }) {
  const study = studies.of('stability');
  const site = study?.sites.find((each) => each.collection === asked?.collection && each.id === asked.id);
  if (!study || !site) return null;
  const range =
    site.rank_min === site.rank_max
      ? t({ zh: `始终第 ${site.rank_min} 名`, en: `always no. ${site.rank_min}` })
      : t({ zh: `第 ${site.rank_min}–${site.rank_max} 名`, en: `no. ${site.rank_min}–${site.rank_max}` });
  return t({
    zh: `权重 ±${number(study.spread_pct, 0)}\u202f% 内：${range}；居首 ${percent(site.first_share)}，进前 3 名 ${percent(site.top3_share)}`,
    en: `with weights ±${number(study.spread_pct, 0)}\u202f%: ${range}; first in ${percent(site.first_share)}, among the first 3 in ${percent(site.top3_share)}`,
  });
}

/**
 * From the best rank to the worst on a line of all ranks, with today's as a dot.
 * @param {Answers['SiteStability']} site
 * @param {number} most
 */
function span(site, most) {
  /** @param {number} rank */
  const at = (rank) => 6 + ((rank - 1) / Math.max(1, most - 1)) * 108;
  return svg(
    'svg',
    { viewBox: '0 0 120 14', width: 120, height: 14, 'aria-hidden': 'true' },
    svg('line', { x1: 6, x2: 114, y1: 7, y2: 7, stroke: colour('line') }),
    svg('line', {
      x1: at(site.rank_min),
      x2: at(site.rank_max),
      y1: 7,
      y2: 7,
      stroke: colour('accent'),
      'stroke-width': 4,
      'stroke-linecap': 'round',
    }),
    svg('circle', {
      cx: at(site.rank),
      cy: 7,
      r: 4,
      fill: colour('paper'),
      stroke: colour('accent'),
      'stroke-width': 2,
    }),
  );
}

/** @param {MatchReport} report @param {Stability} study */
function ranges(report, study) {
  const names = new Map(
    report.matches.flatMap(({ site }) => (site ? [[`${site.collection}\n${site.id}`, nameOf(site)]] : [])),
  );
  const most = Math.max(...study.sites.map((site) => site.rank_max));
  const headings = [
    { zh: '名次', en: 'Rank' },
    { zh: '地块或楼层', en: 'Site' },
    { zh: '居首', en: 'First' },
    { zh: '进前 3 名', en: 'In first 3' },
    { zh: '名次范围', en: 'Range of rank' },
  ];
  const rows = study.sites.map((site) =>
    el(
      'tr',
      {},
      el('td', { class: 'num' }, String(site.rank)),
      el(
        'th',
        { scope: 'row' },
        names.get(`${site.collection}\n${site.id}`) ??
          v.name(site.collection, featuresOf(site.collection).get(site.id)) ??
          site.id,
      ),
      el('td', { class: 'num' }, percent(site.first_share)),
      el('td', { class: 'num' }, percent(site.top3_share)),
      el(
        'td',
        {},
        el(
          'span',
          { class: 'rank-span' },
          span(site, most),
          site.rank_min === site.rank_max ? String(site.rank_min) : `${site.rank_min}–${site.rank_max}`,
        ),
      ),
    ),
  );
  widgets.dialog(
    t({ zh: '名次的稳定性', en: 'How stable the ranking is' }),
    el(
      'p',
      { class: 'note dialog-note' },
      t({
        zh: `各项权重在 ±${number(study.spread_pct, 0)}\u202f% 内随机变动 ${number(study.draws)} 次，种子 ${study.seed}；圆点为现名次。`,
        en: `Each weight is varied at random within ±${number(study.spread_pct, 0)}\u202f%, ${number(study.draws)} times, seed ${study.seed}; the dot is today's rank.`,
      }),
    ),
    el(
      'table',
      { class: 'compare ranges' },
      el('thead', {}, el('tr', {}, ...headings.map((words) => el('th', { scope: 'col' }, t(words))))),
      el('tbody', {}, ...rows),
    ),
  );
}
