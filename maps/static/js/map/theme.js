/* The field that colours the map. */

import { schema } from '../base/schema.js';
import { state } from '../base/state.js';

/** The field that colours a collection: the one chosen, else its status, else its usage. @param {string} id @returns {Field | null} */
export const themeField = (id) =>
  schema.field(id, state.colourBy) ?? schema.role(id, 'status') ?? schema.role(id, 'usage') ?? schema.role(id, 'class');
