/* The map's tools: nearer, farther, home and parks, draw an area, measure, layers and base maps. */

import { config } from '../base/config.js';
import { dressed, el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon as iconOf } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { chooseBasemap } from '../data/actions.js';
import * as draw from './draw.js';
import * as layerLines from './layer_lines.js';
import * as moves from './moves.js';
import * as parkStock from './park_stock.js';
import { furnish, held } from './stage.js';
import { swatch } from './swatch.js';

/** @type {import('./stage.js').LeafletMap} */
let map;
/** @type {HTMLElement} */
let menu;
/** The menu that is open. @type {'home' | 'layers' | null} */
let opened = null;

/** @param {string} name @param {string} icon @param {Words} words @param {() => void} run @param {Attributes} [extra] */
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
  const drawn = Object.values(state.queries).some((query) => query.within?.length);
  held('ls-tools').replaceChildren(
    button('in', 'plus', { zh: '放大', en: 'Zoom in' }, () => map.zoomIn()),
    button('out', 'minus', { zh: '缩小', en: 'Zoom out' }, () => map.zoomOut()),
    button('home', 'home', { zh: '全区与园区', en: 'District and parks' }, () => toggle('home'), {
      'aria-haspopup': 'menu',
      'aria-expanded': String(opened === 'home'),
    }),
    drawn
      ? button('clear', 'trash', { zh: '清除所画范围', en: 'Clear the drawn area' }, () => draw.clear())
      : button('area', 'draw', { zh: '画范围筛选', en: 'Filter by a drawn area' }, () => draw.begin('area'), {
          'aria-pressed': String(draw.tool === 'area'),
        }),
    button(
      'radius',
      'locate',
      { zh: '点周边多少公里', en: 'Within a distance of a point' },
      () => draw.begin('near-point'),
      {
        'aria-pressed': String(draw.tool === 'near-point'),
      },
    ),
    button('measure', 'measure', { zh: '测距与面积', en: 'Measure' }, () => draw.begin('measure'), {
      'aria-pressed': String(draw.tool === 'measure' || draw.tool === 'measured'),
    }),
    button('layers', 'layers', { zh: '图层与底图', en: 'Layers and base map' }, () => toggle('layers'), {
      'aria-haspopup': 'menu',
      'aria-expanded': String(opened === 'layers'),
    }),
  );
}

/* ---- the two small menus beside the tools ---- */

/** The button of a tool. @param {string} name */
const buttonOf = (name) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-tool="${name}"]`));

/** The first thing in the menu that may be chosen. @returns {HTMLElement | null} */
const firstChoice = () => menu.querySelector('button, input');

/** @param {'home' | 'layers'} name */
function toggle(name) {
  opened = opened === name ? null : name;
  fill();
  paint();
  if (opened) firstChoice()?.focus({ preventScroll: true });
}

function close() {
  if (!opened) return;
  const name = opened;
  opened = null;
  fill();
  paint();
  buttonOf(name)?.focus({ preventScroll: true });
}

function fill() {
  menu.hidden = !opened;
  menu.replaceChildren();
  dressed(menu, {}, opened === 'home' ? places() : opened === 'layers' ? layers() : []);
  const beside = opened ? buttonOf(opened) : null;
  if (beside) menu.style.top = `${beside.offsetTop + held('ls-tools').offsetTop}px`;
}

function places() {
  /** @param {string} text @param {string} note @param {() => void} run */
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
    go(t({ zh: '全区', en: 'Whole district' }), t(config.title), moves.home),
    ...parkStock
      .parks()
      .map((park) =>
        go(park.name, park.count ? t({ zh: `找到 ${park.count}`, en: `${park.count} found` }) : '', () =>
          moves.fit(park.box, { maxZoom: 16 }),
        ),
      ),
  ];
}

/** @param {string | null} id @param {string} words */
const basemapLine = (id, words) =>
  el(
    'label',
    { class: 'menu-line' },
    el('input', {
      type: 'radio',
      name: 'basemap',
      checked: state.basemap === id,
      onchange: () => chooseBasemap(id),
    }),
    el('span', {}, words),
  );

/** Fill the menu anew and stay where the reader was. */
function again() {
  const at = document.activeElement?.getAttribute('data-move');
  fill();
  /** @type {HTMLElement | null} */ (menu.querySelector(`[data-move="${at}"]`) ?? firstChoice())?.focus();
}

function layers() {
  const bases = config.basemaps?.length
    ? [
        el('h4', {}, t({ zh: '底图', en: 'Base map' })),
        basemapLine(null, t({ zh: '本地矢量', en: 'Own vectors' })),
        ...config.basemaps.map(({ id, title }) => basemapLine(id, t(title))),
      ]
    : [];
  const classes = (/** @type {Collection} */ { id, kind }) => (kind === 'control' && state.shown[id] ? key(id) : null);
  return [...layerLines.lines(again, classes), ...bases];
}

/** The classes of a control layer, so that its patterns can be read. @param {string} id */
function key(id) {
  const { codes } = schema.listOf(schema.role(id, 'class')) ?? { codes: [] };
  return codes.flatMap((code) =>
    code.symbol ? [el('div', { class: 'menu-line key' }, swatch(code.symbol), el('span', {}, t(code)))] : [],
  );
}

/** Whether something is part of the menu or of the tools. @param {EventTarget | null} target */
const isOurs = (target) => target instanceof Node && (menu.contains(target) || held('ls-tools').contains(target));

furnish((leaflet, slot) => {
  map = leaflet;
  menu = el('div', { id: 'ls-tool-menu', class: 'float map-menu ls-pop', hidden: true });
  slot.append(menu);
  paint();
  document.addEventListener(
    'pointerdown',
    (event) => {
      if (opened && !isOurs(event.target)) close();
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
