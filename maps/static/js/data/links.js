/* What a value of a link names: a feature of another layer by a field of it, compared without width, case and blanks; and who names a feature. */

import { config } from '../base/config.js';
import { schema } from '../base/schema.js';
import { featuresOf } from './features.js';
import { byValue } from './source.js';

/** @param {unknown} raw */
const folded = (raw) => String(raw).normalize('NFKC').toLowerCase().replace(/\s/gu, '');

/**
 * The ids of the features that a value names, among those that the page has.
 * @param {Link} link
 * @param {string} raw
 */
export function namedHere(link, raw) {
  const word = folded(raw);
  if (!word) return [];
  return [...featuresOf(link.collection)]
    .filter(([, one]) => folded(one.properties[link.by] ?? '') === word)
    .map(([id]) => id);
}

/**
 * The features that a value names, of a large layer as the service has them.
 * @param {Link} link
 * @param {string} raw
 */
export function findNamed(link, raw) {
  const here = namedHere(link, raw);
  return here.length ? Promise.resolve(here) : byValue(link.collection, link.by, raw);
}

/** Rows of a layer that name a feature by one of their fields. @typedef {{ collection: string, field: Field, rows: Feature[] }} Linking */

/** Rows of a large layer that are asked for. */
const MOST = 200;
/** Layers whose cards say who links to them; parks and buildings have lists of their own. @type {Set<Kind>} */
const NAMED = new Set(['parcel', 'other']);

/** The fields of other layers whose values name features of a layer. @param {string} id */
const fieldsTo = (id) =>
  NAMED.has(schema.collection(id).kind)
    ? config.collections.flatMap((one) =>
        one.fields
          .filter(({ references, link }) => references === id || link?.collection === id)
          .map((field) => ({ collection: one.id, field })),
      )
    : [];

/** The value of a feature by which a field of another layer names it. @param {Field} field @param {Feature} one */
const namedBy = (field, one) => (field.link ? one.properties[field.link.by] : one.id);

/** Whether a row names it; a field of several values may do so by any. @param {Feature} row @param {Field} field @param {string} word */
const names = (row, field, word) => [row.properties[field.name] ?? []].flat().some((raw) => folded(raw) === word);

/**
 * Who links to a feature, layer by layer and field by field, among what the page has.
 * @param {string} id
 * @param {Feature} one
 * @returns {Linking[]}
 */
export function linkingTo(id, one) {
  return fieldsTo(id).flatMap(({ collection, field }) => {
    const value = namedBy(field, one);
    const word = value === null || value === undefined ? '' : folded(value);
    const rows = word ? [...featuresOf(collection).values()].filter((row) => names(row, field, word)) : [];
    return rows.length ? [{ collection, field, rows }] : [];
  });
}

/** Ask for those of large layers that link to it: whether there are any to ask. @param {string} id @param {Feature} one */
export async function fetchLinking(id, one) {
  const asked = fieldsTo(id).filter(({ collection }) => schema.collection(collection).remote);
  await Promise.all(
    asked.map(({ collection, field }) => {
      const value = namedBy(field, one);
      return value ? byValue(collection, field.name, String(value), MOST) : null;
    }),
  );
  return asked.length > 0;
}
