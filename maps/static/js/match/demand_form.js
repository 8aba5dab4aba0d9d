/* A demand filled in by hand: the keys of the matching service, options from the code lists of the projects' fields. */

import { config, served } from '../base/config.js';
import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as matching from '../data/matching.js';
import { touched } from '../page/panels.js';
import * as widgets from '../page/widgets.js';

/** A list of codes is chosen from as long as it can be looked over. */
const LOOKED_OVER = 40;
const WIDE = ['text', 'codes', 'land', 'floor'];
/** @type {LandUnit[]} */
const LAND_UNITS = ['mu', 'ha', 'm2'];
/** One input each, as the service declares what a demand may ask. */
const asked = () => /** @type {DemandInput[]} */ (config.demand);
/** What was filled in, by the keys of the inputs. @type {Record<string, any>} */
let draft = {};
/** @type {LandUnit} */
let landUnit = 'mu';
/** What keeps the demand from being asked. @type {Words[]} */
let wrong = [];

/** @param {string} role */
function codes(role) {
  const field = schema.role(config.projects?.collection ?? '', role);
  return config.codelists[field?.codelist ?? '']?.codes ?? [];
}

/** The form, or where it is to be had. */
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
    { class: 'form-frame', novalidate: true, 'aria-label': t({ zh: '填需求', en: 'Requirement' }) },
    el(
      'div',
      { class: 'scroll', 'data-scroll': 'demand-form' },
      el(
        'div',
        { class: 'form' },
        el('p', { class: 'wide note' }, t({ zh: '空着的项不作要求。', en: 'What is left empty is not asked for.' })),
        ...asked().map(inputOf),
      ),
    ),
    wrong.length
      ? el('div', { class: 'failed flush', role: 'alert' }, ...wrong.map((words) => el('div', {}, t(words))))
      : null,
    el(
      'div',
      { class: 'actions pinned' },
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
            draft = {};
            wrong = [];
            touched(['match']);
          },
        },
        t({ zh: '清空', en: 'Clear' }),
      ),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  return form;
}

/** @param {DemandInput} one */
function inputOf(one) {
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

/** @param {DemandInput} one @param {...Child} children */
function labelled(one, ...children) {
  return el(
    'label',
    { class: WIDE.includes(one.kind) ? 'wide' : '' },
    el('span', {}, v.capital(t(one.words)), one.sign ? ` ${one.sign}` : null, one.unit ? ` ${t(one.unit)}` : null),
    ...children,
  );
}

/** @template {HTMLInputElement | HTMLSelectElement} I @param {I} input @param {string} key */
function bound(input, key) {
  input.value = draft[key] ?? '';
  input.addEventListener('input', () => {
    draft[key] = input.value;
  });
  return input;
}

/** @param {DemandInput} one */
const text = (one) =>
  labelled(
    one,
    bound(el('input', { type: 'text', class: 'text-input', maxlength: 120, 'data-key': `ask-${one.key}` }), one.key),
  );
/** @param {DemandInput} one */
const date = (one) =>
  labelled(one, bound(el('input', { type: 'date', class: 'text-input', 'data-key': `ask-${one.key}` }), one.key));
/** @param {DemandInput} one */
const figure = (one) =>
  labelled(
    one,
    bound(
      el('input', { type: 'text', inputmode: 'decimal', class: 'text-input', 'data-key': `ask-${one.key}` }),
      one.key,
    ),
  );

/** @param {DemandInput} one */
function choice(one) {
  const select = el(
    'select',
    { class: 'select', 'data-key': `ask-${one.key}` },
    el('option', { value: '' }, t({ zh: '不限', en: 'Any' })),
    ...codes(one.role).map((code) => el('option', { value: code.code }, v.capital(t(code)))),
  );
  return labelled(one, bound(select, one.key));
}

/** @param {DemandInput} one */
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
        return el('label', {}, box, v.capital(t(code)));
      }),
    ),
  );
}

/** @param {DemandInput} one */
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

/** @param {DemandInput} one */
function areas(one) {
  const land = one.kind === 'land';
  /** @param {'min' | 'max'} side @param {Words} words */
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
        LAND_UNITS.map((id) => ({ id, text: t(UNITS[id]) })),
        landUnit,
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
      input('min', { zh: '下限', en: 'From' }),
      '–',
      input('max', { zh: '上限', en: 'To' }),
      unit,
    ),
  );
}

/** Changing the unit changes the figures with it, so that the asked area stays. @param {LandUnit} unit */
function turn(unit) {
  for (const side of ['land_area_min', 'land_area_max']) {
    const raw = number(draft[side]);
    if (raw) draft[side] = rounding.typed((raw * UNITS[landUnit].m2) / UNITS[unit].m2, UNITS[unit].digits);
  }
  landUnit = unit;
  touched(['match']);
}

/** The figure that was typed; null where nothing was, no number where it is none. @param {unknown} raw */
function number(raw) {
  const said = String(raw ?? '').replace(/[,，\s]/g, '');
  return said === '' ? null : Number(said);
}

/** @param {DemandInput} one @returns {Words} */
const noFigure = ({ words }) => ({
  zh: `${words.zh}：请填不小于 0 的数字`,
  en: `${words.en}: a number of 0 or more`,
});

/** Whether what was typed is no figure of 0 or more. @param {number | null} typed */
const refused = (typed) => typed === null || !Number.isFinite(typed) || typed < 0;

function submit() {
  wrong = [];
  /** @type {Record<string, any>} */
  const demand = {};
  for (const one of asked()) {
    if (['land', 'floor'].includes(one.kind)) {
      range(one, demand);
      continue;
    }
    const raw = draft[one.key];
    if (raw === undefined || raw === '' || (Array.isArray(raw) && !raw.length)) continue;
    if (one.kind === 'number') {
      const typed = number(raw);
      if (refused(typed)) wrong.push(noFigure(one));
      else demand[one.key] = typed;
    } else if (one.kind === 'code') demand[one.key] = /^\S+/.exec(String(raw).trim())?.[0];
    else demand[one.key] = raw;
  }
  if (!wrong.length && !Object.keys(demand).some((key) => key !== 'name'))
    wrong.push({ zh: '请至少填一项要求', en: 'State at least one requirement' });
  if (wrong.length) touched(['match']);
  else matching.choose({ demand });
}

/** @param {DemandInput} one */
const scaleOf = (one) => (one.kind === 'land' ? UNITS[landUnit].m2 : 1);

/** The ends of an area. @param {DemandInput} one @param {Record<string, any>} demand */
function range(one, demand) {
  const [from, to] = ['min', 'max'].map((side) => number(draft[`${one.key}_${side}`]));
  if ([from, to].some((end) => end !== null && refused(end))) wrong.push(noFigure(one));
  else if (from !== null && to !== null && from > to)
    wrong.push({ zh: `${one.words.zh}：下限大于上限`, en: `${one.words.en}: from is above to` });
  else {
    if (from !== null) demand[one.low] = rounding.rounded(from * scaleOf(one), 2);
    if (to !== null) demand[one.high] = rounding.rounded(to * scaleOf(one), 2);
  }
}

/** Begin from a known requirement, such as a project's. @param {Record<string, any>} known @param {string} name */
export function fill(known, name) {
  draft = { name };
  wrong = [];
  for (const one of asked()) {
    if (['land', 'floor'].includes(one.kind)) {
      for (const side of ['min', 'max']) {
        const raw = known[side === 'min' ? one.low : one.high];
        if (typeof raw === 'number') draft[`${one.key}_${side}`] = rounding.typed(raw / scaleOf(one), 2);
      }
    } else if (one.key !== 'name' && v.isKnown(known[one.key]))
      draft[one.key] = one.kind === 'codes' ? [known[one.key]].flat() : String(known[one.key]);
  }
}
