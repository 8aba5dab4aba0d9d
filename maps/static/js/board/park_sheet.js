/* The sheet of one park: its ground, plots filled by the chain that gets them, floors as diamonds; a mark chooses its project. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import { emit } from '../base/events.js';
import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import { sumOf } from './flow_graph.js';
import * as b from './model.js';
import { parks, round, value } from './park_ground.js';
import { marked, walk } from '../page/svg_marks.js';

/** Room above the ground for the name of the park, in px. */
export const CHIP = 30;

/**
 * @typedef {import('./park_ground.js').ParkGround} ParkGround
 * @typedef {{ middle: Point, fresh: boolean, zone: string, rows: BoardRow[] }} FloorMark
 * @typedef {{ plots: Map<string, BoardRow>, floors: FloorMark[], found: Set<string> | null }} Placed
 */

/* ---- who gets what ---- */
/** @param {string} collection @param {string} id */
const parcelOf = (collection, id) =>
  schema.collection(collection)?.kind === 'parcel' ? featuresOf(collection).get(id) : null;

/**
 * What the table shows stays loud, the rest steps back. By plot its project, by place of a floor all projects there; what stands without a known site by the shape of the project.
 * @returns {Placed}
 */
export function placed() {
  /** @type {Map<string, BoardRow>} */
  const byPlot = new Map();
  /** @type {Map<string, FloorMark>} */
  const floors = new Map();
  for (const row of b.rows()) {
    for (const item of row.items) {
      if (parcelOf(item.collection, item.id)) {
        byPlot.set(`${item.collection}\n${item.id}`, row);
        continue;
      }
      const middle = middleOf(row, item);
      if (!middle || !row.zone) continue;
      const fresh = schema.collection(item.collection)?.kind === 'parcel';
      const key = `${fresh} ${middle.map((degrees) => rounding.plain(degrees, 4)).join()}`;
      const floor = floors.get(key) ?? { middle, fresh, zone: row.zone.id, rows: [] };
      if (!floor.rows.includes(row)) floor.rows.push(row);
      floors.set(key, floor);
    }
  }
  const shown = b.shown();
  return {
    plots: byPlot,
    floors: [...floors.values()],
    found: shown.length < b.rows().length ? new Set(shown.map((row) => row.id)) : null,
  };
}

/**
 * Where a site lies: itself, else the shape of its project, else the park that a scenario lays it out in.
 * @param {BoardRow} row
 * @param {PlacedItem} item
 */
function middleOf(row, item) {
  const shapes = [
    featuresOf(item.collection).get(item.id),
    featuresOf(config.projects?.collection ?? '').get(row.id),
    parks().find((one) => one.id === row.one.park?.id)?.feature,
  ];
  const feature = shapes.find((one) => one?.geometry);
  return feature?.geometry ? plane.middle(feature.geometry) : null;
}

/* ---- drawing ---- */
/** @param {BoardRow[]} rows */
function choose(rows) {
  const here = rows.findIndex((row) => row.id === b.view.selected);
  b.look({ selected: rows[(here + 1) % rows.length].id });
  emit('reveal');
}

/**
 * A mark that chooses its project; where others are looked for it steps back.
 * @param {SVGElement} node
 * @param {BoardRow[]} rows
 * @param {string} label
 * @param {Set<string> | null} found
 */
function mark(node, rows, label, found) {
  node.setAttribute('data-mark', rows.map((row) => row.id).join(' '));
  node.addEventListener('click', () => choose(rows));
  node.addEventListener('pointerenter', () => b.point(rows.map((row) => row.id)));
  node.addEventListener('pointerleave', () => b.point([]));
  return marked(node, label, found && !rows.some((row) => found.has(row.id)) ? 'dimmed' : '');
}

const NEAR = 0.004;

/** Whether a feature lies on or beside the sheet of a park. @param {Feature} feature @param {Box} box */
function near(feature, box) {
  const own = plane.bounds(feature.geometry);
  return own && own[0] < box[2] + NEAR && own[2] > box[0] - NEAR && own[1] < box[3] + NEAR && own[3] > box[1] - NEAR;
}

/**
 * Rivers and green as they are drawn below roads.
 * @param {string} kind
 * @param {string} d
 * @param {number | null} width of a line, in metres
 */
function water(kind, d, width) {
  const style = width === null ? null : { fill: 'none', stroke: colour('water'), strokeWidth: `${width}px` };
  return svg('path', { class: `ground-${kind}`, d, style });
}

/** @param {ParkGround} zone */
function ground(zone) {
  const nodes = [];
  const roads = [];
  for (const one of schema.ofKind('base')) {
    for (const feature of featuresOf(one.id).values()) {
      const kind = value(one.id, feature, 'class');
      if (!['river', 'green', 'road'].includes(kind) || !near(feature, zone.box)) continue;
      const d = plane.pathOf(feature.geometry, zone.at);
      const width = value(one.id, feature, 'width');
      if (kind === 'road') roads.push(svg('path', { class: 'ground-road', d, 'stroke-width': width ?? 16 }));
      else nodes.push(water(kind, d, plane.polygons(feature.geometry).length ? null : (width ?? 30)));
    }
  }
  const planned = zone.inner
    .filter((one) => one.planned)
    .map((one) => svg('path', { class: 'park-planned', d: plane.pathOf(one.feature.geometry, zone.at) }));
  return [
    svg('path', { class: 'park-ground', d: plane.pathOf(zone.feature.geometry, zone.at) }),
    ...nodes,
    ...roads,
    ...planned,
    svg('path', { class: 'park-edge', d: plane.pathOf(zone.feature.geometry, zone.at) }),
  ];
}

/** @param {ParkGround} zone @param {Placed} given */
function plots(zone, given) {
  /** @type {string[]} */
  const quiet = [];
  /** @type {[BoardRow, SVGElement, string][]} */
  const loud = [];
  for (const { collection, feature } of zone.plots) {
    const row = given.plots.get(`${collection}\n${feature.id}`);
    const d = plane.pathOf(feature.geometry, zone.at);
    if (!row) {
      quiet.push(d);
      continue;
    }
    const chain = b.chain(row.chain);
    const node = svg('path', {
      class: `plot chain-${chain.place}${row.one.verdict === 'standing' ? ' stands' : ''}`,
      d,
      style: { fill: chain.colour },
    });
    loud.push([row, mark(node, [row], `${row.name} · ${chain.words} · ${row.place}`, given.found), d]);
  }
  const chosen = loud.filter(([row]) => row.id === b.view.selected);
  return [
    svg('path', { class: 'plot-quiet', d: quiet.join('') }),
    ...loud.map(([, node]) => node),
    ...chosen.flatMap(([, , d]) => outline(d)),
  ];
}

/** @param {string} d */
const outline = (d) => [svg('path', { class: 'chosen-halo', d }), svg('path', { class: 'chosen-line', d })];

/** @param {ParkGround} zone @param {Placed} given @param {number} scale */
function diamonds(zone, given, scale) {
  const size = Math.max(5.5, Math.min(8, 60 * scale)) / scale;
  return given.floors
    .filter((one) => one.zone === zone.id)
    .flatMap(({ middle, rows, fresh }) => {
      const [x, y] = zone.at(middle).map(round);
      /** @type {(half: number) => string} */
      const shape = fresh
        ? (half) => `M${x - half} ${y - half}H${x + half}V${y + half}H${x - half}Z`
        : (half) => `M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}L${x - half} ${y}Z`;
      const chain = b.chain(rows[0].chain);
      const label = `${rows.length > 1 ? t({ zh: `${rows.length} 个项目：`, en: `${rows.length} projects: ` }) : ''}${rows.map((row) => row.name).join(t({ zh: '、', en: ', ' }))} · ${rows[0].place}`;
      const node = mark(
        svg(
          'g',
          { class: 'floor' },
          svg('path', { class: 'diamond', d: shape(size) }),
          svg('path', { d: shape(size * 0.45), style: { fill: chain.colour } }),
        ),
        rows,
        label,
        given.found,
      );
      return rows.some((row) => row.id === b.view.selected) ? [...outline(shape(size * 1.35)), node] : [node];
    });
}

/**
 * A sheet of so many pixels: what it shows of the ground follows from the scale, so that all have the same.
 * @param {ParkGround} zone
 * @param {number} scale px of a metre
 * @param {[number, number]} size
 * @param {Placed} given
 */
export function sheet(zone, scale, [width, height], given) {
  const wide = width / scale;
  const own = b.rows().filter((row) => row.zone?.id === zone.id);
  const name = values.name(zone.collection, zone.feature);
  const high = height / scale;
  const said = t({
    zh: `${name}：${own.length} 个项目，${b.money(sumOf(own))}`,
    en: `${name}: ${rounding.many(own.length, 'project')}, ${b.money(sumOf(own))}`,
  });
  const lowered = Math.min(CHIP / 2 / scale, Math.max(0, (high - zone.high) / 2));
  const picture = svg(
    'svg',
    {
      viewBox: `${-wide / 2} ${-high / 2 - lowered} ${wide} ${high}`,
      role: 'group',
      'aria-label': said,
      tabindex: '0',
      'data-key': `park-${zone.id}`,
      preserveAspectRatio: 'xMidYMid meet',
    },
    patterns(),
    ...ground(zone),
    ...plots(zone, given),
    ...diamonds(zone, given, scale),
  );
  picture.addEventListener('keydown', walk);
  const box = el(
    'div',
    { class: 'park-sheet', 'data-park': zone.id },
    picture,
    el(
      'button',
      {
        type: 'button',
        class: 'park-name',
        title: said,
        'data-key': `park-name-${zone.id}`,
        onclick: () =>
          b.only(
            own.map((row) => row.id),
            name,
          ),
      },
      el('b', {}, values.spelled(name)),
      ` ${t({ zh: `${own.length} 个 · ${b.money(sumOf(own))}`, en: width < 200 ? String(own.length) : `${own.length} · ${b.figure(sumOf(own))}` })}`,
    ),
  );
  box.style.flex = `0 0 ${width}px`;
  box.style.height = `${height}px`;
  return box;
}

/** On paper without colour the chains differ by pattern. */
function patterns() {
  /** @param {string} id @param {...Child} children */
  const tile = (id, ...children) =>
    svg(
      'pattern',
      { id, width: 60, height: 60, patternUnits: 'userSpaceOnUse' },
      svg('rect', { width: 60, height: 60, fill: colour('paper') }),
      ...children,
    );
  return svg(
    'defs',
    {},
    tile(
      'board-chain-1',
      svg('path', { d: 'M0 60L60 0M-15 15L15 -15M45 75L75 45', stroke: colour('ink-print'), 'stroke-width': 14 }),
    ),
    tile(
      'board-chain-2',
      svg('circle', { cx: 15, cy: 15, r: 9, fill: colour('ink-print') }),
      svg('circle', { cx: 45, cy: 45, r: 9, fill: colour('ink-print') }),
    ),
    tile('board-chain-4', svg('path', { d: 'M30 0V60', stroke: colour('ink-print'), 'stroke-width': 14 })),
  );
}
