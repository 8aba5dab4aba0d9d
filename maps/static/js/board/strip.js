/* The strip above the board: scenarios, solving again, what waits for it, what went wrong, materials. */

import { config } from '../base/config.js';
import { el } from '../base/dom.js';
import { emit } from '../base/events.js';
import { icon as iconOf } from '../base/icons.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { language, t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as exports from '../find/exports.js';
import * as printerDialog from '../find/printer_dialog.js';
import * as widgets from '../page/widgets.js';
import * as kpis from './kpis.js';
import * as b from './model.js';
import * as printCompare from './print_compare.js';

const grey = () =>
  Array.from({ length: 5 }, () => el('div', { class: 'kpi waiting', 'aria-hidden': 'true' }, el('i', {}), el('i', {})));

/* ---- scenarios, each by its name ---- */
function scenarios() {
  const current = b.view.comparing ? '*' : (b.asked().scenario ?? '');
  const listed = b.view.scenarios.map((one) => ({
    id: one.id,
    text: t(one.title),
    title: t(one.title),
  }));
  return widgets.segments(
    t({ zh: '情景', en: 'Scenario' }),
    [
      { id: '', text: t({ zh: '基准', en: 'Base' }) },
      ...listed,
      ...(listed.length ? [{ id: '*', text: t({ zh: '对比', en: 'Compare' }) }] : []),
    ],
    current,
    (id) => {
      if (id === '*') begin();
      else b.scenario(id || null);
    },
  );
}

/** A comparison begins with the scenario in front, or the first there is. */
function begin() {
  const { compare, scenario } = b.asked();
  if (!compare.length && b.view.scenarios.length) b.compareScenarios([scenario ?? b.view.scenarios[0].id]);
  b.compare();
}

const waited = () => Math.round((Date.now() - b.view.since) / 1000);

function actions() {
  const waiting = b.changed();
  const solving = b.view.busy;
  const download = el(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-key': 'board-materials',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    iconOf('download'),
    t({ zh: '会议材料', en: 'Meeting pack' }),
  );
  download.addEventListener('click', () => materials(download));
  return el(
    'div',
    { class: 'board-actions' },
    scenarios(),
    el(
      'button',
      {
        type: 'button',
        class: 'button primary',
        'data-key': 'board-solve',
        'aria-disabled': solving ? 'true' : null,
        onclick: () => {
          if (!b.view.busy) {
            b.look({ comparing: false, compared: {} });
            b.solve();
          }
        },
      },
      solving
        ? t({ zh: `正在求解… ${waited()} 秒`, en: `Solving… ${waited()} s` })
        : t({ zh: '重新求解', en: 'Re-run' }),
      waiting && !solving
        ? el('span', { class: 'waiting-dot', title: t({ zh: '有改动未求解', en: 'Changes not yet run' }) })
        : null,
    ),
    download,
  );
}

/** @param {HTMLElement} from */
function materials(from) {
  /** @param {string} format */
  const file = (format) =>
    exports.fetchFile(
      `/portfolios?f=${format}&lang=${language()}`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: b.view.solved ?? JSON.stringify(b.body()),
      },
      `${t({ zh: '统筹方案', en: 'portfolio' })}-${config.as_of}.${format}`,
    );
  widgets.menu(from, [
    { heading: t({ zh: '会议材料', en: 'Meeting pack' }) },
    printCompare.isUnsolved() ? { note: t(printCompare.UNSOLVED) } : printEntry(),
    printerDialog.entry(),
    { icon: 'download', text: t({ zh: 'A4 网页（可存档）', en: 'A4 pages (HTML)' }), run: () => file('html') },
    { icon: 'download', text: t({ zh: 'Excel 工作簿', en: 'Excel workbook' }), run: () => file('xlsx') },
    { icon: 'download', text: t({ zh: 'JSON（可复算）', en: 'JSON (can be replayed)' }), run: () => file('json') },
    {
      note: b.view.comparing
        ? t({
            zh: '打印的是画面上的对比；其余为当前情景这次求解的结果。',
            en: 'The print is the comparison on screen; the files are the scenario as it was solved.',
          })
        : t({ zh: '材料为画面上这次求解的结果。', en: 'The result on screen.' }),
    },
  ]);
}

const printEntry = () => ({
  icon: 'print',
  text: b.view.comparing
    ? t({ zh: '打印对比（A4）', en: 'Print the comparison (A4)' })
    : t({ zh: '打印（A4）', en: 'Print (A4)' }),
  run: () => emit('print-board'),
});

/* ---- pins and forbidden pairs as chips; each goes away by its cross ---- */
/** @param {string} id */
const named = (id) => b.find(id)?.name ?? id;

/** A site by its name. @param {string} id */
export function site(id) {
  const layers = schema.ofKind('parcel', 'space');
  for (const { id: collection, title } of layers) {
    const feature = featuresOf(collection).get(id);
    if (feature) return v.name(collection, feature);
    const inLayer = id.startsWith(`${collection}/`) && featuresOf(collection).get(id.slice(collection.length + 1));
    if (inLayer)
      return t({
        zh: `${v.name(collection, inLayer)}（${title.zh}）`,
        en: `${v.name(collection, inLayer)} (${title.en})`,
      });
  }
  return id;
}

/**
 * @param {string} key
 * @param {string} icon
 * @param {string} words
 * @param {string} label
 * @param {() => void} drop
 */
function chip(key, icon, words, label, drop) {
  return el(
    'span',
    { class: `query-chip ${key.split('-')[0]}`, role: 'listitem', title: words },
    iconOf(icon),
    el('span', {}, words),
    el('button', { type: 'button', 'aria-label': label, 'data-key': `drop-${key}`, onclick: drop }, iconOf('close')),
  );
}

function given() {
  const { pins, forbid } = b.asked();
  if (!pins.length && !forbid.length) return null;
  return el(
    'div',
    { class: 'board-given' },
    el(
      'div',
      { class: 'given-chips', role: 'list', 'aria-label': t({ zh: '钉住与禁配', en: 'Pinned and forbidden' }) },
      ...pins.map(({ project_id: id, sites }) => {
        const words = t({
          zh: `钉住 ${named(id)} → ${sites.map(site).join(' + ')}`,
          en: `Pinned: ${named(id)} → ${sites.map(site).join(' + ')}`,
        });
        return chip(`pin-${id}`, 'pin', words, t({ zh: `取消${words}`, en: `Remove: ${words}` }), () => b.unpin(id));
      }),
      ...forbid.map(({ project_id: id, site: key }) => {
        const words = t({ zh: `禁配 ${named(id)} × ${site(key)}`, en: `Forbidden: ${named(id)} × ${site(key)}` });
        return chip(`forbid-${id}-${key}`, 'close', words, t({ zh: `取消${words}`, en: `Remove: ${words}` }), () =>
          b.allow(id, key),
        );
      }),
    ),
    b.changed()
      ? el(
          'span',
          { class: 'unsolved', role: 'status' },
          t({ zh: '有改动，尚未求解', en: 'Changed since the last run' }),
        )
      : null,
  );
}

/**
 * What failed, what was kept, and the way on; a set of pins that contradict one another is named with a cross to drop each.
 * @param {Mistake} mistake
 */
function failed(mistake) {
  const pinned = b.asked().pins.filter((one) => mistake.problem?.pins?.includes(one.project_id));
  return el(
    'div',
    { class: 'failed', role: 'alert' },
    el('b', {}, t({ zh: '未能求解', en: 'Could not be solved' })),
    ' ',
    String(mistake.said ?? mistake.message),
    b.view.report ? t({ zh: ' 画面保留上次结果。', en: ' What is on screen is the last answer.' }) : null,
    el(
      'div',
      { class: 'actions' },
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          'data-key': 'board-retry',
          onclick: () => {
            b.look({ error: null });
            b.solve();
          },
        },
        t({ zh: '重试', en: 'Try again' }),
      ),
      ...pinned.map((one) =>
        el(
          'button',
          {
            type: 'button',
            class: 'button',
            onclick: () => {
              b.unpin(one.project_id);
              b.look({ error: null });
              b.solve();
            },
          },
          t({ zh: `取消钉住 ${named(one.project_id)}`, en: `Unpin ${named(one.project_id)}` }),
        ),
      ),
    ),
  );
}

export function paint() {
  const { report, error } = b.view;
  return [
    el(
      'div',
      { class: 'board-strip' },
      el('div', { class: 'kpis' }, ...(report ? kpis.figures(report) : error ? [] : b.view.busy ? grey() : [])),
      actions(),
    ),
    given(),
    ...(report?.notes ?? []).map((note) =>
      el('p', { class: 'board-note', role: 'status', 'data-note': note.code }, t(note)),
    ),
    error ? failed(error) : null,
    el(
      'p',
      { class: 'offscreen', role: 'status', 'aria-live': 'polite' },
      b.view.busy ? t({ zh: '正在求解', en: 'Solving' }) : report ? t(report.words) : '',
    ),
  ];
}
