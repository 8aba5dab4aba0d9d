/* The table for the clipboard: what was ticked of it, else all its rows, with headings and units. */

import { number } from '../base/rounding.js';
import { state } from '../base/state.js';
import { t } from '../base/words.js';
import { copyText } from '../page/clipboard.js';
import { toast } from '../page/shell.js';
import { rowsToCopy, textOf } from './table_text.js';

const REFUSED = { zh: '浏览器不允许复制，请用“导出”', en: 'the browser does not let us copy: use Export' };

/** Copy the table and say how much of it. @param {string} id */
export async function copyTable(id) {
  const rows = rowsToCopy(id);
  toast((await copyText(textOf(id, rows))) ? copiedWords(id, rows.length) : t(REFUSED));
}

/** How much was copied, and where the rest is to be had. @param {string} id @param {number} count */
function copiedWords(id, count) {
  const { rows, matched } = state.results[id];
  const left = count === rows.length ? matched - count : 0;
  const said = number(count);
  if (!left)
    return t({ zh: `已复制 ${said} 行，可粘贴到 Excel`, en: `${said} rows copied, to paste into a spreadsheet` });
  return t({
    zh: `已复制 ${said} 行，可粘贴到 Excel；其余 ${number(left)} 行请用“导出”`,
    en: `${said} rows copied, to paste into a spreadsheet; export them for the other ${number(left)}`,
  });
}
