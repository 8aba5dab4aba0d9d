/* QR codes: module by module as another encoder draws them (segno 1.6.6, with padding by the words of the standard), up to the largest version. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { encode, path } from '../../maps/static/js/base/qr.js';

const A = `
#######.#..#..#######
#.....#.#####.#.....#
#.###.#...#.#.#.###.#
#.###.#.##.##.#.###.#
#.###.#..###..#.###.#
#.....#..#.##.#.....#
#######.#.#.#.#######
........##.##........
#.##.###..###.#..#.##
.#.##..#.#.####..#...
##..###.##.#.....##.#
#.##.#.....#..#####..
#..####..#..#..#..#..
........#.##..#..#..#
#######.#..##..#.#...
#.....#.##.....##.##.
#.###.#..##.#####...#
#.###.#.####..######.
#.###.#.#.#.#.##.....
#.....#...#..#.#..#.#
#######.#....#..#....`.trim();

/** By text, or its length in x: the version and a digest of the rows. @type {[string | number, number, string][]} */
const KNOWN = [
  ['https://gis.example.cn/landstock/#sel=industrial_land%2FJK-C04-02', 5, 'e75dff04fb8dcd34ee776271d9c41aa1'],
  ['长清区', 1, '6a94d771e041ec43c13a889f20b05eaa'],
  [26, 2, '6b3c728f6da5c7377b04cb658bb6886d'],
  [122, 7, '91c925bdfb77e72b0588d633a6da626a'],
  [362, 14, '521700893d7601b56b2383a56b38fe88'],
  [666, 20, '497df6c35a67d13f72b0afac007734db'],
];

/** @param {string} text @returns {boolean[][]} */
function rowsOf(text) {
  const rows = encode(text);
  assert(rows);
  return rows;
}

test('a letter is drawn as the standard says', () => {
  const drawn = rowsOf('A').map((row) => row.map((dark) => (dark ? '#' : '.')).join(''));
  assert.equal(drawn.join('\n'), A);
});

for (const [given, version, digest] of KNOWN)
  test(`as another encoder draws it: version ${version}, ${typeof given === 'number' ? `${given} bytes` : given}`, () => {
    const rows = rowsOf(typeof given === 'number' ? 'x'.repeat(given) : given);
    assert.equal(rows.length, version * 4 + 17);
    const text = rows.map((row) => row.map(Number).join('')).join('\n');
    assert.equal(createHash('sha256').update(text).digest('hex').slice(0, 32), digest);
  });

test('what does not fit is no code, and not a wrong one', () => {
  assert.equal(encode('x'.repeat(667)), null);
});

test('as a path every dark module is a square of its own', () => {
  const rows = rowsOf('A');
  assert.equal(path(rows).match(/M\d+ \d+h1v1h-1z/g)?.length, rows.flat().filter(Boolean).length);
});
