/* Who prints is asked once, before the first sheet; later by the menu of exports. */

import { el } from '../base/dom.js';
import { t } from '../base/words.js';
import * as printer from '../data/printer.js';
import { toast } from '../page/shell.js';
import * as widgets from '../page/widgets.js';

/** Ask for the name. @param {Words} go what the button does @param {() => void} [then] */
function ask(go, then) {
  // Whoever is being asked already is not asked again.
  if (document.querySelector('[data-key="printer-name"]')) return;
  const label = t({ zh: '打印人', en: 'Printed by' });
  const field = el('input', {
    type: 'text',
    class: 'view-name',
    'aria-label': label,
    placeholder: t({ zh: '姓名，可留空', en: 'Name, or leave it empty' }),
    maxlength: printer.LONGEST_NAME,
    value: printer.printerName() ?? '',
    autocomplete: 'name',
    'data-key': 'printer-name',
  });
  const box = widgets.dialog(
    label,
    el(
      'form',
      {
        class: 'view-form',
        onsubmit: (event) => {
          event.preventDefault();
          const lasts = printer.rename(field.value);
          box.close();
          if (!lasts)
            toast(
              t({
                zh: '此浏览器存不下内容，姓名只在关闭本页前有效',
                en: 'This browser has no room to keep it: the name holds until the page is closed',
              }),
            );
          then?.();
        },
      },
      field,
      el('button', { type: 'submit', class: 'button primary', 'data-key': 'printer-go' }, t(go)),
    ),
    el(
      'p',
      { class: 'note' },
      t({
        zh: '印在页脚，只存在这个浏览器里；留空则印一条横线，手写。以后在“导出”里改。',
        en: 'Stands at the foot of each sheet and is kept in this browser only. Empty prints a line to sign on. Change it later under Export.',
      }),
    ),
  );
  // The second click of a double click falls on the dialog or behind it: it takes the focus from nothing.
  box.addEventListener('mousedown', (event) => {
    const at = /** @type {Element} */ (event.target);
    if (!at.closest('input, button')) event.preventDefault();
  });
  field.focus();
}

/** Go on to a print; whoever has not been asked yet gives a name first. @param {() => void} run */
export function beforePrint(run) {
  if (printer.printerName() === null) ask({ zh: '打印', en: 'Print' }, run);
  else run();
}

/** The entry of a menu by which the name is changed. @returns {import('../page/widgets.js').MenuEntry} */
export function entry() {
  const name = printer.printerName();
  return {
    icon: 'edit',
    text: name
      ? t({ zh: `打印人：${name}`, en: `Printed by: ${name}` })
      : t({ zh: '打印人：未填', en: 'Printed by: nobody yet' }),
    run: () => ask({ zh: '保存', en: 'Save' }),
  };
}
