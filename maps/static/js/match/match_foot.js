/* The foot of a ranking: how stable it is under other weights, the table to take away, and the way to weights of one's own. */

import { served } from '../base/config.js';
import { el } from '../base/dom.js';
import { icon } from '../base/icons.js';
import { state } from '../base/state.js';
import { language, t } from '../base/words.js';
import { switchMode } from '../data/actions.js';
import * as matching from '../data/matching.js';
import * as exports from '../find/exports.js';
import * as printerDialog from '../find/printer_dialog.js';
import * as widgets from '../page/widgets.js';
import * as matchPrint from './match_print.js';
import * as stability from './stability.js';
import * as studies from './studies.js';
import * as weights from './weights.js';

/** What was found, and what to do with it. @param {MatchReport} report */
export function paint(report) {
  const { fits = 0, to_check: open = 0, rejected } = report.counts ?? {};
  const said = t({
    zh: `符合 ${fits} · 待核实 ${open}${rejected === undefined ? '' : ` · 不符合 ${rejected}`}`,
    en: `${fits} fit · ${open} to check${rejected === undefined ? '' : ` · ${rejected} do not`}`,
  });
  const line = stability.line(report);
  const buttons = actions(report);
  return el(
    'div',
    { class: 'basket match-foot' },
    line ?? el('div', { class: 'chosen meta' }, said),
    buttons.length ? el('div', { class: 'actions' }, ...buttons) : null,
  );
}

/* ---- what to do with it ---- */
/** The report as a file of the service: `xlsx`, or `json` as it can be replayed. @param {'xlsx' | 'json'} format */
export function exportAs(format) {
  const asked = matching.request();
  if (!asked) return;
  exports.fetchFile(
    `/matches?f=${format}&lang=${language()}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...asked, top: matching.TOP, ...studies.wanted(asked) }),
    },
    `${t({ zh: '匹配表', en: 'match' })}.${format}`,
  );
}

/** @param {MatchReport} report */
function actions(report) {
  const picked = state.basket.length;
  return [
    table(report),
    report.site || !served()
      ? null
      : el(
          'button',
          {
            type: 'button',
            class: 'button',
            'data-key': 'weights',
            'aria-haspopup': 'dialog',
            onclick: () => weights.open(report),
          },
          t({ zh: '调权重', en: 'Weights' }),
        ),
    picked
      ? el(
          'button',
          {
            type: 'button',
            class: 'button',
            'data-key': 'to-basket',
            onclick: () => switchMode('find'),
          },
          t({ zh: `已选 ${picked}`, en: `${picked} selected` }),
        )
      : null,
    stability.button(report),
  ].filter(Boolean);
}

/** @param {MatchReport} report */
function table(report) {
  const button = el(
    'button',
    {
      type: 'button',
      class: 'button primary',
      'data-key': 'match-table',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    icon('download'),
    t({ zh: '匹配表', en: 'Match table' }),
    ' ▾',
  );
  const files = served()
    ? [
        { icon: 'download', text: t({ zh: 'Excel 工作簿', en: 'Excel workbook' }), run: () => exportAs('xlsx') },
        {
          icon: 'download',
          text: t({ zh: 'JSON（可复算）', en: 'JSON (can be replayed)' }),
          run: () => exportAs('json'),
        },
      ]
    : [];
  button.addEventListener('click', () =>
    widgets.menu(button, [
      ...files,
      { icon: 'print', text: t({ zh: '打印', en: 'Print' }), run: () => matchPrint.print(report) },
      printerDialog.entry(),
    ]),
  );
  return button;
}
