/* Figures in a phrase: numbers in both scripts, units, "at least" before or after, ranges. */

import { KN_PER_T, M2_PER_HA, M2_PER_MU } from '../../base/units.js';
import { number as shown } from '../../base/rounding.js';

const DIGITS = '零一二三四五六七八九';
/** @type {Record<string, number>} */
const TENS = { 十: 10, 百: 100, 千: 1000, 万: 10000 };
const ARABIC = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?`;
const NUMBER = String.raw`(${ARABIC}|[零一二两三四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?)(?:\s*(万(?!元|/)|千(?!瓦|牛|伏|克)|百|k(?=\s*(?:m2|sqm|平|元|cny|yuan|rmb|per|/))))?`;

/**
 * Units, longer words before shorter: what they measure, and how much of it one is.
 * @type {[measure: string, words: string, one: number, note?: Words][]}
 */
const UNITS = [
  ['wan/mu', String.raw`万元?\s*(?:每|/)\s*亩|wan\s*(?:/|per)\s*mu|万元(?!\s*[每/])`, 1],
  ['wan/mu', String.raw`(?:元|yuan|cny|rmb)?\s*(?:每|/|per)\s*(?:亩|mu)`, 1e-4],
  [
    'yuan/m2/day',
    String.raw`元\s*(?:每|/)\s*(?:平方米|平米|平|m2)\s*(?:每|/)?\s*[日天]|(?:yuan|cny|rmb)?\s*(?:/|per)\s*(?:m2|sqm)\s*(?:/|per|a)?\s*day|元(?!\s*[每/])`,
    1,
  ],
  ['load', String.raw`(?:吨|t)\s*(?:每|/|per)\s*(?:平方米|平米|平方|平|m2)`, KN_PER_T, loadNote()],
  ['load', String.raw`(?:公斤|千克|kg)\s*(?:每|/|per)\s*(?:平方米|平米|平方|平|m2)`, KN_PER_T / 1000, loadNote()],
  ['load', String.raw`(?:kn|千牛)\s*(?:每|/|per)?\s*(?:平方米|平米|平方|平|m2)|kn(?![a-z])|kpa(?![a-z])`, 1],
  ['land', String.raw`亩|mu(?![a-z])`, M2_PER_MU],
  ['land', String.raw`公顷|ha(?![a-z])|hectares?(?![a-z])`, M2_PER_HA],
  ['land', String.raw`平方公里|平方千米|km2`, 1e6],
  ['area', String.raw`平方米|平米|平方|平(?!均)|m2|sqm(?![a-z])|sq\.?\s?m(?![a-z])|square met(?:re|er)s?`, 1],
  ['length', String.raw`公里|千米|km(?![a-z0-9])|kilomet(?:re|er)s?`, 1000],
  ['length', String.raw`米|m(?![a-z0-9/])|met(?:re|er)s?(?![a-z])`, 1],
  ['power', String.raw`kva|kv·a|千伏安`, 1],
  ['power', 'mva', 1000],
  ['power', String.raw`kw(?![a-z])|千瓦`, 1, { zh: 'kW 按 kVA 查', en: 'kW is read as kVA' }],
  ['mass', String.raw`吨|t(?![a-z])|tonnes?(?![a-z])|tons?(?![a-z])`, 1],
  ['percent', '%', 1],
  ['months', String.raw`个?月|months?(?![a-z])`, 1],
  ['pieces', '部|台', 1],
  ['storey', String.raw`层(?!高)|楼(?!层|宇)|f(?![a-z])|floors?(?![a-z])|storeys?(?![a-z])`, 1],
];
const UNIT = UNITS.map(([, words]) => `(${words})`).join('|');
const LEAST =
  '>=|>|≥|至少|不少于|不低于|不小于|大于等于|大于|超过|多于|高于|最少|最低|at least|no less than|not less than|minimum|min|more than|over(?![a-z])|above|from(?![a-z])';
const MOST =
  '<=|<|≤|至多|不超过|不大于|不高于|不多于|不到|小于等于|小于|少于|低于|最多|最大|at most|up to|no more than|not more than|maximum|max|less than|under(?![-a-z])|below';
const ABOUT = '大约|约|about|around|approx\\.?|~';
const AND_MORE = String.raw`(?:及|或)?以上|或更多|起(?!重|租)|\+|or more|and up|and more|or above|and above|plus(?![a-z])`;
const AND_LESS = '(?:及|或)?以下|(?:范围)?(?:以内|之内|内)(?!有)|or less|or under|and under|and below';
const SO = String.raw`左右|上下|or so`;
const TO = String.raw`--?|–|—|~|至|到|to(?![a-z])|and(?![a-z])`;
const HEAD = new RegExp(
  String.raw`(?:(${LEAST})|(${MOST})|(${ABOUT})|=|等于|between)?\s*(?:cny|rmb|[¥￥])?\s*${NUMBER}\s*(?:${UNIT})?`,
  'y',
);
const SECOND = new RegExp(String.raw`\s*(?:${TO})\s*${NUMBER}\s*(?:${UNIT})?`, 'y');
const AFTER = new RegExp(String.raw`\s*(?:(${AND_MORE})|(${AND_LESS})|(${SO}))`, 'y');
const NEARLY = 0.1;

/** @returns {Words} */
function loadNote() {
  return { zh: `1 吨/m² 按 ${KN_PER_T} kN/m² 换算`, en: `1 t/m² is taken as ${KN_PER_T} kN/m²` };
}

/** A number in Arabic or Chinese figures. @param {string} text @param {string | undefined} times */
export function numberOf(text, times) {
  const scale = times === 'k' ? 1000 : (TENS[times ?? ''] ?? 1);
  if (/^\d/.test(text)) return Number(text.replace(/,/g, '')) * scale;
  const [whole, part] = text.replace(/两/g, '二').split('点');
  let [sum, digit] = [0, 0];
  for (const sign of whole) {
    if (TENS[sign]) {
      sum += (digit || 1) * TENS[sign];
      digit = 0;
    } else digit = DIGITS.indexOf(sign);
  }
  const fraction = part ? Number(`0.${[...part].map((sign) => DIGITS.indexOf(sign)).join('')}`) : 0;
  return (sum + digit + fraction) * scale;
}

/** @param {RegExp} pattern @param {string} text @param {number} from */
export function matchAt(pattern, text, from) {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/** The unit among the groups of a match. @param {(string | undefined)[]} groups */
const unitOf = (groups) => UNITS[groups.findIndex((group) => group !== undefined)] ?? null;

/** A second figure that goes with the first; figures of different measures are two. @param {string} text @param {number} from @param {string | undefined} measure */
function secondAt(text, from, measure) {
  const match = matchAt(SECOND, text, from);
  if (!match) return null;
  const unit = unitOf(match.slice(3));
  if (measure && unit && unit[0] !== measure) return null;
  return { figure: match[1], times: match[2], unit, end: from + match[0].trimEnd().length };
}

/**
 * The quantity that begins at a place of a text; null where none does.
 * @param {string} text
 * @param {number} from
 * @returns {Quantity | null}
 */
export function quantityAt(text, from) {
  const head = matchAt(HEAD, text, from);
  if (!head) return null;
  const [least, most, about, figure, times] = head.slice(1, 6);
  const own = unitOf(head.slice(6));
  const begun = from + head[0].trimEnd().length;
  const second = secondAt(text, begun, own?.[0]);
  const unit = own ?? second?.unit ?? null;
  const [end, [more, less, so]] = boundAfter(text, second?.end ?? begun);
  const one = oneOf(unit);
  // "1-2万" means ten thousands at both ends.
  const first = numberOf(figure, times ?? (own ? undefined : second?.times)) * one;
  const made = quantity(end, first, unit);
  if (second) return ordered(made, first, numberOf(second.figure, second.times) * oneOf(second.unit ?? unit), one);
  if (most || less) return { ...made, low: null, high: first };
  return about || so ? around(made, first) : { ...made, bare: !least && !more };
}

/** How much one of a unit is. @param {(typeof UNITS)[number] | null} unit */
const oneOf = (unit) => unit?.[2] ?? 1;

/** What stands behind a figure of "or more", "or less", "or so", and where it ends. @param {string} text @param {number} from @returns {[number, string[]]} */
function boundAfter(text, from) {
  const after = matchAt(AFTER, text, from);
  return after ? [from + after[0].length, after.slice(1)] : [from, []];
}

/** @param {number} end @param {number} low @param {(typeof UNITS)[number] | null} unit @returns {Quantity} */
const quantity = (end, low, unit) => ({
  end,
  low,
  high: null,
  measure: unit?.[0] ?? null,
  bare: false,
  notes: unit?.[3] ? [unit[3]] : [],
});

/** @param {Quantity} made @param {number} middle @returns {Quantity} */
function around(made, middle) {
  const [low, high] = [middle * (1 - NEARLY), middle * (1 + NEARLY)];
  return { ...made, low, high, notes: [...made.notes, nearly()] };
}

/** @returns {Words} */
const nearly = () => ({ zh: '“左右”按上下 10% 查', en: '“about” is taken as 10 % either way' });

/** Two ends the right way round. @param {Quantity} made @param {number} a @param {number} b @param {number} one @returns {Quantity} */
function ordered(made, a, b, one) {
  if (a <= b) return { ...made, low: a, high: b };
  const [from, to] = [b / one, a / one].map((end) => shown(end, 2));
  const note = {
    zh: `两端写反了，按 ${from}–${to} 查`,
    en: `the ends were the wrong way round: ${from}–${to} is asked`,
  };
  return { ...made, low: b, high: a, notes: [...made.notes, note] };
}
