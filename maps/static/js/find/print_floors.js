/* The floors of a plot's buildings on paper: a line a building, or a line a storey where there is one building. */

import { el } from '../base/dom.js';
import { many, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as buildingFloors from '../data/building_floors.js';
import { block } from './print_parts.js';

/** @param {Building} building */
function row(building) {
  const stack = buildingFloors.storeys(building);
  const free = stack.filter(({ state }) => state === 'free');
  const m2 = free.reduce((sum, { left }) => sum + (left ?? 0), 0);
  const storeys = new Set(stack.flatMap(({ floor }) => floor ?? [])).size;
  const numbers = [...new Set(free.flatMap(({ floor }) => (floor === null ? [] : `${floor}F`)))].reverse().join(' ');
  return el(
    'tr',
    {},
    el('td', {}, el('b', {}, v.name(building.collection, building.feature))),
    el('td', {}, stack.length ? t({ zh: `${storeys} 层`, en: many(storeys, 'floor') }) : v.unknown()),
    el(
      'td',
      {},
      free.length ? t({ zh: `空置 ${numbers}`, en: `free ${numbers}` }) : t({ zh: '无空置', en: 'none free' }),
    ),
    el('td', { class: 'num' }, `${number(m2)} m²`),
  );
}

/** At most `most` buildings. @param {string} id @param {Feature} one @param {number} most */
export function section(id, one, most) {
  const all = buildingFloors.buildings(id, one);
  if (!all.length) return null;
  const left = all.length - most;
  return block(
    schema.collection(id).kind === 'space'
      ? { zh: '所在楼栋', en: 'Its building' }
      : { zh: `楼层 · ${all.length} 栋`, en: `Floors · ${many(all.length, 'building')}` },
    el('table', { class: 'print-table floors' }, el('tbody', {}, ...all.slice(0, most).map(row))),
    left > 0
      ? el('p', { class: 'print-words' }, t({ zh: `另 ${left} 栋见图`, en: `${left} more: see the map` }))
      : null,
  );
}
