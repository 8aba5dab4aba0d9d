/* The result list, in step with the map: tabs, sort, rows drawn only where they are seen, empty and error states. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import * as basket from '../data/basket.js';
import * as questions from '../data/questions.js';
import * as source from '../data/source.js';
import { stage } from '../map/stage.js';
import { failure, panel, repaint, toast, touched } from '../page/shell.js';
import * as widgets from '../page/widgets.js';
import * as basketPanel from './basket_panel.js';
import * as listRows from './list_rows.js';
import * as summary from './summary.js';

const SIZE = 54;
const SPARE = 6;
const PATIENCE = 300;
const NEAR_END = 30;
let focusAt = 0;

const result = () => state.results?.[questions.active()] ?? null;
const rowsOf = (id) => state.results?.[id]?.rows ?? [];

function paint(root) {
  const id = questions.active();
  return [phoneFound(), head(id), body(id, root), basketPanel.paint()];
}

function phoneFound() {
  return el(
    'div',
    { class: 'phone-found only-phone' },
    ...questions.stock().map((one) => el('div', {}, summary.figures(one, { brief: true }))),
    questions.undoable()
      ? el(
          'button',
          { type: 'button', class: 'link undo-corner', onclick: questions.undo },
          t({ zh: '撤销筛选', en: 'Undo' }),
        )
      : null,
  );
}

function head(id) {
  const tabs = questions.stock().map((one) =>
    el(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        id: `ls-list-tab-${one.id}`,
        'data-key': `tab-${one.id}`,
        'aria-selected': String(one.id === id),
        'aria-controls': 'ls-rows',
        onclick: () => {
          focusAt = 0;
          changeState({ active: one.id });
        },
      },
      v.short(one),
      ' ',
      el('span', {}, state.results?.[one.id] ? v.number(state.results[one.id].matched) : ''),
    ),
  );
  return el(
    'div',
    { class: 'list-head' },
    el('div', { class: 'tabs-line', role: 'tablist' }, ...tabs),
    el('div', { class: 'push' }, el('span', { id: 'ls-in-view', class: 'not-phone' }, inView(id)), sortButton(id)),
  );
}

/** How many of the found lie in the map's window. */
function inView(id) {
  const found = result();
  const bounds = state.view?.bounds ?? stage.leaflet?.getBounds();
  if (!found?.ids || !bounds) return '';
  const [west, south, east, north] = Array.isArray(bounds)
    ? bounds
    : [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  let count = 0;
  for (const one of found.rows) {
    const at = middle(one);
    if (at && at[0] >= west && at[0] <= east && at[1] >= south && at[1] <= north) count += 1;
  }
  return t({ zh: `图内 ${count} ${t(schema.collection(id).noun)}`, en: `${count} in view` });
}

const middles = new WeakMap();
function middle(one) {
  if (middles.has(one)) return middles.get(one);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part[0] === 'number') {
      west = Math.min(west, part[0]);
      east = Math.max(east, part[0]);
      south = Math.min(south, part[1]);
      north = Math.max(north, part[1]);
    } else part.forEach(walk);
  };
  if (one.geometry?.coordinates) walk(one.geometry.coordinates);
  const at = Number.isFinite(west) ? [(west + east) / 2, (south + north) / 2] : null;
  middles.set(one, at);
  return at;
}

function sortable(id) {
  const roles = [
    'area',
    'name',
    'status',
    'usage',
    'park',
    'far_max',
    'power',
    'clear_height',
    'floor_load',
    'tax_per_mu',
    'price',
    'rent',
    'available_from',
    'readiness',
    'floor',
  ];
  return roles.map((role) => schema.role(id, role)).filter(Boolean);
}

function sortButton(id) {
  const fields = sortable(id);
  if (!fields.length) return null;
  const key = state.sort?.[id]?.[0] ?? null;
  const current = key ? schema.collection(id).fields.find((field) => field.name === key.field) : null;
  const label = !current
    ? t({ zh: '排序', en: 'Sort' })
    : current.role === 'area'
      ? t({ zh: '面积', en: 'Area' })
      : v.capital(v.terse(current));
  const button = el(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-key': 'sort',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: t({ zh: '排序', en: 'Sort' }),
    },
    label,
    current ? (key.descending ? ' ↓' : ' ↑') : null,
  );
  button.addEventListener('click', () =>
    widgets.menu(button, [
      { heading: t({ zh: '排序', en: 'Sort by' }) },
      ...fields.map((field) => ({
        text: v.title(field) + (current === field ? (key.descending ? ' ↓' : ' ↑') : ''),
        checked: current === field,
        run: () =>
          changeState({
            sort: {
              ...state.sort,
              [id]: [
                {
                  field: field.name,
                  descending: current === field ? !key.descending : field.type === 'number' || field.type === 'integer',
                },
              ],
            },
          }),
      })),
      {
        note: t({
          zh: '再点一次换方向；待核实的总在最后',
          en: 'choose again to turn round; unknown always comes last',
        }),
      },
    ]),
  );
  return button;
}

/* ---- rows ---- */
let waitingSince = 0;
function body(id, root) {
  const found = result();
  if (state.errors?.[id] || found?.error) return errorBox(id, state.errors?.[id] ?? found.error);
  if (!found) return loading(root);
  waitingSince = 0;
  if (!found.matched) return empty(id);
  const rows = el('div', {
    class: 'rows',
    id: 'ls-rows',
    role: 'grid',
    'aria-rowcount': String(found.matched),
    'aria-label': t(schema.collection(id).title),
  });
  rows.style.height = `${found.rows.length * SIZE}px`;
  const scroll = el('div', { class: 'scroll', 'data-scroll': `list-${id}`, id: 'ls-list-scroll' }, rows, rest(found));
  scroll.addEventListener('scroll', () => requestAnimationFrame(() => draw()), { passive: true });
  rows.addEventListener('keydown', keys);
  rows.addEventListener('click', clicked);
  rows.addEventListener('pointerover', (event) => hover(event.target.closest('.row')));
  rows.addEventListener('pointerleave', () => hover(null));
  return scroll;
}

function loading(root) {
  waitingSince ||= Date.now();
  if (Date.now() - waitingSince < PATIENCE) {
    setTimeout(() => touched(['list']), PATIENCE);
    return el('div', { class: 'scroll' });
  }
  root.setAttribute('aria-busy', 'true');
  return el(
    'div',
    { class: 'scroll', 'aria-label': t({ zh: '正在读取', en: 'loading' }) },
    ...Array.from({ length: 9 }, () => el('div', { class: 'skeleton', 'aria-hidden': 'true' })),
  );
}

function errorBox(id, mistake) {
  return el(
    'div',
    { class: 'scroll' },
    failure(
      t({
        zh: `“${t(schema.collection(id).title)}”没有查到；原来的图和筛选都保留着。`,
        en: `${t(schema.collection(id).title)}: the query failed; map and filter are kept.`,
      }),
      mistake,
      () => source.run(id),
    ),
  );
}

function rest(found) {
  const hidden = found.matched - found.rows.length;
  if (hidden <= 0) return null;
  return el(
    'div',
    { class: 'padded' },
    el(
      'p',
      { class: 'note' },
      t({
        zh: `已列 ${v.number(found.rows.length)} 条，还有 ${v.number(hidden)} 条。`,
        en: `${v.number(found.rows.length)} listed, ${v.number(hidden)} more.`,
      }),
    ),
    failedAfter === found
      ? el(
          'button',
          {
            type: 'button',
            class: 'button',
            'data-key': 'more-rows',
            onclick: () => {
              failedAfter = null;
              onward(found);
            },
          },
          t({ zh: '再列一页', en: 'List more' }),
        )
      : null,
  );
}

/** Nothing found: which rule emptied it, and a way to drop that rule. */
function empty(id) {
  const step = questions.emptiedBy(id);
  const words = step ? questions.stepWords(step) : null;
  return el(
    'div',
    { class: 'scroll' },
    el(
      'div',
      { class: 'empty', role: 'status' },
      el('b', {}, t({ zh: `没有符合的${t(schema.collection(id).title)}`, en: `No ${v.noun(id, 0)} found` })),
      step
        ? t({
            zh: `到“${words}”这一条时剩 0 ${t(schema.collection(id).noun)}，此前还有 ${v.number(step.removed)}。`,
            en: `“${words}” left none of the ${v.number(step.removed)} before it.`,
          })
        : t({ zh: '这个图层没有数据。', en: 'This layer holds nothing.' }),
      step
        ? el(
            'div',
            { class: 'actions' },
            el(
              'button',
              {
                type: 'button',
                class: 'button primary',
                'data-key': 'drop-emptying',
                onclick: () => questions.drop({ ids: [{ id, key: step.key }] }),
              },
              t({ zh: '去掉这一条', en: 'Drop this rule' }),
            ),
            step.unknown
              ? el(
                  'button',
                  {
                    type: 'button',
                    class: 'button',
                    onclick: () =>
                      questions.edit(id, (query) => {
                        query.or_unknown.push(step.key);
                      }),
                  },
                  t({ zh: `含待核实（${step.unknown}）`, en: `Or unknown (${step.unknown})` }),
                )
              : null,
            questions.undoable()
              ? el(
                  'button',
                  { type: 'button', class: 'button', onclick: questions.undo },
                  t({ zh: '撤销', en: 'Undo' }),
                )
              : null,
          )
        : null,
    ),
  );
}

let failedAfter = null;

/** The next page of a large layer; after a failure it is asked for by hand. */
function onward(found) {
  if (!found?.next || failedAfter === found) return;
  source.more(questions.active()).catch((mistake) => {
    failedAfter = found;
    toast(String(mistake.said ?? mistake.message));
    touched(['list']);
  });
}

/** Draw the rows that are in the window of the scroll, and a few more; near the end ask for the next page. */
function draw() {
  const scroll = document.getElementById('ls-list-scroll');
  const holder = document.getElementById('ls-rows');
  if (!scroll || !holder) return;
  const id = questions.active();
  const rows = rowsOf(id);
  const from = Math.max(0, Math.floor(scroll.scrollTop / SIZE) - SPARE);
  const to = Math.min(rows.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / SIZE) + SPARE);
  const { selected, hovered } = state;
  focusAt = Math.min(focusAt, Math.max(0, rows.length - 1));
  const made = [];
  for (let place = from; place < to; place += 1) {
    const one = rows[place];
    const row = listRows.row(id, one, place, {
      selected: selected?.collection === id && selected.id === one.id,
      picked: basket.has(id, one.id),
      size: SIZE,
    });
    if (place === focusAt) row.tabIndex = 0;
    if (hovered?.collection === id && hovered.id === one.id) row.classList.add('hovered');
    made.push(row);
  }
  repaint(holder, made);
  if (to > rows.length - NEAR_END) onward(result());
}

function open(id, key) {
  changeState({ selected: { collection: id, id: key } });
}

function clicked(event) {
  if (event.target.closest('.pick')) return;
  const row = event.target.closest('.row');
  if (!row) return;
  focusAt = Number(row.dataset.place);
  open(questions.active(), row.dataset.id);
}

function hover(row) {
  const next = row ? { collection: questions.active(), id: row.dataset.id } : null;
  if (next?.id === state.hovered?.id) return;
  changeState({ hovered: next });
}

function keys(event) {
  const row = event.target.closest('.row');
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  const count = rowsOf(questions.active()).length;
  const place = Number(row.dataset.place);
  const to = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + 10,
    PageUp: place - 10,
    Home: 0,
    End: count - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    focusRow(Math.max(0, Math.min(count - 1, to)));
  } else if (event.key === 'Enter') open(questions.active(), row.dataset.id);
  else if (event.key === ' ') {
    event.preventDefault();
    basket.toggle(questions.active(), row.dataset.id);
  }
}

function focusRow(place) {
  const scroll = document.getElementById('ls-list-scroll');
  focusAt = place;
  reveal(place, scroll);
  draw();
  const row = scroll?.querySelector(`[data-place="${place}"]`);
  row?.focus({ preventScroll: true });
  if (row) changeState({ hovered: { collection: questions.active(), id: row.dataset.id } });
}

function reveal(place, scroll) {
  if (!scroll) return;
  const top = place * SIZE;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  else if (top + SIZE > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + SIZE - scroll.clientHeight;
}

/** The neighbours of the selected feature in the list: {place, count, before, after}. */
export function neighbours() {
  const { selected } = state;
  const rows = selected ? rowsOf(selected.collection) : [];
  const place = rows.findIndex((one) => one.id === selected?.id);
  if (place < 0) return null;
  return {
    place,
    count: state.results[selected.collection].matched,
    before: rows[place - 1]?.id ?? null,
    after: rows[place + 1]?.id ?? null,
  };
}

/* A thing hovered on the map lights its row, scrolled into sight; nothing else is redrawn. */
on('change', (changed) => {
  const keysChanged = [...changed];
  if (keysChanged.includes('view')) {
    const box = document.getElementById('ls-in-view');
    if (box) box.textContent = inView(questions.active());
  }
  if (!keysChanged.includes('hovered')) return;
  const holder = document.getElementById('ls-rows');
  if (!holder) return;
  for (const row of holder.querySelectorAll('.row.hovered')) row.classList.remove('hovered');
  const { hovered } = state;
  if (hovered?.collection !== questions.active()) return;
  if (!holder.matches(':hover') && !holder.contains(document.activeElement)) {
    const place = rowsOf(questions.active()).findIndex((one) => one.id === hovered.id);
    if (place >= 0) {
      reveal(place, document.getElementById('ls-list-scroll'));
      draw();
    }
  }
  holder.querySelector(`[data-id="${CSS.escape(String(hovered.id))}"]`)?.classList.add('hovered');
});

panel({
  root: 'ls-right-inner',
  keys: ['mode', 'list', 'results', 'active', 'sort', 'basket', 'selected', 'unit', 'errors', 'colourBy'],
  when: () => state.mode === 'find' && !state.selected,
  paint,
  after: draw,
});
