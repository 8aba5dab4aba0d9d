/* The dialog of saved views: save what is on screen by a name; open, rename and delete what was saved. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { t } from '../base/words.js';
import { link } from '../data/address.js';
import * as questions from '../data/questions.js';
import * as views from '../data/saved_views.js';
import { repaint } from '../page/panels.js';
import { toast } from '../page/shell.js';
import * as widgets from '../page/widgets.js';

/** @typedef {import('../data/saved_views.js').SavedView} SavedView */
/** The view that is being renamed or deleted. @typedef {{ name: string, act: 'rename' | 'delete' } | null} Doing */

/** @type {Record<import('../data/saved_views.js').Outcome, Words>} */
const OUTCOMES = {
  saved: { zh: '视图已存', en: 'View saved' },
  replaced: { zh: '同名视图已更新', en: 'The view of that name was replaced' },
  full: { zh: `最多存 ${views.MOST} 个视图，请先删去几个`, en: `${views.MOST} views at most: delete some first` },
  long: {
    zh: '这个视图的条件太多，存不下；可复制地址栏的链接',
    en: 'Too much is asked to be saved; copy the address instead',
  },
  crowded: {
    zh: '浏览器给本站的存储已满，视图没有存下；请先删去几个，或复制地址栏的链接',
    en: 'The browser has no room left, so the view was not saved: delete some first, or copy the address',
  },
  nowhere: {
    zh: '此浏览器不保存内容，视图没有存下；可复制地址栏的链接',
    en: 'This browser keeps nothing, so the view was not saved; copy the address instead',
  },
};
const NOWHERE = {
  zh: '此浏览器不保存内容（隐私模式或已禁止），视图存不下；地址栏的链接就是当前视图，可复制保存。',
  en: 'This browser keeps nothing (private mode, or forbidden), so views cannot be saved. The address is the view: copy it.',
};
const HERE = { zh: '只存在这台电脑的这个浏览器里。', en: 'Kept in this browser on this computer only.' };

/** Whatever else was to be kept: it holds on this page, and that it does not last is said once. */
on('storage-full', () =>
  toast(
    t({
      zh: '浏览器给本站的存储已满：刚才的选择只在本页有效。可在“视图”里删去几个',
      en: 'The browser has no room left: this choice lasts until the page is closed. Deleting saved views makes room',
    }),
  ),
);

/** A name to begin with: what is asked, in a few letters. */
const suggestion = () =>
  questions
    .rules()
    .map(({ brief }) => brief)
    .join(t({ zh: '、', en: ', ' }))
    .slice(0, views.LONGEST_NAME);

/** @param {string} label @param {string} value */
const nameField = (label, value) =>
  el('input', {
    type: 'text',
    class: 'view-name',
    'aria-label': label,
    maxlength: views.LONGEST_NAME,
    value,
    autocomplete: 'off',
  });

/** @param {() => void} again */
function saver(again) {
  const label = t({ zh: '视图名称', en: 'Name of the view' });
  const field = nameField(label, suggestion());
  field.placeholder = label;
  field.dataset.key = 'view-name';
  return el(
    'form',
    {
      class: 'view-form',
      onsubmit: (event) => {
        event.preventDefault();
        if (!field.value.trim()) {
          field.focus();
          return;
        }
        toast(t(OUTCOMES[views.save(field.value, link())]));
        again();
      },
    },
    field,
    el(
      'button',
      { type: 'submit', class: 'button primary', 'data-key': 'view-save' },
      t({ zh: '存为视图', en: 'Save view' }),
    ),
  );
}

/** @param {string} mark @param {string} words @param {() => void} run */
const small = (mark, words, run) =>
  el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': words,
      title: words,
      'data-key': `${mark}-${words}`,
      onclick: run,
    },
    icon(mark),
  );

/** @param {SavedView} view @param {(doing: Doing) => void} again */
function renamer({ name }, again) {
  const field = nameField(t({ zh: `“${name}”的新名称`, en: `New name of ${name}` }), name);
  field.dataset.key = 'view-rename';
  return el(
    'form',
    {
      class: 'view-form',
      onsubmit: (event) => {
        event.preventDefault();
        if (views.rename(name, field.value)) again(null);
        else {
          field.setAttribute('aria-invalid', 'true');
          toast(t({ zh: '请换一个没用过的名称', en: 'Give a name that no other view has' }));
        }
      },
    },
    field,
    el('button', { type: 'submit', class: 'button primary' }, t({ zh: '改名', en: 'Rename' })),
    el('button', { type: 'button', class: 'button', onclick: () => again(null) }, t({ zh: '取消', en: 'Cancel' })),
  );
}

/** @param {SavedView} view @param {(doing: Doing) => void} again */
const deleter = ({ name }, again) =>
  el(
    'div',
    { class: 'view-form' },
    el('span', { class: 'view-open' }, t({ zh: `删除“${name}”？`, en: `Delete ${name}?` })),
    el(
      'button',
      {
        type: 'button',
        class: 'button primary',
        'data-key': 'view-delete',
        onclick: () => {
          views.remove(name);
          again(null);
        },
      },
      t({ zh: '删除', en: 'Delete' }),
    ),
    el('button', { type: 'button', class: 'button', onclick: () => again(null) }, t({ zh: '取消', en: 'Cancel' })),
  );

/** @param {SavedView} view @param {Doing} doing @param {(doing: Doing) => void} again @param {() => void} done */
function row(view, doing, again, done) {
  const { name, address } = view;
  if (doing?.name === name) return doing.act === 'rename' ? renamer(view, again) : deleter(view, again);
  const show = () => {
    done();
    location.hash = address;
  };
  return el(
    'div',
    { class: 'view-form' },
    el(
      'button',
      { type: 'button', class: 'link view-open', title: name, 'data-key': `view-${name}`, onclick: show },
      name,
    ),
    small('edit', t({ zh: `改名：${name}`, en: `Rename ${name}` }), () => again({ name, act: 'rename' })),
    small('trash', t({ zh: `删除：${name}`, en: `Delete ${name}` }), () => again({ name, act: 'delete' })),
  );
}

/** Open the dialog. */
export function open() {
  const body = el('div', { class: 'views' });
  const box = widgets.dialog(t({ zh: '视图', en: 'Views' }), body);
  /** @param {Doing} doing */
  const paint = (doing) => {
    const saved = views.list();
    const rows = saved.map((view) => row(view, doing, paint, () => box.close()));
    repaint(body, [
      views.isKept()
        ? [saver(() => paint(null)), el('p', { class: 'note' }, t(HERE))]
        : el('p', { class: 'note' }, t(NOWHERE)),
      saved.length
        ? el(
            'div',
            { class: 'view-list', role: 'list', 'aria-label': t({ zh: '已存视图', en: 'Saved views' }) },
            ...rows,
          )
        : null,
    ]);
    const field = doing?.act === 'rename' ? '[data-key="view-rename"]' : doing ? '[data-key="view-delete"]' : null;
    if (field) /** @type {HTMLElement | null} */ (body.querySelector(field))?.focus();
  };
  paint(null);
}

/** The button of the top bar. */
export const button = () =>
  el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-key': 'views',
      'aria-label': t({ zh: '视图：保存与打开', en: 'Views: save and open' }),
      title: t({ zh: '视图：保存与打开', en: 'Views: save and open' }),
      'aria-haspopup': 'dialog',
      onclick: open,
    },
    icon('bookmark'),
  );
