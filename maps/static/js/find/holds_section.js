/* On the card: who holds how much of a plot or floor until when, and what is left of it. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import * as holds from '../base/holds.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { otherTongue, t } from '../base/words.js';
import { openCard } from '../data/actions.js';
import { featuresOf } from '../data/features.js';

/** @typedef {import('../base/holds.js').Held} Held */

export const HOLDS = { zh: '意向预留', en: 'Holds' };

/** All of it, in the words of its kind. @param {string} id */
function wholeWords(id) {
  const { kind } = schema.collection(id);
  if (kind === 'space') return t({ zh: '整层', en: 'whole floor' });
  return kind === 'parcel' ? t({ zh: '整宗', en: 'whole plot' }) : t({ zh: '全部', en: 'all of it' });
}

/** How much of it a hold has. @param {string} id @param {Held} held */
export const amountWords = (id, { area_m2: area }) => (area === null ? wholeWords(id) : `${number(area, 2)} m²`);

/** Until when, in words; null where nobody knows. @param {Held} held */
export function untilWords({ until, recorded }) {
  if (until) return t({ zh: `至 ${until}`, en: `until ${until}` });
  return recorded ? null : t({ zh: '已落地', en: 'landed' });
}

/** The project that a holder is, where the page has it. @param {string | null} key */
function projectOf(key) {
  const collection = config.projects?.collection;
  const feature = collection && key ? featuresOf(collection).get(key) : null;
  return collection && feature ? { collection, feature } : null;
}

/** Who holds it: a project by name and number. @param {Held} held */
export function holderWords(held) {
  const project = projectOf(held.holder);
  return project ? `${v.name(project.collection, project.feature)} ${held.holder}` : held.holder;
}

/** @param {Held} held */
function holder(held) {
  const words = holderWords(held);
  const project = projectOf(held.holder);
  if (!words) return v.unknown();
  if (!project) return el('span', { lang: otherTongue(words) }, words);
  return el(
    'button',
    {
      type: 'button',
      class: 'link middling',
      onclick: () => openCard({ collection: project.collection, id: String(project.feature.id) }),
    },
    words,
  );
}

/** @param {string} id @param {Feature} one */
export function section(id, one) {
  const all = holds.holdsOf(id, one);
  if (!all.length) return null;
  return el(
    'section',
    { class: 'section', 'data-key': 'holds' },
    el('h3', {}, t(HOLDS)),
    el(
      'dl',
      { class: 'holds' },
      ...all.map((held) =>
        el(
          'div',
          {},
          el('dt', {}, holder(held)),
          el('dd', {}, amountWords(id, held)),
          el('dd', { class: 'from' }, untilWords(held) ?? v.unknown(t({ zh: '期限', en: 'end' }))),
        ),
      ),
    ),
  );
}

/** @param {number} m2 */
export const leftWords = (m2) => t({ zh: `可用 ${number(m2)} m²`, en: `${number(m2)} m² free` });

/** The chips of a held plot or floor above its name. @param {string} id @param {Feature} one */
export function chips(id, one) {
  const whole = holds.wholeHold(id, one);
  const parts = holds.partsHeld(id, one);
  const until = whole ? untilWords(whole) : null;
  const words = [
    until ? t({ zh: `意向预留${until.startsWith('至') ? '' : '，'}${until}`, en: `Held ${until}` }) : null,
    parts ? t({ zh: `其中 ${number(parts)} m² 已预留`, en: `${number(parts)} m² of it held` }) : null,
  ];
  return words.map((said) => (said ? el('span', { class: 'chip' }, said) : null));
}

/** What no field of the record says of its holds: parts of a floor, and all of what has no field for a holder. @param {string} id @param {Feature} one */
export const isUnrecorded = (id, one) =>
  holds.partsHeld(id, one) > 0 || (!schema.role(id, 'held_by') && holds.wholeHold(id, one) !== null);

export const HELD_IN_PART = { zh: '部分预留', en: 'held in part' };

/** In a cell: who holds how much of a floor, or until when each. @param {string} id @param {Feature} one @param {boolean} isOfHolders */
export const partsWords = (id, one, isOfHolders) =>
  holds
    .holdsOf(id, one)
    .map((held) => (isOfHolders ? `${held.holder} ${amountWords(id, held)}` : (held.until ?? untilWords(held))))
    .join(t({ zh: '、', en: ', ' }));

/** Who holds how much until when, a line each, for what has no room for it. @param {string} id @param {Feature} one */
export const linesOf = (id, one) =>
  holds
    .holdsOf(id, one)
    .map((held) => [holderWords(held), amountWords(id, held), untilWords(held)].filter(Boolean).join(' · '));
