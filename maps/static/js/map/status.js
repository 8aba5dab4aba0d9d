/* The bar at the map's foot: scale bar, ratio, where the pointer is on the metric grid and in degrees, credits of a base map. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import * as rounding from '../base/rounding.js';
import { t } from '../base/words.js';
import * as legend from './legend.js';
import { metresPerPixel } from './mercator.js';
import { furnish, held } from './stage.js';

const LENGTHS = [10, 20, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000];
const WIDEST = 96;
const PIXEL = 0.0254 / 96; // Metres of a pixel on the screen
/** @type {import('./stage.js').LeafletMap} */
let map;
/** @type {HTMLElement} */
let bar;
/** @type {HTMLElement} */
let place;

/** A ratio as it is said of a sheet: two or three figures, the rest zeros. @param {number} perPixel Metres of a pixel. */
function ratio(perPixel) {
  const exact = perPixel / PIXEL;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / power) * power;
}

function scale() {
  const perPixel = metresPerPixel(map.getCenter().lat, map.getZoom());
  const length = LENGTHS.findLast((metres) => metres / perPixel <= WIDEST) ?? LENGTHS[0];
  const line = el('i', { class: 'scale-line' });
  line.style.width = `${length / perPixel}px`;
  bar.replaceChildren(
    line,
    el('span', {}, length >= 1000 ? `${length / 1000} km` : `${length} m`),
    el('span', { class: 'scale-ratio' }, `1 : ${fmt.number(ratio(perPixel))}`),
  );
}

/** @param {number} metres */
const grouped = (metres) =>
  Math.round(metres)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');

/** Say where a place is, or the middle of the map. @param {import('leaflet').LatLng | null} latlng */
function pointed(latlng) {
  const { lat, lng } = latlng ?? map.getCenter();
  const grid = config.metric;
  /** @type {HTMLElement[]} */
  const parts = [];
  if (grid) {
    const [east, north] = geo.metric([lng, lat]);
    if (Number.isFinite(east) && Math.abs(lng - grid.lon_0) < 4)
      parts.push(
        el('span', { class: 'grid-name' }, grid.name),
        el('span', { title: t({ zh: 'X 为北，Y 为东', en: 'X is north, Y is east' }) }, `X ${grouped(north)}`),
        el('span', {}, `Y ${grouped(east)}`),
      );
  }
  parts.push(
    el('span', { class: 'degrees' }, `${rounding.plain(Math.abs(lat), 4)}° ${lat < 0 ? 'S' : 'N'}`),
    el('span', { class: 'degrees' }, `${rounding.plain(Math.abs(lng), 4)}° ${lng < 0 ? 'W' : 'E'}`),
  );
  place.replaceChildren(...parts);
}

furnish((leaflet) => {
  map = leaflet;
  bar = el('span', { class: 'scale', 'aria-label': t({ zh: '比例尺', en: 'Scale' }) });
  place = el('span', { class: 'place' });
  held('ls-status').replaceChildren(bar, el('span', { id: 'ls-floor-key' }), place);
  legend.repaintLegend();
  scale();
  pointed(null);
  map.on('moveend zoomend resize', () => {
    scale();
    pointed(null);
  });
  map.on('mousemove', (event) => pointed(event.latlng));
  on('lang', () => pointed(null));
});
