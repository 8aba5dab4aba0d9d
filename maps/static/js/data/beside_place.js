/* Where a row lies, in words: the nearest thing with a name, of the layers that are drawn below the stock and that the page holds. */

import { fmt } from '../base/format.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from './features.js';
import { nearest } from './nearest.js';

/** Kinds of layers whose names say where something is. */
/** @type {Kind[]} */
const PLACES = ['base', 'park', 'control'];

/** Degrees: an area so wide says nothing of a place in it. */
const WIDE = 0.05;

/** @type {WeakMap<Feature, { id: string, key: string, metres: number } | null>} */
const known = new WeakMap();

/** The nearest feature with a name, looked for once a row; null where none is near. @param {Feature} one */
function nearestNamed(one) {
  const found = known.get(one);
  if (found !== undefined) return found;
  const box = one.geometry ? plane.bounds(one.geometry) : null;
  /** @type {Point | null} */
  const middle = box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : null;
  const near = middle
    ? heldPlaces().flatMap(({ id }) => {
        const place = nearest(id, middle, (key) => isPlace(id, key));
        return place ? [{ id, key: place.id, metres: place.metres }] : [];
      })
    : [];
  const best = near.sort((a, b) => a.metres - b.metres)[0] ?? null;
  known.set(one, best);
  return best;
}

/** Layers of places that the page has whole: of others the nearest may be one that it never met. */
const heldPlaces = () => PLACES.flatMap((kind) => schema.ofKind(kind)).filter(({ remote }) => !remote);

/** @param {string} id @param {string} key */
function isPlace(id, key) {
  const geometry = featuresOf(id).get(key)?.geometry;
  const box = plane.bounds(geometry);
  if (!geometry || !box || !nameOf(id, key)) return false;
  return !geometry.type.endsWith('Polygon') || Math.max(box[2] - box[0], box[3] - box[1]) < WIDE;
}

/** Its name, which is more than its number. @param {string} id @param {string} key */
function nameOf(id, key) {
  const feature = featuresOf(id).get(key);
  const name = feature ? v.name(id, feature) : '';
  return name === key ? '' : name;
}

/** What lies nearest and how far from the row's middle; null where nothing with a name is near. @param {Feature} one */
export function placeOf(one) {
  const best = nearestNamed(one);
  if (!best) return null;
  const name = nameOf(best.id, best.key);
  if (best.metres < 1) return t({ zh: `在${name}`, en: `at ${name}` });
  const far = fmt.length(Math.round(best.metres));
  return t({ zh: `距${name} ${far}`, en: `${far} from ${name}` });
}
