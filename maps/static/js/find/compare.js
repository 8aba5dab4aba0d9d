/* Features side by side in a dialog. */

import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as widgets from '../page/widgets.js';

const MOST = 8;
/** @type {Set<string | null>} */
const LEFT_OUT = new Set(['id', 'name', 'name_en', 'usage_system', 'source', 'floor_states']);

/** A column for each feature; rows that differ are marked. @param {string} collection @param {string[]} keys */
export function features(collection, keys) {
  const shown = keys.slice(0, MOST).flatMap((key) => featuresOf(collection).get(key) ?? []);
  const dialog = widgets.dialog(
    t({ zh: '比较', en: 'Compare' }),
    el(
      'table',
      { class: 'compare' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'col' }, ''),
          ...shown.map((one) => el('th', { scope: 'col' }, v.name(collection, one))),
        ),
      ),
      el('tbody', {}, ...rows(collection, shown)),
    ),
  );
  if (keys.length > MOST)
    dialog
      .querySelector('h2')
      ?.after(
        el(
          'span',
          { class: 'meta' },
          t({ zh: `只列前 ${MOST} 项，共选 ${keys.length} 项`, en: `the first ${MOST} of ${keys.length}` }),
        ),
      );
}

/** A row for each field that is known of any. @param {string} collection @param {Feature[]} shown */
function rows(collection, shown) {
  const fields = schema
    .collection(collection)
    .fields.filter(
      ({ role, name }) => !LEFT_OUT.has(role) && shown.some(({ properties }) => v.isKnown(properties[name])),
    );
  return fields.map((field) => {
    const cells = shown.map((one) => v.shown(field, one.properties[field.name] ?? null));
    return el(
      'tr',
      { class: new Set(cells).size > 1 ? 'differs' : '' },
      el('th', { scope: 'row' }, v.title(field)),
      ...cells.map((text) => el('td', {}, text ?? v.unknown())),
    );
  });
}
