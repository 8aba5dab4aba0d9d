/* Where the printed map lies: the park around a plot, or all parks around a list, small, with the place in black. */

import { el, svg } from '../base/dom.js';
import { colour } from '../base/palette.js';
import * as plane from '../base/plane.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';

const [WIDTH, HEIGHT] = [150, 118];
const MARGIN = 6;
const MOST = 3000;

/** @param {Feature} feature @returns {Box | null} */
const boundsOf = (feature) => plane.bounds(feature.geometry);

/**
 * @typedef {object} Park
 * @property {Feature} feature
 * @property {Box} box
 * @property {boolean} child whether it lies in another
 */

/** @returns {Park[]} */
const parks = () =>
  schema.ofKind('park').flatMap((one) =>
    [...featuresOf(one.id).values()].flatMap((feature) => {
      const box = boundsOf(feature);
      return box ? [{ feature, box, child: Boolean(schema.value(one.id, feature, 'parent')) }] : [];
    }),
  );

/** @param {Box} box @returns {Point} */
const middleOf = ([west, south, east, north]) => [(west + east) / 2, (south + north) / 2];

/** The outermost park that a thing lies in. @param {Box} box */
function around(box) {
  const [x, y] = middleOf(box);
  /** @type {Box} */
  const at = [x, y, x, y];
  return parks().find((one) => !one.child && plane.meet(one.box, at)) ?? null;
}

/** Degrees to the picture's pixels, true to shape at the latitude of the middle. @param {Box} box @returns {(point: Point) => Point} */
function scaleTo([west, south, east, north]) {
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(
    (WIDTH - 2 * MARGIN) / ((east - west) * squeeze || 1e-9),
    (HEIGHT - 2 * MARGIN) / (north - south || 1e-9),
  );
  const [x, y] = [(WIDTH - (east - west) * squeeze * scale) / 2, (HEIGHT - (north - south) * scale) / 2];
  return ([lng, lat]) => [x + (lng - west) * squeeze * scale, y + (north - lat) * scale];
}

/** @param {Box} box @param {(point: Point) => Point} at */
function rectangle([west, south, east, north], at) {
  const [[x, y], [right, bottom]] = [at([west, north]), at([east, south])];
  return svg('rect', {
    x,
    y,
    width: Math.max(2, right - x),
    height: Math.max(2, bottom - y),
    fill: 'none',
    stroke: colour('ink'),
    'stroke-width': 1.6,
  });
}

/** @param {string | null} words @param {SVGElement[]} shapes */
function frame(words, shapes) {
  return el(
    'figure',
    { id: 'ls-inset', 'aria-hidden': 'true' },
    el('figcaption', {}, t({ zh: '区位', en: 'Location' }), words ? [' · ', words] : null),
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT }, ...shapes),
  );
}

/** One plot in its park. @param {Feature} feature */
export function ofOne(feature) {
  const box = boundsOf(feature);
  const park = box ? around(box) : null;
  if (!box || !park) return null;
  const at = scaleTo(plane.around([park.box, box]));
  const plots = schema
    .ofKind('parcel')
    .flatMap((one) => [...featuresOf(one.id).values()])
    .filter((one) => {
      const own = boundsOf(one);
      return own && plane.meet(own, park.box);
    })
    .slice(0, MOST);
  const [x, y] = at(middleOf(box));
  return frame(v.name(schema.ofKind('park')[0].id, park.feature), [
    svg('path', {
      d: plane.pathOf(park.feature.geometry, at),
      fill: colour('ground'),
      stroke: colour('ink-2'),
      'stroke-width': 1,
      'stroke-dasharray': '5 2',
    }),
    svg('path', {
      d: plots.map((one) => plane.pathOf(one.geometry, at)).join(''),
      fill: colour('inset-plot'),
      stroke: colour('paper'),
      'stroke-width': 0.4,
    }),
    svg('circle', { cx: x, cy: y, r: 9, fill: 'none', stroke: colour('ink'), 'stroke-width': 1.2 }),
    svg('path', { d: plane.pathOf(feature.geometry, at), fill: colour('ink') }),
  ]);
}

/** What a list's map shows, in the whole district; null where it shows all of it. @param {Box} shown */
export function ofMany(shown) {
  const all = parks().filter((one) => !one.child);
  if (!all.length) return null;
  const extent = plane.around(all.map((one) => one.box));
  const whole = shown[0] <= extent[0] && shown[1] <= extent[1] && shown[2] >= extent[2] && shown[3] >= extent[3];
  if (whole) return null;
  const at = scaleTo(plane.around([extent, shown]));
  return frame(null, [
    svg('path', {
      d: all.map((one) => plane.pathOf(one.feature.geometry, at)).join(''),
      fill: colour('inset-plot'),
      stroke: colour('ink-2'),
      'stroke-width': 0.8,
    }),
    rectangle(shown, at),
  ]);
}
