/* Above a list of floors: how much they come to, what can be had of it, and which buildings give what is needed together. */

import { el } from '../base/dom.js';
import { fixed, number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { needFloor, pointAt, showOnMap } from '../data/actions.js';
import * as basket from '../data/basket.js';
import * as buildings from '../data/buildings.js';
import * as floorsAnswer from '../data/floors_answer.js';
import * as questions from '../data/questions.js';
import { touched } from '../page/panels.js';
import { phone } from '../page/sheet.js';
import * as widgets from '../page/widgets.js';

/** @typedef {import('../data/buildings.js').JoinedFloors} JoinedFloors */

const FEW = 3;
let isOpen = false;

/** @param {number} m2 */
const figure = (m2) => el('b', {}, fixed(m2, 0));

/** The head of a list of floors; nothing where nothing is asked of them. @param {string} id */
export function paint(id) {
  if (!floorsAnswer.isAsked(id) || !state.results[id]) return null;
  const totals = floorsAnswer.totals(id);
  if (!totals) return null;
  return el(
    'section',
    { class: 'floors-head', 'aria-label': t({ zh: '楼层合计', en: 'Floors in sum' }) },
    sums(id, totals),
    largest(id, totals),
    need(id, totals),
    floorsAnswer.isEmptiedByArea(id) ? null : together(id, phone.matches ? 1 : FEW),
    inParks(id),
  );
}

/** @param {string} id @param {buildings.Totals} totals */
function sums(id, { sum, count, unknown, states }) {
  const field = schema.role(id, 'status');
  const aside = floorsAnswer.isBound(id) && Boolean(floorsAnswer.rowsAside(id));
  return el(
    'p',
    { class: 'floors-sums' },
    aside ? t({ zh: `不计面积条件，${number(count)} 层`, en: `Whatever their area, ${number(count)} floors: ` }) : null,
    aside ? t({ zh: '合计 ', en: 'total ' }) : t({ zh: '合计 ', en: 'Total ' }),
    figure(sum),
    ' m²',
    ...states.map((one) => [
      ' · ',
      el(
        'span',
        { class: one.free ? 'nowrap free' : 'nowrap' },
        v.words(field, one.value) ?? t({ zh: '待核实', en: 'to check' }),
        ' ',
        figure(one.sum),
      ),
    ]),
    unknown ? [' ', v.unknown(t({ zh: `${unknown} 层面积`, en: `area of ${unknown}` }))] : null,
  );
}

/** @param {string} id @param {buildings.Totals} totals */
function largest(id, { largest: one, wholes }) {
  if (!one && !wholes) return null;
  return el(
    'p',
    { class: 'floors-largest' },
    t({ zh: '单层最大 ', en: 'Largest single floor ' }),
    one ? known(id, one) : null,
    wholes ? [one ? ' · ' : null, v.unknown(byBuilding())] : null,
  );
}

/** Records of whole buildings, whose floors may be larger or smaller than any that is known. */
const byBuilding = () => t({ zh: '登记到栋，楼层未知', en: 'recorded by building, floors unknown' });

/** @param {string} id @param {Feature} one */
function known(id, one) {
  const state_ = v.words(schema.role(id, 'status'), schema.value(id, one, 'status'));
  return [
    figure(schema.value(id, one, 'area')),
    ' m²',
    el('span', { class: 'meta', title: v.name(id, one) }, [v.name(id, one), state_].filter(Boolean).join(' · ')),
  ];
}

/** What is needed together, and how many buildings give it. @param {string} id @param {buildings.Totals} totals */
function need(id, totals) {
  const asked = floorsAnswer.needOf(id);
  const label = t({ zh: '合起来需要', en: 'Need' });
  return el(
    'div',
    { class: 'floors-need' },
    el('span', {}, label),
    widgets.entryField({
      key: 'floors-need',
      label: `${label} (m²)`,
      value: asked ? number(asked) : '',
      placeholder: t({ zh: '面积', en: 'area' }),
      commit: (value) => needFloor(value || null),
    }),
    el('span', {}, 'm²'),
    el('span', { class: 'floors-verdict', role: 'status' }, asked ? verdict(id, asked, totals) : null),
  );
}

/** @param {string} id @param {number} asked @param {buildings.Totals} totals */
function verdict(id, asked, { largest: one, wholes }) {
  const reached = floorsAnswer.reaching(id);
  if (!reached) return t({ zh: '楼层太多，未逐栋合算', en: 'too many floors to add up by building here' });
  const alone = one !== null && schema.value(id, one, 'area') >= asked;
  if (reached.length)
    return t({
      zh: `${number(reached.length)} 栋相邻楼层合起来够`,
      en: `${number(reached.length)} ${reached.length === 1 ? 'building reaches' : 'buildings reach'} it`,
    });
  if (alone) return t({ zh: '有单层就够的', en: 'a single floor is enough' });
  return wholes ? v.unknown(byBuilding()) : t({ zh: '没有一栋合起来够', en: 'no building reaches it' });
}

/** Buildings whose adjoining floors are enough, the first ones at first. @param {string} id @param {number} few */
function together(id, few) {
  const reached = floorsAnswer.reaching(id) ?? [];
  if (!reached.length) return null;
  const hidden = isOpen ? 0 : Math.max(0, reached.length - few);
  return el(
    'div',
    { class: isOpen ? 'floors-joined open' : 'floors-joined' },
    el('ul', {}, ...reached.slice(0, reached.length - hidden).map((one) => building(id, one))),
    reached.length > few
      ? el(
          'button',
          {
            type: 'button',
            class: 'link',
            'data-key': 'joined-more',
            'aria-expanded': String(isOpen),
            onclick: () => {
              isOpen = !isOpen;
              touched(['list']);
            },
          },
          isOpen ? t({ zh: '收起', en: 'Show fewer' }) : t({ zh: `还有 ${hidden} 栋`, en: `${hidden} more` }),
        )
      : null,
  );
}

/** A building, its floors that are enough together, and the way to take them as one. @param {string} id @param {JoinedFloors} one */
function building(id, one) {
  const field = schema.role(id, 'building');
  const spot = field?.references ? { collection: field.references, id: one.building } : null;
  const name = v.words(field, one.building) ?? one.building;
  const spots = one.ids.map((key) => ({ collection: id, id: key }));
  const isTaken = one.ids.every((key) => basket.has(id, key));
  return el(
    'li',
    {
      class: 'joined-building',
      onpointerenter: () => pointAt(spot),
      onpointerleave: () => pointAt(null),
    },
    el(
      'button',
      {
        type: 'button',
        class: 'joined-name',
        'data-key': `joined-${one.building}`,
        title: t({ zh: `${name}：在图上看`, en: `${name}: show on the map` }),
        onclick: () => showOnMap(spot),
      },
      name,
    ),
    el('span', { class: 'joined-floors' }, figure(one.sum), ' m² · ', storeys(one), ' · ', availability(one)),
    el(
      'button',
      {
        type: 'button',
        class: 'button small',
        'data-key': `take-${one.building}`,
        'aria-pressed': String(isTaken),
        'aria-label': t({ zh: `整组选入：${name}`, en: `Select all of ${name}` }),
        onclick: () => (isTaken ? basket.dropAll(spots) : basket.add(spots)),
      },
      isTaken ? t({ zh: '已整组选入', en: 'Selected' }) : t({ zh: '整组选入', en: 'Select all' }),
    ),
  );
}

/** @param {JoinedFloors} one */
function storeys({ storeys: [low, high], ids }) {
  const span = low === high ? String(low) : `${low}–${high}`;
  // Storeys between −1 and 1 have no 0 among them.
  const isWhole = ids.length === high - low + (low < 0 && high > 0 ? 0 : 1);
  if (low !== high && isWhole) return t({ zh: `${span} 层`, en: `floors ${span}` });
  const floors = low === high ? `floor ${span}` : `floors ${span}`;
  return t({ zh: `${span} 层 ${ids.length} 处`, en: `${ids.length} on ${floors}` });
}

/** @param {JoinedFloors} one */
function availability({ taken, ids }) {
  if (!taken) return t({ zh: '均空置', en: 'all free' });
  const words =
    taken === ids.length ? { zh: '均非空置', en: 'none free' } : { zh: `${taken} 处非空置`, en: `${taken} not free` };
  return el('span', { class: 'taken' }, t(words));
}

/** What lies in several buildings of a park is a sum, and no site. @param {string} id */
function inParks(id) {
  const [rows, asked] = [floorsAnswer.rowsAside(id), floorsAnswer.needOf(id)];
  const field = schema.role(id, 'park');
  if (!rows || !asked || !field || floorsAnswer.reaching(id)?.length) return null;
  const parks = buildings.sumsByPark(id, rows).filter(({ sum }) => sum >= asked);
  if (!parks.length) return null;
  const parts = parks.map(({ park, sum }) => `${v.words(field, park)} ${fixed(sum, 0)} m²`);
  const list = parts.slice(0, FEW).join(t({ zh: '、', en: ', ' })) + (parts.length > FEW ? ' …' : '');
  return el(
    'p',
    { class: 'note', title: parts.join(t({ zh: '、', en: ', ' })) },
    t({ zh: `按园区合计（不在一处）：${list}`, en: `By park, not in one place: ${list}` }),
  );
}

/** Let floors of any area in; what was asked of one is then needed of several together. @param {string} id @param {Field} field */
function anyArea(id, field) {
  const needed = floorsAnswer.needOf(id);
  questions.drop({ ids: [{ id, key: questions.keyOf(field) }] });
  needFloor(needed);
}

/** In place of an empty list: no floor has the area alone, whether or not some have it together; null where another condition emptied it. @param {string} id */
export function instead(id) {
  if (!floorsAnswer.isEmptiedByArea(id)) return null;
  const isReached = Boolean(floorsAnswer.reaching(id)?.length);
  const field = /** @type {Field} */ (schema.role(id, 'area'));
  const count = floorsAnswer.totals(id)?.count ?? 0;
  return el(
    'div',
    { class: 'scroll floors-instead' },
    el(
      'p',
      { role: 'status' },
      el('b', {}, t({ zh: '没有一层单独符合面积条件', en: 'No single floor has the area asked' })),
      isReached
        ? t({ zh: '，下列楼栋的相邻楼层合起来够：', en: '; adjoining floors of these buildings have it together:' })
        : t({ zh: '，也没有一栋的相邻楼层合起来够。', en: ', and no building has it on adjoining floors.' }),
    ),
    together(id, Infinity),
    el(
      'div',
      { class: 'actions' },
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          'data-key': 'drop-area',
          onclick: () => anyArea(id, field),
        },
        t({ zh: `不限单层面积：${number(count)} 层`, en: `Any floor area: ${number(count)} ${v.noun(id, count)}` }),
      ),
    ),
  );
}
