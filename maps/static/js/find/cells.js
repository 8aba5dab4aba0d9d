/* Cells of a list that the browser makes: guarded as the service guards its own. */

import { config } from '../base/config.js';

/** Text as a cell: an apostrophe before what a spreadsheet would run or change, by the service's own expressions. @param {string} text */
export function guarded(text) {
  const { runs, changes } = config.guards;
  const bare = text.replace(/^'+/, '');
  const plain = bare.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).trim();
  const changed = new RegExp(changes, 'i').test(plain) || (plain !== bare && /^[0-9]+(\.[0-9]+)?$/.test(plain));
  return new RegExp(runs).test(bare) || changed ? `'${text}` : text;
}
