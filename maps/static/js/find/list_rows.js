/* One row of the list: what a planner reads first of a plot or a floor, from the roles its collection has. */

import { el } from '../base/dom.js';
import * as holds from '../base/holds.js';
import { ratio } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as basket from '../data/basket.js';
import { placeOf } from '../data/beside_place.js';
import * as telling from '../data/telling.js';
import * as holdsSection from './holds_section.js';
import { widthOf } from './letters.js';

/** A fact of a row, from a collection's id and a feature. @typedef {(id: string, one: Feature) => HTMLElement | string | null} Maker */

/**
 * Facts of a row in reading order; unknown ones stand as chips that are never cut, for each eliminates a site.
 * @type {Partial<Record<Kind, Maker[]>>}
 */
const FACTS = {
  parcel: [usage, far, (id, one) => plain(id, one, 'power'), held],
  space: [
    held,
    floor,
    (id, one) => plain(id, one, 'clear_height', true),
    (id, one) => plain(id, one, 'floor_load'),
    (id, one) => plain(id, one, 'power'),
    (id, one) => v.wordsOf(id, one, 'kind'),
  ],
};
/** @type {Maker[]} */
const OTHERWISE = [usage, (id, one) => v.wordsOf(id, one, 'kind'), (id, one) => v.wordsOf(id, one, 'class')];

/** @type {Maker} */
function usage(id, one) {
  const entry = schema.role(id, 'usage');
  if (!entry) return null;
  const raw = schema.value(id, one, 'usage');
  if (raw === null) return v.unknownOf(v.brief(entry));
  return v.capital((v.words(entry, raw) ?? '').replace(/用地$/, ''));
}

/** @type {Maker} */
function far(id, one) {
  const entry = schema.role(id, 'far_max') ?? schema.role(id, 'far_min');
  if (!entry) return null;
  const title = t({ zh: '容积率', en: 'FAR' });
  const [low, high] = [schema.value(id, one, 'far_min'), schema.value(id, one, 'far_max')];
  if (low === null && high === null) return v.unknownOf(title);
  // Nothing is built at a ratio of nothing: the register says 0, and no more is said than that it does.
  if (high === 0) return t({ zh: '容积率登记为 0', en: 'FAR 0 as registered' });
  if (low === null || low === high) return `${title} ${low === null ? '≤ ' : ''}${ratio(high)}`;
  return high === null ? `${title} ≥ ${ratio(low)}` : `${title} ${ratio(low)}–${ratio(high)}`;
}

/** @param {string} id @param {Feature} one @param {string} role */
function plain(id, one, role, titled = false) {
  const entry = schema.role(id, role);
  if (!entry) return null;
  const raw = schema.value(id, one, role);
  const said = v.shown(entry, raw);
  if (said === null) return v.unknownOf(v.capital(v.terse(entry)));
  return titled ? `${v.terse(entry)} ${said}` : said;
}

/** @type {Maker} */
function held(id, one) {
  const left = holds.partsHeld(id, one) ? holds.areaLeft(id, one) : null;
  if (left !== null) return holdsSection.leftWords(left);
  const whole = holds.wholeHold(id, one);
  return whole?.until ? t({ zh: `预留至 ${whole.until}`, en: `Held until ${whole.until}` }) : null;
}

/** @type {Maker} */
function floor(id, one) {
  const raw = schema.value(id, one, 'floor');
  return raw === null || v.name(id, one).includes(String(raw)) ? null : t({ zh: `${raw} 层`, en: `floor ${raw}` });
}

/** @param {string} id @param {Feature} one @param {(string | null)[]} first */
export function facts(id, one, first = []) {
  const { rows } = state.results[id] ?? { rows: [] };
  const isRepeated = telling.tellersOf(id, rows).length > 0 && telling.isAlike(id, rows, 'usage');
  const makers = (FACTS[schema.collection(id).kind] ?? OTHERWISE).filter((make) => make !== usage || !isRepeated);
  const parts = [...first, ...makers.map((make) => make(id, one))].flatMap((part) => part || []);
  const said = parts.filter((part) => typeof part === 'string');
  const whole = [said.join(' · '), ...holdsSection.linesOf(id, one)].join('\n');
  return [
    el('span', { class: 'said-facts', title: whole }, said.join(' · ')),
    ...parts.filter((part) => typeof part !== 'string'),
  ];
}

/** @param {string} id @param {Feature} one */
export function status(id, one) {
  const entry = schema.role(id, 'status');
  const said = entry ? v.words(entry, schema.value(id, one, 'status')) : null;
  return holds.partsHeld(id, one) ? t(holdsSection.HELD_IN_PART) : said;
}

/** What tells a row apart from others of its name. @param {string} id @param {Feature} one */
function apart(id, one) {
  const tellers = telling.tellersOf(id, state.results[id]?.rows ?? []);
  const words = tellers.map(
    (field) => v.words(field, one.properties[field.name]) ?? t({ zh: '待核实', en: 'to check' }),
  );
  // Where no field tells the rows apart, the place stands before the number.
  const place = tellers.at(-1)?.id ? placeOf(one) : null;
  return place ? [place, ...words] : words;
}

/** @param {string} id @param {Feature} one */
export function figure(id, one) {
  const entry = schema.role(id, 'area');
  const raw = schema.value(id, one, 'area');
  if (!entry) return null;
  if (typeof raw !== 'number') return v.unknown();
  const { figure: said, unit } = v.area(raw, entry.land);
  return [el('b', {}, said), ' ', el('small', {}, unit)];
}

/** @param {string} text */
const pixels = (text) => widthOf(text, 13, 7);
/** @param {string} name */
const isLong = (name) => pixels(name) > 190;

/** A long name is cut in its middle, between words: its end holds the number that tells plots apart. @param {string} name */
function named(name) {
  if (!isLong(name)) return el('b', {}, name);
  const words = name.split(' ');
  let end = words.pop() ?? '';
  while (words.length > 1 && pixels(`${words.at(-1)} ${end}`) <= 150) end = `${words.pop()} ${end}`;
  return el('b', { class: 'cut', title: name }, el('span', {}, `${words.join(' ')} `), el('span', {}, end));
}

/** The box that ticks a row. @param {string} id @param {Feature} one @param {boolean} picked */
export function tick(id, one, picked) {
  const box = el('input', {
    type: 'checkbox',
    class: 'check',
    tabindex: '-1',
    'data-key': `pick-${one.id}`,
    'aria-label': t({ zh: `加入已选：${v.name(id, one)}`, en: `Select ${v.name(id, one)}` }),
  });
  box.checked = picked;
  box.addEventListener('change', () => basket.toggle(id, one.id));
  return el('label', { class: 'pick', role: 'gridcell' }, box);
}

/**
 * The row of a feature; `place` is its number in the list, from 0.
 * @param {string} id
 * @param {Feature} one
 * @param {number} place
 * @param {RowLooks} looks
 */
export function row(id, one, place, { selected, picked }) {
  const said = status(id, one);
  const [teller, ...rest] = apart(id, one);
  const beside = teller ?? (said && v.capital(said));
  const first = [...rest, teller && said ? v.capital(said) : null];
  const long = isLong(v.name(id, one));
  return el(
    'div',
    {
      class: 'row',
      role: 'row',
      tabindex: '-1',
      'data-id': one.id,
      'data-place': String(place),
      'data-key': `row-${one.id}`,
      'aria-rowindex': String(place + 1),
      'aria-selected': String(selected),
    },
    tick(id, one, picked),
    v.swatch(v.symbolOf(id, one)),
    el(
      'div',
      { class: 'title', role: 'gridcell' },
      named(v.name(id, one)),
      beside && !long ? el('span', { title: teller ? beside : null }, beside) : null,
    ),
    el('div', { class: 'figure', role: 'gridcell' }, figure(id, one)),
    el('div', { class: 'facts', role: 'gridcell' }, ...facts(id, one, long ? [beside, ...first] : first)),
  );
}
