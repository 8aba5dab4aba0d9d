/* Which columns the table has: all fields by their groups, with a search; those chosen in their order. */

import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { schema } from '../base/schema.js';
import { t } from '../base/words.js';
import * as v from '../base/values.js';
import * as columns from '../data/columns.js';
import { focusFirst, repaint } from '../page/panels.js';
import * as widgets from '../page/widgets.js';
import { groupFields } from './column_groups.js';

/** @param {string} id @param {Field} field @param {Set<string>} chosen @param {() => void} changed */
function option(id, field, chosen, changed) {
  const box = el('input', {
    type: 'checkbox',
    class: 'check',
    'data-key': `column-${field.name}`,
    onchange: () => {
      columns.toggle(id, field.name);
      changed();
    },
  });
  box.checked = chosen.has(field.name);
  return el('label', { class: 'option' }, box, el('span', { class: 'label' }, v.title(field)));
}

/** @param {string} id @param {Field} field @param {number} n @param {() => void} changed */
function chosenLine(id, field, n, changed) {
  /** @param {number} by @param {Words} words */
  const step = (by, words) =>
    el(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'data-key': `step${by}-${field.name}`,
        'aria-label': `${t(words)}${t({ zh: '：', en: ': ' })}${v.title(field)}`,
        onclick: () => {
          columns.move(id, field.name, n + by);
          changed();
        },
      },
      icon(by < 0 ? 'up' : 'down'),
    );
  return el(
    'li',
    {},
    el('span', { class: 'label' }, v.title(field)),
    step(-1, { zh: '前移', en: 'Earlier' }),
    step(1, { zh: '后移', en: 'Later' }),
  );
}

/** Choose the columns of a collection. @param {string} id */
export function open(id) {
  const options = el('div', { class: 'column-options' });
  const order = el('div', { class: 'column-order' });
  const search = el('input', {
    type: 'search',
    class: 'text-input',
    'data-key': 'seek-column',
    placeholder: t({ zh: '查找字段', en: 'Find a column' }),
    'aria-label': t({ zh: '查找字段', en: 'Find a column' }),
  });
  function draw() {
    const fields = columns.fieldsOf(id);
    const chosen = new Set(fields.map(({ name }) => name));
    const groups = groupFields(schema.collection(id).fields, search.value);
    repaint(
      options,
      groups.map(({ title, fields: mine }) =>
        el('fieldset', {}, el('legend', {}, t(title)), ...mine.map((field) => option(id, field, chosen, draw))),
      ),
    );
    repaint(order, [
      el('h3', {}, t({ zh: `已选 ${fields.length} 列`, en: `${fields.length} chosen` })),
      el('ol', {}, ...fields.map((field, n) => chosenLine(id, field, n, draw))),
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          'data-key': 'first-columns',
          disabled: !columns.isOwn(id),
          onclick: () => {
            columns.choose(id, null);
            draw();
          },
        },
        t({ zh: '恢复默认', en: 'Default columns' }),
      ),
    ]);
  }
  search.addEventListener('input', draw);
  const box = widgets.dialog(
    t({ zh: '选择列', en: 'Columns' }),
    el('div', { class: 'column-menu' }, el('div', { class: 'column-fields' }, search, options), order),
  );
  draw();
  search.focus();
  // The button that opened it was painted anew meanwhile.
  box.addEventListener('close', () => focusFirst('#ls-table [data-key="columns"]'));
}
