/* The large figures of the card, each with a line beneath: other units, the gap to the register, the median of all. */

import { el } from '../base/dom.js';
import { cny } from '../base/money.js';
import * as holds from '../base/holds.js';
import { fixed, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { KN_PER_T, THIN, UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import { leftWords } from './holds_section.js';

/** @param {string} id @param {Feature} one @param {string[]} roles */
export function section(id, one, roles) {
  const made = roles.flatMap((role) => figure(id, one, role) ?? []);
  return made.length ? el('section', { class: 'section' }, el('dl', { class: 'figures' }, ...made)) : null;
}

/** @param {string} id @param {Feature} one @param {string} role */
function figure(id, one, role) {
  const field = schema.role(id, role);
  if (!field) return null;
  const raw = schema.value(id, one, role);
  const title = el('dt', {}, v.title(field));
  if (typeof raw !== 'number')
    return el('div', {}, title, el('dd', {}, raw === null ? v.unknown() : el('b', {}, v.words(field, raw))));
  const { figure: said, unit } =
    field.land || ['area', 'measured_area'].includes(role)
      ? v.area(raw, field.land, { unit: 'mu' })
      : v.isPaid(field.unit)
        ? { figure: cny(raw, field.unit.cny), unit: (field.unit.per ?? '').trim() }
        : { figure: number(raw, 2), unit: v.unitWords(field) };
  return el('div', {}, title, el('dd', {}, el('b', {}, said), el('small', {}, unit), beneath(id, one, field, raw)));
}

/** The line under a figure. @param {string} id @param {Feature} one @param {Field} field @param {number} raw */
function beneath(id, one, { role, land }, raw) {
  if (role === 'area' && land)
    return el(
      'p',
      {},
      el('span', { class: 'nowrap' }, `${number(raw)}${THIN}m² · `),
      el('span', { class: 'nowrap' }, `${fixed(raw / UNITS.ha.m2, 2)}${THIN}${t(UNITS.ha)}`),
    );
  const left = role === 'area' && holds.partsHeld(id, one) ? holds.areaLeft(id, one) : null;
  if (left !== null) return el('p', {}, leftWords(left));
  if (role === 'measured_area') {
    const registered = schema.value(id, one, 'area');
    if (typeof registered !== 'number' || !registered) return null;
    const gap = ((raw - registered) / registered) * 100;
    if (Math.abs(gap) < 0.05) return el('p', {}, t({ zh: '与登记一致', en: 'As registered' }));
    const percent = fixed(Math.abs(gap), 1);
    return el(
      'p',
      { class: Math.abs(gap) >= 1 ? 'gap' : '' },
      gap < 0
        ? t({ zh: `比登记少 ${percent} %`, en: `${percent} % below the registered area` })
        : t({ zh: `比登记多 ${percent} %`, en: `${percent} % above the registered area` }),
    );
  }
  // Of a large layer the page has met a part only: its middle would not be that of all.
  if (role === 'tax_per_mu' && !schema.collection(id).remote)
    return el(
      'p',
      {},
      t({
        zh: `全区中位 ${number(median(id, role), 1)}`,
        en: `District median ${v.shown(schema.role(id, role), median(id, role))}`,
      }),
    );
  if (role === 'floor_load') return el('p', {}, `≈ ${number(raw / KN_PER_T, 2)} t/m²`);
  return null;
}

/** @type {Map<string, number>} */
const medians = new Map();

/** The median of all that are known; 0 of none. @param {string} id @param {string} role */
function median(id, role) {
  const features = featuresOf(id);
  const key = `${id} ${role} ${features.size}`;
  const kept = medians.get(key);
  if (kept !== undefined) return kept;
  const values = [...features.values()]
    .map((one) => schema.value(id, one, role))
    .filter((raw) => typeof raw === 'number')
    .sort((a, b) => a - b);
  const half = Math.floor(values.length / 2);
  const middle = values.length % 2 ? values[half] : ((values[half - 1] ?? 0) + (values[half] ?? 0)) / 2;
  medians.set(key, middle);
  return middle;
}
