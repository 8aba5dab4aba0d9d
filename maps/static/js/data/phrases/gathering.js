/* What was read, put together: one condition a field, asked of the collections that can answer it; contradictions said. */

import { schema } from '../../base/schema.js';
import { shortened } from '../near.js';
import { fieldOf, othersOf, stock } from './lexicon.js';

/** @typedef {import('./reader.js').Finds} Finds */
/** @typedef {import('./reader.js').FigureFind} FigureFind */
/** @typedef {import('./reader.js').CodeFind} CodeFind */

const MOST_CHOICES = 6;

/**
 * @param {Finds} finds
 * @param {Place | null} named a coordinate
 * @param {number | null} [metres] within which of it something is asked to lie
 * @returns {Reading}
 */
export function gathered(finds, named, metres = null) {
  const place = metres === null ? named : null;
  const notes = [...finds.notes];
  const coded = codes(finds, notes);
  const owned = finds.owners.map(({ word, holders }) => owner(word, holders));
  const sized = figures(finds, [...coded, ...owned], notes);
  const conditions = [...sized, ...coded, ...owned];
  const near = finds.near.findLast(({ spots }) => spots.length === 1);
  if (named && metres !== null) {
    conditions.push(aroundOf(named, metres));
    notes.push(...(near ? [oneDistance(near.word)] : []), ...(named.inside ? [] : [OUTSIDE]));
  } else if (near) conditions.push(besideOf(near.spots[0], near.metres));
  if (finds.texts.length) conditions.push({ ...blank('text'), text: finds.texts.join(' ') });
  const choices = [...choicesOfCodes(finds), ...choicesOfPlaces(finds)].flatMap(({ word, conditions: all }) => {
    notes.push(all.length > MOST_CHOICES ? tooMany(word, all.length) : several(word));
    return all.length > MOST_CHOICES ? [] : [{ word, conditions: all }];
  });
  const active = activeOf(conditions, finds.kinds);
  const isBare = !conditions.length && !choices.length && !place && !finds.things.length && !finds.unknown.length;
  if (isBare && !notes.length && finds.kinds.length && active) notes.push(turning(active));
  return {
    conditions,
    choices,
    place,
    things: [...new Map(finds.things.map((spot) => [`${spot.collection}/${spot.id}`, spot])).values()],
    unknown: finds.unknown.map(({ signs, from, to }) => signs.typed(from, to)),
    notes: distinct(notes),
    active,
  };
}

/** That a phrase names nothing but where to look. @param {string} id @returns {Words} */
function turning(id) {
  const { zh, en } = schema.collection(id).title;
  return { zh: `查“${zh}”，还没有条件`, en: `“${en}” is looked through; nothing is asked of it yet` };
}

/** @param {string} word @returns {Words} */
const several = (word) => ({ zh: `“${word}”不止一个，请选`, en: `“${word}” may be several: choose one` });
/** @param {string} word @param {number} count @returns {Words} */
const tooMany = (word, count) => ({
  zh: `“${word}”有 ${count} 个，请写得更全`,
  en: `“${word}” may be any of ${count}: give more of the name`,
});

/** @param {Finds} finds */
const choicesOfCodes = ({ choices }) =>
  choices.map(({ word, meanings }) => ({ word, conditions: meanings.map((one) => coding(one.key, [one])) }));

/** @param {Finds} finds */
const choicesOfPlaces = ({ near }) =>
  near
    .filter(({ spots }) => spots.length > 1)
    .map(({ word, spots, metres }) => ({ word, conditions: spots.map((spot) => besideOf(spot, metres)) }));

/** @param {Spot} spot @param {number} metres @returns {Condition} */
const besideOf = (spot, metres) => ({ ...blank('near'), near: { spot, metres, shape: null } });

/** @param {Place} place @param {number} metres @returns {Condition} */
const aroundOf = ({ point }, metres) => ({ ...blank('near'), near: { spot: null, metres, shape: [shortened(point)] } });

/** @type {Words} */
const OUTSIDE = { zh: '坐标不在本区范围内', en: 'the place lies outside this district' };
/** @param {string} word @returns {Words} */
const oneDistance = (word) => ({
  zh: `一次只按一个地点查距离，“${word}”未采用`,
  en: `a distance is asked of one place at a time: “${word}” is left out`,
});

/** @param {string} key @returns {Condition} */
const blank = (key) => ({ key, asks: [], near: null, text: '', without: [], notes: [] });

/** @param {string} id @param {Field} field @returns {Ask} */
const asking = (id, field) => ({ id, field, low: null, high: null, values: [] });

/** @param {string} word @param {{ id: string, values: string[] }[]} holders @returns {Condition} */
function owner(word, holders) {
  const asks = holders.flatMap(({ id, values }) => {
    const field = schema.role(id, 'owner');
    return field ? [{ ...asking(id, field), values }] : [];
  });
  return { ...blank('owner'), asks, text: word };
}

/** Values of one key as a condition. @param {string} key @param {{ list: Codelist, code: string }[]} meanings @returns {Condition} */
function coding(key, meanings) {
  const asks = stock().flatMap(({ id }) => {
    const field = fieldOf(id, key);
    const list = schema.listOf(field);
    const values = [...new Set(meanings.filter((one) => one.list === list).map(({ code }) => code))];
    return field && values.length ? [{ ...asking(id, field), values }] : [];
  });
  return { ...blank(key), asks };
}

/** @param {Finds} finds @param {Words[]} notes */
function codes({ codes: all }, notes) {
  /** @type {Condition[]} */
  const made = [];
  for (const key of new Set(all.map((find) => find.key))) {
    const own = all.filter((find) => find.key === key);
    for (const list of new Set(own.flatMap(({ meanings }) => meanings.map((one) => one.list)))) {
      const condition = codesOf(key, list, own, notes);
      if (condition) made.push(condition);
    }
  }
  return made;
}

/** @param {string} key @param {Codelist} list @param {CodeFind[]} finds @param {Words[]} notes */
function codesOf(key, list, finds, notes) {
  const meant = (/** @type {boolean} */ isNegated) => [
    ...new Set(
      finds
        .filter((find) => find.isNegated === isNegated)
        .flatMap(({ meanings }) => meanings.filter((one) => one.list === list).map(({ code }) => code)),
    ),
  ];
  const [wanted, unwanted] = [meant(false), meant(true)];
  const condition = coding(
    key,
    wanted.map((code) => ({ list, code })),
  );
  if (!unwanted.length) return condition;
  const fields = stock().flatMap(({ id }) => fieldOf(id, key) ?? []);
  if (fields.some(({ type }) => type === 'list')) {
    notes.push(severalAtOnce(list, unwanted, fields[0]));
    return wanted.length ? condition : null;
  }
  const others = othersOf(list, unwanted);
  const left = wanted.length ? wanted.filter((code) => others.includes(code)) : others;
  if (!left.length) {
    const title = finds.find(({ isNegated }) => isNegated)?.word ?? '';
    notes.push({ zh: `“${title}”又要又不要，前后矛盾，未采用`, en: `“${title}” is both wanted and not: left out` });
    return null;
  }
  const made = coding(
    key,
    left.map((code) => ({ list, code })),
  );
  return wanted.length ? made : { ...made, without: unwanted };
}

/** Why a value of a list cannot be left out: beside others it may be there all the same. @param {Codelist} list @param {string[]} unwanted @param {Field} field @returns {Words} */
function severalAtOnce(list, unwanted, { role, title }) {
  const left = list.codes.filter(({ code }) => unwanted.includes(code));
  const [zh, en] = [left.map((one) => one.zh).join('、'), left.map((one) => one.en).join(', ')];
  const isBlocker = role === 'blockers';
  return {
    zh: `“不要${zh}”未采用：“${title.zh}”一处可有多项，不能单独排除${isBlocker ? '；可查“无阻碍”' : ''}`,
    en: `“not ${en}” is left out: a place may have several ${title.en}, and one alone cannot be excluded${isBlocker ? '. Try “no blockers”' : ''}`,
  };
}

/** @param {Finds} finds @param {Condition[]} others @param {Words[]} notes */
function figures({ figures: all, kinds }, others, notes) {
  /** @type {Condition[]} */
  const made = [];
  const isPlain = (/** @type {FigureFind} */ { key, measure }) => key !== 'area' || measure === 'land';
  for (const key of new Set(all.filter(isPlain).map((find) => find.key))) {
    const condition = figuring(
      key,
      all.filter((find) => find.key === key && isPlain(find)),
      notes,
    );
    if (condition) made.push(condition);
  }
  const areas = all.filter((find) => !isPlain(find));
  const area = areas.length ? figuring('area', areas, notes) : null;
  if (area) {
    const ids = idsOfArea([...others, ...made], kinds);
    made.unshift({ ...area, asks: area.asks.filter(({ id }) => ids.has(id)) });
  }
  return made;
}

/**
 * Which collections an area in m² is asked of: floors where something is asked that floors alone have, land where land alone has it, else both.
 * @param {Condition[]} conditions
 * @param {Kind[]} kinds
 */
function idsOfArea(conditions, kinds) {
  const all = stock();
  const only = (/** @type {Kind} */ kind) =>
    conditions.some(({ asks }) => asks.length > 0 && asks.every(({ id }) => schema.collection(id).kind === kind));
  const named = kinds.find((kind) => all.some((one) => one.kind === kind));
  const landAlone = conditions.some(({ key, asks }) => key === 'area' && asks.length > 0);
  const kind = named ?? (only('space') || landAlone ? 'space' : null);
  const some = all.filter((one) => !kind || one.kind === kind);
  return new Set((some.length ? some : all).map(({ id }) => id));
}

/** Ranges of one key, met. @param {string} key @param {FigureFind[]} finds @param {Words[]} notes @returns {Condition | null} */
function figuring(key, finds, notes) {
  const low = end(finds, 'low');
  const high = end(finds, 'high');
  const asks = stock().flatMap(({ id }) => {
    const field = fieldOf(id, key);
    const fits = field && (finds[0].measure !== 'land' || field.land);
    return fits ? [{ ...asking(id, field), low, high }] : [];
  });
  if (!asks.length) return null;
  const { title } = asks[0].field;
  if (low !== null && high !== null && low > high) {
    notes.push({
      zh: `${title.zh}的两个条件相互矛盾，没有一处能同时满足，未采用`,
      en: `the two conditions on ${title.en} contradict each other: left out`,
    });
    return null;
  }
  return { ...blank(key), asks, notes: distinct(finds.flatMap((find) => find.notes)) };
}

/** @param {Words[]} notes */
const distinct = (notes) => [...new Map(notes.map((note) => [note.zh, note])).values()];

/** The narrowest end of several; days are texts in their own order. @param {FigureFind[]} finds @param {'low' | 'high'} side */
function end(finds, side) {
  const ends = finds.map((find) => find[side]).filter((one) => one !== null);
  const [first, ...more] = ends;
  if (first === undefined) return null;
  return more.reduce((best, one) => ((side === 'low' ? one > best : one < best) ? one : best), first);
}

/** The collection that most of the conditions ask; null where several are asked as much. @param {Condition[]} conditions @param {Kind[]} kinds */
function activeOf(conditions, kinds) {
  const named = stock().find(({ kind }) => kinds.includes(kind));
  if (named) return named.id;
  const counts = stock().map(({ id }) => ({
    id,
    count: conditions.filter(({ asks }) => asks.some((ask) => ask.id === id)).length,
  }));
  const [first, second] = counts.sort((a, b) => b.count - a.count);
  return first && first.count > (second?.count ?? 0) ? first.id : null;
}
