import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './page.js';

/* CGCS2000 / Gauss-Krüger with the central meridian 117°E, as EPSG:4548 has it. */
const metric = {
  a: 6378137,
  inverse_flattening: 298.257222101,
  lon_0: 117,
  lat_0: 0,
  k_0: 1,
  x_0: 500000,
  y_0: 0,
};
const geo = await load('base/geo.js', { metric });
const { config } = await load('base/config.js');

/** @param {number} made @param {number} wanted @param {number} within */
const near = (made, wanted, within) => assert.ok(Math.abs(made - wanted) < within, `${made} is not ${wanted}`);

/** @param {() => void} run */
function onTheSphere(run) {
  config.metric = null;
  run();
  config.metric = metric;
}

test('a degree of a great circle is a 360th of it', () => {
  const degree = (2 * Math.PI * 6371008.8) / 360;
  near(geo.distance([117, 36], [117, 37]), degree, 1e-6);
  near(geo.distance([0, 0], [180, 0]), degree * 180, 1e-6);
  assert.equal(geo.distance([117, 36], [117, 36]), 0);
});

test('the grid on its meridian: the easting is the false one, the northing the arc of the meridian', () => {
  const [east, north] = geo.metric([117, 0]);
  near(east, 500000, 1e-6);
  near(north, 0, 1e-6);
  // A quarter of the meridian of GRS 80 is 10,001,965.729 m.
  near(geo.metric([117, 89.9999999])[1], 10001965.729, 0.02);
});

test('the grid off its meridian is symmetric, and stretched', () => {
  const [east, north] = geo.metric([118, 36]);
  const [west, same] = geo.metric([116, 36]);
  near(east - 500000, 500000 - west, 1e-6);
  near(north, same, 1e-6);
  // A degree of the parallel of 36° on the ellipsoid is 90,163 m; the grid makes it longer by about 1 in 10,000.
  near(east - 500000, 90166, 5);
});

test('edges and areas are those of the grid where there is one, else of the sphere', () => {
  const [a, b] = [
    [117, 36],
    [117, 36.01],
  ];
  // A degree of latitude at 36° is 110,958 m on the ellipsoid and 111,195 m on the sphere.
  near(geo.edge(a, b), 1109.6, 0.1);
  const ring = [a, [117.01, 36], [117.01, 36.01], b];
  near(geo.area(ring) / 1e4, 100.04, 0.1);
  onTheSphere(() => {
    near(geo.edge(a, b), 1111.95, 0.01);
    near(geo.area(ring), 1111.95 ** 2 * Math.cos((36 * Math.PI) / 180), 200);
  });
});

test('the area of a ring is the same either way round', () => {
  const ring = [
    [117, 36],
    [117.01, 36],
    [117.01, 36.01],
  ];
  assert.equal(geo.area(ring), geo.area([...ring].reverse()));
});

test('eight directions; a degree of longitude is shorter than one of latitude', () => {
  const from = [117, 36];
  /** @param {number} x @param {number} y */
  const towards = (x, y) => geo.direction(from, [117 + x, 36 + y]).en;
  assert.deepEqual([towards(0, 1), towards(1, 0), towards(0, -1), towards(-1, 0)], ['north', 'east', 'south', 'west']);
  assert.deepEqual(
    [towards(0.1, 0.1), towards(0.1, -0.1), towards(-0.1, -0.1), towards(-0.1, 0.1)],
    ['north-east', 'south-east', 'south-west', 'north-west'],
  );
  // At 36° it is 0.81 of one: 0.5 east and 1 north is 22.0° from north, which is still north.
  assert.equal(towards(0.05, 0.1), 'north');
  assert.deepEqual(geo.direction(from, [117, 37]), { zh: '北', en: 'north', arrow: '↑' });
});

test('a place on the plane is that of the grid; without one, metres about the middle of the folder', () => {
  assert.deepEqual(geo.onPlane([117.2, 36.5]), geo.metric([117.2, 36.5]));
  onTheSphere(() => {
    config.home = [116, 36, 118, 38];
    const [[x1, y1], [x2, y2]] = [geo.onPlane([117, 37]), geo.onPlane([117.01, 37.01])];
    near(Math.hypot(x2 - x1, y2 - y1), geo.distance([117, 37], [117.01, 37.01]), 0.1);
  });
});

test('metres of the grid go back to the degrees that they came from, far from the meridian too', () => {
  for (const place of [
    [117, 36.5],
    [116.78, 36.59],
    [114, 20],
    [120.5, 53],
  ]) {
    const [lng, lat] = geo.fromMetric(geo.metric(place));
    near(lng, place[0], 1e-10);
    near(lat, place[1], 1e-10);
  }
});
