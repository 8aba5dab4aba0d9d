/* Would break where a filter of a figure were read as another, or what the page cannot read were taken for nothing asked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { load } from './page.js';

const { conditionOf, namesIn } = await load('data/filter_text.js');

test('what a field holds, joined by and before or', () => {
  assert.deepEqual(conditionOf(`"a b" = 'x' AND "n" <= 2.5 OR NOT ("t" IN ('1', '2'))`), {
    op: 'or',
    args: [
      {
        op: 'and',
        args: [
          { op: '=', name: 'a b', value: 'x' },
          { op: '<=', name: 'n', value: 2.5 },
        ],
      },
      { op: 'not', of: { op: 'in', name: 't', values: ['1', '2'] } },
    ],
  });
  assert.deepEqual(conditionOf('geometry IS NULL'), { op: 'null', name: 'geometry' });
  assert.deepEqual(conditionOf('"x" is not null'), { op: 'not', of: { op: 'null', name: 'x' } });
  assert.deepEqual(conditionOf(`A_OVERLAPS("p", ('gas'))`), { op: 'overlaps', name: 'p', values: ['gas'] });
  assert.deepEqual(conditionOf(`d > DATE('2024-02-29')`), { op: '>', name: 'd', value: '2024-02-29' });
  assert.deepEqual(conditionOf('"n" NOT IN (-1, 2e3, TRUE, false)'), {
    op: 'not',
    of: { op: 'in', name: 'n', values: [-1, 2000, true, false] },
  });
  assert.deepEqual(conditionOf(' FALSE '), { op: 'never' });
});

test('quotes within names and texts are doubled', () => {
  assert.deepEqual(conditionOf(`"a""b" = 'O''Brien'`), { op: '=', name: 'a"b', value: "O'Brien" });
});

test('what is not of this part of the language is not read', () => {
  for (const text of [
    '',
    ' ',
    'x',
    'x =',
    '= 1',
    'x = 1 AND',
    'x = 1 y = 2',
    '(x = 1',
    'x IN ()',
    "x LIKE 'a%'",
    'x + 1 = 2',
    'S_INTERSECTS(geometry, POINT(1 2))',
    "x = 'open",
    "d > DATE('soon')",
    'x = NULL',
    '12abc = 1',
    `${'('.repeat(50)}x = 1${')'.repeat(50)}`,
    `${'NOT '.repeat(50)}x = 1`,
  ])
    assert.equal(conditionOf(text), null, text);
});

test('whatever is written, it is read or it is not, and quickly', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80, unit: fc.constantFrom(...`"'()=<> aNOTINULF1,.`) }), (text) => {
      const found = conditionOf(text);
      return found === null || Array.isArray(namesIn(found));
    }),
  );
  const long = `x IN (${Array.from({ length: 5000 }, (_, n) => `'${n}'`).join(', ')})`;
  const begun = performance.now();
  assert.equal(conditionOf(long).values.length, 5000);
  assert.equal(conditionOf(`${"'".repeat(20000)} x`), null);
  assert.ok(performance.now() - begun < 500);
});

test('the fields that a filter asks are known', () => {
  assert.deepEqual(namesIn(conditionOf(`NOT (a = '1' OR b IS NULL) AND A_OVERLAPS(c, ('x')) AND FALSE`)), [
    'a',
    'b',
    'c',
  ]);
});
