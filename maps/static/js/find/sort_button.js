/* In what order the list stands: a button with a menu of the fields that it can be sorted by. */

import { el } from '../base/dom.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { sortList } from '../data/actions.js';
import { beginsDescending } from '../data/sorting.js';
import * as widgets from '../page/widgets.js';

/** @param {string} id */
function sortable(id) {
  const roles = [
    'area',
    'name',
    'status',
    'usage',
    'park',
    'far_max',
    'power',
    'clear_height',
    'floor_load',
    'tax_per_mu',
    'price',
    'rent',
    'available_from',
    'readiness',
    'floor',
  ];
  return roles.flatMap((role) => schema.role(id, role) ?? []);
}

/** @param {Field} field */
const labelOf = (field) => (field.role === 'area' ? t({ zh: '面积', en: 'Area' }) : v.capital(v.terse(field)));

/** @param {string} id */
export function sortButton(id) {
  const fields = sortable(id);
  if (!fields.length) return null;
  const key = state.sort?.[id]?.[0] ?? null;
  const current = key ? schema.field(id, key.field) : null;
  const arrow = key?.descending ? ' ↓' : ' ↑';
  const label = current ? labelOf(current) : t({ zh: '排序', en: 'Sort' });
  const button = el(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-key': 'sort',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: t({ zh: '排序', en: 'Sort' }),
    },
    label,
    current ? arrow : null,
  );
  button.addEventListener('click', () =>
    widgets.menu(button, [
      { heading: t({ zh: '排序', en: 'Sort by' }) },
      ...fields.map((field) => ({
        text: v.title(field) + (current === field ? arrow : ''),
        checked: current === field,
        run: () =>
          sortList(id, [
            {
              field: field.name,
              descending: current === field ? !key?.descending : beginsDescending(field),
            },
          ]),
      })),
      {
        note: t({
          zh: '再点一次换方向；待核实的总在最后',
          en: 'Choose again to reverse; unknown values come last',
        }),
      },
    ]),
  );
  return button;
}
