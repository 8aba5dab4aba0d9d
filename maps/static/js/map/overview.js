/* The parks in a small picture: where each lies, how much of what was found is in it, and where the window is; a click goes there. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { on } from '../base/events.js';
import { fmt } from '../base/format.js';
import { icon } from '../base/icons.js';
import * as plane from '../base/plane.js';
import { rounded } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { state } from '../base/state.js';
import { recall, store } from '../base/storage.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as questions from '../data/questions.js';
import { repaint } from '../page/panels.js';
import { phone } from '../page/sheet.js';
import { bold, plain, widthOf } from './lettering.js';
import * as moves from './moves.js';
import * as picture from './overview_picture.js';
import * as parkStock from './park_stock.js';
import * as resultsWay from './results_way.js';
import { furnish, held, stage } from './stage.js';
import * as mapWindow from './window.js';

/** @typedef {{ id: string, name: string, box: Box, geometry: Geometry | null, count: number }} Park */

const SIZE = { width: 224, least: 84, most: 150 };
const SMALL = { width: 184, least: 72, most: 118 };
const NAME = plain(11);
const COUNT = bold(13);
/** Pixels of a name, and of one that is cut. */
const [WIDEST, NARROW] = [128, 80];
/** Pixels that the lines of a label are high, and where the first stands. */
const LINE = { count: 16, name: 13, base: 12 };
const NEAREST = 16;
const KEY = 'overview.folded';

let isFolded = Boolean(recall(KEY));
/** Whether a reader of a phone opened the picture over what was found. */
let isAskedFor = false;
const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
const root = el('section', { id: 'ls-overview', class: 'map-overview', hidden: true });
/** The picture that is painted, and the mark of the window on it. @type {{ of: picture.Picture, mark: SVGRectElement } | null} */
let painted = null;

/** @returns {Park[]} */
function parks() {
  const id = questions.active();
  const shapes = new Map(schema.ofKind('park').flatMap((layer) => [...featuresOf(layer.id)]));
  return parkStock.parks().map((park) => ({
    id: park.id,
    name: park.name,
    box: park.box,
    geometry: shapes.get(park.id)?.geometry ?? null,
    count: parkStock.inPark(id, park.id).count,
  }));
}

/** A text no wider than that; cut, it ends in dots. @param {string} text @param {number} width */
function cut(text, width) {
  if (widthOf(pen, text, NAME) <= width) return text;
  const letters = [...text];
  while (letters.length && widthOf(pen, `${letters.join('')}…`, NAME) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Ways to write a name beside its park: whole, on two lines, by its abbreviation, cut. @param {string} name @returns {string[][]} */
function linesOf(name) {
  const whole = values.spelled(name);
  const short = values.abbreviated(name);
  const all = [[whole], ...picture.inTwo(whole), ...(short ? [[short]] : [])];
  const fitting = all.filter((lines) => lines.every((line) => widthOf(pen, line, NAME) <= WIDEST));
  return [...fitting, [cut(whole, NARROW)]];
}

/** @param {Park} park */
function writingOf(park) {
  const count = fmt.number(park.count);
  const ways = linesOf(park.name);
  const sizes = ways.map((lines) => ({
    width: Math.max(...lines.map((line) => widthOf(pen, line, NAME)), widthOf(pen, count, COUNT)) + 1,
    height: LINE.count + LINE.name * lines.length,
  }));
  return { park, count, ways, sizes };
}

/** @param {Park[]} all */
function drawing(all) {
  const made = picture.pictureOf(plane.around(all.map(({ box }) => box)), phone.matches ? SMALL : SIZE);
  const written = all.map(writingOf);
  const shapes = written.map(({ park, sizes }) => ({ box: made.boxOf(park.box), sizes }));
  const labels = picture.labelBoxes(shapes, made);
  const mark = svg('rect', { class: 'overview-window', rx: '2' });
  painted = { of: made, mark };
  markWindow();
  return svg(
    'svg',
    { viewBox: `0 0 ${made.width} ${made.height}`, width: String(made.width), height: String(made.height) },
    mark,
    ...written.map(({ park, count, ways }, n) => {
      const label = labels[n];
      const texts = label ? textsOf([count, ...ways[label.nth]], shapes[n].box, label.box) : [];
      return parkOf(made, park, shapes[n].box, texts);
    }),
  );
}

/** The lines of a label, on the side of its shape. @param {string[]} lines @param {Box} shape @param {Box} label */
function textsOf(lines, shape, label) {
  const isRight = label[0] >= shape[2];
  const isLeft = label[2] <= shape[0];
  const x = isRight ? label[0] : isLeft ? label[2] : (label[0] + label[2]) / 2;
  const anchor = isRight ? 'start' : isLeft ? 'end' : 'middle';
  return lines.map((line, n) =>
    svg(
      'text',
      {
        class: n ? 'overview-name' : 'overview-count',
        x,
        y: label[1] + LINE.base + n * LINE.name,
        'text-anchor': anchor,
      },
      line,
    ),
  );
}

/**
 * A park that can be gone to: its outline, and its label where that has room.
 * @param {picture.Picture} made
 * @param {Park} park
 * @param {Box} shape
 * @param {Child[]} texts
 */
function parkOf(made, park, shape, texts) {
  const words = foundIn(park);
  const go = () => moves.fit(park.box, { maxZoom: NEAREST });
  return svg(
    'g',
    {
      class: park.count ? 'overview-park' : 'overview-park none',
      role: 'button',
      tabindex: '0',
      'data-key': `overview-${park.id}`,
      onclick: go,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        go();
      },
    },
    svg('title', {}, words),
    svg('path', { d: plane.pathOf(park.geometry, made.at) }),
    hit(shape),
    ...texts,
  );
}

/** Room for a finger around a small outline. @param {Box} shape */
function hit([x1, y1, x2, y2]) {
  const [wide, high] = [Math.max(26, x2 - x1), Math.max(26, y2 - y1)];
  return svg('rect', {
    class: 'overview-hit',
    x: (x1 + x2 - wide) / 2,
    y: (y1 + y2 - high) / 2,
    width: wide,
    height: high,
  });
}

/** @param {Park} park */
function foundIn({ name, count }) {
  const { noun } = schema.collection(questions.active());
  return t({ zh: `${name}：${fmt.number(count)} ${noun.zh}`, en: `${name}: ${fmt.number(count)} ${noun.en}` });
}

/** The window, where it is now. */
function markWindow() {
  if (!painted) return;
  const box = picture.windowIn(painted.of, mapWindow.bounds());
  const { mark } = painted;
  mark.setAttribute('visibility', box ? 'visible' : 'hidden');
  if (!box) return;
  const [x1, y1, x2, y2] = box;
  const sides = { x: x1, y: y1, width: Math.max(0, x2 - x1), height: Math.max(0, y2 - y1) };
  for (const [name, value] of Object.entries(sides)) mark.setAttribute(name, String(rounded(value, 1)));
}

/** @param {string} key @param {Attributes} attributes @param {...Child} children */
const headButton = (key, attributes, ...children) =>
  el('button', { type: 'button', class: 'overview-button', 'data-key': key, ...attributes }, ...children);

/** On a phone the picture covers half of what was found: there only its head stays beside an answer. */
const stepsBack = () => phone.matches && resultsWay.isAsked();

const isClosed = () => isFolded || (stepsBack() && !isAskedFor);

function head() {
  const id = questions.active();
  const matched = state.results[id]?.matched;
  const { noun } = schema.collection(id);
  const label = isClosed()
    ? { zh: '展开全区小图', en: 'Show the overview' }
    : { zh: '收起全区小图', en: 'Hide the overview' };
  const whole = t({ zh: '全区', en: 'All' });
  const count = matched === undefined ? '' : ` ${fmt.number(matched)} ${t(noun)}`;
  return el(
    'div',
    { class: 'overview-head' },
    headButton(
      'overview-home',
      {
        onclick: moves.home,
        title: t({ zh: `回到全区：${t(config.title)}`, en: `Whole district: ${t(config.title)}` }),
      },
      el('b', {}, whole),
      count,
    ),
    resultsWay.isAsked() && matched
      ? headButton(
          'overview-results',
          {
            class: 'overview-button link',
            onclick: () => resultsWay.go(),
            title: t({ zh: '移到全部结果', en: 'Show all results' }),
          },
          t({ zh: '看结果', en: 'Results' }),
        )
      : null,
    headButton(
      'overview-fold',
      {
        class: 'overview-button push',
        'aria-expanded': String(!isClosed()),
        'aria-label': t(label),
        title: t(label),
        onclick: fold,
      },
      icon(isClosed() ? 'up' : 'down'),
    ),
  );
}

function fold() {
  isAskedFor = isClosed();
  if (isAskedFor || !stepsBack()) {
    isFolded = !isAskedFor;
    store(KEY, isFolded || null);
  }
  paint();
  stage.scene?.words.refresh();
}

function paint() {
  const all = parks();
  // One park is the whole: a picture of it says nothing that the map does not.
  root.hidden = all.length < 2;
  painted = null;
  root.setAttribute('aria-label', t({ zh: '全区小图', en: 'Overview of the parks' }));
  if (!root.hidden) repaint(root, isClosed() ? [head()] : [head(), drawing(all)]);
}

/** @type {(keyof State)[]} */
const KEYS = ['lang', 'results', 'active', 'queries'];
furnish((map) => {
  held('ls-foot').append(root);
  paint();
  map.on('move zoomend resize', markWindow);
  on('change', (keys) => {
    if (KEYS.some((key) => keys.has(key))) paint();
    else if (keys.has('view')) markWindow();
  });
  on('loaded', paint);
  phone.addEventListener('change', paint);
});
