/* A4 to take into a meeting: the card of one plot, or the list, each with the map, its legend, sources and dates. */

import { el, svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { stage } from '../map/stage.js';
import * as boxes from './boxes.js';
import * as inset from './inset.js';
import { sheetOfCard } from './print_card.js';
import { filler } from './print_filler.js';
import { sheetOfList } from './print_list.js';
import * as printerDialog from './printer_dialog.js';

/* ---- the map takes the size and the place of the sheet while it prints ---- */
const SETTLED = 450;
/** @type {{ center: import('leaflet').LatLng, zoom: number } | null} */
let before = null;

/** South-west and north-east, as Leaflet takes them. @param {Box} box @returns {[Point, Point]} */
const cornersOf = ([west, south, east, north]) => [
  [south, west],
  [north, east],
];

/** The inset stands in the map's corner: of one plot its park, of a list what the map shows of the district. @param {Feature[]} features */
function locate(features) {
  document.getElementById('ls-inset')?.remove();
  const one = features.length === 1 && state.selected ? features[0] : null;
  const box = stage.leaflet?.getBounds();
  const made = one
    ? inset.ofOne(one)
    : box
      ? inset.ofMany([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()])
      : null;
  if (made) document.getElementById('ls-map-slot')?.append(made);
}

/** What stays free around what is printed: one plot lies beside its inset, with its neighbours around it. @param {Feature[]} features @returns {import('leaflet').FitBoundsOptions} */
const margins = (features) =>
  features.length > 1 ? { padding: [24, 24] } : { paddingTopLeft: [180, 28], paddingBottomRight: [80, 52] };

/** @param {Feature[]} features @param {HTMLElement[]} parts */
function prepare(features, parts) {
  document.getElementById('ls-print')?.replaceChildren(...parts);
  const map = stage.leaflet;
  if (!map) return;
  before ??= { center: map.getCenter(), zoom: map.getZoom() };
  document.body.dataset.printing = features.length === 1 && state.selected ? 'card' : '';
  map.invalidateSize({ pan: false, animate: false });
  const box = boxes.around(features);
  if (box) map.fitBounds(cornersOf(box), { animate: false, ...margins(features), maxZoom: 17.5 });
  locate(features);
  if (!document.getElementById('ls-north'))
    document
      .getElementById('ls-map-slot')
      ?.append(
        el(
          'div',
          { id: 'ls-north', 'aria-hidden': 'true' },
          t({ zh: '北', en: 'N' }),
          svg(
            'svg',
            { viewBox: '0 0 12 18', width: 12, height: 18 },
            svg('path', { d: 'M6 0 12 18 6 13 0 18Z', fill: colour('ink') }),
          ),
        ),
      );
  // Labels make room for what stands on the map by now.
  stage.scene?.paint();
}

function restore() {
  document.getElementById('ls-print')?.replaceChildren();
  document.getElementById('ls-north')?.remove();
  document.getElementById('ls-inset')?.remove();
  delete document.body.dataset.printing;
  document.documentElement.style.removeProperty('--print-map');
  const map = stage.leaflet;
  if (!map || !before) return;
  map.invalidateSize({ pan: false, animate: false });
  map.setView(before.center, before.zoom, { animate: false });
  before = null;
}

/** Whether a sheet is on its way: the second click of a double click asks for none. */
let isComing = false;

/** Print what is put into its place first, after as long as that takes to settle. @param {() => void} make */
export function printOnce(make, settled = SETTLED) {
  if (isComing) return;
  printerDialog.beforePrint(() => {
    isComing = true;
    make();
    setTimeout(() => {
      window.print();
      setTimeout(() => {
        isComing = false;
      }, SETTLED);
    }, settled);
  });
}

/** @param {() => Sheet} sheet */
export const print = (sheet) =>
  printOnce(() => {
    const [features, ...parts] = sheet();
    prepare(features, parts);
  });

/**
 * Sheets by way of working: each makes the features that its map shows and what stands under it, nothing to take the list's, an empty
 * list where it filled the sheet itself.
 * @type {Map<Mode, () => Sheet | [] | null>}
 */
export const sheets = new Map();

/* The browser's own print command prints the same sheet. */
filler.fill = () => {
  if (document.getElementById('ls-print')?.childElementCount) return;
  const { mode, selected } = state;
  const [features, ...parts] = sheets.get(mode)?.() ?? (selected && sheetOfCard()) ?? sheetOfList();
  if (features) prepare(features, parts);
};
window.addEventListener('afterprint', restore);

export const card = () => print(() => sheetOfCard() ?? sheetOfList());
export const list = () => print(sheetOfList);
