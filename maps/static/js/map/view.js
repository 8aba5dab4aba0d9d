/* The view: brings the scene onto Leaflet's map, keeps the state and the window in step. */

import * as L from '../../vendor/leaflet/leaflet.js';
import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import * as plane from '../base/plane.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { restMap } from '../data/actions.js';
import * as source from '../data/source.js';
import * as basemap from './basemap.js';
import * as labels from './labels.js';
import { paintLayers } from './layers_painter.js';
import * as massNotice from './mass_notice.js';
import * as moves from './moves.js';
import * as pointer from './pointer.js';
import * as resultsWay from './results_way.js';
import { Scene } from './scene.js';
import { stage } from './stage.js';
import * as stock from './stock.js';
import * as stockPainters from './stock_painters.js';
import * as tiles from './tiles.js';

const SETTLE = 60; // Milliseconds in which the panels take their new places
const ARRANGED = 400; // and after which all of them stand, also the slowest
/** @type {L.Map} */
let map;
/** @type {import('./stage.js').Layered} */
let scene;
/** Where the map stands on the page. @type {DOMRect} */
let corner;

/* ---- painting: three sheets, so that a pointer that moves repaints outlines alone ---- */
const GROUND = new Set(['mode', 'shown', 'colourBy', 'layering', 'match', 'unit', 'active']);
const MARKS = new Set(['selected', 'hovered', 'basket', 'queries']);
const WORDS = new Set(['lang', 'selected']);

/** @param {import('./scene.js').Painter[]} painters @returns {import('./scene.js').Painter} */
const all = (painters) => (brush) => painters.forEach((paint) => paint(brush));

/** @returns {import('./stage.js').Layered} */
function layered() {
  const ground = new Scene([paintLayers], { inParts: true });
  // Who comes later paints as well.
  const marks = new Scene([all(stage.under), stockPainters.paintChosen, all(stage.over)]);
  const words = new Scene([labels.paint]);
  const sheets = [ground, marks, words];
  sheets.forEach((sheet) => sheet.addTo(map));
  return {
    ground,
    marks,
    words,
    refresh: () => sheets.forEach((sheet) => sheet.refresh()),
    paint: () => sheets.forEach((sheet) => sheet.paint()),
  };
}

/* ---- the state and the window in step ---- */

/** What the map followed last. @type {object | null} */
let followed = null;

/** A plot that asks for projects comes into the window; so does the best site of a new report where none of the best is in it. */
function follow() {
  const { site, report } = state.match;
  const now = state.mode === 'match' ? (site ?? report) : null;
  if (!now || now === followed) return;
  followed = now;
  /** @type {Spot[]} */
  const best = site ? [site] : (report.matches ?? []).slice(0, 3).map((/** @type {RankedSite} */ match) => match.site);
  const boxes = best.map((spot) => plane.bounds(stock.whole(spot)?.geometry)).filter((box) => box !== null);
  if (!boxes.length) return;
  setTimeout(() => {
    resized();
    if (!boxes.some((box) => map.getBounds().intersects(moves.latLngs(box)))) moves.fit(boxes[0], { maxZoom: 15.25 });
  }, SETTLE);
}

/** Bring what is chosen into the window once the panels stand. @param {Spot} spot */
function revealSoon(spot) {
  setTimeout(() => {
    if (state.selected !== spot) return;
    resized();
    moves.reveal(spot);
  }, SETTLE);
}

/** The answers that the map knows of. */
let answers = state.results;

/** Whether a new answer leaves out features that are drawn: those of large layers come by the tiles of the question itself. */
function greys() {
  const earlier = answers;
  answers = state.results;
  return Object.keys(answers).some((id) => answers[id] !== earlier[id] && !stock.remote(id));
}

/** @param {Set<string>} keys */
function changed(keys) {
  const touches = (/** @type {Set<string>} */ set) => [...keys].some((key) => set.has(key));
  if (touches(GROUND) || (keys.has('results') && greys())) scene.refresh();
  // Labels of parks count what was found.
  else if (keys.has('results')) scene.words.refresh();
  if (touches(MARKS)) scene.marks.refresh();
  if (touches(WORDS)) scene.words.refresh();
  if (keys.has('selected') && state.selected) revealSoon(state.selected);
  if (keys.has('match') || keys.has('mode')) follow();
  if (keys.has('zoomTo') && state.zoomTo) moves.fly(state.zoomTo);
  if (keys.has('shown') || keys.has('queries') || keys.has('colourBy')) tiles.wantAnswers();
  if (keys.has('basemap')) basemap.paint();
  if (keys.has('lang')) massNotice.paint();
  if (keys.has('view') && state.view?.restored) goTo(state.view);
}

/** The window has come to rest: the state knows of it, and tiles are asked for. */
function settled() {
  const centre = map.getCenter();
  const bounds = map.getBounds();
  restMap({
    center: [centre.lat, centre.lng],
    zoom: map.getZoom(),
    bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
  });
  tiles.want();
}

/** The place that a link or a step back asks for, until the panels stand. @type {View | null} */
let asked = null;

/** Go to a place of the state; panels that open or close meanwhile do not move it. @param {View} view */
function goTo(view) {
  asked = view;
  setTimeout(() => {
    if (asked === view) asked = null;
  }, ARRANGED);
  map.setView(view.center, view.zoom, { animate: false });
}

/** The window changed its size: what is on the map stays where it is on the screen. */
function resized() {
  const now = map.getContainer().getBoundingClientRect();
  /** @type {Point} */
  const shift = [now.left - corner.left, now.top - corner.top];
  if (!now.width || (now.width === corner.width && now.height === corner.height && !shift[0] && !shift[1])) return;
  map.invalidateSize({ pan: false });
  // A sheet of paper places the map itself.
  if (window.matchMedia('print').matches || 'printing' in document.body.dataset) return;
  corner = now;
  if (asked) map.setView(asked.center, asked.zoom, { animate: false });
  else if (shift[0] || shift[1]) map.panBy(shift, { animate: false });
}

/* ---- the beginning ---- */

/** Put Leaflet's map into its place; the frame of the page must stand. @param {Element | null} element */
export function attach(element) {
  if (!(element instanceof HTMLElement)) throw new Error('the page has no place for the map');
  map = L.map(element, JSON.parse(element.dataset.options ?? '{}'));
  map.attributionControl.setPrefix(false);
  const slot = document.getElementById('ls-map-slot') ?? /** @type {HTMLElement} */ (element.parentElement);
  if (!slot.contains(element)) slot.append(element);
  map.invalidateSize({ pan: false });
  furnish(slot);
  element.setAttribute('role', 'region');
  element.setAttribute('aria-label', t({ zh: '地图', en: 'Map' }));
  const restored = state.view?.restored ? state.view : null;
  if (restored) map.setView(restored.center, restored.zoom, { animate: false });
  else map.fitBounds(moves.latLngs(config.home), { animate: false });
  stage.leaflet = map;
  scene = layered();
  stage.scene = scene;
  tiles.attach(map, (rects) => {
    if (!rects || rects.length) {
      scene.ground.refresh(rects);
      scene.marks.refresh();
      scene.words.refresh();
    }
    if (tiles.settled()) massNotice.paint();
  });
  for (const part of stage.parts) part(map, slot);
  listen(slot);
  if (state.basemap) basemap.paint();
  const open = () => {
    if (!restored && state.selected) moves.fly(state.selected);
    else if (!restored) {
      if (!resultsWay.begin()) moves.begin();
      // An answer that was here before the map had its place is followed now.
      followed = null;
      follow();
    }
    scene.refresh();
    settled();
  };
  if (source.ready) open();
  else on('ready', open);
}

/** What floats over the map and lies at its foot. @param {HTMLElement} slot */
function furnish(slot) {
  slot.append(
    pointer.tipBox(),
    el('div', { id: 'ls-notice', class: 'float map-notice', role: 'status', hidden: true }),
    el('div', { id: 'ls-foot', class: 'map-foot' }, el('div', { id: 'ls-legend' }), el('div', { id: 'ls-status' })),
    el('div', { id: 'ls-tools', class: 'float map-tools' }),
  );
}

/** @param {HTMLElement} slot */
function listen(slot) {
  map.on('moveend', settled);
  pointer.listen();
  on('change', changed);
  on('arranged', () => map.invalidateSize({ pan: false, animate: false }));
  on('loaded', () => scene.refresh());
  corner = map.getContainer().getBoundingClientRect();
  new ResizeObserver(resized).observe(slot);
  document.fonts?.ready.then(() => scene.refresh());
}
