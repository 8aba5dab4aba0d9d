/* Vector tiles read: the features of a Mapbox Vector Tile 2.1, placed in world pixels of zoom 0. */

import { PbfReader, VectorTile } from '../../vendor/vector-tile/vector-tile.js';
import { WORLD, degrees } from './mercator.js';
import { emptyBox, widen } from './paths.js';

/** @typedef {VectorTile['layers'][string]} TileLayer */
/** @typedef {ReturnType<TileLayer['feature']>} TileShape */
/** @typedef {[zoom: number, row: number, column: number]} TileAddress */

const [POINT, LINE, POLYGON] = [1, 2, 3];

/**
 * Paths of a geometry in world pixels: rings without their last vertex, which is the first, lines, and points as lines
 * of one vertex; with their box.
 * @param {TileShape} feature
 * @param {{ x: number, y: number, scale: number }} place
 * @returns {Path}
 */
function pathOf(feature, place) {
  const box = emptyBox();
  const closed = feature.type === POLYGON;
  const lines = feature.loadGeometry().map((vertices) => {
    const line = new Float64Array(2 * (vertices.length - Number(closed)));
    for (let n = 0; n < line.length; n += 2) {
      const { x, y } = vertices[n / 2];
      line[n] = (x + place.x) * place.scale;
      line[n + 1] = (y + place.y) * place.scale;
      widen(box, line[n], line[n + 1]);
    }
    return line;
  });
  return { closed: closed ? lines : [], open: closed ? [] : lines, box, middle: null };
}

/** Twice the area of a ring, positive where it is an outer one. @param {Float64Array} line */
function turn(line) {
  let sum = 0;
  for (let n = 0, m = line.length - 2; n < line.length; m = n, n += 2)
    sum += line[m] * line[n + 1] - line[n] * line[m + 1];
  return sum;
}

/** @param {Float64Array} line */
const points = (line) => Array.from({ length: line.length / 2 }, (_, n) => degrees([line[2 * n], line[2 * n + 1]]));

/**
 * A feature as the map's painters know them; its geometry in degrees is made when it is asked for, and is only as true
 * as the tile.
 * @implements {Piece}
 */
class TileFeature {
  /** @param {number} kind @param {Path} path @param {Record<string, any>} properties @param {string} set */
  constructor(kind, path, properties, set) {
    this.kind = kind;
    this.path = path;
    this.properties = properties;
    this.set = set;
    /** @type {string | null} */
    this.id = properties.id === undefined ? null : String(properties.id);
    this.merged = properties.generalised === true;
    /** @type {number} */
    this.count = properties.count ?? 1;
    /** @type {Geometry | null} */
    this.made = null;
  }

  get geometry() {
    return (this.made ??= this.shape());
  }

  /** @returns {Geometry} */
  shape() {
    const { closed, open } = this.path;
    if (this.kind === POINT) return { type: 'MultiPoint', coordinates: open.flatMap(points) };
    if (this.kind === LINE) return { type: 'MultiLineString', coordinates: open.map(points) };
    /** @type {Point[][][]} */
    const polygons = [];
    for (const line of closed) {
      const ring = points(line);
      ring.push(ring[0]);
      if (turn(line) > 0 || !polygons.length) polygons.push([ring]);
      else polygons[polygons.length - 1].push(ring);
    }
    return { type: 'MultiPolygon', coordinates: polygons };
  }
}

/** @param {TileLayer} layer @param {TileAddress} address @param {string} set */
function layerOf(layer, [zoom, row, column], set) {
  const { extent } = layer;
  const place = { x: column * extent, y: row * extent, scale: WORLD / (extent * 2 ** zoom) };
  return Array.from({ length: layer.length }, (_, n) => {
    const feature = layer.feature(n);
    return new TileFeature(feature.type, pathOf(feature, place), feature.properties, set);
  });
}

/**
 * The features of a tile at [zoom, row, column]; `set` is kept with each, to tell by which question it was asked for.
 * @param {ArrayBuffer} buffer
 * @param {TileAddress} at
 * @param {string} set
 * @returns {Piece[]}
 */
export function read(buffer, at, set) {
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(buffer)));
  return Object.values(layers).flatMap((layer) => layerOf(layer, at, set));
}
