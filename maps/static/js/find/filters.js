/* The filter panel: layers, use, area, park, status, floor conditions; below them the question in words. */

import { el } from '../base/dom.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { UNITS } from '../base/units.js';
import * as v from '../base/values.js';
import { language, t } from '../base/words.js';
import { showLayer, switchUnit } from '../data/actions.js';
import * as choices from '../data/choices.js';
import * as questions from '../data/questions.js';
import { panel } from '../page/panels.js';
import { show } from '../page/sheet.js';
import * as widgets from '../page/widgets.js';
import * as codeTree from './code_tree.js';
import * as facets from './facets.js';
import * as placeFacet from './place_facet.js';
import * as ranges from './ranges.js';
import * as soughtFields from './sought_fields.js';
import * as valueList from './value_list.js';

/** @type {LandUnit[]} */
const AREA_UNITS = ['m2', 'mu', 'ha'];
const MINIMA = ['clear_height', 'floor_load', 'power', 'crane'];
/** @type {Set<string | null>} */
const SHOWN_ELSEWHERE = new Set(['usage', 'park', 'status', 'area', ...MINIMA]);
/** @type {Kind[]} */
const KINDS_WITH_LAYERS = ['parcel', 'space', 'park', 'project', 'building', 'control', 'other'];

/** @param {HTMLElement} root */
function paint(root) {
  const stock = questions.stock();
  return [
    phoneHead(),
    el(
      'div',
      { class: 'scroll', 'data-scroll': 'facets' },
      el('div', { class: 'facets' }, layers(), ...sections(stock, root)),
    ),
    words(stock),
  ];
}

function phoneHead() {
  const matched = questions.stock().reduce((sum, { id }) => sum + (state.results?.[id]?.matched ?? 0), 0);
  return el(
    'div',
    { class: 'list-head only-phone' },
    el('b', { class: 'after-grab' }, t({ zh: '筛选', en: 'Filters' })),
    el(
      'span',
      { class: 'push' },
      el(
        'button',
        { type: 'button', class: 'button primary', onclick: () => show('right', 'middle') },
        t({ zh: `看 ${number(matched)} 项`, en: `Show ${number(matched)}` }),
      ),
    ),
  );
}

function layers() {
  const chips = KINDS_WITH_LAYERS.flatMap((kind) => schema.ofKind(kind)).map((one) => {
    const on = Boolean(state.shown?.[one.id]);
    return el(
      'button',
      {
        type: 'button',
        class: 'layer',
        'data-key': `layer-${one.id}`,
        'aria-pressed': String(on),
        onclick: () => showLayer(one.id, !on),
      },
      v.short(one),
      el('span', {}, number(state.results?.[one.id]?.total ?? one.count)),
    );
  });
  return el(
    'section',
    { class: 'facet' },
    el('div', { class: 'facet-head' }, el('h3', {}, t({ zh: '图层', en: 'Layers' }))),
    el('div', { class: 'layers' }, ...chips),
  );
}

/** @param {Collection[]} stock @param {HTMLElement} root */
function sections(stock, root) {
  /** @type {(HTMLElement | null)[]} */
  const made = [];
  const land = stock.filter((one) => one.kind !== 'space');
  const floors = stock.filter((one) => one.kind === 'space');
  for (const one of land) made.push(usage(one, land.length > 1), area(one, root, land.length > 1));
  made.push(park(stock), placeFacet.section());
  for (const one of land) made.push(status(one, land.length > 1));
  for (const one of floors) made.push(...floorFacets(one, root));
  for (const one of stock) made.push(...further(one, root));
  return made.filter(Boolean);
}

/** @param {Field} field @param {Collection} one @param {boolean} several */
const titled = (field, one, several) =>
  several || one.kind === 'space' ? `${v.short(one)} · ${v.title(field)}` : v.title(field);

/** The name of the code system stands beside the heading: a code means nothing without it. @param {Field} field */
function systemOf(field) {
  const list = schema.listOf(field);
  return list && list.hierarchy !== 'flat' && t(list.title) !== t(field.title) ? t(list.title) : null;
}

/** @param {Collection} one @param {boolean} several */
function usage(one, several) {
  const field = schema.role(one.id, 'usage');
  if (!field) return null;
  return facets.frame(`${one.id}-usage`, titled(field, one, several), systemOf(field), () =>
    codeTree.tree(one.id, field),
  );
}

/** @param {Collection} one @param {HTMLElement} root @param {boolean} several */
function area(one, root, several) {
  const field = schema.role(one.id, 'area');
  if (!field) return null;
  const units = field.land
    ? widgets.segments(
        t({ zh: '面积单位', en: 'Unit of area' }),
        AREA_UNITS.map((id) => ({ id, text: id === 'ha' && language() === 'en' ? 'ha' : t(UNITS[id]) })),
        state.unit ?? 'mu',
        switchUnit,
      )
    : v.unitWords(field);
  return facets.frame(`${one.id}-area`, titled(field, one, several), units, () => ranges.range(one.id, field, root));
}

/** @param {Collection[]} stock */
function park(stock) {
  const fields = stock.flatMap(({ id }) => {
    const field = schema.role(id, 'park');
    return field ? [{ id, field }] : [];
  });
  if (!fields.some(({ id, field }) => choices.groupsOf(id, field).length)) return null;
  const ids = fields.map(({ id }) => id);
  const { noun } = schema.collection(valueList.countedOf(ids));
  const note =
    ids.length > 1 ? t({ zh: `同时筛土地与楼层，按${noun.zh}计`, en: `For both, counted in ${noun.en}` }) : null;
  return facets.frame('park', v.title(fields[0].field), note, () => valueList.values(ids, 'park', { areas: true }));
}

/** @param {Collection} one @param {boolean} several */
function status(one, several) {
  const field = schema.role(one.id, 'status');
  if (!field || !choices.groupsOf(one.id, field).length) return null;
  return facets.frame(`${one.id}-status`, titled(field, one, several), null, () =>
    valueList.values([one.id], 'status', { columns: 2 }),
  );
}

/** @param {Collection} one @param {HTMLElement} root */
function floorFacets(one, root) {
  const minima = MINIMA.flatMap((role) => schema.role(one.id, role) ?? []).filter((field) =>
    ranges.histogram(one.id, field),
  );
  /** @type {(HTMLElement | null)[]} */
  const made = [];
  if (minima.length) {
    made.push(
      facets.frame(`${one.id}-minima`, t({ zh: `${v.short(one)}条件`, en: `${v.short(one)}: conditions` }), null, () =>
        el('div', {}, ...minima.map((field) => ranges.minimum(one.id, field, root))),
      ),
    );
  }
  for (const role of ['usage', 'kind', 'status']) {
    const field = schema.role(one.id, role);
    if (!field || !choices.groupsOf(one.id, field).length) continue;
    const title = `${v.short(one)} · ${v.title(field)}`;
    const tree = role === 'usage' && ['prefix', 'parent'].includes(schema.listOf(field)?.hierarchy ?? '');
    made.push(
      facets.frame(`${one.id}-${role}`, title, null, () =>
        tree ? codeTree.tree(one.id, field) : valueList.values([one.id], role, { columns: 2 }),
      ),
    );
  }
  made.push(area(one, root, true));
  return made;
}

/** @type {Set<string>} */
const unfolded = new Set();

/**
 * What a planner asks for less often, behind one button; what is asked already stays in sight.
 * @param {Collection} one
 * @param {HTMLElement} root
 */
function further(one, root) {
  const all = [...others(one), ...days(one), ...sought(one)];
  const query = questions.of(one.id);
  /** @param {Field} field */
  const asked = (field) =>
    questions.chosen(query, field).length > 0 || questions.range(query, field).some((bound) => bound !== null);
  const open = unfolded.has(one.id);
  const shown = all
    .filter(({ field }) => open || asked(field))
    .map(({ field, body }) =>
      facets.frame(`${one.id}-${field.name}`, `${v.short(one)} · ${v.title(field)}`, null, () => body(root), {
        closed: !asked(field),
      }),
    );
  const hidden = all.length - all.filter(({ field }) => asked(field)).length;
  if (!hidden) return shown;
  const label = open
    ? { zh: `${v.short(one)} · 收起更多条件`, en: `${v.short(one)} · fewer conditions` }
    : { zh: `${v.short(one)} · 更多条件（${hidden}）`, en: `${v.short(one)} · more conditions (${hidden})` };
  return [
    ...shown,
    el(
      'button',
      {
        type: 'button',
        class: 'link further',
        'data-key': `further-${one.id}`,
        'aria-expanded': String(open),
        onclick: () => {
          if (open) unfolded.delete(one.id);
          else unfolded.add(one.id);
          facets.refresh();
        },
      },
      t(label),
    ),
  ];
}

/**
 * A field that has its facet behind the button, and what makes its body.
 * @typedef {{ field: Field, body: (root: HTMLElement) => Child }} Further
 */

/** Every other coded field that the layer has. @param {Collection} one @returns {Further[]} */
function others(one) {
  const fields = one.fields.filter(
    (field) =>
      field.codelist &&
      !field.references &&
      !SHOWN_ELSEWHERE.has(field.role) &&
      !(one.kind === 'space' && field.role === 'kind') &&
      choices.groupsOf(one.id, field).length > 1,
  );
  return fields.map((field) => ({ field, body: () => valueList.values([one.id], field.name, { columns: 2 }) }));
}

/** @param {Collection} one @returns {Further[]} */
const days = (one) =>
  one.fields
    .filter((field) => field.type === 'date' && ranges.histogram(one.id, field))
    .map((field) => ({ field, body: (root) => ranges.range(one.id, field, root) }));

/** @param {Collection} one @returns {Further[]} */
const sought = (one) =>
  soughtFields.fields(one.id).map((field) => ({ field, body: () => soughtFields.body(one.id, field) }));

/** The filter in words, its 且 and 或 said aloud, with the way out beside it. @param {Collection[]} stock */
function words(stock) {
  /** @type {HTMLElement[]} */
  const sentences = [];
  for (const one of stock) {
    const result = state.results?.[one.id];
    const steps = result?.steps ?? [];
    sentences.push(
      el(
        'div',
        {},
        `${v.short(one)}${t({ zh: '：', en: ': ' })}`,
        ...(steps.length
          ? steps.flatMap((step, n) => [
              n ? t({ zh: ' 且 ', en: ' and ' }) : null,
              el('em', {}, questions.ruleWords(one.id, step)),
              orUnknown(one.id, step),
            ])
          : [t({ zh: '全部', en: 'all' })]),
        t({ zh: '。', en: '.' }),
      ),
    );
  }
  const some = stock.some((one) => state.results?.[one.id]?.steps?.length);
  return el(
    'div',
    { class: 'words' },
    el(
      'div',
      { class: 'words-said', 'aria-label': t({ zh: '用文字说明的条件', en: 'The filter in words' }), role: 'group' },
      ...sentences,
    ),
    some
      ? el(
          'button',
          { type: 'button', class: 'link', 'data-key': 'reset', onclick: questions.reset },
          t({ zh: '清空条件', en: 'Clear all' }),
        )
      : null,
  );
}

/** @param {string} id @param {Step} step */
function orUnknown(id, step) {
  return questions.of(id).or_unknown.includes(step.key) ? t({ zh: '（含待核实）', en: ' (or unknown)' }) : null;
}

panel({
  root: 'ls-left-inner',
  keys: ['mode', 'results', 'queries', 'unit', 'shown', 'facets', 'active'],
  when: () => state.mode === 'find',
  paint,
});
