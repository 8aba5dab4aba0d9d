/* What a reader can do beside asking, matching and selecting: each change of the page's state by its name. */

import { changeState, state } from '../base/state.js';

/** A spot alone, whatever else stands beside its two names. @param {Spot} spot @returns {Spot} */
const spotOf = ({ collection, id }) => ({ collection, id });

/** Open the card of a thing. @param {Spot} spot */
export const openCard = (spot) => changeState({ selected: spotOf(spot) });

/** Close the card. */
export const closeCard = () => changeState({ selected: null });

/** Open the card of what was clicked, or close it where nothing was. @param {Spot | null} spot */
export const pickSpot = (spot) => changeState({ selected: spot });

/** Open the card of a thing and bring it into the window. @param {Spot} spot */
export const flyToCard = (spot) => changeState({ selected: spotOf(spot), zoomTo: spotOf(spot) });

/** Open the card of a thing among what is found; `listed` is the layer that the list turns to. @param {Spot} spot @param {string | null} [listed] */
export const findCard = (spot, listed = null) =>
  changeState({ mode: 'find', selected: spotOf(spot), ...(listed ? { active: listed } : {}) });

/** Ask other questions and look at their answers; `listed` is the layer that the list turns to. @param {Record<string, Question>} queries @param {string | null} [listed] */
export const askAnew = (queries, listed = null) =>
  changeState({ queries, mode: 'find', selected: null, ...(listed ? { active: listed } : {}) });

/** Go from a card back to the list of a layer. @param {string} id */
export const backToList = (id) => changeState({ selected: null, active: id });

/** Turn the list to another layer. @param {string} id */
export const listLayer = (id) => changeState({ active: id });

/** Go to another way of working. @param {Mode} mode */
export const switchMode = (mode) => changeState({ mode, selected: null });

/** @param {Lang} lang */
export const switchLanguage = (lang) => changeState({ lang });

/** Say areas of land in another unit. @param {LandUnit} unit */
export const switchUnit = (unit) => changeState({ unit });

/** Colour the map by another field. @param {string} field */
export const colourMap = (field) => changeState({ colourBy: field });

/** Show a layer on the map, or no longer. @param {string} id @param {boolean} on */
export const showLayer = (id, on) => changeState({ shown: { ...state.shown, [id]: on } });

/** Put the layers of the map over one another, and see through them, in another way. @param {Partial<Layering>} patch */
export const layLayers = (patch) => changeState({ layering: { ...state.layering, ...patch } });

/** @param {string | null} id */
export const chooseBasemap = (id) => changeState({ basemap: id });

/** Turn the list into a table, or back. @param {boolean} table */
export const turnTable = (table) => changeState({ table });

/** Order the list of a layer. @param {string} id @param {SortKey[]} keys */
export const sortList = (id, keys) => changeState({ sort: { ...state.sort, [id]: keys } });

/** Point at a thing, wherever it stands; at nothing with null. @param {Spot | null} spot */
export const pointAt = (spot) => changeState({ hovered: spot });

/** The window of the map has come to rest. @param {View} view */
export const restMap = (view) => changeState({ view });

/** Bring a thing into the window of the map, without its card. @param {Spot | null} spot */
export const showOnMap = (spot) => changeState({ zoomTo: spot && spotOf(spot) });

/** How much floor is needed, in m²; none with null. @param {number | null} area */
export const needFloor = (area) => changeState({ need: area });
