/* What a value of a link names: a feature of another layer by a field of it, compared without width, case and blanks. */

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
