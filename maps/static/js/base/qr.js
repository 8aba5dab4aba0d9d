/* QR codes (ISO/IEC 18004, model 2) of short texts: bytes, error correction M, versions 1 to 20; rows of dark and light modules. */

const LAST = 20;
/** By version: codewords of error correction in a block, and blocks. */
const CORRECTION = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const LEVEL_M = 0;

/* ---- the field of 256 elements ---- */
const POWERS = new Uint8Array(255);
const LOGS = new Uint8Array(256);
for (let n = 0, x = 1; n < 255; n += 1) {
  POWERS[n] = x;
  LOGS[x] = n;
  x = (x << 1) ^ (x & 0x80 ? 0x11d : 0); // eslint-disable-line no-bitwise -- arithmetic of bits
}

/** @param {number} a @param {number} b */
const product = (a, b) => (a && b ? POWERS[(LOGS[a] + LOGS[b]) % 255] : 0);

/** Coefficients below the highest of (x − 2⁰)(x − 2¹)… @param {number} degree */
function generator(degree) {
  const result = new Uint8Array(degree);
  result[degree - 1] = 1;
  for (let n = 0; n < degree; n += 1)
    for (let j = 0; j < degree; j += 1) result[j] = product(result[j], POWERS[n]) ^ (result[j + 1] ?? 0); // eslint-disable-line no-bitwise -- as above
  return result;
}

/** The codewords that let a reader mend a block. @param {number[]} block @param {Uint8Array} divisor */
function remainder(block, divisor) {
  const rest = Array.from(divisor, () => 0);
  for (const byte of block) {
    const factor = byte ^ rest[0]; // eslint-disable-line no-bitwise -- as above
    rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, n) => {
      rest[n] ^= product(coefficient, factor); // eslint-disable-line no-bitwise -- as above
    });
  }
  return rest;
}

/* ---- how much a version holds ---- */
/** @param {number} version */
const sizeOf = (version) => version * 4 + 17;

/** Modules that carry data. @param {number} version */
function rawModules(version) {
  const patterns = version > 1 ? Math.floor(version / 7) + 2 : 0;
  const aligned = patterns ? (25 * patterns - 10) * patterns - 55 : 0;
  return (16 * version + 128) * version + 64 - aligned - (version >= 7 ? 36 : 0);
}

/** @param {number} version */
const dataBytes = (version) => Math.floor(rawModules(version) / 8) - CORRECTION[version] * BLOCKS[version];

/** Bits of a figure, the highest first. @param {number} value @param {number} length */
const bitsOf = (value, length) => Array.from({ length }, (_, n) => Math.floor(value / 2 ** (length - 1 - n)) % 2);

/** The bytes of a text with mode, count and padding, as codewords. @param {Uint8Array} bytes @param {number} version */
function dataOf(bytes, version) {
  const bits = [
    ...bitsOf(4, 4),
    ...bitsOf(bytes.length, version < 10 ? 8 : 16),
    ...[...bytes].flatMap((byte) => bitsOf(byte, 8)),
  ];
  const room = dataBytes(version) * 8;
  bits.push(...bitsOf(0, Math.min(4, room - bits.length)));
  bits.push(...bitsOf(0, (8 - (bits.length % 8)) % 8));
  const words = Array.from({ length: bits.length / 8 }, (_, n) => parseInt(bits.slice(n * 8, n * 8 + 8).join(''), 2));
  for (let n = 0; words.length < dataBytes(version); n += 1) words.push(n % 2 ? 0x11 : 0xec);
  return words;
}

/** Codewords in the order in which they are laid: blocks dealt out in turn, then their correction. @param {number[]} data @param {number} version */
function interleaved(data, version) {
  const [count, length] = [BLOCKS[version], CORRECTION[version]];
  const short = Math.floor(data.length / count);
  const long = data.length % count;
  let from = 0;
  const blocks = Array.from({ length: count }, (_, n) => {
    const end = from + short + (n >= count - long ? 1 : 0);
    const block = data.slice(from, end);
    from = end;
    return block;
  });
  const divisor = generator(length);
  const mended = blocks.map((block) => remainder(block, divisor));
  /** @param {number[][]} rows @param {number} columns */
  const dealt = (rows, columns) =>
    Array.from({ length: columns }, (_, n) => rows.flatMap((row) => (n < row.length ? [row[n]] : []))).flat();
  return [...dealt(blocks, short + 1), ...dealt(mended, length)];
}

/* ---- the picture ---- */
/** A picture under way: `fixed` modules carry no data. @typedef {{ size: number, dark: boolean[][], fixed: boolean[][] }} Picture */

/** @param {Picture} picture @param {number} x @param {number} y @param {boolean} dark */
function fix({ dark: modules, fixed, size }, x, y, dark) {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  modules[y][x] = dark;
  fixed[y][x] = true;
}

/** Middles of the alignment patterns along an edge. @param {number} version */
function alignment(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, n) => sizeOf(version) - 7 - (count - 2 - n) * step)];
}

/** What finds and aligns the picture; room for format and version. @param {number} version @returns {Picture} */
function framed(version) {
  const size = sizeOf(version);
  const rows = () => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const picture = { size, dark: rows(), fixed: rows() };
  for (let n = 0; n < size; n += 1) {
    fix(picture, 6, n, n % 2 === 0);
    fix(picture, n, 6, n % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ])
    rings(picture, [x, y], 4, [0, 1, 3]);
  const middles = alignment(version);
  const last = middles.length - 1;
  middles.forEach((x, i) =>
    middles.forEach((y, j) => {
      const corner = (i === 0 && (j === 0 || j === last)) || (i === last && j === 0);
      if (!corner) rings(picture, [x, y], 2, [0, 2]);
    }),
  );
  layFormat(picture, 0);
  layVersion(picture, version);
  return picture;
}

/** Squares around a module: those of the named radii are dark. @param {Picture} picture @param {Point} middle @param {number} reach @param {number[]} dark */
function rings(picture, [x, y], reach, dark) {
  for (let dy = -reach; dy <= reach; dy += 1)
    for (let dx = -reach; dx <= reach; dx += 1)
      fix(picture, x + dx, y + dy, dark.includes(Math.max(Math.abs(dx), Math.abs(dy))));
}

/** A figure with the remainder of its division, as format and version are written. @param {number} value @param {number} length @param {number} divisor */
function coded(value, length, divisor) {
  let rest = value;
  for (let n = 0; n < length; n += 1) rest = (rest << 1) ^ ((rest >>> (length - 1)) * divisor); // eslint-disable-line no-bitwise -- as above
  return (value << length) | rest; // eslint-disable-line no-bitwise -- as above
}

/** Level and mask, twice. @param {Picture} picture @param {number} mask */
function layFormat(picture, mask) {
  const bits = bitsOf(coded(LEVEL_M * 8 + mask, 10, 0x537) ^ 0x5412, 15).reverse(); // eslint-disable-line no-bitwise -- as above
  const { size } = picture;
  const along = [0, 1, 2, 3, 4, 5, 7, 8];
  bits.forEach((bit, n) => {
    const dark = bit === 1;
    if (n < 8) fix(picture, 8, along[n], dark);
    else fix(picture, along[14 - n], 8, dark);
    if (n < 8) fix(picture, size - 1 - n, 8, dark);
    else fix(picture, 8, size - 15 + n, dark);
  });
  fix(picture, 8, size - 8, true);
}

/** @param {Picture} picture @param {number} version */
function layVersion(picture, version) {
  if (version < 7) return;
  bitsOf(coded(version, 12, 0x1f25), 18)
    .reverse()
    .forEach((bit, n) => {
      const [a, b] = [picture.size - 11 + (n % 3), Math.floor(n / 3)];
      fix(picture, a, b, bit === 1);
      fix(picture, b, a, bit === 1);
    });
}

/** Codewords in columns of two, upwards and downwards in turn. @param {Picture} picture @param {number[]} words */
function layData({ size, dark, fixed }, words) {
  const bits = words.flatMap((word) => bitsOf(word, 8));
  let at = 0;
  for (let right = size - 1; right >= 1; right -= right === 8 ? 3 : 2) {
    const up = Math.floor((right + 1) / 2) % 2 === 0;
    for (let n = 0; n < size; n += 1)
      for (const x of [right, right - 1]) {
        const y = up ? size - 1 - n : n;
        if (!fixed[y][x]) {
          dark[y][x] = bits[at] === 1;
          at += 1;
        }
      }
  }
}

/* ---- masks ---- */
/** Whether a mask turns a module round. @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** @param {Picture} picture @param {number} mask @returns {Picture} */
function masked({ size, dark, fixed }, mask) {
  const turned = dark.map((row, y) => row.map((module, x) => (fixed[y][x] ? module : module !== MASKS[mask](x, y))));
  const picture = { size, dark: turned, fixed };
  layFormat(picture, mask);
  return picture;
}

/** What a line costs by its runs of one colour and what looks like a finder in it. @param {boolean[]} line */
function lineCost(line) {
  const text = line.map(Number).join('');
  const runs = (text.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
  const finders = ['10111010000', '00001011101'].reduce((sum, shape) => sum + countOf(text, shape), 0);
  return runs + finders * 40;
}

/** @param {string} text @param {string} shape */
function countOf(text, shape) {
  let count = 0;
  for (let at = text.indexOf(shape); at >= 0; at = text.indexOf(shape, at + 1)) count += 1;
  return count;
}

/** How hard a picture is to read, by the rules of the standard. @param {Picture} picture */
function cost({ size, dark }) {
  const columns = dark.map((_, x) => dark.map((row) => row[x]));
  let sum = [...dark, ...columns].reduce((total, line) => total + lineCost(line), 0);
  for (let y = 1; y < size; y += 1)
    for (let x = 1; x < size; x += 1)
      if (dark[y][x] === dark[y - 1][x] && dark[y][x] === dark[y][x - 1] && dark[y][x] === dark[y - 1][x - 1]) sum += 3;
  const share = dark.flat().filter(Boolean).length / (size * size);
  return sum + Math.floor(Math.abs(share * 100 - 50) / 5) * 10;
}

/**
 * Rows of modules, true where they are dark, without the margin of four that a reader needs; null where the text is too long.
 * @param {string} text
 * @returns {boolean[][] | null}
 */
export function encode(text) {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  while (version <= LAST && 4 + (version < 10 ? 8 : 16) + bytes.length * 8 > dataBytes(version) * 8) version += 1;
  if (version > LAST) return null;
  const picture = framed(version);
  layData(picture, interleaved(dataOf(bytes, version), version));
  const all = MASKS.map((_, mask) => masked(picture, mask));
  return all.reduce((best, one) => (cost(one) < cost(best) ? one : best)).dark;
}

/** The dark modules as the path of an SVG, a unit a module. @param {boolean[][]} rows */
export const path = (rows) =>
  rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
