/* The world as the map draws it: Web Mercator in pixels of zoom 0. */

export const WORLD = 256;
const EQUATOR = 40075016.686; // Metres
const NORTHMOST = 85;

/** @param {number} lng */
export const worldX = (lng) => ((lng + 180) / 360) * WORLD;

/** @param {number} lat */
export const worldY = (lat) => {
  const sine = Math.sin((Math.max(-NORTHMOST, Math.min(NORTHMOST, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
};

/** Longitude and latitude of a place in world pixels. @param {Point} place @returns {Point} */
export const degrees = ([x, y]) => [
  (x / WORLD) * 360 - 180,
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI,
];

/** A box in world pixels as west, south, east, north in degrees. @param {Box} box @returns {Box} */
export function degreesOf([west, north, east, south]) {
  const [[w, n], [e, s]] = [degrees([west, north]), degrees([east, south])];
  return [w, s, e, n];
}

/** Metres on the ground that a pixel covers at a latitude. @param {number} lat @param {number} zoom */
export const metresPerPixel = (lat, zoom) => (EQUATOR * Math.cos((lat * Math.PI) / 180)) / (WORLD * 2 ** zoom);
