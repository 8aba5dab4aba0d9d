/* The map of the page: Leaflet's map once it stands, the scene on it, and what other rooms add to both. */

/**
 * @typedef {import('../../vendor/leaflet/leaflet.js').Map} LeafletMap
 * @typedef {import('./scene.js').Painter} Painter
 *
 * @typedef {object} Layered The scene as it lies on the map: three sheets, so that a pointer that moves repaints outlines alone.
 * @property {import('./scene.js').Scene} ground
 * @property {import('./scene.js').Scene} marks
 * @property {import('./scene.js').Scene} words
 * @property {() => void} refresh Draw all again on the next frame.
 * @property {() => void} paint Draw all again at once.
 *
 * @typedef {object} Stage
 * @property {LeafletMap} leaflet
 * @property {Layered | null} scene
 * @property {((map: LeafletMap, slot: HTMLElement) => void)[]} parts
 * @property {Painter[]} under
 * @property {Painter[]} over
 * @property {(() => HTMLElement | null)[]} legend
 * @property {boolean} drawing
 */

/** Nothing but parts and painters, and what a reader does on the map, asks for it: the map stands by then. */
const BEFORE = /** @type {any} */ (null);

/**
 * `parts` wait for the map (`furnish` adds them); `under` and `over` paint below and above the chosen site; `legend` makes entries
 * of its own; `drawing` while clicks set points.
 * @type {Stage}
 */
export const stage = { leaflet: BEFORE, scene: null, parts: [], under: [], over: [], legend: [], drawing: false };

/**
 * Add a part to the map: at once where it stands already.
 * @param {(map: LeafletMap, slot: HTMLElement) => void} part
 */
export function furnish(part) {
  if (stage.scene) {
    part(stage.leaflet, held('ls-map-slot'));
    stage.scene.refresh();
  } else stage.parts.push(part);
}

/** An element that the frame of the page holds. @param {string} id */
export const held = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
