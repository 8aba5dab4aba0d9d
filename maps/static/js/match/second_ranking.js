/* What stands behind "more" of a ranking: the second method, how far the two agree, and of which data and scheme the ranking is. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { fixed } from '../base/rounding.js';
import { t } from '../base/words.js';
import { touched } from '../page/panels.js';
import * as widgets from '../page/widgets.js';
import * as studies from './studies.js';

let open = false;
/** @type {'sum' | 'topsis'} */
let by = 'sum';

/** The way to it. Who closes it is back at the ranking that the map shows. */
export function button() {
  return el(
    'button',
    {
      type: 'button',
      class: 'link push nowrap',
      'data-key': 'rank-more',
      'aria-expanded': String(open),
      onclick: () => {
        open = !open;
        by = 'sum';
        touched(['match']);
      },
    },
    open ? t({ zh: '收起', en: 'Less' }) : t({ zh: '更多', en: 'More' }),
  );
}

/** @param {MatchReport} report */
export function section(report) {
  if (!open) return null;
  return el(
    'div',
    { class: 'order' },
    methods(),
    agreement(),
    el('span', { class: 'meta whole-width' }, basis(report)),
  );
}

/** Of which scheme and which state of the data the ranking is: by this another can make it again. @param {MatchReport} report */
export const basis = (report) =>
  [
    report.scheme ? t({ zh: `方案 ${report.scheme.version}`, en: `scheme ${report.scheme.version}` }) : null,
    report.inventory ? t({ zh: `台账版本 ${report.inventory}`, en: `data version ${report.inventory}` }) : null,
    t({ zh: `基准日 ${report.as_of ?? config.as_of}`, en: `day of the question ${report.as_of ?? config.as_of}` }),
  ]
    .filter(Boolean)
    .join(' · ');

function methods() {
  if (!studies.of('topsis')?.ranking.length) return null;
  return el(
    'span',
    { class: 'order-methods' },
    el('span', { class: 'meta' }, t({ zh: '排序', en: 'Order' })),
    widgets.segments(
      t({ zh: '排序', en: 'Order' }),
      [
        { id: 'sum', text: t({ zh: '加权和', en: 'Weighted sum' }) },
        { id: 'topsis', text: 'TOPSIS' },
      ],
      by,
      (id) => {
        by = id;
        touched(['match']);
      },
    ),
  );
}

function agreement() {
  const study = studies.of('topsis');
  if (!study?.ranking.length || study.agreement === null) return null;
  const explain = {
    zh: '两种排名的一致度（肯德尔 τ-b）：1 为完全一致，0 为无关',
    en: 'how far the two rankings agree (Kendall τ-b): 1 wholly, 0 not at all',
  };
  const figure = fixed(study.agreement, 2);
  return el(
    'span',
    { class: 'meta push', title: t(explain) },
    t({ zh: `一致度 ${figure}`, en: `agreement ${figure}` }),
  );
}

/* ---- the second ranking itself ---- */

/** @type {{ study: StudyAnswer<'topsis'> | null, byPlace: Map<string, Answers['TopsisSite']> }} */
let ranks = { study: null, byPlace: new Map() };

/** A site in the second ranking. @param {RankedMatch} one */
function rankOf(one) {
  const study = studies.of('topsis');
  if (ranks.study !== study)
    ranks = { study, byPlace: new Map((study?.ranking ?? []).map((each) => [`${each.collection}\n${each.id}`, each])) };
  return one.site ? (ranks.byPlace.get(`${one.site.collection}\n${one.site.id}`) ?? null) : null;
}

/** Matches in the order that was asked for. @param {RankedMatch[]} matches */
export function ordered(matches) {
  if (by === 'sum' || !studies.of('topsis')) return matches;
  return [...matches].sort(
    (a, b) => (rankOf(a)?.rank ?? Infinity) - (rankOf(b)?.rank ?? Infinity) || (a.rank ?? 0) - (b.rank ?? 0),
  );
}

/** What is to be known of that order. */
export function note() {
  if (by === 'sum' || !studies.of('topsis')) return null;
  return el(
    'p',
    { class: 'note rank-note' },
    t({
      zh: '按 TOPSIS 贴近度排列；圆号仍是加权和的名次，与地图一致。',
      en: 'In the order of TOPSIS closeness; the discs keep the rank by weighted sum, as on the map.',
    }),
  );
}

/** The rank of a row in it. @param {RankedMatch} one */
export function badge(one) {
  const other = open ? rankOf(one) : null;
  if (!other) return null;
  const words = t({
    zh: `TOPSIS 第 ${other.rank} 名，贴近度 ${fixed(other.closeness, 3)}`,
    en: `TOPSIS rank ${other.rank}, closeness ${fixed(other.closeness, 3)}`,
  });
  return el(
    'span',
    { class: other.rank === one.rank ? 'second' : 'second differs', title: words },
    el('span', { 'aria-hidden': 'true' }, `T${other.rank}`),
    el('span', { class: 'offscreen' }, words),
  );
}
