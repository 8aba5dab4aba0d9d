/* What a typed text is read as, and offers: its reading to be applied, a place to go to, words to choose among, things by name. */

import { emit, on } from '../base/events.js';
import { number, rounded } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { askAnew, findCard, needFloor, switchMode } from '../data/actions.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import { AROUND, distanceWords } from '../data/near.js';
import { nearest } from '../data/nearest.js';
import * as asking from '../data/phrases/asking.js';
import { read } from '../data/phrases/reader.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import * as readingView from './reading_view.js';

const MOST = 8;

/** @type {{ typed: string, reading: Reading } | null} */
let last = null;
/** The reading of a text; the same text is read once. @param {string} typed @returns {Reading} */
export function readingOf(typed) {
  if (last?.typed !== typed) last = { typed, reading: read(typed) };
  return last.reading;
}

/** What a page holds is read anew: names may have come. */
export function forget() {
  last = null;
}
on('loaded', forget);

/** The reading of a text as it stands below the box; `arrived` is called when counts of a large layer have come. @param {string} typed @param {() => void} arrived */
export const viewReading = (typed, arrived) => readingView.view(readingOf(typed), arrived);

/** Offers for a text, best first. @param {string} typed @returns {Offer[]} */
export function offers(typed) {
  if (!typed.trim()) return [];
  const reading = readingOf(typed);
  const { conditions, place, choices, things } = reading;
  return [
    ...(conditions.length ? [wholeOffer(reading), ...openOffers(reading)] : []),
    ...(place ? [placeOffer(place)] : []),
    ...choices.flatMap(({ word, conditions: all }) => all.map((one) => choiceOffer(reading, word, one))),
    ...things.map(thingOffer),
  ].slice(0, MOST);
}

/** What Enter takes where nothing is chosen; null where it is for the reader to choose. @param {Offer[]} all @param {Reading} reading */
export function foremost(all, { conditions, place, things, unknown }) {
  if (conditions.length || place) return all[0] ?? null;
  return things.length === 1 && !unknown.length ? (all.find(({ icon }) => icon !== 'filter') ?? null) : null;
}

/** @param {Reading} reading @returns {Offer} */
const wholeOffer = (reading) => ({
  icon: 'filter',
  text: t({ zh: '按以上条件查找', en: 'Search for this' }),
  note: t({ zh: '回车', en: 'Enter' }),
  run: () => apply(reading),
});

/**
 * Where no floor has the area alone, and floors are there without it: these, to be joined. A floor's area is asked of each floor.
 * @param {Reading} reading
 * @returns {Offer[]}
 */
function openOffers(reading) {
  const id = reading.active ?? questions.active();
  const area = reading.conditions.find(({ key, asks }) => key === 'area' && asks.some((ask) => ask.id === id));
  const isFloor = schema.collection(id).kind === 'space';
  if (!area || !isFloor || source.countHere(id, asking.beside(id, reading.conditions)) !== 0) return [];
  const conditions = reading.conditions.filter((one) => one !== area);
  const count = source.countHere(id, asking.beside(id, [withoutBounds(area), ...conditions]));
  if (!count) return [];
  return [
    {
      icon: 'building',
      text: t({ zh: '没有一层够大：先不限单层面积', en: 'No single floor is so large: leave its area open' }),
      note: `${number(count)} ${v.noun(id, count)}`,
      run: () => {
        apply({ ...reading, conditions }, [area]);
        needFloor(needed(area, id));
      },
    },
  ];
}

/** What was asked of one floor, which several are to have together. @param {Condition} area @param {string} id */
const needed = (area, id) => Number(area.asks.find((ask) => ask.id === id)?.low) || null;

/** A condition that asks nothing of its fields any more. @param {Condition} condition @returns {Condition} */
const withoutBounds = (condition) => ({
  ...condition,
  asks: condition.asks.map((ask) => ({ ...ask, low: null, high: null })),
});

/** @param {Place} place @returns {Offer} */
const placeOffer = (place) => ({
  icon: 'pin',
  text: t({ zh: '到这个坐标', en: 'Go to this place' }) + placeWords(place),
  note: place.inside ? '' : t({ zh: '不在本区范围内', en: 'outside this district' }),
  run: () => goTo(place),
});

/** @param {Place} place */
const placeWords = ({ point: [lng, lat] }) => ` ${rounded(lat, 5)}, ${rounded(lng, 5)}`;

/** @param {Reading} reading @param {string} word @param {Condition} condition @returns {Offer} */
const choiceOffer = (reading, word, condition) => ({
  icon: 'filter',
  text: v.capital(asking.brief(condition, condition.asks[0]?.id ?? questions.active())),
  note: t({ zh: `“${word}”`, en: `“${word}”` }),
  run: () => apply({ ...reading, conditions: [...reading.conditions, condition] }),
});

/** @param {Spot} spot @returns {Offer} */
function thingOffer({ collection, id }) {
  const { kind, title } = schema.collection(collection);
  return {
    icon: kind === 'project' ? 'match' : 'locate',
    text: v.name(collection, featuresOf(collection).get(id)),
    note: `${t(title)} · ${id}`,
    run: () => go(collection, kind, id),
  };
}

/**
 * Ask what was read: conditions come in place of those of the same fields, and the list turns to what is asked.
 * @param {Pick<Reading, 'conditions' | 'active' | 'place'>} reading
 * @param {Condition[]} [left] conditions whose fields are left open
 */
export function apply({ conditions, active, place }, left = []) {
  const queries = { ...state.queries };
  for (const { id } of questions.stock()) queries[id] = asking.beside(id, [...left.map(withoutBounds), ...conditions]);
  const listed = active ?? richest(queries);
  emit('marked', null);
  needFloor(null);
  askAnew(queries, listed);
  if (place) goTo(place);
}

/** The layer to turn to where the one that is listed would be empty and another not; null where none need be. @param {Record<string, Question>} queries */
function richest(queries) {
  const now = questions.active();
  if (source.countHere(now, queries[now]) !== 0) return null;
  return questions.stock().find(({ id }) => source.countHere(id, queries[id]))?.id ?? null;
}

/** Mark a place, and open the card of the parcel on it or nearest to it. @param {Place} place */
function goTo({ point }) {
  const all = schema.ofKind('parcel').flatMap(({ id }) => {
    const near = nearest(id, point);
    return near ? [{ collection: id, ...near }] : [];
  });
  const [best] = all.sort((a, b) => a.metres - b.metres);
  switchMode('find');
  emit(
    'marked',
    point,
    best
      ? bestWords(best)
      : t({ zh: `${distanceWords(AROUND)} 内没有宗地`, en: `no parcel within ${distanceWords(AROUND)}` }),
  );
  if (best) findCard(best, best.collection);
}

/** @param {Spot & { metres: number }} parcel */
function bestWords({ collection, id, metres }) {
  const name = v.name(collection, featuresOf(collection).get(id));
  const far = number(metres, 0);
  return metres
    ? t({ zh: `最近的宗地：${name}，相距 ${far} m`, en: `Nearest parcel: ${name}, ${far} m away` })
    : t({ zh: `坐标在 ${name} 内`, en: `The place lies in ${name}` });
}

/** @param {string} id @param {Kind} kind @param {string} key */
function go(id, kind, key) {
  if (kind === 'project') {
    matching.choose({ projectId: key });
    return;
  }
  findCard({ collection: id, id: key }, questions.stock().some((one) => one.id === id) ? id : null);
}
