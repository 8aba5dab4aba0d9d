/* A demand filled in by hand: the keys of the matching service, options from the code lists of the projects' fields. */

import { config, served } from '../base/config.js';
import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as matching from '../data/matching.js';
import { touched } from '../page/shell.js';
import * as widgets from '../page/widgets.js';

/** A list of codes is chosen from as long as it can be looked over. */
const LOOKED_OVER = 40;
const WIDE = ['text', 'codes', 'land', 'floor'];
/** One input each, as the service declares what a demand may ask. */
const asked = () => config.demand;
let draft = { land_unit: 'mu' };
let wrong = [];

function codes(role) {
  const field = schema.role(config.projects?.collection, role);
  return field?.codelist ? (config.codelists?.[field.codelist]?.codes ?? []) : [];
}

export function paint() {
  if (!served()) {
    return el(
      'div',
      { class: 'empty' },
      el('b', {}, t({ zh: '自填需求要用服务', en: 'A requirement of your own needs the service' })),
      t({
        zh: '这张单文件地图只带了新建项目的匹配结果。请在服务（landstock serve）里填需求。',
        en: 'This one-file map carries the matches of new projects only. Open the service (landstock serve) to state a requirement.',
      }),
    );
  }
  const form = el(
    'form',
    { class: 'form', novalidate: true, 'aria-label': t({ zh: '填需求', en: 'Requirement' }) },
    ...asked().map(field).filter(Boolean),
    wrong.length
      ? el('div', { class: 'wide failed flush', role: 'alert' }, ...wrong.map((words) => el('div', {}, t(words))))
      : null,
    el(
      'div',
      { class: 'wide actions pinned' },
      el(
        'button',
        { type: 'submit', class: 'button primary', 'data-key': 'demand-go' },
        icon('match'),
        t({ zh: '匹配', en: 'Match' }),
      ),
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          'data-key': 'demand-clear',
          onclick: () => {
            draft = { land_unit: draft.land_unit };
            wrong = [];
            touched(['match']);
          },
        },
        t({ zh: '清空', en: 'Clear' }),
      ),
    ),
    el('p', { class: 'wide note last' }, t({ zh: '空着的项不作要求。', en: 'What is left empty is not asked for.' })),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  return el('div', { class: 'scroll', 'data-scroll': 'demand-form' }, form);
}

function field(one) {
  const listed = ['code', 'codes'].includes(one.kind) ? codes(one.role).length : 0;
  if (['code', 'codes'].includes(one.kind) && !listed) return null;
  const make = {
    text,
    code: listed > LOOKED_OVER ? search : choice,
    codes: checks,
    land: areas,
    floor: areas,
    number: figure,
    date,
  }[one.kind];
  return make(one);
}

function labelled(one, ...children) {
  return el(
    'label',
    { class: WIDE.includes(one.kind) ? 'wide' : '' },
    el('span', {}, v.capital(t(one.words)), one.sign ? ` ${one.sign}` : null, one.unit ? ` ${t(one.unit)}` : null),
    ...children,
  );
}

function bound(input, key) {
  input.value = draft[key] ?? '';
  input.addEventListener('input', () => {
    draft[key] = input.value;
  });
  return input;
}

const text = (one) =>
  labelled(
    one,
    bound(el('input', { type: 'text', class: 'text-input', maxlength: 120, 'data-key': `ask-${one.key}` }), one.key),
  );
const date = (one) =>
  labelled(one, bound(el('input', { type: 'date', class: 'text-input', 'data-key': `ask-${one.key}` }), one.key));
const figure = (one) =>
  labelled(
    one,
    bound(
      el('input', { type: 'text', inputmode: 'decimal', class: 'text-input', 'data-key': `ask-${one.key}` }),
      one.key,
    ),
  );

function choice(one) {
  const select = el(
    'select',
    { class: 'select', 'data-key': `ask-${one.key}` },
    el('option', { value: '' }, t({ zh: '不限', en: 'Any' })),
    ...codes(one.role).map((code) => el('option', { value: code.code }, v.capital(t(code)))),
  );
  return labelled(one, bound(select, one.key));
}

function checks(one) {
  const chosen = new Set(draft[one.key] ?? []);
  return el(
    'fieldset',
    { class: 'wide bare' },
    el('legend', { class: 'label' }, v.capital(t(one.words))),
    el(
      'div',
      { class: 'checks' },
      ...codes(one.role).map((code) => {
        const box = el('input', { type: 'checkbox', class: 'check', 'data-key': `ask-${one.key}-${code.code}` });
        box.checked = chosen.has(code.code);
        box.addEventListener('change', () => {
          if (box.checked) chosen.add(code.code);
          else chosen.delete(code.code);
          draft[one.key] = [...chosen];
        });
        return el('label', {}, box, t(code));
      }),
    ),
  );
}

function search(one) {
  const list = `ls-list-${one.key}`;
  return labelled(
    one,
    bound(
      el('input', { type: 'text', class: 'text-input', list, autocomplete: 'off', 'data-key': `ask-${one.key}` }),
      one.key,
    ),
    el(
      'datalist',
      { id: list },
      ...codes(one.role).map((code) => el('option', { value: code.code }, `${code.code} ${t(code)}`)),
    ),
  );
}

function areas(one) {
  const land = one.kind === 'land';
  const input = (side, words) =>
    bound(
      el('input', {
        type: 'text',
        inputmode: 'decimal',
        class: 'text-input',
        placeholder: t(words),
        'aria-label': `${t(one.words)} ${t(words)}`,
        'data-key': `ask-${one.key}-${side}`,
      }),
      `${one.key}_${side}`,
    );
  const unit = land
    ? widgets.segments(
        t({ zh: '用地面积单位', en: 'Unit of land area' }),
        ['mu', 'ha', 'm2'].map((id) => ({ id, text: t(v.UNITS[id]) })),
        draft.land_unit,
        turn,
      )
    : el('span', { class: 'meta' }, 'm²');
  return el(
    'div',
    { class: WIDE.includes(one.kind) ? 'wide' : '' },
    el('span', { class: 'label' }, v.capital(t(one.words))),
    el(
      'div',
      { class: 'in-a-row' },
      input('min', { zh: '下限', en: 'from' }),
      '–',
      input('max', { zh: '上限', en: 'to' }),
      unit,
    ),
  );
}

/** Changing the unit changes the figures with it, so that the asked area stays. */
function turn(unit) {
  for (const side of ['land_area_min', 'land_area_max']) {
    const raw = number(draft[side]);
    if (raw) draft[side] = rounding.typed((raw * v.UNITS[draft.land_unit].m2) / v.UNITS[unit].m2, v.UNITS[unit].digits);
  }
  draft.land_unit = unit;
  touched(['match']);
}

function number(raw) {
  const said = String(raw ?? '').replace(/[,，\s]/g, '');
  return said === '' ? null : Number(said);
}

function submit() {
  wrong = [];
  const demand = {};
  for (const one of asked()) {
    if (['land', 'floor'].includes(one.kind)) {
      range(one, demand);
      continue;
    }
    const raw = draft[one.key];
    if (raw === undefined || raw === '' || (Array.isArray(raw) && !raw.length)) continue;
    if (one.kind === 'number') {
      const said = number(raw);
      if (!Number.isFinite(said) || said < 0)
        wrong.push({ zh: `${one.words.zh}：请填不小于 0 的数字`, en: `${one.words.en}: a number of 0 or more` });
      else demand[one.key] = said;
    } else if (one.kind === 'code') demand[one.key] = /^\S+/.exec(String(raw).trim())?.[0];
    else demand[one.key] = raw;
  }
  if (!wrong.length && !Object.keys(demand).some((key) => key !== 'name'))
    wrong.push({ zh: '请至少填一项要求', en: 'Ask for something at least' });
  if (wrong.length) touched(['match']);
  else matching.choose({ demand });
}

function range(one, demand) {
  const scale = one.kind === 'land' ? v.UNITS[draft.land_unit].m2 : 1;
  const ends = ['min', 'max'].map((side) => number(draft[`${one.key}_${side}`]));
  if (ends.some((end) => end !== null && (!Number.isFinite(end) || end < 0))) {
    wrong.push({ zh: `${one.words.zh}：请填不小于 0 的数字`, en: `${one.words.en}: a number of 0 or more` });
    return;
  }
  if (ends[0] !== null && ends[1] !== null && ends[0] > ends[1]) {
    wrong.push({ zh: `${one.words.zh}：下限大于上限`, en: `${one.words.en}: from is above to` });
    return;
  }
  ends.forEach((end, n) => {
    if (end !== null) demand[n ? one.high : one.low] = rounding.rounded(end * scale, 2);
  });
}

/** Begin from a known requirement, such as a project's. */
export function fill(known, name) {
  draft = { land_unit: draft.land_unit, name: name ?? '' };
  wrong = [];
  for (const one of asked()) {
    if (['land', 'floor'].includes(one.kind)) {
      const scale = one.kind === 'land' ? v.UNITS[draft.land_unit].m2 : 1;
      for (const side of ['min', 'max']) {
        const raw = known[side === 'min' ? one.low : one.high];
        if (typeof raw === 'number') draft[`${one.key}_${side}`] = rounding.typed(raw / scale, 2);
      }
    } else if (one.key !== 'name' && v.isKnown(known[one.key]))
      draft[one.key] = one.kind === 'codes' ? [known[one.key]].flat() : String(known[one.key]);
  }
}
