/* A facet's list of values with their counts; many values get a box to find one among them. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as choices from '../data/choices.js';
import * as questions from '../data/questions.js';
import * as facets from './facets.js';
import { widthOf } from './letters.js';

const FEW = 12;
const MANY = 24;

/** The field that plays a role or has a name. @param {string} id @param {string} role */
const fieldOf = (id, role) => /** @type {Field} */ (schema.role(id, role) ?? schema.field(id, role));

/**
 * A list of values; `ids` are the collections that it filters together.
 * @param {string[]} ids
 * @param {string} role
 */
export function values(ids, role, { columns = 1, areas = false } = {}) {
  const id = ids[0];
  const field = fieldOf(id, role);
  const chosen = new Set(questions.chosen(questions.of(id), field).map(String));
  const key = `${id}-${field.name}`;
  const counted = countedOf(ids);
  const list = kept(key, merged(ids, role, counted), chosen, field);
  const wanted = sieved(key, list, chosen);
  const rows = nested(wanted, field)
    .slice(0, facets.isWhole(key) ? Infinity : FEW)
    .map(({ one, depth, family }) => {
      const own = new Set(family.map((each) => each.value));
      const ticked = family.filter((each) => chosen.has(each.value)).length;
      const count = sumOf(family, 'count');
      const area = sumOf(family, 'area');
      return facets.option({
        key: `${key}-${one.value}`,
        label: v.capital(one.words),
        checked: ticked === family.length,
        some: ticked > 0,
        depth,
        none: !count,
        tally:
          areas && area && !depth
            ? `${areaWords(area, counted)} · ${number(count)}`
            : number(count || sumOf(family, 'available')),
        swatch: columns > 1 ? null : facets.swatchOf(field, one.value),
        change: (on) =>
          questions.editAll(ids, (query, at) => {
            const entry = fieldOf(at, role);
            const others = questions.chosen(query, entry).filter((value) => !own.has(String(value)));
            questions.choose(query, entry, on ? [...others, ...own] : others);
          }),
      });
    });
  // Two columns where words and figure have room in half a panel: a status cut short is no status.
  const short = list.every((one) => widthOf(one.words, 2, 1) + number(one.count || one.available).length <= 14);
  return el(
    'div',
    {},
    list.length > MANY ? sieve(key, field) : null,
    el('div', { class: columns > 1 && short ? 'two-columns' : '' }, ...rows),
    facets.more(key, wanted.length, FEW),
    facets.orUnknown(id, field),
  );
}

/** Of collections that are filtered together, the one whose things are counted: that of the list, else the first. @param {string[]} ids */
export const countedOf = (ids) => ids.find((id) => id === questions.active()) ?? ids[0];

/**
 * Values of all the collections; figures are those of one of them alone, for parcels and floors make no sum.
 * @param {string[]} ids
 * @param {string} role
 * @param {string} counted
 */
function merged(ids, role, counted) {
  /** @type {Map<string, FacetValue>} */
  const made = new Map();
  for (const id of ids) {
    for (const group of choices.groupsOf(id, fieldOf(id, role))) {
      if (group.value === null) continue;
      const value = String(group.value);
      const into = made.get(value) ?? { value, words: t(group), count: 0, area: 0, available: 0 };
      if (id === counted) {
        into.count = group.count;
        into.area = group.area_m2 ?? 0;
        into.available = group.available ?? group.count;
      }
      made.set(value, into);
    }
  }
  return made;
}

/* Many values get a box to find one among them; what is chosen stays in sight. */
/** @type {Map<string, string>} */
const sought = new Map();

/** @param {string} key @param {Field} field */
function sieve(key, field) {
  return facets.seek(field, {
    key: `sieve-${key}`,
    text: sought.get(key) ?? '',
    typed: (text) => {
      sought.set(key, text);
      facets.refresh();
    },
  });
}

/** @param {string} key @param {FacetValue[]} list @param {Set<string>} chosen */
function sieved(key, list, chosen) {
  const terms = (sought.get(key) ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return terms.length
    ? list.filter(
        ({ value, words }) =>
          chosen.has(value) || terms.every((term) => `${value} ${words}`.toLowerCase().includes(term)),
      )
    : list;
}

/* A value once seen stays in its place with a count of 0: options that come and go under the hand confuse. */
/** @type {Map<string, Map<string, string>>} */
const seen = new Map();

/**
 * @param {string} key
 * @param {Map<string, FacetValue>} now
 * @param {Set<string>} chosen
 * @param {Field} field
 * @returns {FacetValue[]}
 */
function kept(key, now, chosen, field) {
  const wordsOf = seen.get(key) ?? new Map();
  seen.set(key, wordsOf);
  for (const one of now.values()) wordsOf.set(one.value, one.words);
  for (const value of chosen) if (!wordsOf.has(value)) wordsOf.set(value, v.words(field, value));
  const list = field.codelist ? [...(v.codes(field.codelist)?.keys() ?? [])] : [];
  const rank = new Map(list.map((code, n) => [code, n]));
  return [...wordsOf.keys()]
    .sort((a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || (a < b ? -1 : 1))
    .map((value) => ({
      count: 0,
      area: 0,
      available: 0,
      ...now.get(value),
      value,
      words: now.get(value)?.words ?? v.words(field, value) ?? value,
    }));
}

/** @param {FacetValue[]} family @param {'count' | 'area' | 'available'} figure */
const sumOf = (family, figure) => family.reduce((sum, one) => sum + one[figure], 0);

/** @param {number} m2 @param {string} id */
const areaWords = (m2, id) => {
  const { figure, unit } = v.area(m2, Boolean(schema.role(id, 'area')?.land), { large: true });
  return `${figure} ${unit}`;
};

/**
 * Values whose list names parents (parks inside parks) stand under them; ticking one takes its family along.
 * @param {FacetValue[]} list
 * @param {Field} field
 */
function nested(list, field) {
  const parents = field.codelist ? v.codes(field.codelist) : null;
  const here = new Set(list.map((one) => one.value));
  /** @param {string} value */
  const parentOf = (value) => {
    const parent = parents?.get(value)?.parent;
    return parent && here.has(String(parent)) ? String(parent) : null;
  };
  /** @type {{ one: FacetValue, depth: number, family: FacetValue[] }[]} */
  const made = [];
  /** @param {FacetValue} one @param {number} depth @returns {FacetValue[]} */
  const add = (one, depth) => {
    const family = [one];
    made.push({ one, depth, family });
    if (depth < 3)
      for (const child of list) if (parentOf(child.value) === one.value) family.push(...add(child, depth + 1));
    return family;
  };
  for (const one of list) if (!parentOf(one.value)) add(one, 0);
  return made;
}
