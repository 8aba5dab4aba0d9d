/* Ways to read figures of a phrase: with what they are of, before or after; by their unit alone; words that stand for one. */

import { WAN } from '../../base/money.js';
import { matchAt, quantityAt } from './figures.js';
import * as lexicon from './lexicon.js';
import * as words from './vocabulary.js';

/** @typedef {import('./reader.js').Way} Way */
/** @typedef {import('./reader.js').Finds} Finds */

const TALLEST = 50; // Metres that a storey may be high

/** A figure with its unit, or with what it is of before or after it. @type {Way} */
export function figure({ text }, from, finds) {
  const topic = lexicon.lexicon().figured.at(text, from);
  const made = topic ? quantityOf(text, topic.end) : quantityAt(text, from);
  if (!made || (!topic && !made.measure)) return null;
  if (topic) {
    const fitting = topic.of.filter((one) => isOf(one, made));
    return fitting.length ? ask(fitting, made, finds, text.slice(from, topic.end)) : null;
  }
  const met = lexicon.codesAt(text, from);
  if (met && met.end >= made.end) return null;
  return before(text, made, finds) ?? alone(text, from, made, finds);
}

/** The quantity behind what it is of. @param {string} text @param {number} from */
const quantityOf = (text, from) => quantityAt(text, from + (matchAt(words.LINK, text, from)?.[0].length ?? 0));

/** Less than nothing is no figure of anything. @type {Way} */
export function negative(signs, from, finds, isFresh) {
  const sign = isFresh ? matchAt(words.MINUS, signs.text, from) : null;
  const made = sign ? quantityAt(signs.text, from + sign[0].length) : null;
  if (!made?.measure) return null;
  finds.unknown.push({ signs, from, to: made.end });
  return made.end;
}

/** A figure before what it is of, unless that has a figure of its own. @param {string} text @param {Quantity} made @param {Finds} finds */
function before(text, made, finds) {
  const from = made.end + (matchAt(words.OF, text, made.end)?.[0].length ?? 0);
  const topic = lexicon.lexicon().figured.at(text, from);
  const fitting = topic?.of.filter((one) => isOf(one, made)) ?? [];
  if (!topic || !fitting.length || quantityOf(text, topic.end)) return null;
  ask(fitting, made, finds, text.slice(from, topic.end));
  return topic.end;
}

/** Whether a figure may be of that. @param {lexicon.Figured} topic @param {Quantity} made */
const isOf = ({ measures }, { measure }) =>
  measure === null || measures.includes(measure) || (!measures.length && measure === 'percent');

/** @param {lexicon.Figured[]} topics @param {Quantity} made @param {Finds} finds @param {string} word */
function ask(topics, made, finds, word) {
  for (const topic of new Set(topics)) {
    const { key, alone: meant, note } = topic;
    // Tonnes of a load are tonnes on a square metre.
    const quantity = key === 'floor_load' && made.measure === 'mass' ? quantityOfLoad(made) : inWan(topic, made);
    const { low, high, measure, bare, notes } = quantity;
    const ends = !bare || !meant ? { low, high } : meant === 'most' ? { low: null, high: low } : { low, high: low };
    finds.figures.push({
      key,
      measure,
      ...ends,
      notes: [...notes, ...(note?.words.includes(word) ? [ends.high === null ? note.least : note.text] : [])],
    });
  }
  return made.end;
}

/** Money a mu without a unit that no price reaches in ten thousands is in yuan. @param {lexicon.Figured} topic @param {Quantity} made @returns {Quantity} */
function inWan({ measures }, made) {
  const isYuan = made.measure === null && measures.includes('wan/mu') && (made.high ?? made.low ?? 0) >= WAN;
  if (!isYuan) return made;
  const scale = (/** @type {number | null} */ end) => (end === null ? null : end / WAN);
  return { ...made, low: scale(made.low), high: scale(made.high) };
}

/** @param {Quantity} made @returns {Quantity} */
function quantityOfLoad(made) {
  const load = quantityAt('1t/m2', 0);
  const scale = (/** @type {number | null} */ end) => (end === null ? null : end * (load?.low ?? 1));
  return { ...made, low: scale(made.low), high: scale(made.high), notes: [...made.notes, ...(load?.notes ?? [])] };
}

/** A figure of which its unit alone says what it is of. @param {string} text @param {number} from @param {Quantity} made @param {Finds} finds */
function alone(text, from, made, finds) {
  const { key, figured } = { key: words.MEASURED[made.measure ?? ''] ?? [], figured: lexicon.lexicon().figured };
  const all = [...figured.entries.values()].flatMap((entries) => entries.map(({ of }) => of));
  const topics = key.flatMap((role) => all.find((topic) => topic.key === role) ?? []);
  const typed = text.slice(from, made.end);
  if (made.measure === 'length' && (made.low ?? made.high ?? 0) > TALLEST) return null;
  if (!topics.length) return null;
  if (topics.length > 1) {
    const [zh, en] = [
      topics.map((topic) => topic.words[0]).join('、'),
      topics.map((topic) => topic.words.at(-1)).join(', '),
    ];
    finds.notes.push({ zh: `“${typed}”要说明是哪一项：${zh}`, en: `“${typed}” may be of several: ${en}` });
    return made.end;
  }
  const isHeight = topics[0].role === 'clear_height';
  const note = { zh: `“${typed}”按净高查`, en: `“${typed}” is asked as clear height` };
  ask(topics, isHeight ? { ...made, notes: [...made.notes, note] } : made, finds, '');
  return made.end;
}

/** @param {string} role @param {Quantity} made */
const isOfRole = (role, { measure }) =>
  words.TOPICS.some((topic) => topic.role === role && topic.measures.includes(measure ?? ''));

/** Words that stand for a figure. @type {Way} */
export function fixed({ text }, from, finds) {
  const met = lexicon.lexicon().fixed.at(text, from);
  if (!met || (lexicon.codesAt(text, from)?.end ?? 0) > met.end) return null;
  // "with crane 10 t" has a figure of its own.
  const behind = quantityOf(text, met.end);
  if (behind && met.of.some(({ role }) => isOfRole(role, behind))) return null;
  for (const { role, low, high, note } of new Set(met.of)) {
    finds.figures.push({ key: role, low, high, measure: null, notes: note ? [note] : [] });
  }
  return met.end;
}

/** What a figure may be of, and no figure. @type {Way} */
export function figureless(signs, from, finds) {
  const met = lexicon.lexicon().figured.at(signs.text, from);
  if (!met || met.end - from < 2) return null;
  const word = signs.typed(from, met.end);
  finds.notes.push({ zh: `“${word}”要带上数字`, en: `“${word}” needs a figure` });
  return met.end;
}
