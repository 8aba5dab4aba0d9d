/* The states of floors from idle to landed: the colours that they have in every chart, always in this order. */

import { colour } from '../base/palette.js';

/** @typedef {{ fill: import('../base/palette.js').Token, ink: import('../base/palette.js').Token, edge?: import('../base/palette.js').Token }} Tint */

/** @type {Record<string, Tint>} */
const TINTS = {
  idle: { fill: 'late', ink: 'ink' },
  held: { fill: 'joined-wash', ink: 'ink' },
  landed: { fill: 'accent', ink: 'paper' },
  other: { fill: 'floor-let', ink: 'ink' },
};
/** @type {Tint} */
const UNKNOWN = { fill: 'unknown-tint', ink: 'unknown', edge: 'unknown-edge' };

/** How a state is drawn: what is to be checked is edged with dashes. @param {string | null} key */
export function drawing(key) {
  const { fill, ink, edge } = TINTS[key ?? ''] ?? UNKNOWN;
  return { fill: colour(fill), ink: colour(ink), edge: edge ? colour(edge) : null };
}
