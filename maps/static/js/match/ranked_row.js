/* One row of the ranking: its rank and verdict, what it is, its score in parts, what of it is still to be checked. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { fixed, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import { pickSpot, pointAt } from '../data/actions.js';
import { touched } from '../page/panels.js';
import * as besideFirst from './beside_first.js';
import { called, coloursOf, safe } from './dots.js';
import * as rankedDetail from './ranked_detail.js';
import * as saidOnce from './said_once.js';
import * as secondRanking from './second_ranking.js';

/** The project that is unfolded: unlike a site it cannot be chosen on the map. @type {string | null} */
let unfolded = null;

/** @param {RankedMatch} one */
const keyOf = (one) => (one.site ? `${one.site.collection}\n${one.site.id}` : String(one.project.id));

/** Whether it is open. @param {RankedMatch} one */
export function isOpen(one) {
  const { selected } = state;
  return one.site
    ? selected?.collection === one.site.collection && selected?.id === one.site.id
    : unfolded === keyOf(one);
}

/**
 * The row of a match, with what stands under it where it is chosen; `first` is the best of the list, `pinned` where that stays in sight.
 * @param {RankedMatch} one
 * @param {MatchReport} report
 * @param {{ first: RankedMatch, pinned: boolean }} list
 */
export function row(one, report, { first, pinned }) {
  const key = keyOf(one);
  const here = isOpen(one);
  const best = one === first ? null : first;
  const item = el('li', {
    class: pinned && !best ? 'ranked pinned' : 'ranked',
    'aria-current': here ? 'true' : null,
    'data-place': key,
  });
  item.append(
    el(
      'button',
      {
        class: 'whole-width',
        type: 'button',
        'data-key': `rank-${key}`,
        'aria-expanded': String(here),
        onclick: () => choose(one, here),
      },
      el(
        'span',
        { class: 'ranked-head' },
        disc(one),
        el(
          'span',
          { class: 'who' },
          el('span', { class: 'name' }, nameOf(one.site ?? one.project)),
          el('span', { class: 'meta' }, beside(one)),
        ),
        secondRanking.badge(one),
        el('span', { class: 'score' }, fixed(one.score ?? 0, 2)),
      ),
      bar(one, report.scheme),
      best && !here ? besideFirst.line(one, best) : null,
    ),
    unknowns(one),
    here ? rankedDetail.detail(one, report, best) : '',
  );
  item.addEventListener('pointerenter', () => {
    if (one.site) pointAt({ collection: one.site.collection, id: one.site.id });
  });
  item.addEventListener('pointerleave', () => pointAt(null));
  return item;
}

/** @param {RankedMatch} one @param {boolean} here */
function choose(one, here) {
  if (one.site) pickSpot(here ? null : { collection: one.site.collection, id: one.site.id });
  else {
    unfolded = here ? null : keyOf(one);
    touched(['match']);
  }
}

/** @param {RankedMatch} one */
function disc(one) {
  const words = config.words.outcomes[one.verdict];
  return el(
    'span',
    {
      class: `disc ${one.verdict === 'to_check' ? 'to-check' : one.verdict === 'rejected' ? 'rejected' : ''}`,
      title: t(words),
    },
    one.rank ?? '✕',
    el('span', { class: 'offscreen' }, t(words)),
  );
}

/** @param {RankedMatch} one */
function beside(one) {
  if (one.project)
    return [codeOf('tier', one.project.tier), codeOf('chain', one.project.chain)].filter(Boolean).join(' · ');
  const { site } = one;
  const field = schema.role(site.collection, 'area');
  const said = site.area_m2 === null ? null : v.area(site.area_m2, field?.land ?? site.kind === 'land');
  return [t(site.status_text), said ? `${said.figure} ${said.unit}` : null].filter(Boolean).join(' · ');
}

/** @param {string} role @param {string | null} raw */
function codeOf(role, raw) {
  const field = schema.role(config.projects?.collection ?? '', role);
  return field && raw ? v.words(field, raw) : raw;
}

/** @param {RankedMatch} one @param {MatchReport['scheme']} scheme */
function bar(one, scheme) {
  const colours = coloursOf(scheme);
  const made = el('span', {
    class: 'score-bar',
    role: 'img',
    'aria-label': t({ zh: `得分 ${fixed(one.score ?? 0, 2)}`, en: `Score ${fixed(one.score ?? 0, 2)}` }),
  });
  const total = [...colours.values()].reduce((sum, each) => sum + each.weight, 0) || 100;
  for (const part of one.contributions) {
    const piece = el('i', {
      title: `${called(part)} ${part.value === null ? '?' : fixed(part.points, 2)} / ${number(part.weight, 1)}`,
    });
    const width = part.value === null ? part.weight : part.points;
    piece.style.width = `${(width / total) * 100}%`;
    if (part.value === null) piece.className = 'open';
    else piece.style.background = safe(colours.get(part.criterion)?.colour);
    made.append(piece);
  }
  return made;
}

/** @param {RankedMatch} one */
function unknowns(one) {
  const unknown = saidOnce.own(one);
  if (!unknown.length) return '';
  return el(
    'div',
    { class: 'unknowns' },
    ...unknown.map((each) => el('span', { class: 'unknown' }, `? ${called(each)}`)),
  );
}
