/* The corners of a plot on paper: X north and Y east, with the length to the next; as many as there is room for. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { t } from '../base/words.js';

const FEW = 12; // So many stand in two columns; more take three, in smaller letters

/** @typedef {[point: string, north: string, east: string, side: string]} Corner */

/** Corners of all rings in the order of the geometry; where there are several rings a corner names its own. @param {Feature} one @returns {Corner[]} */
export function cornersOf(one) {
  const grid = config.metric;
  const rings = plane.polygons(one.geometry).flat();
  return rings.flatMap((ring, r) =>
    ring.slice(0, -1).map((point, n) => {
      const [east, north] = (grid ? geo.metric(point) : point).map((figure) => rounding.plain(figure, grid ? 2 : 7));
      const side = rounding.fixed(geo.edge(point, ring[n + 1]), grid ? 2 : 1);
      return /** @type {Corner} */ ([rings.length > 1 ? `${r + 1}-J${n + 1}` : `J${n + 1}`, north, east, side]);
    }),
  );
}

/** @param {Corner[]} corners */
function column(corners) {
  const grid = config.metric;
  const titles = [
    { zh: '点号', en: 'Point' },
    grid ? { zh: 'X（北）', en: 'X (north)' } : { zh: '纬度', en: 'Latitude' },
    grid ? { zh: 'Y（东）', en: 'Y (east)' } : { zh: '经度', en: 'Longitude' },
    { zh: '边长 m', en: 'Side m' },
  ];
  return el(
    'table',
    { class: 'print-table' },
    el(
      'thead',
      {},
      el('tr', {}, ...titles.map((words, n) => el('th', { scope: 'col', class: n ? 'num' : '' }, t(words)))),
    ),
    el(
      'tbody',
      {},
      ...corners.map((corner) => el('tr', {}, ...corner.map((text, n) => el('td', { class: n ? 'num' : '' }, text)))),
    ),
  );
}

/**
 * At most `most` corners, with how many more there are and where; null where the feature has no area.
 * @param {Feature} one
 * @param {number} most
 */
export function section(one, most) {
  const all = cornersOf(one);
  if (!all.length) return null;
  const listed = all.slice(0, most);
  const columns = listed.length > FEW ? 3 : 2;
  const rows = Math.ceil(listed.length / columns);
  const left = all.length - listed.length;
  return el(
    'section',
    { class: 'print-block print-corners' },
    el('h3', {}, heading()),
    el(
      'div',
      { class: columns > 2 ? 'corner-columns dense' : 'corner-columns' },
      ...Array.from({ length: Math.min(columns, listed.length) }, (_, n) =>
        column(listed.slice(n * rows, n * rows + rows)),
      ),
    ),
    left
      ? el(
          'p',
          { class: 'print-words' },
          t({
            zh: `共 ${all.length} 个界址点，此处列前 ${listed.length} 个；其余 ${left} 个见“导出”的 GeoJSON。`,
            en: `${listed.length} of ${all.length} corners; the other ${left} stand in the GeoJSON of “Export”.`,
          }),
        )
      : null,
  );
}

function heading() {
  const grid = config.metric;
  return grid
    ? t({
        zh: `界址点（${grid.name}，米；X 为北，Y 为东）`,
        en: `Corners (${grid.name}, metres; X is north, Y is east)`,
      })
    : t({ zh: '界址点（经纬度，度）', en: 'Corners (degrees)' });
}
