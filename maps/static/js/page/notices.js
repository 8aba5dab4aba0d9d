/* Notices under the top bar: a service that does not answer, and what a link asked for that was left aside. */

import { el } from '../base/dom.js';
import { on } from '../base/events.js';
import { icon } from '../base/icons.js';
import { t } from '../base/words.js';
import * as connection from '../data/connection.js';
import { sentence } from '../data/link_faults.js';
import { panel, touched } from './panels.js';

/** What the last link asked for and was left aside. @type {Words[]} */
let faults = [];
const again = () => touched(['notices']);

function lost() {
  if (!connection.isLost()) return null;
  return el(
    'div',
    { class: 'notice lost', role: 'alert' },
    el('b', {}, t({ zh: '服务连接中断', en: 'The service does not answer' })),
    el(
      'span',
      {},
      t({
        zh: '当前结果和已输入的内容都保留着，正在自动重试。',
        en: 'What is shown and typed is kept; trying again by itself.',
      }),
    ),
    el(
      'button',
      { type: 'button', class: 'link push', 'data-key': 'lost-again', onclick: connection.check },
      t({ zh: '立即重试', en: 'Try now' }),
    ),
  );
}

function leftAside() {
  const said = sentence(faults);
  if (!said) return null;
  const label = t({ zh: '知道了', en: 'Dismiss' });
  return el(
    'div',
    { class: 'notice', role: 'status' },
    el('span', { title: t(said) }, t(said)),
    el(
      'button',
      {
        type: 'button',
        class: 'icon-button push',
        'data-key': 'faults-seen',
        'aria-label': label,
        title: label,
        onclick: () => {
          faults = [];
          again();
        },
      },
      icon('close'),
    ),
  );
}

on('opened', (found) => {
  faults = found;
  again();
});
on('lost', again);
panel({ root: 'ls-notices', keys: ['notices'], paint: () => [lost(), leftAside()] });
