/* Facets: how one condition is asked. A list of values with counts, a tree of codes; others add ranges and values that are sought. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import { touched as panelsTouched } from '../page/shell.js';

const FEW = 12;
const FEW_ROOTS = 6;
const MANY = 24;
const folded = new Map();
const all = new Set();
export const result = (id) => state.results?.[id] ?? null;

export function refresh() {
  panelsTouched(['facets']);
}

/** A facet's frame: heading that folds, a note at the right, the body. */
export function frame(key, title, note, body, { closed = false } = {}) {
  const shut = folded.get(key) ?? closed;
  return el(
    'section',
    { class: 'facet' },
    el(
      'div',
      { class: 'facet-head' },
      el(
        'h3',
        {},
        el(
          'button',
          {
            type: 'button',
            class: 'fold',
            'data-key': `fold-${key}`,
            'aria-expanded': String(!shut),
            onclick: () => {
              folded.set(key, !shut);
              refresh();
            },
          },
          icon(shut ? 'right' : 'down'),
          title,
        ),
      ),
      note ? el('span', { class: 'push' }, note) : null,
    ),
    shut ? null : body(),
  );
}

export function option({ key, label, said, tally, checked, some, swatch, depth = 0, twist, change, none }) {
  const box = el('input', { type: 'checkbox', class: 'check', 'data-key': key });
  box.checked = checked;
  box.indeterminate = Boolean(some) && !checked;
  box.addEventListener('change', () => change(box.checked));
  const row = el(
    'label',
    { class: `option${none ? ' none' : ''}`, title: said ?? label },
    box,
    swatch ?? null,
    el('span', { class: 'label' }, label),
    el('span', { class: 'tally' }, tally),
  );
  if (!twist) {
    if (depth) row.style.paddingLeft = `${depth * 20}px`;
    return row;
  }
  /* Beside the label, not in it: a label's click goes to the first control inside. */
  const line = el('div', { class: 'option-line' }, twist, row);
  if (depth) line.style.paddingLeft = `${depth * 20}px`;
  return line;
}

/** "含待核实 n": lets the rows through that this rule keeps back only for being unknown. */
export function orUnknown(id, field) {
  const query = questions.of(id);
  const let_ = questions.letsUnknown(query, field);
  const step = (result(id)?.steps ?? []).find((one) =>
    [questions.keyOf(field), field.name, field.role].includes(one.key),
  );
  if (!step || (!let_ && !step.unknown)) return null;
  const box = el('input', { type: 'checkbox', class: 'check', 'data-key': `unknown-${id}-${field.name}` });
  box.checked = let_;
  box.addEventListener('change', () => questions.letUnknown(id, field, box.checked));
  const words = let_
    ? { zh: '已含待核实的', en: 'unknown ones are in' }
    : { zh: `含待核实（${step.unknown}）`, en: `or unknown (${step.unknown})` };
  return el('label', { class: 'or-unknown' }, box, t(words));
}

export const groupsOf = (id, field) => result(id)?.groups?.[field.name] ?? [];

/** A flat list of values; `ids` are the collections that it filters together. */
export function values(ids, role, { columns = 1, areas = false } = {}) {
  const id = ids[0];
  const field = fieldOf(id, role);
  const query = questions.of(id);
  const chosen = new Set(questions.chosen(query, field).map(String));
  const merged = new Map();
  for (const each of ids) {
    for (const group of groupsOf(each, fieldOf(each, role))) {
      const key = group.value === null ? null : String(group.value);
      if (key === null) continue;
      const into = merged.get(key) ?? { value: key, words: t(group), count: 0, area: 0, available: 0 };
      if (each === id) {
        into.count = group.count;
        into.area = group.area_m2 ?? 0;
      }
      into.available += group.available ?? group.count;
      merged.set(key, into);
    }
  }
  const key = `${id}-${field.name}`;
  const list = kept(key, merged, chosen, field);
  const most = all.has(key) ? Infinity : FEW;
  const wanted = sieved(key, list, chosen);
  const rows = nested(wanted, field)
    .slice(0, most)
    .map(({ one, depth, family }) => {
      const own = new Set(family.map((each) => each.value));
      const ticked = family.filter((each) => chosen.has(each.value)).length;
      const count = family.reduce((total, each) => total + each.count, 0);
      const area = family.reduce((total, each) => total + each.area, 0);
      const available = family.reduce((total, each) => total + each.available, 0);
      return option({
        key: `${key}-${one.value}`,
        label: v.capital(one.words),
        checked: ticked === family.length,
        some: ticked > 0,
        depth,
        none: !count,
        tally: areas && area && !depth ? `${sum(area, id)} · ${v.number(count)}` : v.number(count || available),
        swatch: columns > 1 ? null : swatchOf(field, one.value),
        change: (on) =>
          questions.editAll(ids, (each, at) => {
            const entry = fieldOf(at, role);
            const now = questions.chosen(each, entry).filter((value) => !own.has(String(value)));
            questions.choose(each, entry, on ? [...now, ...own] : now);
          }),
      });
    });
  // Two columns where words and figure have room in half a panel: a status cut short is no status.
  const short = list.every(
    (one) =>
      [...one.words].reduce((width, letter) => width + (letter > '\u2e80' ? 2 : 1), 0) +
        v.number(one.count || one.available).length <=
      14,
  );
  return el(
    'div',
    {},
    list.length > MANY ? sieve(key, field) : null,
    el('div', { class: columns > 1 && short ? 'two-columns' : '' }, ...rows),
    more(wanted.length, most === Infinity, key, FEW),
    orUnknown(id, field),
  );
}

/* Many values get a box to find one among them; what is chosen stays in sight. */
const sought = new Map();

function sieve(key, field) {
  const label = t({ zh: `查找${t(field.title)}`, en: `Find ${t(field.title)}` });
  const input = el('input', {
    type: 'search',
    'data-key': `sieve-${key}`,
    'aria-label': label,
    placeholder: label,
    autocomplete: 'off',
    maxlength: '80',
  });
  input.value = sought.get(key) ?? '';
  const take = () => {
    sought.set(key, input.value);
    refresh();
  };
  // Chinese is typed through letters that are no text yet.
  input.addEventListener('input', (event) => {
    if (!event.isComposing) take();
  });
  input.addEventListener('compositionend', take);
  return el('div', { class: 'seek' }, icon('search'), input);
}

function sieved(key, list, chosen) {
  const terms = (sought.get(key) ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return terms.length
    ? list.filter(
        ({ value, words }) =>
          chosen.has(value) || terms.every((term) => `${value} ${words}`.toLowerCase().includes(term)),
      )
    : list;
}

/* A value once seen stays in its place with a count of 0: options that come and go under the hand confuse. */
const seen = new Map();
function kept(key, merged, chosen, field) {
  const known = seen.get(key) ?? new Map();
  for (const one of merged.values()) if (one.available || one.count) known.set(one.value, one.words);
  seen.set(key, known);
  for (const value of chosen) if (!known.has(value)) known.set(value, v.words(field, value));
  const list = field.codelist ? [...(v.codes(field.codelist)?.keys() ?? [])] : [];
  const rank = new Map(list.map((code, n) => [code, n]));
  return [...known.keys()]
    .sort((a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || (a < b ? -1 : 1))
    .map((value) => ({
      count: 0,
      area: 0,
      available: 0,
      ...merged.get(value),
      value,
      words: merged.get(value)?.words ?? v.words(field, value),
    }));
}

function fieldOf(id, role) {
  return schema.role(id, role) ?? schema.collection(id).fields.find((one) => one.name === role);
}

const sum = (m2, id) => {
  const { figure, unit } = v.area(m2, schema.role(id, 'area')?.land, { large: true });
  return `${figure} ${unit}`;
};

/** Values whose list names parents (parks inside parks) stand under them; ticking one takes its family along. */
function nested(list, field) {
  const parents = field.codelist ? v.codes(field.codelist) : null;
  const here = new Set(list.map((one) => one.value));
  const parentOf = (value) => {
    const parent = parents?.get(value)?.parent;
    return parent && here.has(String(parent)) ? String(parent) : null;
  };
  const made = [];
  const add = (one, depth) => {
    const family = [one];
    made.push({ one, depth, family });
    if (depth < 3)
      for (const child of list) if (parentOf(child.value) === one.value) family.push(...add(child, depth + 1));
    return family;
  };
  for (const one of list) if (!parentOf(one.value)) add(one, 0);
  return made;
}

export function swatchOf(field, value) {
  const symbol = v.symbolFor(field, value);
  return symbol ? v.swatch(symbol, field.role === 'usage' ? 'narrow' : '') : null;
}

function more(count, open, key, few) {
  if (count <= few) return null;
  return el(
    'button',
    {
      type: 'button',
      class: 'link',
      'data-key': `more-${key}`,
      onclick: () => {
        if (open) all.delete(key);
        else all.add(key);
        refresh();
      },
    },
    open ? t({ zh: '收起', en: 'Show fewer' }) : t({ zh: `还有 ${count - few} 项`, en: `${count - few} more` }),
  );
}

/* ---- the tree of codes ---- */
function forest(id, field) {
  const list = config.codelists?.[field.codelist];
  const groups = new Map(
    groupsOf(id, field)
      .filter((one) => one.value !== null)
      .map((one) => [String(one.value), one]),
  );
  const known = new Map((list?.codes ?? []).map((code) => [String(code.code), code]));
  for (const [value, group] of groups)
    if (!known.has(value)) known.set(value, { code: value, zh: group.zh, en: group.en });
  const nodes = new Map(
    [...known].map(([code, entry]) => [
      code,
      {
        code,
        entry,
        children: [],
        count: groups.get(code)?.count ?? 0,
        available: groups.get(code)?.available ?? groups.get(code)?.count ?? 0,
      },
    ]),
  );
  const roots = [];
  for (const node of nodes.values()) {
    const parent = parentCode(node.entry, list?.hierarchy, nodes);
    node.parent = parent;
    if (parent) parent.children.push(node);
    else roots.push(node);
  }
  const was = seen.get(`${id}-tree`) ?? new Set();
  seen.set(`${id}-tree`, was);
  for (const code of questions.of(id).usage) was.add(String(code));
  return roots
    .map((root) => gather(root, was))
    .filter((node) => node.shown)
    .map(single);
}

function parentCode(entry, hierarchy, nodes) {
  if (hierarchy === 'parent') return nodes.get(String(entry.parent ?? '')) ?? null;
  if (hierarchy !== 'prefix') return null;
  const code = String(entry.code);
  for (let length = code.length - 1; length > 0; length -= 1)
    if (nodes.has(code.slice(0, length))) return nodes.get(code.slice(0, length));
  return null;
}

/** Sums of a node are its own and all below. */
function gather(node, was) {
  if (node.available) was.add(node.code);
  node.own = was.has(node.code);
  node.children = node.children.map((child) => gather(child, was)).filter((child) => child.shown);
  node.shown = node.own || node.children.length > 0;
  for (const child of node.children) {
    node.count += child.count;
    node.available += child.available;
  }
  return node;
}

const single = (node) => (!node.own && node.children.length === 1 ? single(node.children[0]) : node);

export function tree(id) {
  const field = schema.role(id, 'usage');
  const roots = forest(id, field);
  const chosen = new Set(questions.of(id).usage.map(String));
  const size = roots.reduce((count, node) => count + 1 + node.children.length, 0);
  const biggest = [...roots].sort((a, b) => b.available - a.available)[0];
  const rows = [];
  const walk = (node, depth, above) => {
    const inside = above || chosen.has(node.code);
    const some = !inside && below(node).some((child) => chosen.has(child.code));
    const key = `${id}-usage-${node.code}`;
    const shut = folded.get(key) ?? !(some || inside || size <= 8 || node === biggest);
    const twist = node.children.length
      ? el(
          'button',
          {
            type: 'button',
            class: 'twist',
            'data-key': `twist-${key}`,
            'aria-expanded': String(!shut),
            'aria-label': t({ zh: `展开 ${t(node.entry)}`, en: `Unfold ${t(node.entry)}` }),
            onclick: (event) => {
              event.preventDefault();
              folded.set(key, !shut);
              refresh();
            },
          },
          icon(shut ? 'right' : 'down'),
        )
      : null;
    rows.push(
      option({
        key,
        label: `${node.code} ${v.capital(v.beyond(field, node.code) ?? t(node.entry))}`,
        said: `${node.code} ${t(node.entry)}`,
        depth: depth + (twist || !roots.some((root) => root.children.length) ? 0 : 0.6),
        checked: inside,
        some,
        twist,
        tally: v.number(node.count || node.available),
        none: !node.count,
        swatch: swatchOf(field, node.code),
        change: (on) =>
          questions.edit(id, (query) => {
            questions.choose(query, field, toggled(node, on, [...query.usage]));
          }),
      }),
    );
    if (!shut) for (const child of node.children) walk(child, depth + 1, inside);
  };
  const key = `${id}-tree`;
  const open = all.has(key);
  const front = new Set(
    open
      ? roots
      : [...roots]
          .sort((a, b) => Number(touched(b, chosen)) - Number(touched(a, chosen)) || b.available - a.available)
          .slice(0, FEW_ROOTS),
  );
  for (const root of roots) if (front.has(root)) walk(root, 0, false);
  return el('div', {}, ...rows, more(roots.length, open, key, FEW_ROOTS), orUnknown(id, field));
}

const touched = (node, chosen) => [node, ...below(node)].some((one) => chosen.has(one.code));

const below = (node) => node.children.flatMap((child) => [child, ...below(child)]);

/** Ticking a code takes the codes below it along; unticking one under a ticked code keeps that code's others. */
function toggled(node, on, codes) {
  const under = new Set(below(node).map((child) => child.code));
  if (on) return [...codes.filter((code) => !under.has(code) && code !== node.code), node.code];
  if (codes.includes(node.code)) return codes.filter((code) => code !== node.code && !under.has(code));
  const path = [];
  for (let at = node; at; at = at.parent) {
    path.push(at);
    if (codes.includes(at.code)) break;
  }
  const top = path.at(-1);
  const kept = new Set(codes.filter((code) => code !== top.code));
  for (const step of path.slice(1)) for (const child of step.children) if (!path.includes(child)) kept.add(child.code);
  return [...kept];
}
