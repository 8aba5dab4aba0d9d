/* What a study proposes, on the map: neighbours joined into one site, and the sites that a relaxation would let in. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { colour } from '../base/palette.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { furnish, stage } from '../map/stage.js';
import * as stock from '../map/stock.js';
import * as mapWindow from '../map/window.js';
import * as joinedSites from './joined_sites.js';
import * as relaxed from './relaxed.js';
import { boxOf, itemsOf } from './zoom.js';

const OUTER = 4;
/** @type {import('leaflet').Map} */
let map;
const label = el('button', { type: 'button', id: 'ls-joined', class: 'float map-joined ls-pop', hidden: true });
/** @type {HTMLCanvasElement | null} */
let sheet = null;

/* ---- joined sites ---- */
/** Whether single plots keep the map to themselves. */
const joined = () => (stock.matching() ? joinedSites.shown() : null);

/**
 * The same brush over a sheet of its own, on which what lies inside can be taken away again.
 * @param {SiteBrush} brush
 * @returns {{ over: SiteBrush, canvas: HTMLCanvasElement }}
 */
function aside(brush) {
  sheet ??= document.createElement('canvas');
  const { canvas } = brush.pen;
  sheet.width = canvas.width;
  sheet.height = canvas.height;
  const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
  pen.setTransform(brush.ratio, 0, 0, brush.ratio, 0, 0);
  return { over: Object.create(brush, { pen: { value: pen } }), canvas: sheet };
}

/**
 * A line of 4 px around all of them together, the edges between them dashed, a wash of blue within.
 * @param {SiteBrush} brush
 * @param {Feature[]} members
 */
function union(brush, members) {
  const { over, canvas } = aside(brush);
  for (const one of members) over.stroke(one, colour('paper'), 2 * OUTER + 3);
  for (const one of members) over.stroke(one, colour('joined'), 2 * OUTER);
  over.pen.globalCompositeOperation = 'destination-out';
  for (const one of members) over.fill(one, { fill: colour('ink'), pattern: 'solid' });
  over.pen.globalCompositeOperation = 'source-over';
  for (const one of members) {
    over.fill(one, { fill: colour('joined-wash'), pattern: 'solid' }, 0.72);
    over.stroke(one, colour('joined'), 1.2, [5, 4], true);
  }
  brush.pen.save();
  brush.pen.setTransform(1, 0, 0, 1, 0, 0);
  brush.pen.drawImage(canvas, 0, 0);
  brush.pen.restore();
}

/* ---- sites that a relaxation lets in ---- */
/** @param {SiteBrush} brush */
function coming(brush) {
  for (const one of itemsOf(stock.matching() ? relaxed.sites() : [])) {
    if (!brush.sees(one)) continue;
    brush.fill(one, stock.FITS, 0.55);
    brush.stroke(one, colour('paper'), 5);
    brush.stroke(one, colour('accent'), 2.4, [7, 4], true);
  }
}

/** @param {SiteBrush} brush */
function paint(brush) {
  const one = joined();
  const members = one ? itemsOf(one.items).filter((each) => brush.sees(each)) : [];
  if (members.length && brush.zoom >= stock.PLOTS_FROM) union(brush, members);
  coming(brush);
}

/* ---- the label beside them ---- */
/** @param {JoinedSite} one */
function told(one) {
  const line = [joinedSites.owners(one), joinedSites.shape(one)].filter(Boolean).join(' · ');
  return [
    el(
      'span',
      {},
      el('b', {}, `${t({ ...joinedSites.word(one.kind), en: 'Combined site' })} ${one.rank}`),
      ' ',
      `${joinedSites.counted(one)} · `,
      el('b', {}, joinedSites.sized(one)),
    ),
    line ? el('span', {}, line) : '',
  ];
}

function caption() {
  const one = joined();
  label.hidden = !one;
  if (!one) return;
  label.replaceChildren(...told(one));
  label.onclick = () => joinedSites.open(one.key);
  label.setAttribute('aria-label', `${label.textContent} ${t({ zh: '，打开', en: ', open' })}`);
  place();
}

/** What floats over the map already, in its pixels. */
function floating() {
  const frame = map.getContainer().getBoundingClientRect();
  return ['ls-offmap', 'ls-why']
    .map((id) => document.getElementById(id))
    .filter((node) => node !== null)
    .filter((node) => !node.hidden)
    .map((node) => {
      const box = node.getBoundingClientRect();
      return {
        left: box.left - frame.left,
        right: box.right - frame.left,
        top: box.top - frame.top,
        bottom: box.bottom - frame.top,
      };
    });
}

/** Beside the site, on the first side that has room for it; out of sight with it. */
function place() {
  const one = joined();
  const box = one ? boxOf(one.items) : null;
  if (!box || label.hidden) return;
  const a = map.latLngToContainerPoint([box[3], box[0]]);
  const b = map.latLngToContainerPoint([box[1], box[2]]);
  const size = map.getSize();
  const seen = b.x > 0 && a.x < size.x && b.y > 0 && a.y < size.y && map.getZoom() >= stock.PLOTS_FROM + 1;
  label.style.visibility = seen ? '' : 'hidden';
  const [wide, high] = [label.offsetWidth, label.offsetHeight];
  const [left, top, right, bottom] = mapWindow.covered();
  const middle = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const sides = [
    [a.x - wide - 10, middle[1] - high / 2],
    [b.x + 10, middle[1] - high / 2],
    [middle[0] - wide / 2, b.y + 10],
    [middle[0] - wide / 2, a.y - high - 10],
    [middle[0] - wide / 2, middle[1] - high / 2],
  ];
  const taken = floating();
  /** @param {number[]} corner */
  const free = ([x, y]) =>
    x > left + 4 &&
    x + wide < size.x - right - 52 &&
    y > top + 4 &&
    y + high < size.y - bottom - 4 &&
    !taken.some((other) => x < other.right && x + wide > other.left && y < other.bottom && y + high > other.top);
  const spot = sides.find(free);
  if (!spot) {
    label.style.visibility = 'hidden';
    return;
  }
  label.style.left = `${spot[0]}px`;
  label.style.top = `${spot[1]}px`;
}

stage.under.push(paint);
stage.legend.push(() =>
  joinedSites.shown()
    ? el(
        'span',
        { class: 'legend-entry still' },
        el('i', { class: 'legend-joined', 'aria-hidden': 'true' }),
        el('span', {}, t({ zh: '拼合方案', en: 'Combined site' })),
      )
    : null,
);
furnish((leaflet, slot) => {
  map = leaflet;
  slot.append(label);
  map.on('move viewreset zoomend moveend resize', place);
  map.on('zoomstart', () => {
    label.style.visibility = 'hidden';
  });
  on('tip', place);
  on('zoomed', caption);
  on('change', (/** @type {Set<string>} */ keys) => {
    if (keys.has('match') || keys.has('mode') || keys.has('lang')) {
      caption();
      if (state.mode === 'match') stage.scene?.words.refresh();
    }
  });
  caption();
});
