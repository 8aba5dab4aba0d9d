/* Where the ranked sites lie that the window does not show, and the way to them. */

import { el } from '../base/dom.js';
import { fmt } from '../base/format.js';
import * as geo from '../base/geo.js';
import * as plane from '../base/plane.js';
import { around } from '../base/plane.js';
import { nameOf, t } from '../base/words.js';
import { flyToCard } from '../data/actions.js';
import { featuresOf } from '../data/features.js';
import { middle } from '../map/paths.js';
import { stage } from '../map/stage.js';
import * as stock from '../map/stock.js';
import * as moves from '../map/moves.js';
import * as mapWindow from '../map/window.js';

const PILLS = 2;

/** @typedef {{ match: Answers['Match'], site: Answers['SiteView'], feature: Feature, at: Point }} LocatedMatch */

export const root = el('div', { id: 'ls-offmap', class: 'map-offmap', hidden: true });

/** The ranked sites whose place the page knows, the best first. @returns {LocatedMatch[]} */
function ranked() {
  if (!stock.matching()) return [];
  /** @type {Answers['Match'][]} */
  const matches = [...stock.verdicts().ranks.values()];
  return matches
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .flatMap((match) => {
      const { site } = match;
      const feature = site ? featuresOf(site.collection).get(site.id) : null;
      const at = feature ? middle(feature) : null;
      return site && feature && at ? [{ match, site, feature, at }] : [];
    });
}

/** A pill for each of the first that the window does not show. */
export function pills() {
  const away = ranked().filter(({ at }) => offMap(at));
  root.hidden = !away.length;
  root.replaceChildren(
    ...away.slice(0, PILLS).map(pill),
    away.length > PILLS
      ? el(
          'button',
          { type: 'button', class: 'off-more float', onclick: everywhere },
          t({ zh: `图外还有 ${away.length - PILLS} 个`, en: `${away.length - PILLS} more off the map` }),
        )
      : '',
  );
}

/** Whether a place lies outside what the window shows. @param {Point} place */
function offMap([lng, lat]) {
  const point = stage.leaflet.latLngToContainerPoint([lat, lng]);
  const size = stage.leaflet.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  return point.x < left || point.x > size.x - right || point.y < top || point.y > size.y - bottom;
}

/** @param {LocatedMatch} located */
function pill({ match, site, at }) {
  const { leaflet: map } = stage;
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  const centre = map.containerPointToLatLng([(left + size.x - right) / 2, (top + size.y - bottom) / 2]);
  const way = geo.direction([centre.lng, centre.lat], at);
  return el(
    'button',
    {
      type: 'button',
      class: 'off-pill float',
      onclick: () => flyToCard(site),
    },
    el('span', { class: match.verdict === 'fits' ? 'off-rank' : 'off-rank open' }, String(match.rank)),
    el('b', {}, nameOf(site)),
    el('span', { class: 'off-words' }, ' ', t({ zh: '在图外', en: 'off the map' })),
    ' · ',
    t(way),
    ` ${fmt.length(geo.distance([centre.lng, centre.lat], at))}\u00a0${way.arrow}`,
  );
}

/** Every ranked site in one window. */
function everywhere() {
  const boxes = ranked().map(({ at: [lng, lat] }) => /** @type {Box} */ ([lng, lat, lng, lat]));
  if (boxes.length) moves.fit(around(boxes));
}

/** A new report moves the map to its first answer where none of them is in the window. */
export function greet() {
  const sites = ranked();
  const [first] = sites;
  if (!first || (stage.leaflet.getZoom() >= 14 && !sites.slice(0, 3).every(({ at }) => offMap(at)))) return;
  // Into the part of the map that no sheet covers.
  moves.fit(plane.bounds(first.feature.geometry), {
    maxZoom: Math.max(15, Math.min(stage.leaflet.getZoom(), 15.5)),
    animate: false,
  });
}
