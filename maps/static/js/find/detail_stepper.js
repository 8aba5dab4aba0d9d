/* The head of the card: back to the list, its neighbours in it, and what can be done with the card. */

import { el } from '../base/dom.js';
import { icon as iconOf } from '../base/icons.js';
import { number } from '../base/rounding.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { backToList, closeCard, openCard } from '../data/actions.js';
import * as address from '../data/address.js';
import * as questions from '../data/questions.js';
import { toast } from '../page/shell.js';
import * as printing from './printing.js';
import * as resultList from './result_list.js';

/** @param {Spot} selected */
export function stepper(selected) {
  const at = resultList.neighbours();
  const { collection: id } = selected;
  const from = questions.stock().some((one) => one.id === id) ? id : questions.active();
  const total = state.results?.[from]?.matched ?? 0;
  const back = ` ${number(total)} ${v.noun(from, total)}`;
  /** @param {string | null} key @param {string} icon @param {Words} words */
  const step = (key, icon, words) =>
    el(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'data-key': `step-${icon}`,
        disabled: key ? null : true,
        'aria-label': t(words),
        title: t(words),
        onclick: key ? () => openCard({ collection: id, id: key }) : null,
      },
      iconOf(icon),
    );
  return el(
    'div',
    { class: 'stepper' },
    el(
      'button',
      {
        type: 'button',
        class: 'link',
        'data-key': 'back',
        onclick: () => backToList(from),
      },
      '‹ ',
      t({ zh: '返回', en: 'Back' }),
      el('span', { class: 'not-phone' }, t({ zh: back, en: ` to${back}` })),
    ),
    el(
      'span',
      { class: 'push' },
      at
        ? t({ zh: `第 ${at.place + 1} / ${number(at.count)}`, en: `${at.place + 1} of ${number(at.count)}` })
        : t({ zh: '不在当前结果中', en: 'Not in this result' }),
    ),
    at ? step(at.before, 'up', { zh: '上一项（↑）', en: 'Previous (↑)' }) : null,
    at ? step(at.after, 'down', { zh: '下一项（↓）', en: 'Next (↓)' }) : null,
    el(
      'span',
      { class: 'tools' },
      tool('share', { zh: '复制链接', en: 'Copy the link' }, share),
      tool('print', { zh: '打印这一张', en: 'Print this card' }, () => printing.card()),
      tool('close', { zh: '关闭（Esc）', en: 'Close (Esc)' }, closeCard),
    ),
  );
}

/** @param {string} icon @param {Words} words @param {() => void} run */
function tool(icon, words, run) {
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-key': `tool-${icon}`,
      'aria-label': t(words),
      title: t(words),
      onclick: run,
    },
    iconOf(icon),
  );
}

async function share() {
  const link = `${window.location.href.split('#')[0]}#${address.link()}`;
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    const box = el('textarea', { class: 'offscreen', readonly: true });
    box.value = link;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  toast(t({ zh: '链接已复制', en: 'Link copied' }));
}
