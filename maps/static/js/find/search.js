/* What a typed text may mean: a thing by name or number, a value of a field, an area, a technical minimum. */

import { config } from '../base/config.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { findCard, listLayer } from '../data/actions.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import * as questions from '../data/questions.js';

const MOST = 8;
const ENOUGH = 40;
const FIGURE = '(\\d+(?:\\.\\d+)?)';
const AREA = new RegExp(
  `^\\s*(?:[≥>]=?|至少)?\\s*${FIGURE}(?:\\s*[-–—~至到]\\s*${FIGURE})?\\s*(亩|公顷|平米|平方米|平|㎡|m²|m2|mu|ha)\\s*$`,
  'i',
);
/** Square metres of one; what is not named here is m². @type {Record<string, number>} */
const SCALE = { 亩: v.UNITS.mu.m2, mu: v.UNITS.mu.m2, 公顷: v.UNITS.ha.m2, ha: v.UNITS.ha.m2 };
const MINIMA = [
  { role: 'clear_height', pattern: new RegExp(`^(?:层高|净高|height)\\s*[≥>]?=?\\s*${FIGURE}\\s*(?:m|米)?$`, 'i') },
  { role: 'floor_load', pattern: new RegExp(`^(?:荷载|承重|load)\\s*[≥>]?=?\\s*${FIGURE}\\s*(?:kn/m[2²])?$`, 'i') },
  { role: 'power', pattern: new RegExp(`^(?:电力|用电|power)\\s*[≥>]?=?\\s*${FIGURE}\\s*(?:kva)?$`, 'i') },
];

/** Offers for a text, best first. @param {string} text */
export function offers(text) {
  const asked = text.trim();
  if (!asked) return [];
  return [...figures(asked), ...codes(asked), ...things(asked)].slice(0, MOST);
}

/** @param {string} asked */
function figures(asked) {
  /** @type {Offer[]} */
  const list = [];
  const area = AREA.exec(asked);
  if (area) list.push(...areas(area));
  for (const { role, pattern } of MINIMA) {
    const minimum = pattern.exec(asked);
    if (!minimum) continue;
    for (const { id } of questions.stock()) {
      const field = schema.role(id, role);
      if (!field) continue;
      list.push(
        offer(
          'filter',
          `${t(field.title)} ≥ ${minimum[1]}${v.THIN}${v.unitWords(field)}`,
          t(schema.collection(id).title),
          () => {
            questions.edit(id, (query) => questions.confine(query, field, Number(minimum[1]), null));
            listLayer(id);
          },
        ),
      );
    }
  }
  return list;
}

/** A figure alone is a least area. @param {RegExpExecArray} area */
function areas([, low, high, unit]) {
  const scale = SCALE[unit.toLowerCase()] ?? 1;
  return questions.stock().flatMap(({ id }) => {
    const field = schema.role(id, 'area');
    if (!field || (scale !== 1 && !field.land)) return [];
    const from = Number(low) * scale;
    const to = high ? Number(high) * scale : null;
    const said = to === null ? `≥ ${low}${v.THIN}${unit}` : `${low}–${high}${v.THIN}${unit}`;
    return [
      offer('filter', `${t(field.title)} ${said}`, t(schema.collection(id).title), () => {
        questions.edit(id, (query) => questions.confine(query, field, from, to));
        listLayer(id);
      }),
    ];
  });
}

/** Values of coded fields: a use, a park, a status, by words or by code. @param {string} asked */
function codes(asked) {
  const low = asked.toLowerCase();
  /** @type {Map<string, { role: string, code: Code, ids: string[], title: string }>} */
  const byCode = new Map();
  for (const { id } of questions.stock()) {
    for (const role of ['usage', 'park', 'status']) {
      const field = schema.role(id, role);
      if (!field?.codelist) continue;
      for (const code of schema.listOf(field)?.codes ?? []) {
        if (
          !code.zh.toLowerCase().includes(low) &&
          !code.en.toLowerCase().includes(low) &&
          !(role === 'usage' && code.code.startsWith(asked))
        )
          continue;
        const key = `${field.codelist}:${code.code}`;
        const entry = byCode.get(key) ?? { role, code, ids: [], title: t(field.title) };
        entry.ids.push(id);
        byCode.set(key, entry);
      }
    }
  }
  return [...byCode.values()].slice(0, 4).map(({ role, code, ids, title }) =>
    offer('filter', v.capital(t(code)), v.capital(title), () => {
      questions.editAll(ids, (query, id) => {
        const field = schema.role(id, role);
        if (field) questions.choose(query, field, [...new Set([...questions.chosen(query, field), code.code])]);
      });
    }),
  );
}

/** Features whose name or id holds the text, from the layers that are here. @param {string} asked */
function things(asked) {
  const low = asked.toLowerCase();
  /** @type {{ rank: number, offer: Offer }[]} */
  const ranked = [];
  for (const { id, kind, title } of config.collections) {
    if (!['parcel', 'space', 'building', 'park', 'project'].includes(kind)) continue;
    for (const [key, one] of featuresOf(id)) {
      const names = [key, schema.value(id, one, 'name'), schema.value(id, one, 'name_en')].map((name) =>
        String(name ?? '').toLowerCase(),
      );
      if (!names.some((name) => name.includes(low))) continue;
      const rank = names.includes(low) ? 0 : 1;
      // What is called exactly so is offered, however many hold the text.
      if (rank && ranked.length >= ENOUGH) continue;
      ranked.push({
        rank,
        offer: offer(kind === 'project' ? 'match' : 'locate', v.name(id, one), `${t(title)} · ${key}`, () =>
          go(id, kind, key),
        ),
      });
    }
  }
  return ranked.sort((a, b) => a.rank - b.rank).map((one) => one.offer);
}

/** @param {string} id @param {Kind} kind @param {string} key */
function go(id, kind, key) {
  if (kind === 'project') {
    matching.choose({ projectId: key });
    return;
  }
  findCard({ collection: id, id: key }, questions.stock().some((one) => one.id === id) ? id : null);
}

/** @param {string} icon @param {string} text @param {string} note @param {() => void} run @returns {Offer} */
const offer = (icon, text, note, run) => ({ icon, text, note, run });
