import assert from 'node:assert/strict';
import { test } from 'node:test';
import { URLSearchParams } from 'node:url';
import { catalog, plots } from './catalog.js';
import { load } from './page.js';

const { restore } = await load('data/address.js', catalog);
const { faultsOf, missingIn, sentence } = await load('data/link_faults.js');
const { layers } = await load('data/features.js');
const engine = await load('data/engine.js');
const { defaults, emptyQuery, state } = await load('base/state.js');

/** What is said of a link, in English. @param {Record<string, string>} parts @returns {string[]} */
function said(parts) {
  const hash = `#${new URLSearchParams(parts)}`;
  return faultsOf(hash, restore(hash)).map((/** @type {Words} */ { en }) => en);
}

test('a whole link has no fault, and neither has none', () => {
  assert.deepEqual(faultsOf('', defaults()), []);
  const query = {
    usage: ['10'],
    values: { tree: ['a'] },
    area: [1, null],
    ranges: { free_from: ['2024-01-01', null] },
  };
  assert.deepEqual(
    said({
      mode: 'match',
      lang: 'en',
      unit: 'mu',
      active: 'floors',
      basemap: 'plain',
      colour: 'use',
      layers: 'land,-floors',
      at: '12/36.5/116.5',
      sel: 'land/A/1',
      pick: 'floors/F',
      site: 'land/B',
      demand: '{"needs":"land"}',
      origin: 'P-1',
      scheme: 's2',
      weights: '{"jobs":40}',
      scenario: 'tight',
      pin: 'P-1/A',
      forbid: 'P-1/B',
      'q.land': JSON.stringify(query),
      'sort.land': '-size,id',
    }),
    [],
  );
});

const BROKEN = /** @type {[Record<string, string>, RegExp][]} */ ([
  [{ shade: 'dark' }, /“shade” is no part of a link/],
  [{ mode: 'edit' }, /“mode” cannot be “edit”/],
  [{ colour: 'x'.repeat(10000) }, /“colour” cannot be “x{24}…”/],
  [{ layers: 'north' }, /no layer “north” here.*another district/],
  [{ sel: 'north/1' }, /no layer “north” here/],
  [{ sel: 'land' }, /“sel” is damaged/],
  [{ pick: `land/${'x'.repeat(200)}` }, /“pick” is too long/],
  [{ at: '99/0/0' }, /“at” cannot be/],
  [{ pin: 'alone' }, /“pin” is damaged/],
  [{ project: 'x'.repeat(300) }, /“project” is too long/],
  [{ scheme: 's9' }, /“scheme” cannot be “s9”/],
  [{ demand: '{"a"' }, /“demand” is damaged/],
  [{ demand: `{"x":"${'x'.repeat(20000)}"}` }, /“demand” is too long/],
  [{ weights: '{"jobs":101}' }, /“weights” is damaged/],
  [{ origin: 'P-1' }, /“demand” is damaged/],
  [{ 'q.north': '{}' }, /no layer “north”/],
  [{ 'q.parks': '{}' }, /“q.parks” is no part/],
  [{ 'sort.land': 'height' }, /“land layer” has no field “height”/],
  [{ 'q.land': '{"usage":' }, /“q.land” is damaged/],
  [{ 'q.land': '{"shade":1}' }, /“shade” is no part/],
  [{ 'q.land': '{"usage":5}' }, /“usage” is damaged/],
  [{ 'q.land': JSON.stringify({ q: 'x'.repeat(10000) }) }, /“q” is too long/],
  [{ 'q.land': '{"area":["a lot",null]}' }, /the bound “a lot” of .* is neither a number nor a date/],
  [{ 'q.land': '{"area":[50,20]}' }, /the bounds of “size” stood the wrong way round and were swapped/],
  [{ 'q.land': '{"area":7}' }, /the bounds of “size” are damaged/],
  [{ 'q.land': '{"ranges":{"height":[1,2]}}' }, /has no field “height”/],
  [{ 'q.land': '{"ranges":{"free_from":["soon",null]}}' }, /the bound “soon” of “free_from”/],
  [{ 'q.land': '{"values":{"tree":"a"}}' }, /“tree” is damaged/],
  [{ 'q.land': '{"values":[1]}' }, /has no field “0”/],
  [{ 'q.land': '{"values":7}' }, /“values” is damaged/],
]);
for (const [parts, words] of BROKEN)
  test(`what is broken is named: ${String(Object.entries(parts)).slice(0, 50)}`, () => {
    const [fault, ...more] = said(parts);
    assert.match(fault, words);
    assert.deepEqual(more, []);
    assert.ok(fault.length < 120);
  });

test('codes that neither list nor data know are let go, and things that are no longer there', () => {
  layers.set('land', engine.layer(catalog.collections[0], plots));
  const query = { ...emptyQuery(), usage: ['10', '99'], values: { state: ['idle', 'lost'] } };
  const given = {
    ...defaults(),
    queries: { land: query, floors: { ...emptyQuery(), status: ['unlisted'] } },
    basket: ['A', 'gone', 'B', 'off', 'away', 'past'].map((id) => ({ collection: 'land', id })),
  };
  Object.assign(state, given);
  const { faults, patch } = missingIn(given);
  assert.deepEqual(patch.queries.land.usage, ['10']);
  assert.deepEqual(patch.queries.floors, given.queries.floors, 'of a layer that is not here nothing is known');
  assert.deepEqual(
    patch.basket.map((/** @type {Spot} */ { id }) => id),
    ['A', 'B'],
  );
  assert.match(faults[0].en, /“use” has no code “99”/);
  assert.match(faults.at(-1).en, /gone, off, away and 1 more/);
  assert.match(faults.at(-1).zh, /等 4 项/);
  Object.assign(state, defaults());
  assert.deepEqual(missingIn(defaults()), { faults: [], patch: {} });
});

test('a filter that the page cannot read, or of a field that is not here, is left aside and said', () => {
  const called = { zh: '闲置', en: 'idle' };
  /** @param {unknown} filter */
  const of = (filter) => said({ 'q.land': JSON.stringify({ filter }) });
  assert.deepEqual(of({ text: '"state" IS NULL', ...called }), []);
  assert.deepEqual(of({ text: "x LIKE 'a%'", ...called }), ['“filter” is damaged']);
  assert.deepEqual(of({ text: '"nothing" IS NULL', ...called }), ['“filter” is damaged']);
  assert.deepEqual(of({ text: '"state" IS NULL' }), ['“filter” is damaged'], 'without what it is called');
  assert.deepEqual(of('idle'), ['“filter” is damaged']);
});

test('one sentence says all of it, and names no more than a reader reads', () => {
  assert.equal(sentence([]), null);
  const faults = [1, 2, 3, 4, 5].map((n) => ({ zh: `甲${n}`, en: `a${n}` }));
  assert.equal(sentence(faults.slice(0, 1)).en, 'Left aside from the link: a1. The rest is shown.');
  assert.equal(sentence(faults).en, 'Left aside from the link: a1; a2; a3; and 2 more. The rest is shown.');
  assert.equal(sentence(faults).zh, '链接中有 5 处未采用：甲1；甲2；甲3 等。其余照常打开。');
});
