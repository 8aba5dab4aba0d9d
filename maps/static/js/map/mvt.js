/* Vector tiles read: the features of a Mapbox Vector Tile 2.1, placed in world pixels of zoom 0. */

import { PbfReader, VectorTile } from '../../vendor/vector-tile/vector-tile.js';

const WORLD = 256;
const POLYGON = 3;

/** Paths of a geometry in world pixels: rings without their last vertex, which is the first, lines, and points as lines of one vertex; with their box. */
function pathOf(feature, place) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const closed = feature.type === POLYGON;
  const lines = feature.loadGeometry().map((vertices) => {
    const line = new Float64Array(2 * (vertices.length - Number(closed)));
    for (let n = 0; n < line.length; n += 2) {
      const { x, y } = vertices[n / 2];
      line[n] = (x + place.x) * place.scale;
      line[n + 1] = (y + place.y) * place.scale;
      box[0] = Math.min(box[0], line[n]);
      box[1] = Math.min(box[1], line[n + 1]);
      box[2] = Math.max(box[2], line[n]);
      box[3] = Math.max(box[3], line[n + 1]);
    }
    return line;
  });
  return { closed: closed ? lines : [], open: closed ? [] : lines, box, middle: null };
}

export const degrees = ([x, y]) => [
  (x / WORLD) * 360 - 180,
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI,
];

/** Twice the area of a ring, positive where it is an outer one. */
function turn(line) {
  let sum = 0;
  for (let n = 0, m = line.length - 2; n < line.length; m = n, n += 2)
    sum += line[m] * line[n + 1] - line[n] * line[m + 1];
  return sum;
}

const points = (line) => Array.from({ length: line.length / 2 }, (_, n) => degrees([line[2 * n], line[2 * n + 1]]));

/** A feature as the map's painters know them; its geometry in degrees is made when it is asked for, and is only as true as the tile. */
class TileFeature {
  constructor(kind, path, properties, set) {
    this.kind = kind;
    this.path = path;
    this.properties = properties;
    this.set = set;
    this.id = properties.id ?? null;
    this.merged = properties.generalised === true;
    this.count = properties.count ?? 1;
  }

  get geometry() {
    this.made ??= this.shape();
    return this.made;
  }

  shape() {
    const { closed, open } = this.path;
    if (this.kind === 1) return { type: 'MultiPoint', coordinates: open.flatMap(points) };
    if (this.kind === 2) return { type: 'MultiLineString', coordinates: open.map(points) };
    const polygons = [];
    for (const line of closed) {
      const ring = points(line);
      ring.push(ring[0]);
      if (turn(line) > 0 || !polygons.length) polygons.push([ring]);
      else polygons.at(-1).push(ring);
    }
    return { type: 'MultiPolygon', coordinates: polygons };
  }
}

function layerOf(layer, [zoom, row, column], set) {
  const { extent } = layer;
  const place = { x: column * extent, y: row * extent, scale: WORLD / (extent * 2 ** zoom) };
  return Array.from({ length: layer.length }, (_, n) => {
    const feature = layer.feature(n);
    return new TileFeature(feature.type, pathOf(feature, place), feature.properties, set);
  });
}

/** The features of a tile at [zoom, row, column]; `set` is kept with each, to tell by which question it was asked for. */
export function read(buffer, at, set) {
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(buffer)));
  return Object.values(layers).flatMap((layer) => layerOf(layer, at, set));
}
