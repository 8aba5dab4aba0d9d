/* Where an empty cell is an answer and not a question: the page's form of the rule of `gis/io/sheet.py`. */

import { schema } from '../base/schema.js';

/**
 * Whether nothing can be known: a value that was translated leaves no original, and a site without a holder has neither holder nor end of the hold.
 * @param {string} id
 * @param {Field} field
 * @param {Feature} row
 */
export function isNothing(id, field, row) {
  if (field.original_of) return true;
  return (
    ['held_by', 'held_until'].includes(field.role ?? '') &&
    schema.value(id, row, 'held_by') === null &&
    Boolean(schema.role(id, 'held_by'))
  );
}
