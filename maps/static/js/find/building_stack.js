/* The floors of the buildings on a plot as a stack, with what each bears. */

import { el } from '../base/dom.js';
import { many, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { openCard } from '../data/actions.js';
import * as buildingFloors from '../data/building_floors.js';

/** @type {Record<string, Words>} */
const STATES = {
  free: { zh: '空置', en: 'Free' },
  held: { zh: '意向预留', en: 'Held' },
  let: { zh: '在用', en: 'In use' },
};
const TO_CHECK = { zh: '待核实', en: 'to check' };
const COLUMNS = ['clear_height', 'floor_load', 'power', 'fire_class'];

/** @param {Storey[]} stack */
const floorsOf = (stack) => new Set(stack.flatMap(({ floor }) => floor ?? [])).size;

/** @param {Building} building @param {Storey[]} stack */
function head({ collection, feature }, stack) {
  const free = stack.filter(({ state }) => state === 'free');
  const m2 = free.reduce((sum, { left }) => sum + (left ?? 0), 0);
  const liftField = schema.role(collection, 'lift');
  const lift = liftField ? v.shown(liftField, schema.value(collection, feature, 'lift')) : null;
  const kindField = schema.role(collection, 'kind');
  const kind = kindField ? v.words(kindField, schema.value(collection, feature, 'kind')) : null;
  const storeyCount = floorsOf(stack);
  const freeCount = floorsOf(free);
  const facts = [
    kind,
    t({ zh: `${storeyCount} 层`, en: many(storeyCount, 'floor') }),
    t({
      zh: `空置 ${freeCount} 层`,
      en: `${freeCount} free`,
    }),
    lift ? t({ zh: `货梯 ${lift}`, en: `lift ${lift}` }) : null,
  ].filter(Boolean);
  return el(
    'div',
    { class: 'building-head' },
    el('b', {}, v.name(collection, feature)),
    el('span', { class: 'meta' }, facts.join(' · ')),
    el(
      'span',
      { class: 'push nowrap' },
      el('b', {}, number(m2)),
      el('span', { class: 'meta' }, t({ zh: ' m² 可用', en: ' m² free' })),
    ),
  );
}

/** @param {Storey} one @param {string} here @param {string[]} columns */
function row(one, here, columns) {
  const known = one.state && one.state in STATES ? STATES[one.state] : null;
  const words = t(known ?? TO_CHECK);
  const until = one.state === 'held' && one.space ? schema.value(one.space.id, one.space.feature, 'held_until') : null;
  const said = [
    until ? t({ zh: `预留至 ${String(until).slice(5)}`, en: `Held to ${String(until).slice(5)}` }) : words,
    areaWords(one),
  ];
  // The blank is for those who hear it: the two stand apart on screen.
  const bar = [...said.flatMap((text) => [el('span', {}, text), ' ']), heldShare(one)];
  const { space } = one;
  const isHere = here === space?.feature.id;
  const cell =
    space && !isHere
      ? el(
          'button',
          {
            type: 'button',
            'data-key': `storey-${space.feature.id}`,
            'aria-label': `${said.join(' ').trim()} · ${t({ zh: `看 ${one.floor ?? '?'} 层`, en: `Show floor ${one.floor ?? '?'}` })}`,
            onclick: () => openCard({ collection: space.id, id: space.feature.id }),
          },
          ...bar,
        )
      : el('div', {}, ...bar);
  return el(
    'tr',
    { class: `${known ? one.state : ''}${isHere ? ' this' : ''}` },
    el('td', {}, one.floor === null ? unknownMark() : `${one.floor}F`),
    el('td', { class: 'storey' }, cell),
    ...columns.map((role) => el('td', {}, figure(one, role))),
  );
}

/** Whether some of a storey is held, and some is left. @param {Storey} one */
const isHeldInPart = ({ state, area, left }) => state === 'free' && area !== null && left !== null && left < area;

/** Its area; of one that is held in part what is left, of how much. @param {Storey} one */
function areaWords(one) {
  if (one.area === null) return '';
  return isHeldInPart(one) ? `${number(one.left ?? 0)} / ${number(one.area)}` : number(one.area);
}

/** The share of a storey that is held, along the foot of its bar. @param {Storey} one */
function heldShare(one) {
  if (!isHeldInPart(one)) return null;
  const share = el('i', { class: 'held-share' });
  share.style.width = `${100 * (1 - (one.left ?? 0) / (one.area ?? 1))}%`;
  return share;
}

/** @param {Storey} one @param {string} role */
function figure(one, role) {
  if (!one.space) return '–';
  const field = schema.role(one.space.id, role);
  const said = field ? v.words(field, schema.value(one.space.id, one.space.feature, role)) : '–';
  return said ?? unknownMark();
}

/** What is unknown where there is room for one letter. */
const unknownMark = () =>
  el('span', { class: 'unknown', title: t(TO_CHECK) }, '?', el('span', { class: 'offscreen' }, t(TO_CHECK)));

/** The columns that the floors' collections have. @returns {{ role: string, field: Field }[]} */
const columnsOf = () =>
  COLUMNS.flatMap((role) => {
    const field = schema.ofKind('space').flatMap(({ id }) => schema.role(id, role) ?? [])[0];
    return field ? [{ role, field }] : [];
  });

/** @param {Field} field */
function heading(field) {
  const unit = v.unitWords(field);
  const title = v.capital(v.terse(field));
  return unit ? `${title} ${unit}` : title;
}

/** @param {Building} building @param {string} here the feature whose card it is */
function table(building, here) {
  const stack = buildingFloors.storeys(building);
  if (!stack.length)
    return el(
      'div',
      { class: 'building' },
      el(
        'div',
        { class: 'building-head' },
        el('b', {}, v.name(building.collection, building.feature)),
        v.unknown(t({ zh: '楼层', en: 'floors' })),
      ),
    );
  const columns = columnsOf();
  const roles = columns.map(({ role }) => role);
  return el(
    'div',
    { class: 'building' },
    head(building, stack),
    el(
      'div',
      { class: 'scroll-x' },
      el(
        'table',
        { class: 'stack' },
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            el('th', { scope: 'col' }, el('span', { class: 'offscreen' }, t({ zh: '层', en: 'Floor' }))),
            el('th', { scope: 'col' }, t({ zh: '面积 m²', en: 'Area m²' })),
            ...columns.map(({ field }) => el('th', { scope: 'col' }, heading(field))),
          ),
        ),
        el('tbody', {}, ...stack.map((one) => row(one, here, roles))),
      ),
    ),
  );
}

/** @param {string} id @param {Feature} one */
export function section(id, one) {
  const list = buildingFloors.buildings(id, one);
  if (!list.length) return null;
  const title =
    schema.collection(id).kind === 'space'
      ? { zh: '所在楼栋', en: 'Its building' }
      : {
          zh: `楼层 · ${list.length} 栋`,
          en: `Floors · ${many(list.length, 'building')}`,
        };
  return el(
    'section',
    { class: 'section' },
    el('h3', {}, t(title)),
    ...list.map((building) => table(building, one.id)),
  );
}
