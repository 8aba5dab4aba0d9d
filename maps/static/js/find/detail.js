/* The card of one plot, floor, building or park, built from the catalog's fields by their roles and groups. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { icon as iconOf } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { changeState, state as workspace } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as address from '../data/address.js';
import * as basket from '../data/basket.js';
import { featuresOf } from '../data/features.js';
import * as matching from '../data/matching.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import { panel, toast, touched } from '../page/shell.js';
import * as buildingFloors from './building_floors.js';
import { compareFeatures } from './basket_panel.js';
import * as facts from './facts.js';
import * as idleClock from './idle_clock.js';
import * as printing from './printing.js';
import * as resultList from './result_list.js';

const FIGURES = {
  parcel: ['area', 'measured_area', 'tax_per_mu'],
  space: ['area', 'clear_height', 'floor_load'],
  building: ['area', 'floors', 'lift'],
  park: ['area'],
};
const SUSPECT = { zh: '疑似闲置，以主管部门认定为准', en: 'suspected idle; the bureau decides' };

function paint(root) {
  const { collection: id, id: key } = workspace.selected;
  const one = featuresOf(id).get(key);
  if (!schema.collection(id)) return missing();
  if (!one)
    return fetched(id, key)
      ? missing()
      : [stepper(), el('div', { class: 'skeleton' }), el('div', { class: 'skeleton' })];
  const width = Math.max(280, root.clientWidth - 34);
  const figures = FIGURES[schema.collection(id).kind] ?? ['area'];
  const clock = schema.collection(id).kind === 'parcel' ? idleClock.section(id, one, width) : null;
  return [
    stepper(),
    el(
      'article',
      { class: 'scroll', 'data-scroll': `detail-${id}-${key}`, 'aria-label': v.name(id, one) },
      top(id, one),
      bigFigures(id, one, figures),
      clock,
      blockers(id, one),
      buildingFloors.section(id, one),
      ...facts.sections(id, one, new Set(figures)),
      facts.sourceLine(id, one),
    ),
  ];
}

/* A feature of a large layer may not be here yet: it is asked for once. True when there is nothing more to wait for. */
const asked = new Map();
function fetched(id, key) {
  if (!schema.collection(id).remote) return Boolean(source.ready || workspace.errors?.[id]);
  const name = `${id}\n${key}`;
  if (!asked.has(name)) {
    asked.set(name, false);
    const done = () => {
      asked.set(name, true);
      touched(['selected']);
    };
    source.one(id, key).then(done, done);
  }
  return asked.get(name);
}

function missing() {
  return [
    el(
      'div',
      { class: 'empty' },
      el('b', {}, t({ zh: '找不到这一项', en: 'This one is not here' })),
      t({ zh: '链接里的编号不在当前数据中。', en: 'The number in the link is not in this data.' }),
      el(
        'div',
        { class: 'actions' },
        el(
          'button',
          { type: 'button', class: 'button', onclick: close },
          t({ zh: '回到列表', en: 'Back to the list' }),
        ),
      ),
    ),
  ];
}

const close = () => changeState({ selected: null });

function stepper() {
  const at = resultList.neighbours();
  const { collection: id } = workspace.selected;
  const from = questions.stock().some((one) => one.id === id) ? id : questions.active();
  const total = workspace.results?.[from]?.matched ?? 0;
  const back = ` ${v.number(total)} ${v.noun(from, total)}`;
  const step = (key, icon, words) =>
    el(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'data-key': `step-${icon}`,
        disabled: key ? null : true,
        'aria-label': t(words),
        title: t(words),
        onclick: () => changeState({ selected: { collection: id, id: key } }),
      },
      iconOf(icon),
    );
  return el(
    'div',
    { class: 'stepper' },
    el(
      'button',
      {
        type: 'button',
        class: 'link',
        'data-key': 'back',
        onclick: () => changeState({ selected: null, active: from }),
      },
      '‹ ',
      t({ zh: '返回', en: 'Back' }),
      el('span', { class: 'not-phone' }, t({ zh: back, en: ` to${back}` })),
    ),
    el(
      'span',
      { class: 'push' },
      at
        ? t({ zh: `第 ${at.place + 1} / ${v.number(at.count)}`, en: `${at.place + 1} of ${v.number(at.count)}` })
        : t({ zh: '不在当前结果中', en: 'not in this result' }),
    ),
    at ? step(at.before, 'up', { zh: '上一项（↑）', en: 'previous (↑)' }) : null,
    at ? step(at.after, 'down', { zh: '下一项（↓）', en: 'next (↓)' }) : null,
    el(
      'span',
      { class: 'tools' },
      tool('share', { zh: '复制链接', en: 'Copy the link' }, share),
      tool('print', { zh: '打印这一张', en: 'Print this card' }, () => printing.card()),
      tool('close', { zh: '关闭（Esc）', en: 'Close (Esc)' }, close),
    ),
  );
}

function tool(icon, words, run) {
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-key': `tool-${icon}`,
      'aria-label': t(words),
      title: t(words),
      onclick: run,
    },
    iconOf(icon),
  );
}

function statusChip(id, one) {
  const field = schema.role(id, 'status');
  if (!field) return null;
  const raw = schema.value(id, one, 'status');
  if (raw === null) return v.unknown(t(field.title));
  const symbol = v.code(field, raw)?.symbol;
  const chip = el('span', { class: 'chip' }, symbol ? v.swatch(symbol) : null, v.capital(v.words(field, raw)));
  if (symbol && /^#[0-9a-f]{6}$/i.test(symbol.stroke)) chip.style.borderColor = symbol.stroke;
  return chip;
}

function top(id, one) {
  const clock = schema.collection(id).kind === 'parcel' ? idleClock.reckon(id, one, config.as_of) : null;
  const suspect = clock?.suspected || schema.value(id, one, 'status') === 'idle';
  return el(
    'section',
    { class: 'section' },
    el(
      'div',
      { class: 'detail-top' },
      statusChip(id, one),
      suspect ? el('span', { class: 'chip verdict' }, t(SUSPECT)) : null,
      held(id, one),
    ),
    el('h2', { class: 'detail-title' }, v.name(id, one)),
    el('p', { class: 'meta' }, ...identity(id, one)),
    actions(id, one),
  );
}

function held(id, one) {
  const until = schema.value(id, one, 'held_until');
  return until
    ? el('span', { class: 'chip' }, t({ zh: `意向预留至 ${until}`, en: `intended hold until ${until}` }))
    : null;
}

/** The numbers a thing is known by, and whose it is. */
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
  return [said, ` · ${t(owner.title)} `, whose ?? v.unknown()];
}

function actions(id, one) {
  const stock = ['parcel', 'space'].includes(schema.collection(id).kind);
  if (!stock) return null;
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
            class: 'button primary',
            'data-key': 'fit',
            onclick: () => matching.choose({ site: { collection: id, id: one.id } }),
          },
          iconOf('match'),
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
      iconOf(picked ? 'check' : 'plus'),
      picked ? t({ zh: '已加入', en: 'Selected' }) : t({ zh: '加入已选', en: 'Select' }),
    ),
    compare(id),
  );
}

function compare(id) {
  const chosen = basket.grouped().get(id) ?? [];
  return chosen.length > 1
    ? el(
        'button',
        {
          type: 'button',
          class: 'button not-phone',
          'data-key': 'compare',
          onclick: () => compareFeatures(id, chosen),
        },
        iconOf('columns'),
        t({ zh: `比较 ${chosen.length}`, en: `Compare ${chosen.length}` }),
      )
    : null;
}

async function share() {
  const link = `${window.location.href.split('#')[0]}#${address.link()}`;
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    const box = el('textarea', { class: 'offscreen', readonly: true });
    box.value = link;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  toast(t({ zh: '链接已复制', en: 'The link is copied' }));
}

/* ---- three figures ---- */
function bigFigures(id, one, roles) {
  const made = roles.map((role) => figure(id, one, role)).filter(Boolean);
  return made.length ? el('section', { class: 'section' }, el('dl', { class: 'figures' }, ...made)) : null;
}

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
      : { figure: v.number(raw, 2), unit: v.unitWords(field) };
  return el('div', {}, title, el('dd', {}, el('b', {}, said), el('small', {}, unit), beneath(id, one, role, raw)));
}

/** The line under a figure: other units, the gap to the register, the median of all. */
function beneath(id, one, role, raw) {
  if (role === 'area' && schema.role(id, role).land)
    return el(
      'p',
      {},
      el('span', { class: 'nowrap' }, `${v.number(raw)}${v.THIN}m² · `),
      el('span', { class: 'nowrap' }, `${v.fixed(raw / 10000, 2)}${v.THIN}${t(v.UNITS.ha)}`),
    );
  if (role === 'measured_area') {
    const registered = schema.value(id, one, 'area');
    if (typeof registered !== 'number' || !registered) return null;
    const gap = ((raw - registered) / registered) * 100;
    if (Math.abs(gap) < 0.05) return el('p', {}, t({ zh: '与登记一致', en: 'as registered' }));
    const said = v.fixed(Math.abs(gap), 1);
    return el(
      'p',
      { class: Math.abs(gap) >= 1 ? 'gap' : '' },
      gap < 0
        ? t({ zh: `比登记少 ${said} %`, en: `${said} % below the register` })
        : t({ zh: `比登记多 ${said} %`, en: `${said} % above the register` }),
    );
  }
  // Of a large layer the page has met a part only: its middle would not be that of all.
  if (role === 'tax_per_mu' && !schema.collection(id).remote)
    return el(
      'p',
      {},
      t({ zh: `全区中位 ${v.number(median(id, role), 1)}`, en: `median of all ${v.number(median(id, role), 1)}` }),
    );
  if (role === 'floor_load') return el('p', {}, `≈ ${v.number(raw / 10, 2)} t/m²`);
  return null;
}

const medians = new Map();
function median(id, role) {
  const features = featuresOf(id);
  const key = `${id} ${role} ${features?.size ?? 0}`;
  if (!medians.has(key)) {
    const values = [...(features?.values() ?? [])]
      .map((one) => schema.value(id, one, role))
      .filter((raw) => typeof raw === 'number')
      .sort((a, b) => a - b);
    const half = values.length >> 1;
    medians.set(key, values.length % 2 ? values[half] : ((values[half - 1] ?? 0) + (values[half] ?? 0)) / 2);
  }
  return medians.get(key);
}

/* ---- blockers: each one of the list is held, clear, or to be checked ---- */
function blockers(id, one) {
  const field = schema.role(id, 'blockers');
  const list = field ? config.codelists?.[field.codelist] : null;
  if (!list) return null;
  const raw = schema.value(id, one, 'blockers');
  const months = schema.value(id, one, 'blocker_months');
  const cards = list.codes.map((code) => {
    const state = raw === null ? 'open' : raw.includes(code.code) ? 'held' : 'clear';
    const said = {
      open: { zh: '? 待核实', en: '? to check' },
      held: months
        ? { zh: `● 在办，约 ${months} 个月`, en: `● under way, ~${rounding.many(months, 'month')}` }
        : { zh: '● 在办', en: '● under way' },
      clear: { zh: '✓ 已清', en: '✓ clear' },
    }[state];
    return el('div', { class: `blocker ${state}` }, el('b', {}, v.capital(t(code))), t(said));
  });
  return el(
    'section',
    { class: 'section' },
    el('h3', {}, t({ zh: '阻碍', en: 'Blockers' })),
    el('div', { class: 'blockers' }, ...cards),
  );
}

document.addEventListener('keydown', (event) => {
  if (
    !workspace.selected ||
    workspace.mode !== 'find' ||
    event.altKey ||
    event.ctrlKey ||
    event.metaKey ||
    document.querySelector('dialog[open], .menu')
  )
    return;
  if (event.target.closest?.('input, textarea, select, [role="slider"], .leaflet-container')) return;
  if (event.key === 'Escape') {
    close();
    return;
  }
  const at = resultList.neighbours();
  const key = { ArrowUp: at?.before, ArrowDown: at?.after }[event.key];
  if (!key) return;
  event.preventDefault();
  changeState({ selected: { collection: workspace.selected.collection, id: key } });
});

panel({
  root: 'ls-right-inner',
  keys: ['mode', 'selected', 'basket', 'results', 'unit', 'fits'],
  when: () => workspace.mode === 'find' && Boolean(workspace.selected),
  paint,
});
