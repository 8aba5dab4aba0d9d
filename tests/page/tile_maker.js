/* Vector tiles made by hand, as a service would send them. */

import { PbfWriter } from 'pbf';

const [MOVE, LINE, CLOSE] = [1, 2, 7];
const POLYGON = 3;

/**
 * @typedef {{ type: 1 | 2 | 3, parts: [number, number][][], properties: Record<string, string | number | boolean> }} Made A ring is given without the vertex that closes it.
 */

/** @param {number} value */
const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);

/** @param {number} command @param {number} times */
const ordered = (command, times) => times * 8 + command;

/** The geometry of a feature as commands and steps. @param {Made} made */
function commands({ type, parts }) {
  const numbers = [];
  let [x, y] = [0, 0];
  /** @param {[number, number]} vertex */
  const step = ([nextX, nextY]) => {
    numbers.push(zigzag(nextX - x), zigzag(nextY - y));
    [x, y] = [nextX, nextY];
  };
  for (const [first, ...rest] of parts) {
    numbers.push(ordered(MOVE, 1));
    step(first);
    if (rest.length) numbers.push(ordered(LINE, rest.length));
    rest.forEach(step);
    if (type === POLYGON) numbers.push(ordered(CLOSE, 1));
  }
  return numbers;
}

/** @param {string | number | boolean} value @param {PbfWriter} pbf */
function writeValue(value, pbf) {
  if (typeof value === 'string') pbf.writeStringField(1, value);
  else if (typeof value === 'boolean') pbf.writeBooleanField(7, value);
  else pbf.writeDoubleField(3, value);
}

/** A tile of one layer. @param {Made[]} features @returns {ArrayBuffer} */
export function tileOf(features, extent = 4096) {
  /** @type {string[]} */
  const keys = [];
  /** @type {(string | number | boolean)[]} */
  const values = [];
  /** @template T @param {T[]} list @param {T} entry */
  const placeIn = (list, entry) => (list.includes(entry) ? list.indexOf(entry) : list.push(entry) - 1);
  const pbf = new PbfWriter();
  pbf.writeMessage(
    3,
    (_, layer) => {
      layer.writeVarintField(15, 2);
      layer.writeStringField(1, 'layer');
      layer.writeVarintField(5, extent);
      for (const made of features) {
        const tags = Object.entries(made.properties).flatMap(([key, value]) => [
          placeIn(keys, key),
          placeIn(values, value),
        ]);
        layer.writeMessage(
          2,
          (__, feature) => {
            feature.writePackedVarint(2, tags);
            feature.writeVarintField(3, made.type);
            feature.writePackedVarint(4, commands(made));
          },
          null,
        );
      }
      for (const key of keys) layer.writeStringField(3, key);
      for (const value of values) layer.writeMessage(4, writeValue, value);
    },
    null,
  );
  return new Uint8Array(pbf.finish()).buffer;
}

/**
 * A square as a ring without the vertex that closes it, clockwise on the screen, as an outer ring goes.
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @returns {[number, number][]}
 */
export const square = (x, y, side) => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];
