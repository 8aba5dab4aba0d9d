/* Geometry that the page reckons itself: Mercator world pixels, rings, points in polygons, polygons that touch, the metric grid. */
(function () {
  'use strict';
  const ls = window.landstock;
  const EARTH = 6371008.8;
  const RAD = Math.PI / 180;
  const WORLD = 256;

  /** Longitude and latitude as pixels of the whole world at zoom 0; a map at zoom z multiplies by 2^z. */
  const worldX = (lng) => (lng / 360 + 0.5) * WORLD;
  function worldY(lat) {
    const sin = Math.sin(Math.max(-85.0511287798, Math.min(85.0511287798, lat)) * RAD);
    return (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD;
  }

  /** Parts of a geometry: {polygons: [[ring…]…], lines: [line…], points: [point…]} of [lng, lat]. */
  function parts(geometry) {
    const found = { polygons: [], lines: [], points: [] };
    const add = (one, depth) => {
      if (!one || depth > 4) return;
      const { type, coordinates } = one;
      if (type === 'Polygon') found.polygons.push(coordinates);
      else if (type === 'MultiPolygon') found.polygons.push(...coordinates);
      else if (type === 'LineString') found.lines.push(coordinates);
      else if (type === 'MultiLineString') found.lines.push(...coordinates);
      else if (type === 'Point') found.points.push(coordinates);
      else if (type === 'MultiPoint') found.points.push(...coordinates);
      else if (type === 'GeometryCollection') one.geometries.forEach((child) => add(child, depth + 1));
    };
    add(geometry, 0);
    return found;
  }

  const boxes = new WeakMap();
  /** West, south, east, north of a feature; null without geometry. */
  function bounds(feature) {
    if (boxes.has(feature)) return boxes.get(feature);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const walk = (part) => {
      if (typeof part[0] !== 'number') { part.forEach(walk); return; }
      if (part[0] < box[0]) box[0] = part[0];
      if (part[0] > box[2]) box[2] = part[0];
      if (part[1] < box[1]) box[1] = part[1];
      if (part[1] > box[3]) box[3] = part[1];
    };
    const { polygons, lines, points } = parts(feature?.geometry);
    [polygons, lines, points].forEach(walk);
    const made = Number.isFinite(box[0]) ? box : null;
    if (feature) boxes.set(feature, made);
    return made;
  }

  /** Whether x, y lies in the rings of a polygon, holes left out: even–odd rule on any numeric pairs. */
  function inRings(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [xi, yi] = ring[i];
        const [xj, yj] = ring[j];
        if ((yi > y) !== (yj > y) && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
      }
    }
    return inside;
  }

  const side = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const between = (a, b, c) => Math.min(a[0], b[0]) <= c[0] && c[0] <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= c[1] && c[1] <= Math.max(a[1], b[1]);

  function cross(a, b, c, d) {
    const [p, q, r, s] = [side(c, d, a), side(c, d, b), side(a, b, c), side(a, b, d)];
    if (((p > 0 && q < 0) || (p < 0 && q > 0)) && ((r > 0 && s < 0) || (r < 0 && s > 0))) return true;
    return (p === 0 && between(c, d, a)) || (q === 0 && between(c, d, b)) || (r === 0 && between(a, b, c)) || (s === 0 && between(a, b, d));
  }

  function edgesCross(line, ring) {
    for (let i = 1; i < line.length; i += 1) {
      for (let j = 0, k = ring.length - 1; j < ring.length; k = j, j += 1) if (cross(line[i - 1], line[i], ring[k], ring[j])) return true;
    }
    return false;
  }

  /** Whether a feature touches a polygon given as one open ring of [lng, lat]. */
  function touches(feature, ring) {
    const box = bounds(feature);
    if (!box) return false;
    const xs = ring.map((point) => point[0]);
    const ys = ring.map((point) => point[1]);
    if (box[0] > Math.max(...xs) || box[2] < Math.min(...xs) || box[1] > Math.max(...ys) || box[3] < Math.min(...ys)) return false;
    const { polygons, lines, points } = parts(feature.geometry);
    const within = (point) => inRings([ring], point[0], point[1]);
    return points.some(within) || lines.some((line) => line.some(within) || edgesCross(line, ring))
      || polygons.some((rings) => rings[0].some(within) || inRings(rings, ring[0][0], ring[0][1]) || rings.some((one) => edgesCross(one, ring)));
  }

  /** Metres between two [lng, lat] on the sphere. */
  function distance([lng1, lat1], [lng2, lat2]) {
    const a = Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lng2 - lng1) * RAD) / 2) ** 2;
    return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
  }

  /** Area in m² of a ring of [lng, lat]: on the metric grid where the folder has one the page can reckon, else on the sphere. */
  function area(ring) {
    const grid = ls.config.metric ? ring.map((point) => metric(point)) : ring.map(([lng, lat]) => [lng * RAD * EARTH * Math.cos(ring[0][1] * RAD), lat * RAD * EARTH]);
    let twice = 0;
    for (let i = 0, j = grid.length - 1; i < grid.length; j = i, i += 1) twice += (grid[j][0] - grid[0][0]) * (grid[i][1] - grid[0][1]) - (grid[i][0] - grid[0][0]) * (grid[j][1] - grid[0][1]);
    return Math.abs(twice) / 2;
  }

  /** Easting and northing in metres by Krüger's series to n⁴ (Karney 2011, eq. 7–11, 35): under a millimetre within 6° of the meridian. */
  function metric([lng, lat]) {
    const { a, inverse_flattening: rf, lon_0: lon0, lat_0: lat0, k_0: k0, x_0: x0, y_0: y0 } = ls.config.metric;
    const f = 1 / rf;
    const n = f / (2 - f);
    const e = Math.sqrt(f * (2 - f));
    const alpha = [n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4, (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4, (61 / 240) * n ** 3 - (103 / 140) * n ** 4, (49561 / 161280) * n ** 4];
    const radius = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
    const project = (longitude, latitude) => {
      const sin = Math.sin(latitude * RAD);
      const tau = Math.sinh(Math.atanh(sin) - e * Math.atanh(e * sin));
      const lambda = (longitude - lon0) * RAD;
      const xi = Math.atan2(tau, Math.cos(lambda));
      const eta = Math.asinh(Math.sin(lambda) / Math.hypot(tau, Math.cos(lambda)));
      let [north, east] = [xi, eta];
      alpha.forEach((term, j) => {
        north += term * Math.sin(2 * (j + 1) * xi) * Math.cosh(2 * (j + 1) * eta);
        east += term * Math.cos(2 * (j + 1) * xi) * Math.sinh(2 * (j + 1) * eta);
      });
      return [k0 * radius * east, k0 * radius * north];
    };
    const [east, north] = project(lng, lat);
    return [x0 + east, y0 + north - project(lon0, lat0)[1]];
  }

  const COMPASS = [['北', 'north', '↑'], ['东北', 'north-east', '↗'], ['东', 'east', '→'], ['东南', 'south-east', '↘'], ['南', 'south', '↓'], ['西南', 'south-west', '↙'], ['西', 'west', '←'], ['西北', 'north-west', '↖']];

  /** Direction from one [lng, lat] to another in words and as an arrow. */
  function direction([lng1, lat1], [lng2, lat2]) {
    const angle = Math.atan2((lng2 - lng1) * Math.cos(((lat1 + lat2) / 2) * RAD), lat2 - lat1);
    const [zh, en, arrow] = COMPASS[(Math.round(angle / (Math.PI / 4)) + 8) % 8];
    return { zh, en, arrow };
  }

  ls.geo = { worldX, worldY, parts, bounds, inRings, touches, distance, area, metric, direction };
}());
