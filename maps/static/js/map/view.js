/* The view: brings the scene onto Leaflet's map, keeps the state and the window in step. */

import * as L from '../../vendor/leaflet/leaflet.js';
import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { emit, on } from '../base/events.js';
import { fmt } from '../base/format.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import { changeState, state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import * as engine from '../data/engine.js';
import { featuresOf } from '../data/features.js';
import * as source from '../data/source.js';
import * as base from './base.js';
import * as labels from './labels.js';
import { Scene } from './scene.js';
import { stage } from './stage.js';
import * as stock from './stock.js';
import { themeField } from './theme.js';
import * as tiles from './tiles.js';
import * as mapWindow from './window.js';

const MARGIN = 24;
const READABLE = 15.25;
const SETTLE = 60; // the panels take their new places first
let map = null;
let scene = null;

/* ---- large layers ---- */
function notice() {
  const box = document.getElementById('ls-notice');
  const over = tiles
    .large()
    .map((one) => [one, tiles.merged(one.id)])
    .filter(([, count]) => count);
  box.hidden = !over.length;
  box.replaceChildren(
    ...over.map(([one, count]) =>
      el(
        'div',
        {},
        t({
          zh: `${t(one.title)}：${fmt.number(count)} ${t(one.noun)}太小，合并显示，放大可看每一${t(one.noun)}`,
          en: `${t(one.title)}: ${fmt.number(count)} ${t(one.noun)} too small to see are drawn together; zoom in for each`,
        }),
      ),
    ),
  );
}

/* ---- moving ---- */
const latLngs = ([west, south, east, north]) => [
  [south, west],
  [north, east],
];

function paddings() {
  const [left, top, right, bottom] = mapWindow.covered();
  return { paddingTopLeft: [left + MARGIN, top + MARGIN], paddingBottomRight: [right + MARGIN + 44, bottom + MARGIN] };
}

/** Show a box of west, south, east, north. */
export function fit(box, options = {}) {
  if (box) map.fitBounds(latLngs(box), { ...paddings(), maxZoom: 18, ...options });
}

/** Bring a feature into the window: pan where it is large enough to see, zoom where not. */
export async function fly({ collection, id }) {
  const feature = featuresOf(collection).get(id) ?? (await source.one(collection, id));
  const box = feature ? plane.bounds(feature.geometry) : null;
  if (!box) return;
  const zoom = map.getBoundsZoom(L.latLngBounds(latLngs(box)), false, L.point(240, 240));
  fit(box, { maxZoom: Math.max(15, Math.min(17, zoom - 0.25)) });
}

/** Keep the chosen feature clear of the panels: nothing moves while it is seen well. */
function reveal(at) {
  const feature = at ? featuresOf(at.collection).get(at.id) : null;
  const box = feature ? plane.bounds(feature.geometry) : null;
  if (!box) return;
  const [a, b] = latLngs(box).map((corner) => map.latLngToContainerPoint(corner));
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  const inside = a.x > left + 8 && b.x < size.x - right - 52 && b.y > top + 8 && a.y < size.y - bottom - 8;
  const readable = b.x - a.x > 14 && map.getZoom() >= stock.PLOTS_FROM;
  if (inside && readable) return;
  const away = b.x < left || a.x > size.x - right || a.y < top || b.y > size.y - bottom;
  const fits = b.x - a.x < size.x - left - right - 80 && a.y - b.y < size.y - top - bottom - 40;
  // From elsewhere it comes to the middle, with what lies around it; at the edge the map moves no more than it must.
  if (readable && fits && away)
    map.panBy([(a.x + b.x - left - size.x + right) / 2, (a.y + b.y - top - size.y + bottom) / 2], { animate: false });
  else if (readable && fits) map.panInside(L.latLngBounds(latLngs(box)).getCenter(), pans(a, b));
  else fly(at);
}

function pans(a, b) {
  const [left, top, right, bottom] = mapWindow.covered();
  const half = [(b.x - a.x) / 2 + MARGIN, (a.y - b.y) / 2 + MARGIN];
  return {
    paddingTopLeft: [left + half[0], top + half[1]],
    paddingBottomRight: [right + half[0] + 44, bottom + half[1]],
  };
}

/** Where a planner begins: the district where it fills the window, else its park with most of the stock. */
function beginning() {
  const home = config.home;
  if (map.getBoundsZoom(latLngs(home)) >= 13.5) return home;
  const best = jumps().sort((a, b) => b.count - a.count)[0];
  return best ? best.box : home;
}

const stockFrom = () => stock.PLOTS_FROM;

/** The first sight: near enough to read codes, even where the park is a little larger than the window. */
function show(box) {
  fit(box, { animate: false, maxZoom: 15.5 });
  if (map.getZoom() < stockFrom() || map.getZoom() >= READABLE) return;
  const size = map.getSize();
  const [left, top, right, bottom] = mapWindow.covered();
  map.setZoomAround(L.point((left + size.x - right) / 2, (top + size.y - bottom) / 2), READABLE, { animate: false });
}

/** Parks that the home menu offers, with what the question finds in each. */
export function jumps() {
  const found = [];
  for (const one of schema.ofKind('park')) {
    for (const feature of featuresOf(one.id).values()) {
      if (schema.value(one.id, feature, 'parent') || schema.value(one.id, feature, 'planned') === true) continue;
      let count = 0;
      for (const layer of schema.ofKind('parcel', 'space')) {
        const field = schema.role(layer.id, 'park');
        const groups = field ? state.results[layer.id]?.groups?.[field.name] : null;
        const family = engine.below(config.codelists[field?.codelist] ?? null, String(feature.id));
        for (const group of groups ?? []) if (family.has(String(group.value))) count += group.count;
      }
      found.push({
        id: String(feature.id),
        name: values.name(one.id, feature),
        box: plane.bounds(feature.geometry),
        count,
      });
    }
  }
  return found.filter((each) => each.box);
}

/* ---- pointer ---- */
let tip = null;

function spotAt(event) {
  return (
    labels.at(map.project(event.latlng)) ??
    (massAt(event) ? null : stock.at([event.latlng.lng, event.latlng.lat], map.getZoom()))
  );
}

/** Several features drawn as one under the pointer, which lie over what is larger. */
const massAt = (event) => (stock.drawsPlots(map.getZoom()) ? tiles.mass([event.latlng.lng, event.latlng.lat]) : null);

let asked = null;
function moved(event) {
  if (stage.drawing) return;
  asked = event;
  requestAnimationFrame(() => {
    if (asked !== event) return;
    const spot = spotAt(event);
    const mass = spot ? null : massAt(event);
    map.getContainer().style.cursor = spot || mass ? 'pointer' : '';
    const same = spot?.id === state.hovered?.id && spot?.collection === state.hovered?.collection;
    if (!same) changeState({ hovered: spot });
    if (spot) tipped(spot, event.containerPoint);
    else massed(mass, event.containerPoint);
  });
}

/** Name, status and area beside the pointer, where the map itself does not say them yet. */
function tipped(spot, point) {
  const feature = spot ? stock.feature(spot) : null;
  tip.hidden = !feature || window.matchMedia('(hover: none)').matches || spot.id === state.selected?.id;
  if (tip.hidden) return;
  tell(tip, spot, feature);
  placed(point);
}

/** How many and how much, where several are drawn as one. */
function massed(mass, point) {
  tip.hidden = !mass || window.matchMedia('(hover: none)').matches;
  if (tip.hidden) return;
  const { collection, feature } = mass;
  const area = schema.role(collection, 'area');
  const size = area ? feature.properties[area.name] : null;
  tip.replaceChildren(
    el('b', {}, `${fmt.number(feature.count)} ${t(schema.collection(collection).noun)}`),
    typeof size === 'number' ? el('span', {}, fmt.area(size, area)) : '',
  );
  placed(point);
}

function tell(box, spot, feature) {
  const field = themeField(spot.collection);
  const raw = field ? feature.properties[field.name] : null;
  const area = schema.role(spot.collection, 'area');
  const size = area ? feature.properties[area.name] : null;
  const said = [
    !field || field === area ? null : values.shown(field, raw),
    typeof size === 'number' ? fmt.area(size, area) : null,
  ];
  box.replaceChildren(
    el('b', {}, values.name(spot.collection, feature)),
    said.some(Boolean) ? el('span', {}, said.filter(Boolean).join(' · ')) : '',
  );
}

function placed(point) {
  const size_ = map.getSize();
  tip.style.left = `${Math.min(point.x + 14, size_.x - tip.offsetWidth - 8)}px`;
  tip.style.top = `${point.y + 18 + tip.offsetHeight > size_.y - 60 ? point.y - tip.offsetHeight - 10 : point.y + 18}px`;
}

function left() {
  asked = null;
  tip.hidden = true;
  if (state.hovered) changeState({ hovered: null });
}

function clicked(event) {
  if (stage.drawing) return;
  const spot = spotAt(event);
  tip.hidden = true;
  if (spot && schema.collection(spot.collection).kind === 'park' && !stock.drawsPlots(map.getZoom())) {
    fit(stock.boxOf(stock.feature(spot)));
    return;
  }
  if (!spot && massAt(event)) {
    map.setView(event.latlng, map.getZoom() + 2);
    return;
  }
  emit('picked', spot, event);
  if (!spot && state.mode === 'match') return;
  changeState({ selected: spot });
}

/* ---- base maps by setting ---- */
let sheets = [];
function basemap() {
  sheets.forEach((sheet) => sheet.remove());
  const chosen = config.basemaps?.find((one) => one.id === state.basemap);
  sheets = chosen
    ? chosen.urls.map((url) =>
        L.tileLayer(url, {
          subdomains: chosen.subdomains ?? '01234567',
          maxZoom: 20,
          maxNativeZoom: 18,
          attribution: plainCredit(chosen.attribution),
        }).addTo(map),
      )
    : [];
  scene.refresh();
}

/** Leaflet takes credits as markup: they are set as text here. */
const plainCredit = (text) => {
  const box = el('span', {}, text ?? '');
  return box.outerHTML;
};

/* ---- painting: three sheets, so that a pointer that moves repaints outlines alone ---- */
const GROUND = new Set(['mode', 'shown', 'colourBy', 'results', 'match', 'unit']);
const MARKS = new Set(['selected', 'hovered', 'basket', 'queries']);
const WORDS = new Set(['lang', 'selected']);

function sheetsOf() {
  const ground = new Scene([
    (brush) => {
      if (!state.basemap) base.ground(brush);
    },
    stock.paintPlots,
    stock.paintBuildings,
    base.controls,
    base.parks,
    stock.paintProjects,
  ]);
  const marks = new Scene([...stage.under, stock.paintChosen, ...stage.over]);
  const words = new Scene([labels.paint]);
  const all = [ground, marks, words];
  all.forEach((one) => one.addTo(map));
  return {
    ground,
    marks,
    words,
    refresh: () => all.forEach((one) => one.refresh()),
    paint: () => all.forEach((one) => one.paint()),
  };
}

/* A plot that asks for projects comes into the window; so does the best site of a new report where none of the best is in it. */
let followed = null;
function follow() {
  const { site, report } = state.match;
  const now = state.mode === 'match' ? (site ?? report) : null;
  if (!now || now === followed) return;
  followed = now;
  const best = site ? [site] : (report.matches ?? []).slice(0, 3).map((match) => match.site);
  const boxes = best
    .map(({ collection, id }) => plane.bounds(featuresOf(collection).get(id)?.geometry))
    .filter(Boolean);
  if (!boxes.length) return;
  setTimeout(() => {
    resized();
    if (!boxes.some((box) => map.getBounds().intersects(latLngs(box)))) fit(boxes[0], { maxZoom: 15.25 });
  }, SETTLE);
}

function changed(keys) {
  const touches = (set) => [...keys].some((key) => set.has(key));
  if (touches(GROUND)) scene.refresh();
  if (touches(MARKS)) scene.marks.refresh();
  if (touches(WORDS)) scene.words.refresh();
  if (keys.has('selected') && state.selected) {
    const at = state.selected;
    setTimeout(() => {
      if (state.selected === at) {
        resized();
        reveal(at);
      }
    }, SETTLE);
  }
  if (keys.has('match') || keys.has('mode')) follow();
  if (keys.has('zoomTo') && state.zoomTo) fly(state.zoomTo);
  if (keys.has('shown') || keys.has('queries') || keys.has('colourBy')) tiles.want();
  if (keys.has('basemap')) basemap();
  if (keys.has('lang')) notice();
  if (keys.has('view') && state.view?.restored) map.setView(state.view.center, state.view.zoom, { animate: false });
}

function settled() {
  const centre = map.getCenter();
  const bounds = map.getBounds();
  changeState({
    view: {
      center: [centre.lat, centre.lng],
      zoom: map.getZoom(),
      bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
    },
  });
  tiles.want();
}

let corner = null;

/** The window changed its size: what is on the map stays where it is on the screen. */
function resized() {
  const now = map.getContainer().getBoundingClientRect();
  const shift = [now.left - corner.left, now.top - corner.top];
  if (!now.width || (now.width === corner.width && now.height === corner.height && !shift[0] && !shift[1])) return;
  map.invalidateSize({ pan: false });
  // A sheet of paper places the map itself.
  if (window.matchMedia('print').matches) return;
  corner = now;
  if (shift[0] || shift[1]) map.panBy(shift, { animate: false });
}

/** Put Leaflet's map into its place; the frame of the page must stand. */
export function attach(element) {
  map = L.map(element, JSON.parse(element.dataset.options));
  map.attributionControl.setPrefix(false);
  begin();
}

function begin() {
  const slot = document.getElementById('ls-map-slot') ?? map.getContainer().parentElement;
  if (!slot.contains(map.getContainer())) slot.append(map.getContainer());
  map.invalidateSize({ pan: false });
  tip = el('div', { id: 'ls-tip', class: 'float map-tip', hidden: true });
  slot.append(
    tip,
    el('div', { id: 'ls-notice', class: 'float map-notice', role: 'status', hidden: true }),
    el('div', { id: 'ls-foot', class: 'map-foot' }, el('div', { id: 'ls-legend' }), el('div', { id: 'ls-status' })),
    el('div', { id: 'ls-tools', class: 'float map-tools' }),
  );
  map.getContainer().setAttribute('aria-label', t({ zh: '地图', en: 'Map' }));
  const start = state.view?.restored ? state.view : null;
  if (start) map.setView(start.center, start.zoom, { animate: false });
  else map.fitBounds(latLngs(config.home), { animate: false });
  stage.leaflet = map;
  scene = sheetsOf();
  stage.scene = scene;
  tiles.attach(map, () => {
    scene.refresh();
    if (tiles.settled()) notice();
  });
  for (const part of stage.parts) part(map, slot);
  map.on('moveend', settled);
  map.on('mousemove', moved);
  map.on('mouseout', left);
  map.on('click', clicked);
  on('change', changed);
  on('arranged', () => map.invalidateSize({ pan: false, animate: false }));
  on('loaded', () => scene.refresh());
  corner = map.getContainer().getBoundingClientRect();
  on('layout', resized);
  new ResizeObserver(resized).observe(slot);
  document.fonts?.ready.then(() => scene.refresh());
  if (state.basemap) basemap();
  const open = () => {
    if (!start && !state.selected) show(beginning());
    else if (!start && state.selected) fly(state.selected);
    scene.refresh();
    settled();
  };
  if (source.ready) open();
  else on('ready', open);
}

export const home = () => fit(config.extent ?? config.home);
