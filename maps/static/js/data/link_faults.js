/* What of a link the page leaves aside: parts that are unknown here, spoilt, too long or no longer there; each in words. */

import * as layering from '../base/layering.js';
import { crossesItself } from '../base/plane.js';
import { schema } from '../base/schema.js';
import { emptyQuery, state } from '../base/state.js';
import { featuresOf, layers } from './features.js';
import { LONGEST, LONGEST_JSON, parsed } from './link_limits.js';
import { leanNear, pointsOf } from './near.js';
import * as questions from './questions.js';

const NAMED = 24;
/** Of more, the rest is counted. */
const MOST_NAMED = 3;
/** Parts of a link that stand for one key of the state. @type {Record<string, keyof State>} */
const CHOICES = { mode: 'mode', lang: 'lang', unit: 'unit', active: 'active', basemap: 'basemap', colour: 'colourBy' };
/** Parts that are text: a number, a name, or JSON. */
const TEXTS = new Set(['project', 'scenario', 'origin', 'scheme', 'demand', 'weights', 'at', 'layers']);
const SPOTS = new Set(['sel', 'site', 'pick']);
const AREA = { zh: '面积', en: 'area' };
const CHAINS = new Set(['pin', 'forbid']);
/** Parts that stand for something else than their own words: as the state that was made of them says them again. @type {Record<string, (kept: State) => string | undefined>} */
const AGAIN = {
  table: ({ table }) => (table ? '1' : undefined),
  by: ({ stock }) => stock.by ?? undefined,
  as: ({ stock }) => (stock.table ? 'table' : undefined),
  asof: ({ stock }) => stock.asof ?? undefined,
  need: ({ need }) => (need ? String(need) : undefined),
  order: ({ layering: laid }) => Object.fromEntries(layering.written(laid)).order,
  opacity: ({ layering: laid }) => Object.fromEntries(layering.written(laid)).opacity,
};

/** As much of a text as may be repeated to its reader. @param {unknown} text */
const cut = (text) => {
  const whole = String(text);
  return whole.length > NAMED ? `${whole.slice(0, NAMED)}…` : whole;
};

/** @param {string} key @returns {Words} */
const unknownPart = (key) => ({ zh: `不认识的参数“${cut(key)}”`, en: `“${cut(key)}” is no part of a link` });
/** @param {string} key @returns {Words} */
const tooLong = (key) => ({ zh: `“${cut(key)}”过长`, en: `“${cut(key)}” is too long` });
/** @param {string} key @returns {Words} */
const spoilt = (key) => ({ zh: `“${cut(key)}”的内容已损坏`, en: `“${cut(key)}” is damaged` });
/** @param {string} key @param {string} value @returns {Words} */
const notHere = (key, value) => ({
  zh: `“${cut(key)}”不能是“${cut(value)}”`,
  en: `“${cut(key)}” cannot be “${cut(value)}”`,
});
/** @param {string} id @returns {Words} */
const noLayer = (id) => ({
  zh: `这里没有图层“${cut(id)}”，链接可能来自别的区`,
  en: `there is no layer “${cut(id)}” here, the link may be of another district`,
});
/** @param {string} id @param {string} name @returns {Words} */
const noField = (id, name) => ({
  zh: `“${schema.collection(id).title.zh}”没有字段“${cut(name)}”`,
  en: `“${schema.collection(id).title.en}” has no field “${cut(name)}”`,
});
/** @param {Words} title @param {unknown} value @returns {Words} */
const noFigure = (title, value) => ({
  zh: `“${title.zh}”的界限“${cut(value)}”不是数字或日期`,
  en: `the bound “${cut(value)}” of “${title.en}” is neither a number nor a date`,
});

/**
 * Each part of a link that the state made of it does not hold.
 * @param {string} hash
 * @param {State} kept
 * @returns {Words[]}
 */
export function faultsOf(hash, kept) {
  const parts = [...new URLSearchParams(hash.replace(/^#/, ''))];
  const faults = parts.flatMap(([key, value]) => (key || value ? faultsOfPart(key, value, kept) : []));
  return [...new Map(faults.map((fault) => [fault.en, fault])).values()];
}

/** @param {string} key @param {string} value @param {State} kept @returns {Words[]} */
function faultsOfPart(key, value, kept) {
  const [head, id] = key.split(/\.(.*)/s, 2);
  if (key in CHOICES) return value === kept[CHOICES[key]] ? [] : [notHere(key, value)];
  if (key in AGAIN) return value === AGAIN[key](kept) ? [] : [notHere(key, value)];
  if (SPOTS.has(key)) return faultsOfSpot(key, value);
  if (CHAINS.has(key)) return value.includes('/') && value.length <= LONGEST ? [] : [spoilt(key)];
  if (TEXTS.has(key)) return faultsOfText(key, value, kept);
  if (!['q', 'sort'].includes(head) || !id) return [unknownPart(key)];
  if (!schema.has(id)) return [noLayer(id)];
  if (!kept.queries[id]) return [unknownPart(key)];
  return head === 'sort' ? faultsOfSort(id, value) : faultsOfQuestion(id, value, kept.queries[id]);
}

/** @param {string} key @param {string} value @returns {Words[]} */
function faultsOfSpot(key, value) {
  const at = value.indexOf('/');
  if (value.length > LONGEST) return [tooLong(key)];
  if (at < 1) return [spoilt(key)];
  return schema.has(value.slice(0, at)) ? [] : [noLayer(value.slice(0, at))];
}

/** @param {string} key @param {string} value @param {State} kept @returns {Words[]} */
function faultsOfText(key, value, kept) {
  const { match, board, view } = kept;
  if (key === 'layers')
    return value
      .split(',')
      .map((part) => part.replace(/^-/, ''))
      .filter((id) => id && !schema.has(id))
      .map(noLayer);
  if (key === 'demand' || key === 'weights')
    return match[key] ? [] : [value.length > LONGEST_JSON ? tooLong(key) : spoilt(key)];
  if (value.length > LONGEST) return [tooLong(key)];
  if (key === 'at') return view ? [] : [notHere(key, value)];
  if (key === 'scheme') return match.scheme ? [] : [notHere(key, value)];
  if (key === 'origin') return match.origin ? [] : [spoilt('demand')];
  return (key === 'project' ? match.projectId : board.scenario) === value ? [] : [spoilt(key)];
}

/** @param {string} id @param {string} value @returns {Words[]} */
const faultsOfSort = (id, value) =>
  value
    .split(',')
    .map((part) => part.replace(/^-/, ''))
    .filter((name) => !schema.field(id, name))
    .map((name) => noField(id, name));

/** @param {string} id @param {string} value @param {Question} kept @returns {Words[]} */
function faultsOfQuestion(id, value, kept) {
  const given = parsed(value);
  if (!given) return [value.length > LONGEST_JSON ? tooLong(`q.${id}`) : spoilt(`q.${id}`)];
  return Object.entries(given).flatMap(([key, asked]) => {
    if (!(key in emptyQuery())) return [unknownPart(key)];
    if (same(asked, key === 'near' ? kept.near && leanNear(kept.near) : /** @type {any} */ (kept)[key])) return [];
    if (isCrossed(key === 'near' ? asked?.shape : key === 'within' ? asked : null)) return [CROSSED];
    if (key === 'values' || key === 'ranges') return faultsOfFields(id, key, asked, kept);
    if (key === 'area') return faultsOfRange(schema.role(id, 'area')?.title ?? AREA, asked, kept.area);
    if (key === 'q' && typeof asked === 'string' && asked.length > LONGEST) return [tooLong(key)];
    return [spoilt(key)];
  });
}

const CROSSED = { zh: '所画范围自相交，请重画', en: 'the drawn area crosses itself: draw it anew' };

/** Whether what stands for an area crosses itself. @param {unknown} drawn */
function isCrossed(drawn) {
  const ring = pointsOf(drawn);
  return ring.length > 3 && crossesItself(ring);
}

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {string} id @param {'values' | 'ranges'} key @param {any} asked @param {Question} kept @returns {Words[]} */
function faultsOfFields(id, key, asked, kept) {
  if (!asked || typeof asked !== 'object') return [spoilt(key)];
  return Object.entries(asked).flatMap(([name, value]) => {
    const field = schema.field(id, name);
    if (!field) return [noField(id, name)];
    if (same(value, kept[key][name])) return [];
    return key === 'ranges' ? faultsOfRange(field.title, value, kept.ranges[name]) : [spoilt(name)];
  });
}

/** @param {any[]} given @param {Question['ranges'][string]} kept */
const isSwapped = (given, kept) => given[0] !== given[1] && same([given[1], given[0]], kept);
/** @param {Words} title @returns {Words} */
const swapped = (title) => ({
  zh: `“${title.zh}”的上下限颠倒，已对调`,
  en: `the bounds of “${title.en}” stood the wrong way round and were swapped`,
});

/** @param {Words} title @param {any} given @param {Question['ranges'][string]} kept @returns {Words[]} */
const faultsOfRange = (title, given, kept) =>
  Array.isArray(given)
    ? isSwapped(given, kept)
      ? [swapped(title)]
      : [0, 1].filter((end) => (given[end] ?? null) !== kept[end]).map((end) => noFigure(title, given[end]))
    : [{ zh: `“${title.zh}”的界限已损坏`, en: `the bounds of “${title.en}” are damaged` }];

/* ---- what is well formed, but means nothing that is here ---- */

/** Codes asked for that neither the list of a field nor the layer knows. @param {string} id @param {Field} field @param {string[]} asked */
function straysOf(id, field, asked) {
  const list = schema.listOf(field);
  const groups = state.results[id]?.groups?.[field.name];
  if (!list || !asked.length || !(groups || layers.has(id))) return [];
  const above = list.hierarchy === 'prefix' ? list.codes.map(({ code }) => code) : [];
  const rows = [...featuresOf(id).values()];
  return asked.filter(
    (code) =>
      !schema.entryOf(field, code) &&
      !above.some((whole) => whole.startsWith(code)) &&
      !groups?.some(({ value }) => String(value) === code) &&
      !rows.some(({ properties }) => [properties[field.name]].flat().some((value) => String(value) === code)),
  );
}

/** @param {string} id @param {Question} query */
function sieved(id, query) {
  return schema.collection(id).fields.flatMap((field) => {
    const asked = questions.chosen(query, field);
    const strays = straysOf(id, field, asked);
    if (!strays.length) return [];
    questions.choose(
      query,
      field,
      asked.filter((code) => !strays.includes(code)),
    );
    return [noCode(field, strays)];
  });
}

/**
 * What of a state the data do not have: codes, and things that were selected. The patch is the state without them.
 * @param {State} given
 * @returns {{ faults: Words[], patch: Partial<State> }}
 */
export function missingIn(given) {
  /** @type {Partial<State>} */
  const patch = {};
  /** @type {Words[]} */
  const faults = [];
  const queries = { ...given.queries };
  for (const id of Object.keys(queries)) {
    const query = questions.of(id);
    const found = sieved(id, query);
    if (found.length) queries[id] = query;
    faults.push(...found);
  }
  if (faults.length) patch.queries = queries;
  const gone = given.basket.filter(({ collection, id }) => layers.has(collection) && !featuresOf(collection).has(id));
  if (gone.length) {
    patch.basket = given.basket.filter((spot) => !gone.includes(spot));
    faults.push(notThere(gone));
  }
  return { faults, patch };
}

/** @param {Field} field @param {string[]} strays @returns {Words} */
const noCode = ({ title }, strays) => ({
  zh: `“${title.zh}”没有代码“${strays.slice(0, MOST_NAMED).map(cut).join('、')}”`,
  en: `“${title.en}” has no code “${strays.slice(0, MOST_NAMED).map(cut).join(', ')}”`,
});

/** @param {Spot[]} spots @returns {Words} */
function notThere(spots) {
  const ids = spots.slice(0, MOST_NAMED).map(({ id }) => cut(id));
  const rest = spots.length - ids.length;
  return {
    zh: `已选中的 ${ids.join('、')}${rest ? ` 等 ${spots.length} 项` : ''} 已不在数据中`,
    en: `${ids.join(', ')}${rest ? ` and ${rest} more` : ''}, selected in the link, ${spots.length > 1 ? 'are' : 'is'} no longer in the data`,
  };
}

/**
 * One sentence for all that was left aside; null where nothing was.
 * @param {Words[]} faults
 * @returns {Words | null}
 */
export function sentence(faults) {
  if (!faults.length) return null;
  const rest = faults.length - MOST_NAMED;
  const shown = faults.slice(0, MOST_NAMED);
  return {
    zh: `链接中有 ${faults.length} 处未采用：${shown.map(({ zh }) => zh).join('；')}${rest > 0 ? ` 等` : ''}。其余照常打开。`,
    en: `Left aside from the link: ${shown.map(({ en }) => en).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}. The rest is shown.`,
  };
}
