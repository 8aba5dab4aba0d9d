/* Criteria by their names and colours. */

import { el } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { capital } from '../base/values.js';
import { t } from '../base/words.js';

const COLOUR = /^#[0-9a-f]{6}$/i;

/** The criteria of a scheme by their ids. @param {MatchReport['scheme']} scheme */
export const coloursOf = (scheme) => new Map((scheme?.criteria ?? []).map((one) => [one.id, one]));

/** What a criterion is called where it stands as a label. @param {Words} criterion */
export const called = (criterion) => capital(t(criterion));

/** The colour of a criterion, grey where it is none. @param {string | undefined} declared */
export const safe = (declared) => (declared && COLOUR.test(declared) ? declared : colour('ink-3'));

/** @param {string | undefined} declared */
export function dot(declared) {
  const box = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  box.style.background = safe(declared);
  return box;
}
