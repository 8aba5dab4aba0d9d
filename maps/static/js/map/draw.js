/* Drawing on the map: an area that filters, or a line that is measured. Click sets a point, double click or Enter ends, Esc gives up. */

import { el } from '../base/dom.js';
import { emit, on } from '../base/events.js';
import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import { icon } from '../base/icons.js';
import { colour } from '../base/palette.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import * as questions from '../data/questions.js';
import { stage } from './stage.js';

/**
 * @typedef {import('./brush.js').Brush} Brush
 * @typedef {'area' | 'measure' | 'measured'} Tool
 * @typedef {{ closed: boolean, dash?: number[], fill?: string | null }} Look
 */

const NEAR = 9;
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

/** @param {import('leaflet').LeafletMouseEvent} event @returns {Point} */
const here = (event) => [event.latlng.lng, event.latlng.lat];
const refresh = () => stage.scene?.refresh();

/** The tool in hand; while it sets points the map chooses nothing. @param {Tool | null} next */
function take(next) {
  tool = next;
  stage.drawing = Boolean(tool) && tool !== 'measured';
}

/** Take a tool in hand; where it is, put it down. @param {'area' | 'measure'} name */
export function begin(name) {
  if (tool === name) {
    stop();
    return;
  }
  stop();
  take(name);
  points = [];
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
  if (!tool) return;
  if (tool === 'area' && points.length > 2 && onScreen(points[0]).distanceTo(event.containerPoint) < NEAR) {
    finish();
    return;
  }
  const last = points.at(-1);
  if (last && onScreen(last).distanceTo(event.containerPoint) < 3) return;
  points.push(here(event));
  hint();
  refresh();
}

function finish() {
  if (tool === 'area' && points.length >= 3) {
    const within = points;
    questions.editAll(Object.keys(state.queries), (/** @type {Question} */ query) => {
      query.within = within;
    });
    stop();
  } else if (tool === 'measure') {
    take('measured');
    pointer = null;
    map.getContainer().classList.remove('drawing');
    hint();
    refresh();
  }
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

/** What to do next, and the figures so far. */
function hint() {
  box.hidden = !tool;
  if (!tool) return;
  const words =
    tool === 'area'
      ? {
          zh: points.length < 3 ? '点击地图画出范围，至少三点' : '双击或回车完成，Esc 取消',
          en:
            points.length < 3
              ? 'Click the map to draw an area, three points or more'
              : 'Double click or Enter to finish, Esc to cancel',
        }
      : tool === 'measure'
        ? { zh: '点击测距，双击结束', en: 'Click to measure, double click to end' }
        : { zh: '测量结果', en: 'Measured' };
  box.replaceChildren(
    el('span', {}, t(words)),
    tool !== 'area' && points.length ? el('b', {}, measures()) : '',
    tool === 'area' && points.length >= 3
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
    { ink: '#FFFFFF', width: 4, dashes: [] },
    { ink: colour('accent'), width: 2, dashes: dash },
  ]) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.setLineDash(dashes);
    pen.stroke();
  }
  pen.setLineDash([]);
}

/** @param {Brush} brush */
function paint(brush) {
  const kept = Object.values(state.queries).find((query) => query.within?.length)?.within;
  if (kept && tool !== 'area') line(brush, kept, { closed: true, fill: 'rgba(11,102,94,.06)' });
  if (!tool || !points.length) return;
  const shape = pointer ? [...points, pointer] : points;
  line(brush, shape, {
    closed: tool === 'area' && shape.length > 2,
    dash: tool === 'area' ? [5, 4] : [],
    fill: tool === 'area' && shape.length > 2 ? 'rgba(11,102,94,.08)' : null,
  });
  for (const point of points) brush.dot(brush.point(point), 3.5, '#FFFFFF', { edge: colour('accent'), width: 1.6 });
}

stage.over.push(paint);
stage.parts.push((leaflet, slot) => {
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
      if (!tool || (event.key !== 'Escape' && event.key !== 'Enter')) return;
      event.stopPropagation();
      if (event.key === 'Enter') finish();
      else stop();
    },
    true,
  );
  on('lang', hint);
});
