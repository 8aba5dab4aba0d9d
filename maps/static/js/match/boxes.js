/* Boxes of west, south, east, north. */

export { around } from '../base/plane.js';
