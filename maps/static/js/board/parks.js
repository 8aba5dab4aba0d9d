/* Parks side by side at one scale: plots filled by the chain that gets them, floors as dark diamonds; a mark chooses its project. */

import { config } from '../base/config.js';
import { el, svg } from '../base/dom.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as values from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';
import * as b from './model.js';
import { emit } from '../base/events.js';

const EARTH = 6371008.8;
const RAD = Math.PI / 180;
const MARGIN = 45;
const CHIP = 30;
const MOST = 0.62;
const BARS = [200, 500, 1000, 2000, 5000, 10000];
let shapes = { key: '', zones: [] };

/* ---- the ground of each top-level park, in metres from its own middle; made once a load ---- */
const value = (id, feature, role) => schema.value(id, feature, role);

function parks() {
  return schema.ofKind('park').flatMap((one) =>
    [...featuresOf(one.id).values()].map((feature) => ({
      id: String(feature.id),
      collection: one.id,
      feature,
      parent: value(one.id, feature, 'parent'),
      planned: Boolean(value(one.id, feature, 'planned')),
    })),
  );
}

function top(id, byId) {
  const seen = new Set();
  let at = byId.get(id);
  while (at?.parent && byId.has(String(at.parent)) && !seen.has(at.id)) {
    seen.add(at.id);
    at = byId.get(String(at.parent));
  }
  return at ?? null;
}

export function zones() {
  const used = new Set(b.rows().map((row) => String(row.one.park?.id)));
  const planned = parks().filter((one) => one.planned && used.has(one.id));
  const key = [
    ...config.collections.map((one) => `${one.id} ${featuresOf(one.id).size}`),
    ...planned.map((one) => one.id),
  ].join();
  if (shapes.key === key) return shapes.zones;
  const all = parks();
  const byId = new Map(all.map((one) => [one.id, one]));
  const made = new Map(
    all
      .filter((one) => top(one.id, byId) === one && one.feature.geometry)
      .map((one) => [
        one.id,
        grounded(
          one,
          planned.filter((each) => top(each.id, byId) === one),
        ),
      ]),
  );
  for (const one of all) {
    const zone = made.get(top(one.id, byId)?.id);
    if (zone && one.id !== zone.id) zone.inner.push(one);
  }
  for (const { id } of schema.ofKind('parcel')) {
    for (const feature of featuresOf(id).values()) {
      const zone = made.get(top(String(value(id, feature, 'park') ?? ''), byId)?.id);
      if (zone && feature.geometry) zone.plots.push({ collection: id, feature });
    }
  }
  shapes = { key, zones: [...made.values()].sort((x, y) => y.size - x.size) };
  return shapes.zones;
}

/** A sheet shows its park, and of what is only planned that which a scenario builds on. */
function grounded(one, extended) {
  const boxes = [one, ...extended].map(({ feature }) => plane.bounds(feature.geometry)).filter(Boolean);
  const [west, south, east, north] = [0, 1, 2, 3].map((side) =>
    Math[side < 2 ? 'min' : 'max'](...boxes.map((box) => box[side])),
  );
  const middle = [(west + east) / 2, (south + north) / 2];
  const across = Math.cos(middle[1] * RAD) * EARTH * RAD;
  const at = ([lng, lat]) => [(lng - middle[0]) * across, -(lat - middle[1]) * EARTH * RAD];
  return {
    id: one.id,
    collection: one.collection,
    feature: one.feature,
    at,
    wide: (east - west) * across + 2 * MARGIN,
    high: (north - south) * EARTH * RAD + 2 * MARGIN,
    size: sizeOf(one.feature),
    box: [west, south, east, north],
    inner: [],
    plots: [],
  };
}

const sizeOf = (feature) => {
  const [west, south, east, north] = plane.bounds(feature.geometry);
  return (east - west) * (north - south);
};

const round = (metres) => rounding.rounded(metres, 1);

function path(geometry, at) {
  const line = (points, close) =>
    `M${points.map((point) => at(point).map(round).join(' ')).join('L')}${close ? 'Z' : ''}`;
  return (
    plane
      .polygons(geometry)
      .flatMap((rings) => rings.map((ring) => line(ring, true)))
      .join('') ||
    plane
      .lines(geometry)
      .map((points) => line(points, false))
      .join('')
  );
}

/* ---- who gets what ---- */
const parcelOf = (collection, id) =>
  schema.collection(collection)?.kind === 'parcel' ? featuresOf(collection).get(id) : null;

/** What the table shows stays loud, the rest steps back. By plot its project, by place of a floor all projects there; what stands without a known site by the shape of the project. */
function placed() {
  const plots = new Map();
  const floors = new Map();
  for (const row of b.rows()) {
    for (const item of row.items) {
      if (parcelOf(item.collection, item.id)) {
        plots.set(`${item.collection}\n${item.id}`, row);
        continue;
      }
      const middle = middleOf(row, item);
      if (!middle || !row.zone) continue;
      const fresh = schema.collection(item.collection)?.kind === 'parcel';
      const key = `${fresh} ${middle.map((degrees) => rounding.plain(degrees, 4)).join()}`;
      if (!floors.has(key)) floors.set(key, { middle, fresh, zone: row.zone.id, rows: [] });
      const { rows } = floors.get(key);
      if (!rows.includes(row)) rows.push(row);
    }
  }
  const shown = b.shown();
  return {
    plots,
    floors: [...floors.values()],
    found: shown.length < b.rows().length ? new Set(shown.map((row) => row.id)) : null,
  };
}

/** Where a site lies: itself, else the shape of its project, else the park that a scenario lays it out in. */
function middleOf(row, item) {
  const shapes = [
    featuresOf(item.collection)?.get(item.id),
    featuresOf(config.projects.collection)?.get(row.id),
    parks().find((one) => one.id === row.one.park?.id)?.feature,
  ];
  const feature = shapes.find((one) => one?.geometry);
  return feature?.geometry ? plane.middle(feature.geometry) : null;
}

/* ---- drawing ---- */
function choose(rows) {
  const here = rows.findIndex((row) => row.id === b.view.selected);
  b.look({ selected: rows[(here + 1) % rows.length].id });
  emit('reveal');
}

/** A mark that a click, or Enter, opens; arrows walk from mark to mark, so that a map is one stop of the tab key. */
function mark(node, rows, label, found) {
  node.setAttribute(
    'class',
    `${node.getAttribute('class')} mark${found && !rows.some((row) => found.has(row.id)) ? ' dimmed' : ''}`,
  );
  node.setAttribute('role', 'button');
  node.setAttribute('tabindex', '-1');
  node.setAttribute('aria-label', label);
  node.setAttribute('data-mark', rows.map((row) => row.id).join(' '));
  node.append(svg('title', {}, label));
  node.addEventListener('click', () => choose(rows));
  node.addEventListener('pointerenter', () => b.point(rows.map((row) => row.id)));
  node.addEventListener('pointerleave', () => b.point([]));
  return node;
}

function walk(event) {
  const marks = [...event.currentTarget.querySelectorAll('.mark')];
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const here = marks.indexOf(document.activeElement);
  if (step && marks.length) {
    event.preventDefault();
    marks[(here + step + marks.length) % marks.length].focus();
  }
  if (['Enter', ' '].includes(event.key) && here >= 0) {
    event.preventDefault();
    marks[here].dispatchEvent(new MouseEvent('click'));
  }
}

function ground(zone) {
  const near = (feature) => {
    const box = plane.bounds(feature.geometry);
    return (
      box &&
      box[0] < zone.box[2] + 0.004 &&
      box[2] > zone.box[0] - 0.004 &&
      box[1] < zone.box[3] + 0.004 &&
      box[3] > zone.box[1] - 0.004
    );
  };
  const nodes = [];
  const roads = [];
  for (const one of schema.ofKind('base')) {
    for (const feature of featuresOf(one.id).values()) {
      const kind = value(one.id, feature, 'class');
      if (!['river', 'green', 'road'].includes(kind) || !near(feature)) continue;
      const d = path(feature.geometry, zone.at);
      const area = plane.polygons(feature.geometry).length > 0;
      if (kind === 'road')
        roads.push(svg('path', { class: 'ground-road', d, 'stroke-width': value(one.id, feature, 'width') ?? 16 }));
      else
        nodes.push(
          svg('path', {
            class: `ground-${kind}`,
            d,
            ...(area
              ? {}
              : {
                  style: { fill: 'none', stroke: '#BFD8E6', strokeWidth: `${value(one.id, feature, 'width') ?? 30}px` },
                }),
          }),
        );
    }
  }
  const inner = zone.inner
    .filter((one) => one.planned)
    .map((one) => svg('path', { class: 'park-planned', d: path(one.feature.geometry, zone.at) }));
  return [
    svg('path', { class: 'park-ground', d: path(zone.feature.geometry, zone.at) }),
    ...nodes,
    ...roads,
    ...inner,
    svg('path', { class: 'park-edge', d: path(zone.feature.geometry, zone.at) }),
  ];
}

function plots(zone, given) {
  const quiet = [];
  const loud = [];
  for (const { collection, feature } of zone.plots) {
    const row = given.plots.get(`${collection}\n${feature.id}`);
    const d = path(feature.geometry, zone.at);
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
    loud.push([row, mark(node, [row], `${row.name} · ${chain.words} · ${row.place}`, given.found)]);
  }
  const chosen = loud.filter(([row]) => row.id === b.view.selected);
  return [
    svg('path', { class: 'plot-quiet', d: quiet.join('') }),
    ...loud.map(([, node]) => node),
    ...chosen.flatMap(([, node]) => outline(node.getAttribute('d'))),
  ];
}

const outline = (d) => [svg('path', { class: 'chosen-halo', d }), svg('path', { class: 'chosen-line', d })];

function diamonds(zone, given, scale) {
  const size = Math.max(5.5, Math.min(8, 60 * scale)) / scale;
  return given.floors
    .filter((one) => one.zone === zone.id)
    .flatMap(({ middle, rows, fresh }) => {
      const [x, y] = zone.at(middle).map(round);
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

/** A sheet of so many pixels: what it shows of the ground follows from the scale, so that all have the same. */
function sheet(zone, scale, [width, height], given) {
  const wide = width / scale;
  const own = b.rows().filter((row) => row.zone?.id === zone.id);
  const name = values.name(zone.collection, zone.feature);
  const high = height / scale;
  const said = t({
    zh: `${name}：${own.length} 个项目，${b.money(sum(own))}`,
    en: `${name}: ${rounding.many(own.length, 'project')}, ${b.money(sum(own))}`,
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
      el('b', {}, name),
      ` ${t({ zh: `${own.length} 个 · ${b.money(sum(own))}`, en: width < 200 ? String(own.length) : `${own.length} · ${b.figure(sum(own))}` })}`,
    ),
  );
  box.style.flex = `0 0 ${width}px`;
  box.style.height = `${height}px`;
  return box;
}

const sum = (rows) => rows.reduce((total, row) => total + (row.investment ?? 0), 0);

/** On paper without colour the chains differ by pattern. */
function patterns() {
  const tile = (id, ...children) =>
    svg(
      'pattern',
      { id, width: 60, height: 60, patternUnits: 'userSpaceOnUse' },
      svg('rect', { width: 60, height: 60, fill: '#fff' }),
      ...children,
    );
  return svg(
    'defs',
    {},
    tile(
      'board-chain-1',
      svg('path', { d: 'M0 60L60 0M-15 15L15 -15M45 75L75 45', stroke: '#333', 'stroke-width': 14 }),
    ),
    tile(
      'board-chain-2',
      svg('circle', { cx: 15, cy: 15, r: 9, fill: '#333' }),
      svg('circle', { cx: 45, cy: 45, r: 9, fill: '#333' }),
    ),
    tile('board-chain-4', svg('path', { d: 'M30 0V60', stroke: '#333', 'stroke-width': 14 })),
  );
}

function legend() {
  return b.chains().map((one) => {
    const own = b.rows().filter((row) => row.chain === one.id && row.state !== 'unplaced');
    const swatch = el('span', { class: `swatch chain-${one.place}`, 'aria-hidden': 'true' });
    swatch.style.background = one.colour;
    return el(
      'button',
      {
        type: 'button',
        class: 'legend-chain',
        'data-key': `legend-${one.id}`,
        'aria-pressed': String(b.view.filter.chain === one.id),
        title: one.words,
        onclick: () => b.filter({ chain: b.view.filter.chain === one.id ? '' : one.id }),
      },
      swatch,
      el('span', {}, one.brief),
      el('b', {}, String(own.length)),
    );
  });
}

function scaleBar(scale) {
  const metres = BARS.filter((one) => one * scale <= 100).at(-1) ?? BARS[0];
  const line = el('i', {});
  line.style.width = `${metres * scale}px`;
  return el('span', { class: 'scale-bar' }, line, metres >= 1000 ? `${metres / 1000}\u2009km` : `${metres}\u2009m`);
}

/** Side by side at one scale where that leaves them large enough, else one below another at the scale of the widest. */
export function paint(root) {
  const { report, busy } = b.view;
  const all = zones();
  const head = el(
    'header',
    { class: 'card-head' },
    el('h2', {}, t({ zh: '落位图', en: 'Where they go' })),
    el(
      'span',
      { class: 'meta' },
      t({
        zh: '同一比例尺 · 填色 = 产业链 · 深边 = 新建 · ◆ = 楼层',
        en: 'one scale · fill = chain · dark edge = new · ◆ = floors · ×10⁸ yuan',
      }),
    ),
  );
  if (!report || !all.length)
    return [
      head,
      el(
        'div',
        { class: 'parks-row' },
        busy && !report
          ? el('div', { class: 'block-waiting', 'aria-hidden': 'true' })
          : report
            ? el('p', { class: 'empty' }, t({ zh: '没有园区图层', en: 'There is no layer of parks' }))
            : null,
      ),
    ];
  const wide = Math.max(280, root.clientWidth - 2);
  return [head, ...drawn(wide, Math.max(150, root.parentElement.clientHeight * MOST - 68), wide < 480)];
}

/** The maps in a room of so many pixels with their scale bar and legend. */
export function drawn(wide, room, stacked) {
  const all = zones();
  const widest = Math.max(...all.map((zone) => zone.wide));
  const highest = Math.max(...all.map((zone) => zone.high));
  const together = all.reduce((total, zone) => total + zone.wide, 0);
  const scale = stacked ? wide / widest : Math.min(wide / together, (room - CHIP) / highest);
  const given = placed();
  const height = Math.round(highest * scale + CHIP);
  const width = (zone) => (stacked ? wide : (wide * zone.wide) / together);
  const row = el(
    'div',
    { class: `parks-row${stacked ? ' stacked' : ''}` },
    ...all.map((zone) => sheet(zone, scale, [width(zone), height], given)),
  );
  return [row, el('footer', { class: 'card-foot parks-foot' }, scaleBar(scale), ...legend())];
}
