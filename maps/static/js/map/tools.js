/* The map's tools: nearer, farther, home and parks, draw an area, measure, layers and base maps. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon as iconOf } from '../base/icons.js';
import { changeState, state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import * as draw from './draw.js';
import * as legend from './legend.js';
import { stage } from './stage.js';
import * as symbols from './symbols.js';
import * as view from './view.js';

let map = null;
let opened = null;

function button(name, icon, words, run, extra = {}) {
  return el(
    'button',
    {
      type: 'button',
      class: 'tool',
      'data-tool': name,
      'aria-label': t(words),
      title: t(words),
      onclick: run,
      ...extra,
    },
    iconOf(icon),
  );
}

function paint() {
  const root = document.getElementById('ls-tools');
  if (!root) return;
  const drawn = Object.values(state.queries).some((query) => query.within?.length);
  root.replaceChildren(
    button('in', 'plus', { zh: '放大', en: 'Zoom in' }, () => map.zoomIn()),
    button('out', 'minus', { zh: '缩小', en: 'Zoom out' }, () => map.zoomOut()),
    button(
      'home',
      'home',
      { zh: '全区与园区', en: 'District and parks' },
      (event) => toggle('home', event.currentTarget),
      { 'aria-haspopup': 'menu', 'aria-expanded': String(opened === 'home') },
    ),
    drawn
      ? button('clear', 'trash', { zh: '清除所画范围', en: 'Clear the drawn area' }, () => draw.clear())
      : button('area', 'draw', { zh: '画范围筛选', en: 'Filter by a drawn area' }, () => draw.begin('area'), {
          'aria-pressed': String(draw.tool === 'area'),
        }),
    button('measure', 'measure', { zh: '测距与面积', en: 'Measure' }, () => draw.begin('measure'), {
      'aria-pressed': String(['measure', 'measured'].includes(draw.tool)),
    }),
    button(
      'layers',
      'layers',
      { zh: '图层与底图', en: 'Layers and base map' },
      (event) => toggle('layers', event.currentTarget),
      { 'aria-haspopup': 'menu', 'aria-expanded': String(opened === 'layers') },
    ),
  );
}

/* ---- the two small menus beside the tools ---- */
const box = () => document.getElementById('ls-tool-menu');

function toggle(name) {
  opened = opened === name ? null : name;
  fill();
  paint();
  if (opened) box().querySelector('button, input')?.focus({ preventScroll: true });
}

function close() {
  if (!opened) return;
  const name = opened;
  opened = null;
  fill();
  paint();
  document.querySelector(`[data-tool="${name}"]`)?.focus({ preventScroll: true });
}

function fill() {
  const menu = box();
  menu.hidden = !opened;
  menu.replaceChildren(...(opened === 'home' ? places() : opened === 'layers' ? layers() : []));
  if (opened)
    menu.style.top = `${document.querySelector(`[data-tool="${opened}"]`)?.offsetTop + document.getElementById('ls-tools').offsetTop}px`;
}

function places() {
  const go = (text, note, run) =>
    el(
      'button',
      {
        type: 'button',
        class: 'menu-line',
        onclick: () => {
          close();
          run();
        },
      },
      el('span', {}, text),
      note ? el('span', { class: 'meta push' }, note) : null,
    );
  return [
    go(t({ zh: '全区', en: 'Whole district' }), t(config.title), () => view.home()),
    ...view
      .jumps()
      .map((park) =>
        go(park.name, park.count ? t({ zh: `找到 ${park.count}`, en: `${park.count} found` }) : '', () =>
          view.fit(park.box, { maxZoom: 16 }),
        ),
      ),
  ];
}

function layers() {
  const line = (kind, name, checked, words, run, extra) =>
    el(
      'label',
      { class: 'menu-line' },
      el('input', { type: kind, name, class: kind === 'checkbox' ? 'check' : null, checked, onchange: run }),
      extra ?? null,
      el('span', {}, words),
    );
  const shown = config.collections.flatMap((one) => [
    line('checkbox', `layer-${one.id}`, state.shown[one.id], values?.short(one) ?? t(one.title), (event) =>
      changeState({ shown: { ...state.shown, [one.id]: event.target.checked } }),
    ),
    ...(one.kind === 'control' && state.shown[one.id] ? key(one) : []),
  ]);
  const bases = config.basemaps?.length
    ? [
        el('h4', {}, t({ zh: '底图', en: 'Base map' })),
        line('radio', 'basemap', !state.basemap, t({ zh: '本地矢量', en: 'Own vectors' }), () =>
          changeState({ basemap: null }),
        ),
        ...config.basemaps.map((one) =>
          line('radio', 'basemap', state.basemap === one.id, t(one.title), () => changeState({ basemap: one.id })),
        ),
      ]
    : [];
  return [el('h4', {}, t({ zh: '图层', en: 'Layers' })), ...shown, ...bases];
}

/** The classes of a control layer, so that its patterns can be read. */
function key(one) {
  const field = one.fields.find((each) => each.role === 'class');
  const list = symbols.listOf(field);
  return (list?.codes ?? [])
    .filter((code) => code.symbol)
    .map((code) => el('div', { class: 'menu-line key' }, legend.swatch(code.symbol), el('span', {}, t(code))));
}

stage.parts.push((leaflet, slot) => {
  map = leaflet;
  slot.append(el('div', { id: 'ls-tool-menu', class: 'float map-menu ls-pop', hidden: true }));
  paint();
  document.addEventListener(
    'pointerdown',
    (event) => {
      if (opened && !box().contains(event.target) && !document.getElementById('ls-tools').contains(event.target))
        close();
    },
    true,
  );
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && opened) {
        event.stopPropagation();
        close();
      }
    },
    true,
  );
  on('tool', paint);
  on('change', (keys) => {
    if (keys.has('lang') || keys.has('queries')) paint();
    if (opened && (keys.has('shown') || keys.has('basemap') || keys.has('lang') || keys.has('results'))) fill();
  });
});
