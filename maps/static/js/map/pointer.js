/* The pointer on the map: what it is on, the tip beside it, and what a click chooses. */

import { el } from '../base/dom.js';
import { emit } from '../base/events.js';
import { fmt } from '../base/format.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { pickSpot, pointAt } from '../data/actions.js';
import * as labels from './labels.js';
import * as moves from './moves.js';
import * as pick from './pick.js';
import { stage } from './stage.js';
import * as stock from './stock.js';
import { themeField } from './theme.js';
import * as tiles from './tiles.js';

/** @typedef {import('leaflet').LeafletMouseEvent} MouseOnMap */
/** @typedef {{ x: number, y: number }} Place In pixels of the map's element. */

/** @type {HTMLElement} */
let tip;
/** The move that the next frame tells of. @type {MouseOnMap | null} */
let last = null;

/** @param {MouseOnMap} event @returns {Point} */
const pointOf = ({ latlng }) => [latlng.lng, latlng.lat];

/** @param {MouseOnMap} event @returns {Spot | null} */
const spotAt = (event) =>
  labels.at(stage.leaflet.project(event.latlng)) ??
  (massAt(event) ? null : pick.at(pointOf(event), stage.leaflet.getZoom()));

/** Several features drawn as one under the pointer, which lie over what is larger. @param {MouseOnMap} event */
const massAt = (event) => (stock.drawsPlots(stage.leaflet.getZoom()) ? tiles.mass(pointOf(event)) : null);

const hovers = () => !window.matchMedia('(hover: none)').matches;

/** @param {MouseOnMap} event */
function moved(event) {
  if (stage.drawing) return;
  last = event;
  requestAnimationFrame(() => {
    if (last !== event) return;
    const spot = spotAt(event);
    const mass = spot ? null : massAt(event);
    stage.leaflet.getContainer().style.cursor = spot || mass ? 'pointer' : '';
    const same = spot?.id === state.hovered?.id && spot?.collection === state.hovered?.collection;
    if (!same) pointAt(spot);
    tell(spot ? wordsOf(spot) : mass ? wordsOfMass(mass) : null, event.containerPoint);
  });
}

/** Put words beside the pointer, or nothing. @param {[string, string] | null} words @param {Place} place */
function tell(words, place) {
  tip.hidden = !words || !hovers();
  if (!words || tip.hidden) return;
  const [name, rest] = words;
  tip.replaceChildren(el('b', {}, name), rest ? el('span', {}, rest) : '');
  const size = stage.leaflet.getSize();
  const below = place.y + 18 + tip.offsetHeight <= size.y - 60;
  tip.style.left = `${Math.min(place.x + 14, size.x - tip.offsetWidth - 8)}px`;
  tip.style.top = `${below ? place.y + 18 : place.y - tip.offsetHeight - 10}px`;
}

/** The area of a feature with its unit. @param {string} collection @param {Drawn} feature */
function areaOf(collection, feature) {
  const field = schema.role(collection, 'area');
  const area = field ? feature.properties[field.name] : null;
  return typeof area === 'number' ? fmt.area(area, field) : null;
}

/** Name, status and area, where the map itself does not say them yet. @param {Spot} spot @returns {[string, string] | null} */
function wordsOf(spot) {
  const feature = stock.feature(spot);
  if (!feature || spot.id === state.selected?.id) return null;
  const field = themeField(spot.collection);
  const status =
    field && field !== schema.role(spot.collection, 'area')
      ? values.shown(field, feature.properties[field.name])
      : null;
  return [
    values.name(spot.collection, feature),
    [status, areaOf(spot.collection, feature)].filter(Boolean).join(' · '),
  ];
}

/**
 * How many and how much, where several are drawn as one.
 * @param {{ collection: string, feature: Piece }} mass
 * @returns {[string, string]}
 */
const wordsOfMass = ({ collection, feature }) => [
  `${fmt.number(feature.count)} ${t(schema.collection(collection).noun)}`,
  areaOf(collection, feature) ?? '',
];

function left() {
  last = null;
  tip.hidden = true;
  if (state.hovered) pointAt(null);
}

/** @param {MouseOnMap} event */
function clicked(event) {
  if (stage.drawing) return;
  const map = stage.leaflet;
  const spot = spotAt(event);
  tip.hidden = true;
  const feature = stock.feature(spot);
  if (spot && feature && schema.collection(spot.collection).kind === 'park' && !stock.drawsPlots(map.getZoom())) {
    moves.fit(stock.boxOf(feature));
    return;
  }
  if (!spot && massAt(event)) {
    map.setView(event.latlng, map.getZoom() + 2);
    return;
  }
  emit('picked', spot, event);
  if (!spot && state.mode === 'match') return;
  pickSpot(spot);
}

/** The tip beside the pointer, for its place on the page. */
export function tipBox() {
  tip = el('div', { id: 'ls-tip', class: 'float map-tip', hidden: true });
  return tip;
}

/** Hear of the pointer, after the tools that may have it in hand. */
export function listen() {
  const map = stage.leaflet;
  map.on('mousemove', moved);
  map.on('mouseout', left);
  map.on('click', clicked);
}
