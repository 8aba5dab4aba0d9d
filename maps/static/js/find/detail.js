/* The card of one plot, floor, building or park, built from the catalog's fields by their roles and groups. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { otherTongue, t } from '../base/words.js';
import { closeCard, openCard } from '../data/actions.js';
import * as basket from '../data/basket.js';
import * as connection from '../data/connection.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import { AROUND, distanceWords } from '../data/near.js';
import * as source from '../data/source.js';
import { panel, touched } from '../page/panels.js';
import * as blockers from './blockers.js';
import * as buildingStack from './building_stack.js';
import * as compare from './compare.js';
import * as detailFigures from './detail_figures.js';
import { stepper } from './detail_stepper.js';
import * as facts from './facts.js';
import * as holdsSection from './holds_section.js';
import * as idleClock from './idle_clock.js';
import * as idleClockPicture from './idle_clock_picture.js';
import { around } from './place_facet.js';
import * as linking from './linking.js';
import * as resultList from './result_list.js';

/** Roles of the large figures. @type {Partial<Record<Kind, string[]>>} */
const FIGURES = {
  parcel: ['area', 'measured_area', 'tax_per_mu'],
  space: ['area', 'clear_height', 'floor_load'],
  building: ['area', 'floors', 'lift'],
  park: ['area'],
};
const SUSPECT = { zh: '疑似闲置，以主管部门认定为准', en: 'Suspected idle; the bureau decides' };
const UNCERTAIN = { zh: '疑似闲置，起因待核实', en: 'Suspected idle; cause to check' };

/** @param {HTMLElement} root */
function paint(root) {
  const { selected } = state;
  if (!selected || !schema.has(selected.collection)) return missing();
  const { collection: id, id: key } = selected;
  const one = featuresOf(id).get(key);
  if (!one)
    return fetched(id, key)
      ? missing()
      : [stepper(selected), el('div', { class: 'skeleton' }), el('div', { class: 'skeleton' })];
  const width = Math.max(280, root.clientWidth - 34);
  const figures = FIGURES[schema.collection(id).kind] ?? ['area'];
  const clock = schema.collection(id).kind === 'parcel' ? idleClockPicture.section(id, one, width) : null;
  return [
    stepper(selected),
    el(
      'article',
      { class: 'scroll', 'data-scroll': `detail-${id}-${key}`, 'aria-label': v.name(id, one) },
      top(id, one),
      detailFigures.section(id, one, figures),
      holdsSection.section(id, one),
      clock,
      blockers.section(id, one),
      buildingStack.section(id, one),
      linking.section(id, one),
      ...facts.sections(id, one, new Set(figures)),
      facts.sourceLine(id, one),
    ),
  ];
}

/* A feature of a large layer may not be here yet: it is asked for once. True when there is nothing more to wait for. */
/** @type {Map<string, boolean>} */
const asked = new Map();

/** @param {string} id @param {string} key */
function fetched(id, key) {
  if (!schema.collection(id).remote) return Boolean(source.ready || state.errors?.[id]);
  const name = `${id}\n${key}`;
  const answered = asked.get(name);
  if (answered === undefined) {
    asked.set(name, false);
    const done = () => {
      asked.set(name, true);
      touched(['selected']);
    };
    source.one(id, key).then(done, done);
  }
  return answered ?? false;
}

/** What the number of a link, or of a step back, no longer names; or what cannot be had just now. */
function missing() {
  const { selected } = state;
  const away = connection.isLost();
  return [
    el(
      'div',
      { class: 'empty', role: 'status' },
      el(
        'b',
        {},
        away
          ? t({ zh: '现在取不到这一项', en: 'This one cannot be had just now' })
          : t({ zh: `找不到 ${selected?.id ?? ''}`, en: `${selected?.id ?? ''} is not here` }),
      ),
      away
        ? t({ zh: '服务恢复后会自动打开。', en: 'It opens once the service is back.' })
        : t({
            zh: '当前数据中没有这个编号：可能已注销、改了编号，或者链接来自别的数据。',
            en: 'This data has no such number: it may have been struck off or renumbered, or the link is of other data.',
          }),
      el(
        'div',
        { class: 'actions' },
        el(
          'button',
          { type: 'button', class: 'button', 'data-key': 'missing-back', onclick: closeCard },
          t({ zh: '回到列表', en: 'Back to the list' }),
        ),
      ),
    ),
  ];
}

/* What could not be had while the service was away is asked for again. */
on('lost', (lost) => {
  if (lost) return;
  asked.clear();
  touched(['selected']);
});

/** @param {string} id @param {Feature} one */
function statusChip(id, one) {
  const field = schema.role(id, 'status');
  if (!field) return null;
  const raw = schema.value(id, one, 'status');
  if (raw === null) return v.unknown(t(field.title));
  const symbol = v.code(field, raw)?.symbol;
  const chip = el('span', { class: 'chip' }, symbol ? v.swatch(symbol) : null, v.capital(v.words(field, raw) ?? ''));
  if (symbol && /^#[0-9a-f]{6}$/i.test(symbol.stroke)) chip.style.borderColor = symbol.stroke;
  return chip;
}

/** @param {string} id @param {Feature} one */
function top(id, one) {
  const clock = schema.collection(id).kind === 'parcel' ? idleClock.reckon(id, one, config.as_of) : null;
  return el(
    'section',
    { class: 'section' },
    el(
      'div',
      { class: 'detail-top' },
      statusChip(id, one),
      clock?.suspected ? el('span', { class: 'chip verdict' }, t(clock.cause ? SUSPECT : UNCERTAIN)) : null,
      ...holdsSection.chips(id, one),
    ),
    el('h2', { class: 'detail-title' }, v.name(id, one)),
    el('p', { class: 'meta' }, ...identity(id, one)),
    actions(id, one),
  );
}

/** The numbers a thing is known by, and whose it is. @param {string} id @param {Feature} one */
function identity(id, one) {
  const parts = [`${t({ zh: '编号', en: 'No.' })} ${one.id}`];
  const second = schema
    .collection(id)
    .fields.find(
      (field) =>
        field.group === 'identity' && !field.role && field.type === 'text' && v.isKnown(one.properties[field.name]),
    );
  if (second) parts.push(`${t(second.title)} ${v.words(second, one.properties[second.name])}`);
  const owner = schema.role(id, 'owner');
  const said = parts.join(' · ');
  if (!owner) return [said];
  const whose = v.words(owner, schema.value(id, one, 'owner'));
  return [said, ` · ${t(owner.title)} `, whose ? el('span', { lang: otherTongue(whose) }, whose) : v.unknown()];
}

/** @param {string} id @param {Feature} one */
function actions(id, one) {
  const stock = ['parcel', 'space'].includes(schema.collection(id).kind);
  if (!stock) return one.geometry ? el('div', { class: 'actions detail-actions' }, surroundings(id, one)) : null;
  const picked = basket.has(id, one.id);
  const count = matching.countFor(id, one.id);
  return el(
    'div',
    { class: 'actions detail-actions' },
    config.projects
      ? el(
          'button',
          {
            type: 'button',
            class: count === 0 ? 'button' : 'button primary',
            'data-key': 'fit',
            onclick: () => matching.choose({ site: { collection: id, id: one.id } }),
          },
          icon('match'),
          t({
            zh: `适配项目${count === null ? '' : ` ${count}`}`,
            en: `Projects that fit${count === null ? '' : `: ${count}`}`,
          }),
        )
      : null,
    el(
      'button',
      {
        type: 'button',
        class: 'button',
        'data-key': 'pick',
        'aria-pressed': String(picked),
        onclick: () => basket.toggle(id, one.id),
      },
      icon(picked ? 'check' : 'plus'),
      picked ? t({ zh: '已加入', en: 'Selected' }) : t({ zh: '加入已选', en: 'Select' }),
    ),
    one.geometry ? surroundings(id, one) : null,
    comparer(id),
  );
}

/** What lies around it, as a question. @param {string} id @param {Feature} one */
const surroundings = (id, one) =>
  el(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-key': 'around',
      title: t({
        zh: `查 ${distanceWords(AROUND)} 以内的地块和楼层`,
        en: `Land and floors within ${distanceWords(AROUND)}`,
      }),
      onclick: () => {
        around({ collection: id, id: String(one.id) });
        closeCard();
      },
    },
    icon('locate'),
    t({ zh: '周边', en: 'Around this' }),
  );

/** @param {string} id */
function comparer(id) {
  const chosen = basket.grouped().get(id) ?? [];
  return chosen.length > 1
    ? el(
        'button',
        {
          type: 'button',
          class: 'button not-phone',
          'data-key': 'compare',
          onclick: () => compare.features(id, chosen),
        },
        icon('columns'),
        t({ zh: `比较 ${chosen.length}`, en: `Compare ${chosen.length}` }),
      )
    : null;
}

document.addEventListener('keydown', (event) => {
  const { mode, selected } = state;
  if (
    !selected ||
    mode !== 'find' ||
    event.altKey ||
    event.ctrlKey ||
    event.metaKey ||
    document.querySelector('dialog[open], .menu')
  )
    return;
  if (
    event.target instanceof Element &&
    event.target.closest('input, textarea, select, [role="slider"], .leaflet-container')
  )
    return;
  if (event.key === 'Escape') {
    closeCard();
    return;
  }
  const at = resultList.neighbours();
  const key = event.key === 'ArrowUp' ? at?.before : event.key === 'ArrowDown' ? at?.after : null;
  if (!key) return;
  event.preventDefault();
  openCard({ collection: selected.collection, id: key });
});

panel({
  root: 'ls-right-inner',
  keys: ['mode', 'selected', 'basket', 'results', 'unit', 'fits'],
  when: () => state.mode === 'find' && Boolean(state.selected),
  paint,
});
