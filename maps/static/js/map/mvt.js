/* Vector tiles read: the features of a Mapbox Vector Tile 2.1, placed in world pixels of zoom 0. */
(function () {
  'use strict';
  const ls = window.landstock;
  const WORLD = 256;
  const TEXT = new TextDecoder();

  /** Protocol buffers, as far as tiles use them. */
  class Reader {
    constructor(bytes, at = 0, end = bytes.length) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.at = at;
      this.end = end;
    }

    varint() {
      let [value, scale] = [0, 1];
      for (;;) {
        const byte = this.bytes[this.at];
        this.at += 1;
        value += (byte & 127) * scale;
        if (byte < 128 || byte === undefined) return value;
        scale *= 128;
      }
    }

    /** The number of the next field; what it holds is read by the caller, or skipped. */
    field() {
      const key = this.varint();
      this.kind = key & 7;
      return key >> 3;
    }

    /** A reader of the next piece alone. */
    piece() {
      const length = this.varint();
      const found = new Reader(this.bytes, this.at, Math.min(this.end, this.at + length));
      this.at += length;
      return found;
    }

    text() {
      const { at, end } = this.piece();
      return TEXT.decode(this.bytes.subarray(at, end));
    }

    skip() {
      if (this.kind === 0) this.varint();
      else if (this.kind === 2) this.piece();
      else this.at += this.kind === 1 ? 8 : 4;
    }

    get more() { return this.at < this.end; }
  }

  const signed = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

  function valueOf(reader) {
    let value = null;
    while (reader.more) {
      const field = reader.field();
      if (field === 1) value = reader.text();
      else if (field === 2) { value = reader.view.getFloat32(reader.at, true); reader.at += 4; }
      else if (field === 3) { value = reader.view.getFloat64(reader.at, true); reader.at += 8; }
      else if (field === 4 || field === 5) value = reader.varint();
      else if (field === 6) value = signed(reader.varint());
      else if (field === 7) value = Boolean(reader.varint());
      else reader.skip();
    }
    return value;
  }

  /** Paths of a geometry in world pixels: rings, lines, and points as lines of one vertex; with their box. */
  function pathOf(reader, kind, place) {
    const path = { closed: [], open: [], box: [Infinity, Infinity, -Infinity, -Infinity], middle: null };
    let [x, y, line] = [0, 0, []];
    const end = () => { if (line.length) (kind === 3 ? path.closed : path.open).push(Float64Array.from(line)); line = []; };
    while (reader.more) {
      const command = reader.varint();
      const [what, count] = [command & 7, command >> 3];
      if (what === 7) { end(); continue; }
      for (let n = 0; n < count && reader.more; n += 1) {
        x += signed(reader.varint());
        y += signed(reader.varint());
        if (what === 1) end();
        const [wx, wy] = [(x + place.x) * place.scale, (y + place.y) * place.scale];
        line.push(wx, wy);
        path.box[0] = Math.min(path.box[0], wx); path.box[2] = Math.max(path.box[2], wx);
        path.box[1] = Math.min(path.box[1], wy); path.box[3] = Math.max(path.box[3], wy);
      }
    }
    end();
    return path;
  }

  const degrees = ([x, y]) => [(x / WORLD) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI];

  /** Twice the area of a ring, positive where it is an outer one. */
  function turn(line) {
    let sum = 0;
    for (let n = 0, m = line.length - 2; n < line.length; m = n, n += 2) sum += line[m] * line[n + 1] - line[n] * line[m + 1];
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
        if (turn(line) > 0 || !polygons.length) polygons.push([ring]); else polygons.at(-1).push(ring);
      }
      return { type: 'MultiPolygon', coordinates: polygons };
    }
  }

  function featureOf(reader, keys, values, place, set) {
    const properties = {};
    let [kind, geometry] = [0, null];
    while (reader.more) {
      const field = reader.field();
      if (field === 2) {
        const tags = reader.piece();
        while (tags.more) { const key = tags.varint(); properties[keys[key]] = values[tags.varint()]; }
      } else if (field === 3) kind = reader.varint();
      else if (field === 4) geometry = reader.piece();
      else reader.skip();
    }
    return geometry ? new TileFeature(kind, pathOf(geometry, kind, place), properties, set) : null;
  }

  function layerOf(reader, [zoom, row, column], set) {
    const [keys, values, pieces] = [[], [], []];
    let extent = 4096;
    while (reader.more) {
      const field = reader.field();
      if (field === 2) pieces.push(reader.piece());
      else if (field === 3) keys.push(reader.text());
      else if (field === 4) values.push(valueOf(reader.piece()));
      else if (field === 5) extent = reader.varint();
      else reader.skip();
    }
    const place = { x: column * extent, y: row * extent, scale: WORLD / (extent * 2 ** zoom) };
    return pieces.map((piece) => featureOf(piece, keys, values, place, set)).filter(Boolean);
  }

  /** The features of a tile at [zoom, row, column]; `set` is kept with each, to tell by which question it was asked for. */
  function read(buffer, at, set) {
    const reader = new Reader(new Uint8Array(buffer));
    const found = [];
    while (reader.more) if (reader.field() === 3) found.push(...layerOf(reader.piece(), at, set)); else reader.skip();
    return found;
  }

  ls.mvt = { read, degrees };
}());
