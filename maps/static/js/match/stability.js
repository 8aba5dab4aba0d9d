/* How stable a ranking is under other weights: in a line, of one site, and as a table. */

import { el, svg } from '../base/dom.js';
import * as v from '../base/values.js';
import { language, nameOf, t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as widgets from '../page/widgets.js';
import * as studies from './studies.js';

const percent = (share) => `${v.number(share * 100, 1)}\u202f%`;
const shares = (found) => found && typeof found.first_share === 'number' && found.sites?.length;

export function line(report) {
  const found = studies.of('stability');
  if (report.site || !shares(found) || report.matches.length < 2) return null;
  const spread = v.number(found.spread_pct, 0);
  const third = report.matches.length > 3 && typeof found.top3_share === 'number';
  const b = (share) => el('b', {}, percent(share));
  const words =
    language() === 'en'
      ? [
          `With weights ±${spread}\u202f%, no. 1 stays first in `,
          b(found.first_share),
          ' of draws',
          third ? [', the first 3 stay in ', b(found.top3_share)] : null,
        ]
      : [
          `权重 ±${spread}\u202f% 内第 1 名稳定于 `,
          b(found.first_share),
          ' 的试算',
          third ? ['，前 3 名 ', b(found.top3_share)] : null,
        ];
  return el('p', { class: 'stability', 'data-key': 'stability' }, ...words.flat());
}

export function button(report) {
  const found = studies.of('stability');
  if (report.site || !shares(found) || report.matches.length < 2) return null;
  return el(
    'button',
    {
      type: 'button',
      class: 'link push nowrap',
      'data-key': 'stability-list',
      'aria-haspopup': 'dialog',
      onclick: () => ranges(report, found),
    },
    t({ zh: '名次范围', en: 'Ranges of rank' }),
  );
}

/** How a site's rank moves when the weights do, in words; null where that is not known. */
export function ofSite(one) {
  const found = studies.of('stability');
  const site =
    one.site && found?.sites?.find((each) => each.collection === one.site.collection && each.id === one.site.id);
  if (!site) return null;
  const range =
    site.rank_min === site.rank_max
      ? t({ zh: `始终第 ${site.rank_min} 名`, en: `always no. ${site.rank_min}` })
      : t({ zh: `第 ${site.rank_min}–${site.rank_max} 名`, en: `no. ${site.rank_min}–${site.rank_max}` });
  return t({
    zh: `权重 ±${v.number(found.spread_pct, 0)}\u202f% 内：${range}；居首 ${percent(site.first_share)}，进前 3 名 ${percent(site.top3_share)}`,
    en: `with weights ±${v.number(found.spread_pct, 0)}\u202f%: ${range}; first in ${percent(site.first_share)}, among the first 3 in ${percent(site.top3_share)}`,
  });
}

/** From the best rank to the worst on a line of all ranks, with today's as a dot. */
function span(site, most) {
  const at = (rank) => 6 + ((rank - 1) / Math.max(1, most - 1)) * 108;
  return svg(
    'svg',
    { viewBox: '0 0 120 14', width: 120, height: 14, 'aria-hidden': 'true' },
    svg('line', { x1: 6, x2: 114, y1: 7, y2: 7, stroke: '#D9DED8' }),
    svg('line', {
      x1: at(site.rank_min),
      x2: at(site.rank_max),
      y1: 7,
      y2: 7,
      stroke: '#0B665E',
      'stroke-width': 4,
      'stroke-linecap': 'round',
    }),
    svg('circle', { cx: at(site.rank), cy: 7, r: 4, fill: '#fff', stroke: '#0B665E', 'stroke-width': 2 }),
  );
}

function ranges(report, found) {
  const names = new Map(
    report.matches.filter((one) => one.site).map((one) => [`${one.site.collection}\n${one.site.id}`, nameOf(one.site)]),
  );
  const most = Math.max(...found.sites.map((site) => site.rank_max));
  const headings = [
    { zh: '名次', en: 'Rank' },
    { zh: '地块或楼层', en: 'Site' },
    { zh: '居首', en: 'First' },
    { zh: '进前 3 名', en: 'In first 3' },
    { zh: '名次范围', en: 'Range of rank' },
  ];
  const rows = found.sites.map((site) =>
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
        zh: `各项权重在 ±${v.number(found.spread_pct, 0)}\u202f% 内随机变动 ${v.number(found.draws)} 次，种子 ${found.seed}；圆点为现名次。`,
        en: `Each weight is varied at random within ±${v.number(found.spread_pct, 0)}\u202f%, ${v.number(found.draws)} times, seed ${found.seed}; the dot is today's rank.`,
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
