/* Drawing on the map: an area that filters, a place that distances are counted from, or a line that is measured. Click sets a point, double click or Enter
   ends, Backspace takes the last point back, Esc gives up. */

import { el } from '../base/dom.js';
import { emit, on } from '../base/events.js';
import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import { icon } from '../base/icons.js';
import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { AROUND, geometryOf } from '../data/near.js';
import * as questions from '../data/questions.js';
import { furnish, stage } from './stage.js';

/**
 * @typedef {import('./brush.js').Brush} Brush
 * @typedef {'area' | 'measure' | 'near-point' | 'near-line' | 'near-area'} Drawing
 * @typedef {Drawing | 'measured'} Tool
 * @typedef {{ closed: boolean, dash?: number[], fill?: string | null }} Look
 */

const NEAR = 9;
/** Points that make a shape of each tool. @type {Record<Tool, number>} */
const LEAST = { area: 3, measure: 2, measured: 2, 'near-point': 1, 'near-line': 2, 'near-area': 3 };
/** @type {import('./stage.js').LeafletMap} */
let map;
/** @type {HTMLElement} */
let box;
/** The tool in hand. @type {Tool | null} */
export let tool = null;
/** @type {Point[]} */
let points = [];
/** Where the pointer is, once a point is set. @type {Point | null} */
let pointer = null;
/** Whether the shape was refused for crossing itself. */
let crossed = false;

const closes = () => tool === 'area' || tool === 'near-area';
const measuring = () => tool === 'measure' || tool === 'measured';

/** @param {import('leaflet').LeafletMouseEvent} event @returns {Point} */
const here = (event) => [event.latlng.lng, event.latlng.lat];
const refresh = () => stage.scene?.refresh();

/** The tool in hand; while it sets points the map chooses nothing. @param {Tool | null} next */
function take(next) {
  tool = next;
  stage.drawing = Boolean(tool) && tool !== 'measured';
}

/** Take a tool in hand; where it is, put it down. @param {Drawing} name */
export function begin(name) {
  if (tool === name) {
    stop();
    return;
  }
  stop();
  take(name);
  points = [];
  crossed = false;
  map.doubleClickZoom.disable();
  map.getContainer().classList.add('drawing');
  hint();
  emit('tool', tool);
}

export function stop() {
  if (!tool) return;
  take(null);
  pointer = null;
  map.doubleClickZoom.enable();
  map.getContainer().classList.remove('drawing');
  hint();
  emit('tool', null);
  refresh();
}

/** Where a point lies in the window. @param {Point} point */
const onScreen = ([lng, lat]) => map.latLngToContainerPoint([lat, lng]);

/** @param {import('leaflet').LeafletMouseEvent} event */
function clicked(event) {
  // What is measured stands; the click chooses on the map, as ever.
  if (!tool || tool === 'measured') return;
  if (closes() && points.length > 2 && onScreen(points[0]).distanceTo(event.containerPoint) < NEAR) {
    soon();
    return;
  }
  const last = points.at(-1);
  if (last && onScreen(last).distanceTo(event.containerPoint) < 3) return;
  points.push(here(event));
  crossed = false;
  if (tool === 'near-point') soon();
  hint();
  refresh();
}

/** Finish once the click is over, which else would choose on the map as well. */
const soon = () => setTimeout(finish);

/** Take the last point back. */
function undoPoint() {
  points.pop();
  crossed = false;
  hint();
  refresh();
}

function finish() {
  if (!tool || tool === 'measured' || points.length < LEAST[tool]) return;
  crossed = closes() && plane.crossesItself(points);
  if (crossed) hint();
  else if (tool === 'measure') rest();
  else ask(tool, points);
}

/** The line is measured and stays in sight; the map is for choosing again. */
function rest() {
  take('measured');
  pointer = null;
  map.doubleClickZoom.enable();
  map.getContainer().classList.remove('drawing');
  hint();
  refresh();
}

/** Ask for what lies within the shape, or within a distance of it. @param {Drawing} name @param {Point[]} drawn */
function ask(name, drawn) {
  if (name === 'area')
    questions.editAll(Object.keys(state.queries), (/** @type {Question} */ query) => {
      query.within = drawn;
    });
  else {
    const shape = name === 'near-area' ? [...drawn, drawn[0]] : drawn;
    questions.setNear({ metres: questions.nearAsked()?.metres ?? AROUND, spot: null, shape });
  }
  stop();
}

/** Take the drawn area out of every question. */
export function clear() {
  points = [];
  questions.editAll(Object.keys(state.queries), (/** @type {Question} */ query) => {
    query.within = null;
  });
  stop();
}

function measures() {
  const walked = pointer && tool === 'measure' ? [...points, pointer] : points;
  const length = walked.slice(1).reduce((sum, point, n) => sum + geo.edge(walked[n], point), 0);
  const area = walked.length > 2 ? geo.area(walked) : 0;
  return `${fmt.length(length)}${area ? ` · ${fmt.number(area)} m² · ${fmt.mu(area)} ${t({ zh: '亩', en: 'mu' })}` : ''}`;
}

/** What to do next. @returns {Words} */
function advice() {
  const enough = tool && points.length >= LEAST[tool];
  if (crossed)
    return { zh: '边线自相交，不能作为范围：请撤销一点重画', en: 'The outline crosses itself: take a point back' };
  if (tool === 'measured') return { zh: '测量结果', en: 'Measured' };
  if (tool === 'measure') return { zh: '点击测距，双击结束', en: 'Click to measure, double click to end' };
  if (tool === 'near-point') return { zh: '点击地图，以该点为圆心', en: 'Click the centre of the circle' };
  if (enough) return { zh: '双击或回车完成，Esc 取消', en: 'Double click or Enter to finish, Esc to cancel' };
  return tool === 'near-line'
    ? { zh: '点击地图画线，至少两点', en: 'Click the map to draw a line, two points or more' }
    : { zh: '点击地图画出范围，至少三点', en: 'Click the map to draw an area, three points or more' };
}

/** What to do next, and the figures so far. */
function hint() {
  box.hidden = !tool;
  if (!tool) return;
  const drawing = tool !== 'measured';
  box.replaceChildren(
    el('span', { class: crossed ? 'draw-refused' : null }, t(advice())),
    measuring() && points.length ? el('b', {}, measures()) : '',
    drawing && points.length > 1
      ? el('button', { type: 'button', class: 'button', onclick: undoPoint }, t({ zh: '撤销一点', en: 'Undo point' }))
      : '',
    drawing && points.length >= LEAST[tool] && !crossed
      ? el('button', { type: 'button', class: 'button primary', onclick: finish }, t({ zh: '完成', en: 'Done' }))
      : '',
    el(
      'button',
      { type: 'button', class: 'icon-button', 'aria-label': t({ zh: '取消', en: 'Cancel' }), onclick: stop },
      icon('close'),
    ),
  );
}

/** @param {Brush} brush @param {Point[]} ring @param {boolean} closed */
function path(brush, ring, closed) {
  const { pen } = brush;
  pen.beginPath();
  ring.forEach((point, n) => {
    const [x, y] = brush.point(point);
    if (n) pen.lineTo(x, y);
    else pen.moveTo(x, y);
  });
  if (closed) pen.closePath();
}

/** A line over a white one that is wider. @param {Brush} brush @param {Point[]} ring @param {Look} look */
function line(brush, ring, { closed, dash = [], fill = null }) {
  const { pen } = brush;
  path(brush, ring, closed);
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
  pen.lineJoin = 'round';
  for (const { ink, width, dashes } of [
    { ink: colour('paper'), width: 4, dashes: [] },
    { ink: colour('accent'), width: 2, dashes: dash },
  ]) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.setLineDash(dashes);
    pen.stroke();
  }
  pen.setLineDash([]);
}

/** The drawn place that a distance is counted from. @param {Brush} brush */
function paintPlace(brush) {
  const shape = state.mode === 'find' ? questions.nearAsked()?.shape : null;
  if (!shape || tool?.startsWith('near')) return;
  if (shape.length === 1) brush.dot(brush.point(shape[0]), 5, colour('accent'), { edge: colour('paper'), width: 2 });
  else line(brush, shape, { closed: geometryOf(shape).type === 'Polygon' });
}

/** @param {Brush} brush */
function paint(brush) {
  const kept = Object.values(state.queries).find((query) => query.within?.length)?.within;
  if (kept && tool !== 'area') line(brush, kept, { closed: true, fill: colour('drawn-wash') });
  paintPlace(brush);
  if (!tool || !points.length) return;
  const shape = pointer ? [...points, pointer] : points;
  const solid = closes() && shape.length > 2;
  line(brush, shape, {
    closed: solid,
    dash: measuring() ? [] : [5, 4],
    fill: solid ? colour('drawing-wash') : null,
  });
  for (const point of points)
    brush.dot(brush.point(point), 3.5, colour('paper'), { edge: colour('accent'), width: 1.6 });
}

stage.over.push(paint);
furnish((leaflet, slot) => {
  map = leaflet;
  box = el('div', { id: 'ls-draw', class: 'float map-draw ls-pop', role: 'status', hidden: true });
  slot.append(box);
  map.on('click', clicked);
  map.on('dblclick', () => {
    if (tool) finish();
  });
  map.on('mousemove', (event) => {
    if (tool && tool !== 'measured' && points.length) {
      pointer = here(event);
      if (tool === 'measure') hint();
      refresh();
    }
  });
  document.addEventListener(
    'keydown',
    (event) => {
      if (!tool || !['Escape', 'Enter', 'Backspace'].includes(event.key)) return;
      if (event.key !== 'Escape' && event.target instanceof Element && event.target.closest('input, button')) return;
      event.stopPropagation();
      if (event.key === 'Enter') finish();
      else if (event.key === 'Escape') stop();
      else if (tool !== 'measured' && points.length) undoPoint();
    },
    true,
  );
  on('lang', hint);
});
