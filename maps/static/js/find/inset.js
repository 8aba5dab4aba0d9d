/* Where the printed map lies: the park around a plot, or all parks around a list, small, with the place in black. */

import { el, svg } from '../base/dom.js';
import * as plane from '../base/plane.js';
import * as rounding from '../base/rounding.js';
import { schema } from '../base/schema.js';
import * as v from '../base/values.js';
import { t } from '../base/words.js';
import { featuresOf } from '../data/features.js';

const [WIDTH, HEIGHT] = [150, 118];
const MARGIN = 6;
const MOST = 3000;

const boundsOf = (feature) => (feature?.geometry ? plane.bounds(feature.geometry) : null);
const joined = (boxes) =>
  boxes
    .filter(Boolean)
    .reduce(
      (all, box) =>
        all
          ? [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])]
          : box,
      null,
    );
const meets = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

const parks = () =>
  schema
    .ofKind('park')
    .flatMap((one) =>
      [...featuresOf(one.id).values()].map((feature) => ({
        feature,
        box: boundsOf(feature),
        child: Boolean(schema.value(one.id, feature, 'parent')),
      })),
    )
    .filter((one) => one.box);

/** The outermost park that a thing lies in, with a quarter of its size around. */
function around(box) {
  const middle = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  const at = [...middle, ...middle];
  return parks().find((one) => !one.child && meets(one.box, at)) ?? null;
}

/** Degrees to the picture's pixels, true to shape at the latitude of the middle. */
function scaleTo([west, south, east, north]) {
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(
    (WIDTH - 2 * MARGIN) / ((east - west) * squeeze || 1e-9),
    (HEIGHT - 2 * MARGIN) / (north - south || 1e-9),
  );
  const [x, y] = [(WIDTH - (east - west) * squeeze * scale) / 2, (HEIGHT - (north - south) * scale) / 2];
  return ([lng, lat]) => [x + (lng - west) * squeeze * scale, y + (north - lat) * scale];
}

function path(geometry, at) {
  const rings =
    { Polygon: (all) => all, MultiPolygon: (all) => all.flat() }[geometry?.type]?.(geometry.coordinates) ?? [];
  return rings
    .map(
      (ring) =>
        `M${ring
          .map((point) =>
            at(point)
              .map((each) => rounding.plain(each, 1))
              .join(' '),
          )
          .join('L')}Z`,
    )
    .join('');
}

function rectangle([west, south, east, north], at) {
  const [[x, y], [right, bottom]] = [at([west, north]), at([east, south])];
  return svg('rect', {
    x,
    y,
    width: Math.max(2, right - x),
    height: Math.max(2, bottom - y),
    fill: 'none',
    stroke: '#18231F',
    'stroke-width': 1.6,
  });
}

function frame(words, shapes) {
  return el(
    'figure',
    { id: 'ls-inset', 'aria-hidden': 'true' },
    el('figcaption', {}, t({ zh: '区位', en: 'Location' }), words ? [' · ', words] : null),
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT }, ...shapes),
  );
}

/** One plot in its park. */
export function ofOne(id, feature) {
  const box = boundsOf(feature);
  const park = box ? around(box) : null;
  if (!park) return null;
  const at = scaleTo(joined([park.box, box]));
  const plots = schema
    .ofKind('parcel')
    .flatMap((one) => [...featuresOf(one.id).values()])
    .filter((one) => one.geometry && meets(boundsOf(one), park.box))
    .slice(0, MOST);
  const own = path(feature.geometry, at);
  const [x, y] = at([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
  return frame(v.name(schema.ofKind('park')[0].id, park.feature), [
    svg('path', {
      d: path(park.feature.geometry, at),
      fill: '#F3F3EE',
      stroke: '#46534D',
      'stroke-width': 1,
      'stroke-dasharray': '5 2',
    }),
    svg('path', {
      d: plots.map((one) => path(one.geometry, at)).join(''),
      fill: '#DDE0DA',
      stroke: '#fff',
      'stroke-width': 0.4,
    }),
    svg('circle', { cx: x, cy: y, r: 9, fill: 'none', stroke: '#18231F', 'stroke-width': 1.2 }),
    svg('path', { d: own, fill: '#18231F' }),
  ]);
}

/** What a list's map shows, in the whole district. */
export function ofMany(shown) {
  const all = parks().filter((one) => !one.child);
  const extent = joined(all.map((one) => one.box));
  const whole =
    !extent ||
    !shown ||
    (shown[0] <= extent[0] && shown[1] <= extent[1] && shown[2] >= extent[2] && shown[3] >= extent[3]);
  if (whole) return null;
  const at = scaleTo(joined([extent, shown]));
  return frame(null, [
    svg('path', {
      d: all.map((one) => path(one.feature.geometry, at)).join(''),
      fill: '#DDE0DA',
      stroke: '#46534D',
      'stroke-width': 0.8,
    }),
    rectangle(shown, at),
  ]);
}
