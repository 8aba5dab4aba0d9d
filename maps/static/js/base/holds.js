/* Holds (意向预留): who has how much of a plot or floor until when. A part of a floor changes no value of its record; what is left of the floor is reckoned here. */

import { config } from './config.js';
import { colour } from './palette.js';
import { schema } from './schema.js';

/**
 * A hold; of an area of null all is held, of an end of null it has none. `recorded`: the ledger says so, and no reservation.
 * @typedef {{ holder: string | null, project: string | null, area_m2: number | null, until: string | null, recorded?: boolean }} Held
 */

/** What reservations hold of it, the first to end before the others. @param {string} id @param {{ id: string | null }} one @returns {Held[]} */
const reserved = (id, one) => config.holds?.[id]?.[String(one.id)] ?? [];

/** Whoever holds any of it: by reservations, else as its record says. @param {string} id @param {Feature} one @returns {Held[]} */
export function holdsOf(id, one) {
  const all = reserved(id, one);
  if (all.some(({ area_m2: area }) => area === null)) return all;
  const [holder, until] = [schema.value(id, one, 'held_by'), schema.value(id, one, 'held_until')];
  return holder || until ? [...all, { holder, project: null, area_m2: null, until, recorded: true }] : all;
}

/** The hold on all of it; null where nobody has one. @param {string} id @param {Feature} one */
export const wholeHold = (id, one) => holdsOf(id, one).find(({ area_m2: area }) => area === null) ?? null;

/** Square metres of a floor that are held in parts. @param {string} id @param {{ id: string | null }} one */
export const partsHeld = (id, one) => reserved(id, one).reduce((sum, { area_m2: area }) => sum + (area ?? 0), 0);

/** What is left of a floor's area beside the parts that are held; null where its area is not known. @param {string} id @param {Feature} one @returns {number | null} */
export function areaLeft(id, one) {
  const area = schema.value(id, one, 'area');
  return typeof area === 'number' ? Math.max(0, area - partsHeld(id, one)) : null;
}

/** The symbol of a state with stripes in the colour of what is held. @param {Symbol_} symbol @returns {Symbol_} */
export const striped = (symbol) => ({ ...symbol, pattern: 'slash', ink: colour('floor-held') });
