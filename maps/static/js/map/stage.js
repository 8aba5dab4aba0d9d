/* The map of the page: Leaflet's map once it stands, the scene on it, and what other rooms add to both. */

/**
 * `parts` are called with the map once it stands; `under` and `over` paint below and above the chosen site; `legend` makes entries
 * of its own; `drawing` while clicks set points.
 */
export const stage = { leaflet: null, scene: null, parts: [], under: [], over: [], legend: [], drawing: false };
