/* The card's key–values: fields by group, ranges in one row, codes with their system, references as links, unknown as its chip. */

import { el } from '../base/dom.js';
import { number, ratio } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { THIN, UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { openCard } from '../data/actions.js';
import { featuresOf } from '../data/features.js';
import { findNamed, namedHere } from '../data/links.js';
import { DAYS_A_MONTH } from './months.js';

const SECTIONS = [
  { groups: ['planning', 'services'], title: { zh: '规划与配套', en: 'Planning and services' } },
  { groups: ['space'], title: { zh: '工程条件', en: 'Engineering' } },
  { groups: ['money'], title: { zh: '投入与产出', en: 'Money' } },
  { groups: ['status', 'title'], title: { zh: '状态与权属', en: 'Status and title' } },
  { groups: ['requirement'], title: { zh: '需求', en: 'Requirement' } },
  { groups: null, title: { zh: '其他', en: 'Other' } },
];
/** Shown elsewhere on the card. @type {Set<string | null>} */
const ELSEWHERE = new Set([
  'id',
  'name',
  'name_en',
  'measured_area',
  'status',
  'blockers',
  'blocker_months',
  'floor_states',
  'source',
  'as_of',
  'usage_system',
  'owner',
]);
/** Where empty means none, not unknown. @type {Set<string | null>} */
const MAY_BE_NONE = new Set([
  'held_by',
  'held_until',
  'delay_cause',
  'contract_start',
  'started_on',
  'stopped_on',
  'started_share',
  'invested_share',
  'parent',
  'blocker',
  'site_ids',
  'crane',
  'parcel',
]);

/** What a project does not state is not asked of a site; nothing about it is unknown. */
const UNASKED = { zh: '未提要求', en: 'Not asked' };
/** @param {Field} field */
const unasked = (field) => field.group === 'requirement';

/**
 * Rows of a feature's fields, a low and a high of one thing in one row; `skip` are roles.
 * @param {string} id
 * @param {Feature} one
 * @param {Set<string | null>} skip
 */
export function rows(id, one, skip) {
  const fields = schema
    .collection(id)
    .fields.filter((field) => !ELSEWHERE.has(field.role) && !skip.has(field.role) && field.group !== 'clock');
  const byName = new Map(fields.map((field) => [field.name, field]));
  const done = new Set();
  /** @type {FactRow[]} */
  const made = [];
  for (const field of fields) {
    if (done.has(field.name)) continue;
    const twin = byName.get(field.name.replace(/(^|_)min(_|$)/, '$1max$2'));
    if (twin && twin !== field) {
      done.add(twin.name);
      made.push(pair(one, field, twin));
    } else {
      const row = single(one, field);
      if (row) made.push(row);
    }
  }
  return made;
}

/** @param {Feature} one @param {Field} field @returns {FactRow | null} */
function single(one, field) {
  const raw = one.properties[field.name] ?? null;
  const empty = !v.isKnown(raw) && !(Array.isArray(raw) && field.role === 'services');
  const { group } = field;
  const title = v.title(field);
  if (empty && unasked(field)) return { group, title, said: el('span', { class: 'meta' }, t(UNASKED)), known: true };
  if (empty && field.original_of) return null;
  if (empty && (MAY_BE_NONE.has(field.role) || (Array.isArray(raw) && raw.length === 0 && field.role !== 'services')))
    return null;
  return { group, title, said: empty ? v.unknown() : valueOf(field, raw), known: !empty };
}

/** @param {Feature} one @param {Field} low @param {Field} high @returns {FactRow} */
function pair(one, low, high) {
  const [a, b] = [one.properties[low.name] ?? null, one.properties[high.name] ?? null];
  const title = v.capital(common(t(low.title), t(high.title)));
  if (a === null && b === null)
    return unasked(low)
      ? { group: low.group, title, said: el('span', { class: 'meta' }, t(UNASKED)), known: true }
      : { group: low.group, title, said: v.unknown(), known: false };
  const unit = v.unitWords(high);
  const tail = unit ? `${THIN}${unit}` : '';
  /** @param {number} raw */
  const figure = (raw) =>
    low.land ? v.mu(raw) : ['far_min', 'far_max'].includes(low.role ?? '') ? ratio(raw) : number(raw, 2);
  const ending = low.land ? `${THIN}${t(UNITS.mu)}` : tail;
  const range =
    a === b
      ? `${figure(a)}${ending}`
      : a === null
        ? `≤ ${figure(b)}${ending}`
        : b === null
          ? `≥ ${figure(a)}${ending}`
          : `${figure(a)} – ${figure(b)}${ending}`;
  return { group: low.group, title, said: range, known: true };
}

/** What two titles have in common, without the words for least and most. @param {string} a @param {string} b */
function common(a, b) {
  let end = 0;
  while (end < a.length && a[end] === b[end]) end += 1;
  const head = a
    .slice(0, end)
    .replace(/[\s,，（(]+$|(最|上|下|m)$/u, '')
    .trim();
  if (head.length >= 2) return head;
  return a.replace(/(下限|最小|最低|minimum|min\.?|least|from)\s*/i, '').trim() || a;
}

/** @param {Field} field @param {any} raw @returns {Child} */
function valueOf(field, raw) {
  if (field.role === 'services') return services(field, raw);
  if (field.references && typeof raw === 'string') return reference(field, field.references, raw);
  if (field.link && typeof raw === 'string') return linked(field, field.link, raw);
  const said = v.shown(field, raw);
  if (field.role === 'usage' && field.codelist) {
    const numbered = /^\d/.test(String(raw));
    const system = numbered ? el('span', { class: 'meta' }, t(schema.listOf(field)?.title)) : null;
    return [said, numbered ? ` ${raw} ` : ' ', system];
  }
  if (!field.unit || field.role !== 'rent') return said;
  const monthly = number(raw * DAYS_A_MONTH, 1);
  return [
    said,
    el('span', { class: 'meta' }, t({ zh: `（${monthly} 元/m²/月）`, en: ` (${monthly} CNY per m² per month)` })),
  ];
}

/** What is laid on, and what of the list is not. @param {Field} field @param {string[]} raw @returns {Child} */
function services(field, raw) {
  const list = schema.listOf(field);
  if (!list) return v.words(field, raw);
  const missing = list.codes.filter((code) => !raw.includes(code.code));
  return [
    raw.length ? v.words(field, raw) : t({ zh: '无', en: 'None' }),
    missing.length && raw.length
      ? el(
          'span',
          { class: 'meta' },
          t({ zh: `；缺 ${missing.map(t).join('、')}`, en: `; no ${missing.map(t).join(', ')}` }),
        )
      : null,
  ];
}

/** @param {Field} field @param {string} to the collection that it is in @param {string} raw */
function reference(field, to, raw) {
  const said = v.words(field, raw);
  if (!featuresOf(to).get(raw)) return said;
  return el(
    'button',
    {
      type: 'button',
      class: 'link middling',
      onclick: () => openCard({ collection: to, id: raw }),
    },
    said,
  );
}

/** A value that names a feature by a field of its layer: one that is not there, and one of several, is no link. @param {Field} field @param {Link} link @param {string} raw */
function linked(field, link, raw) {
  const said = v.words(field, raw);
  const layer = schema.collection(link.collection);
  if (!layer) return said;
  const ids = namedHere(link, raw);
  if (layer.remote ? ids.length === 1 || !ids.length : ids.length === 1)
    return el(
      'button',
      { type: 'button', class: 'link middling', title: t(layer.title), onclick: () => follow(link, raw) },
      said,
    );
  const nothing = ids.length
    ? t({ zh: `（“${t(layer.title)}”中有 ${ids.length} 条）`, en: ` (${ids.length} in ${t(layer.title)})` })
    : t({ zh: `（“${t(layer.title)}”中查不到）`, en: ` (not in ${t(layer.title)})` });
  return [said, el('span', { class: 'meta' }, nothing)];
}

/** @param {Link} link @param {string} raw */
async function follow(link, raw) {
  const ids = await findNamed(link, raw);
  if (ids.length) openCard({ collection: link.collection, id: String(ids[0]) });
}

/**
 * Where a feature's values come from, and as of when.
 * @param {string} id
 * @param {Feature} one
 * @returns {{ source: string | null, date: string | null }}
 */
export function origin(id, one) {
  const source = schema.value(id, one, 'source') ?? (t(schema.collection(id).source) || null);
  const date = schema.value(id, one, 'as_of') ?? schema.collection(id).as_of;
  return { source, date };
}

/**
 * The sections that have rows; source once in the heading, the date beside every value.
 * @param {string} id
 * @param {Feature} one
 * @param {Set<string | null>} skip
 */
export function sections(id, one, skip) {
  const made = rows(id, one, skip);
  const { source, date } = origin(id, one);
  const named = new Set(SECTIONS.flatMap((section) => section.groups ?? []));
  return SECTIONS.map((section) => {
    const mine = made.filter(({ group }) => {
      const key = group ?? '';
      return section.groups?.includes(key) ?? !named.has(key);
    });
    if (!mine.length) return null;
    return el(
      'section',
      { class: 'section' },
      el('h3', {}, t(section.title), el('span', { class: 'push', title: source ?? '' }, t({ zh: '日期', en: 'Date' }))),
      el(
        'dl',
        { class: 'facts-table' },
        ...mine.map((row) =>
          el(
            'div',
            {},
            el('dt', {}, row.title),
            el('dd', {}, row.said),
            el('dd', { class: 'from' }, row.known && date ? String(date).slice(0, 7) : '—'),
          ),
        ),
      ),
    );
  });
}

/** @param {string} id @param {Feature} one */
export function sourceLine(id, one) {
  const { source, date } = origin(id, one);
  return el(
    'section',
    { class: 'section' },
    el('h3', {}, t({ zh: '来源', en: 'Source' })),
    el(
      'p',
      { class: 'note' },
      v.spoken(source) ?? v.unknown(t({ zh: '来源', en: 'Source' })),
      ' · ',
      date ?? v.unknown(t({ zh: '日期', en: 'Date' })),
    ),
  );
}
