/* The way to paper: what makes its sheets is fetched when somebody is about to print. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import { room } from '../page/rooms.js';
import { toast } from '../page/shell.js';
import { filler } from './print_filler.js';

/** @typedef {typeof import('./paper.js')} Paper */

const paper = room('find/paper.js', () => import('./paper.js'));

/** @param {(made: Paper) => void} run */
async function withPaper(run) {
  try {
    run(await paper.enter());
  } catch (mistake) {
    toast(t({ zh: `打印版没有取到：${mistake.said}`, en: `The sheet to print did not arrive: ${mistake.said}` }));
  }
}

export const card = () => withPaper((made) => made.card());
export const list = () => withPaper((made) => made.list());

window.addEventListener('beforeprint', () => {
  if (filler.fill) filler.fill();
  else {
    withPaper(() => undefined);
    document.getElementById('ls-print')?.replaceChildren(el('p', { class: 'print-words' }, t(NOT_YET)));
  }
});
window.addEventListener('afterprint', () => document.getElementById('ls-print')?.replaceChildren());

const NOT_YET = {
  zh: '打印版还没有取到。请关闭打印窗口，再打印一次。',
  en: 'The sheet is not here yet. Close this window and print again.',
};

/* The keys of the print command wait for the sheet, which the browser's own command cannot. */
document.addEventListener('keydown', (event) => {
  if (filler.fill || !(event.ctrlKey || event.metaKey)) return;
  paper.approach();
  if (event.key.toLowerCase() !== 'p') return;
  event.preventDefault();
  withPaper(() => window.print());
});
for (const name of /** @type {const} */ (['pointerover', 'focusin']))
  document.addEventListener(name, ({ target }) => {
    if (target instanceof Element && target.closest('[data-key="print"]')) paper.approach();
  });
