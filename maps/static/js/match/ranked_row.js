/* One row of the ranking: its rank and verdict, what it is, its score in parts, what of it is still to be checked. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import * as v from '../base/values.js';
import { nameOf, t } from '../base/words.js';
import { touched } from '../page/shell.js';
import * as rankedDetail from './ranked_detail.js';
import * as studies from './studies.js';

/** The project that is unfolded: unlike a site it cannot be chosen on the map. @type {string | null} */
let unfolded = null;

/** @param {RankedMatch} one */
const keyOf = (one) => (one.site ? `${one.site.collection}\n${one.site.id}` : String(one.project.id));

/** @type {{ study: StudyAnswer<'topsis'> | null, byPlace: Map<string, Answers['TopsisSite']> }} */
let ranks = { study: null, byPlace: new Map() };

/** A site in the second ranking. @param {RankedMatch} one */
export function secondOf(one) {
  const study = studies.of('topsis');
  if (ranks.study !== study)
    ranks = { study, byPlace: new Map((study?.ranking ?? []).map((each) => [`${each.collection}\n${each.id}`, each])) };
  return one.site ? (ranks.byPlace.get(keyOf(one)) ?? null) : null;
}

/**
 * The row of a match, with what stands under it where it is chosen.
 * @param {RankedMatch} one
 * @param {MatchReport} report
 */
export function row(one, report) {
  const key = keyOf(one);
  const { selected } = state;
  const here = one.site
    ? selected?.collection === one.site.collection && selected?.id === one.site.id
    : unfolded === key;
  const item = el('li', { class: 'ranked', 'aria-current': here ? 'true' : null, 'data-place': key });
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
        second(one),
        el('span', { class: 'score' }, v.fixed(one.score ?? 0, 2)),
      ),
      bar(one, report.scheme),
    ),
    unknowns(one),
    here ? rankedDetail.detail(one, report) : '',
  );
  item.addEventListener('pointerenter', () => {
    if (one.site) changeState({ hovered: { collection: one.site.collection, id: one.site.id } });
  });
  item.addEventListener('pointerleave', () => changeState({ hovered: null }));
  return item;
}

/** @param {RankedMatch} one */
function second(one) {
  const other = secondOf(one);
  if (!other) return null;
  const words = t({
    zh: `TOPSIS 第 ${other.rank} 名，贴近度 ${v.fixed(other.closeness, 3)}`,
    en: `TOPSIS rank ${other.rank}, closeness ${v.fixed(other.closeness, 3)}`,
  });
  return el(
    'span',
    { class: other.rank === one.rank ? 'second' : 'second differs', title: words },
    el('span', { 'aria-hidden': 'true' }, `T${other.rank}`),
    el('span', { class: 'offscreen' }, words),
  );
}

/** @param {RankedMatch} one @param {boolean} here */
function choose(one, here) {
  if (one.site) changeState({ selected: here ? null : { collection: one.site.collection, id: one.site.id } });
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
  const colours = rankedDetail.coloursOf(scheme);
  const made = el('span', {
    class: 'score-bar',
    role: 'img',
    'aria-label': t({ zh: `得分 ${v.fixed(one.score ?? 0, 2)}`, en: `Score ${v.fixed(one.score ?? 0, 2)}` }),
  });
  const total = [...colours.values()].reduce((sum, each) => sum + each.weight, 0) || 100;
  for (const part of one.contributions) {
    const piece = el('i', {
      title: `${t(part)} ${part.value === null ? '?' : v.fixed(part.points, 2)} / ${v.number(part.weight, 1)}`,
    });
    const width = part.value === null ? part.weight : part.points;
    piece.style.width = `${(width / total) * 100}%`;
    if (part.value === null) piece.className = 'open';
    else piece.style.background = rankedDetail.safe(colours.get(part.criterion)?.colour);
    made.append(piece);
  }
  return made;
}

/** @param {RankedMatch} one */
function unknowns(one) {
  const unknown = one.verdicts.filter((each) => each.answer === 'unknown');
  if (!unknown.length) return '';
  return el('div', { class: 'unknowns' }, ...unknown.map((each) => el('span', { class: 'unknown' }, `? ${t(each)}`)));
}
