import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';

import { load } from './page.js';
import { square, tileOf } from './tile_maker.js';

/** @param {string} name @param {string} role @param {string} type */
const field = (name, role, type) => ({ name, role, type, codelist: null, references: null });
const tiles = await load('map/tiles.js', {
  collections: [
    {
      id: 'cadastre',
      kind: 'parcel',
      remote: true,
      fields: [field('title', 'name', 'text'), field('uses', 'usage', 'list'), field('size', 'area', 'number')],
    },
    { id: 'parks', kind: 'park', remote: false, fields: [] },
  ],
});
const { changeState, emptyQuery, state } = await load('base/state.js');
const mercator = await load('map/mercator.js');

/** @typedef {{ address: string, question: URLSearchParams, signal: AbortSignal }} Asked */

/* The window is told in world pixels: a corner, and how far it reaches. */
const { Response } = globalThis;
let sight = { x: 70, y: 70, side: 50, zoom: 3 };
/** @param {number} x @param {number} y */
const latLng = (x, y) => {
  const [lng, lat] = mercator.degrees([x, y]);
  return { lng, lat };
};
const leaflet = {
  /** @param {{ lat: number, lng: number } | [number, number]} place */
  project: (place) => {
    const [lat, lng] = Array.isArray(place) ? place : [place.lat, place.lng];
    return { x: mercator.worldX(lng), y: mercator.worldY(lat) };
  },
  getZoom: () => sight.zoom,
  getBounds: () => ({
    pad: () => ({
      getNorthWest: () => latLng(sight.x, sight.y),
      getSouthEast: () => latLng(sight.x + sight.side, sight.y + sight.side),
    }),
  }),
};
let paints = 0;
tiles.attach(leaflet, () => {
  paints += 1;
});

/** @type {Asked[]} */
let asked = [];
/** What the service has, by address. @type {(asked: Asked) => Promise<Response>} */
let answers = () => Promise.resolve(new Response(null, { status: 204 }));
let [running, most] = [0, 0];
globalThis.fetch = async (/** @type {any} */ path, /** @type {any} */ options) => {
  const [address, query] = String(path).split('/WebMercatorQuad/')[1].split('?');
  const one = { address, question: new URLSearchParams(query), signal: options.signal };
  asked.push(one);
  running += 1;
  most = Math.max(most, running);
  try {
    return await answers(one);
  } finally {
    running -= 1;
  }
};
const addresses = () => asked.map(({ address }) => address);

/** Ask for what the window needs, and wait until it is here. */
async function look(/** @type {Partial<typeof sight>} */ place) {
  sight = { ...sight, ...place };
  tiles.want();
  await pause(130);
  await rest();
}

/** Wait until all is here. @returns {Promise<void>} */
async function rest() {
  if (tiles.settled()) return;
  await pause(5);
  await rest();
}

/** An answer with the same features everywhere; vertices lie in a tile of 64 steps. @param {Parameters<typeof tileOf>[0]} features */
const always = (features) => () => Promise.resolve(new Response(tileOf(features, 64)));
/** A service that does not answer. */
const never = () => pause(60000, new Response(null), { ref: false });
/** @param {Record<string, string | number | boolean>} properties */
const plot = (properties, ring = square(0, 0, 32)) => ({ type: /** @type {3} */ (3), parts: [ring], properties });

/** Tests begin with places of their own, so that nothing that another kept is there. */
beforeEach(() => {
  asked = [];
  [running, most] = [0, 0];
  changeState({
    queries: { ...state.queries, cadastre: emptyQuery() },
    errors: {},
    shown: { cadastre: true, parks: true },
  });
});
afterEach(() => {
  answers = () => Promise.resolve(new Response(null, { status: 204 }));
});

test('the layers with tiles are those that are large and shown', () => {
  assert.deepEqual(
    tiles.large().map((/** @type {Collection} */ { id }) => id),
    ['cadastre'],
  );
  changeState({ shown: { cadastre: false, parks: true } });
  assert.deepEqual(tiles.large(), []);
});

test('a window of zoom 3 is covered by tiles of zoom 2, the middle one first', async () => {
  // A tile of zoom 2 has 64 world pixels. From 10 to 140 the window reaches over columns and rows 0 to 2.
  await look({ x: 10, y: 10, side: 130, zoom: 3 });
  assert.equal(addresses()[0], '2/1/1');
  assert.deepEqual([...addresses()].sort(), [
    '2/0/0',
    '2/0/1',
    '2/0/2',
    '2/1/0',
    '2/1/1',
    '2/1/2',
    '2/2/0',
    '2/2/1',
    '2/2/2',
  ]);
});

test('a tile is asked for with the columns that the map reads, each once', async () => {
  await look({ x: 200, y: 200, side: 20, zoom: 3 });
  assert.deepEqual(addresses(), ['2/3/3']);
  assert.equal(asked[0].question.get('properties'), 'title,uses,size');
});

test('what is here is not asked for again', async () => {
  await look({ x: 200, y: 200, side: 20, zoom: 3 });
  assert.deepEqual(addresses(), []);
});

test('no tile lies outside of the world, nor deeper than the service has them', async () => {
  await look({ x: 250, y: 100, side: 60, zoom: 3 });
  assert.deepEqual([...addresses()].sort(), ['2/1/3', '2/2/3']);
  asked = [];
  await look({ x: 3.001, y: 3.001, side: 0.001, zoom: 20 });
  assert.deepEqual(addresses(), ['16/768/768']);
});

test('six are asked for at once, no more', async () => {
  answers = async () => {
    await pause(10);
    return new Response(null, { status: 204 });
  };
  await look({ x: 100, y: 100, side: 14, zoom: 7 });
  assert.equal(most, 6);
  assert.equal(asked.length, 16);
});

test('a window that moves on gives up what it no longer needs, and that is no mistake', async () => {
  answers = ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(Object.assign(new Error('gone'), { name: 'AbortError' })));
    });
  sight = { x: 20, y: 20, side: 0.5, zoom: 6 };
  tiles.want();
  await pause(130);
  const [first] = asked;
  assert.equal(first.signal.aborted, false);
  assert.equal(tiles.settled(), false);
  answers = () => Promise.resolve(new Response(null, { status: 204 }));
  await look({ x: 30, y: 30 });
  assert.equal(first.signal.aborted, true);
  assert.deepEqual(state.errors, {});
  assert.equal(tiles.settled(), true);
});

test('a window that goes on moving asks once, where it stops', async () => {
  sight = { x: 40, y: 40, side: 0.5, zoom: 6 };
  tiles.want();
  await look({ x: 44, y: 44 });
  assert.deepEqual(addresses(), ['5/5/5']);
});

test('a refusal is said of its layer, and the rest goes on', async () => {
  answers = ({ address }) =>
    Promise.resolve(
      address.endsWith('/9') ? Response.json({ title: 'no' }, { status: 500 }) : new Response(null, { status: 204 }),
    );
  await look({ x: 75, y: 81, side: 8, zoom: 6 });
  assert.equal(state.errors.cadastre.message.slice(0, 3), '500');
  assert.deepEqual([...addresses()].sort(), ['5/10/10', '5/10/9', '5/11/10', '5/11/9']);
  assert.equal(tiles.settled(), true);
});

test('features have every column: what a tile leaves out is unknown, lists are lists', async () => {
  answers = always([plot({ id: 'a', uses: '["1001","05"]' })]);
  await look({ x: 33, y: 129, side: 0.5, zoom: 4 });
  const one = tiles.byId('cadastre').get('a');
  assert.deepEqual({ ...one.properties }, { id: 'a', title: null, uses: ['1001', '05'], size: null });
});

test('a feature in several tiles is one, by its largest piece; each piece stays in its own rectangle', async () => {
  answers = ({ address }) =>
    Promise.resolve(
      new Response(tileOf([plot({ id: 'wide' }, address.endsWith('/5') ? square(0, 0, 8) : square(0, 0, 48))], 64)),
    );
  // At zoom 4 the map shows tiles of zoom 3, of 32 world pixels: columns 5 and 6 of row 4.
  await look({ x: 190, y: 130, side: 10, zoom: 4 });
  assert.deepEqual(addresses().sort(), ['3/4/5', '3/4/6']);
  const rects = tiles
    .pieces({ collection: 'cadastre', id: 'wide' })
    .map((/** @type {{ rect: Box }} */ { rect }) => rect);
  assert.deepEqual(
    rects.sort((/** @type {Box} */ [a], /** @type {Box} */ [b]) => a - b),
    [
      [160, 128, 192, 160],
      [192, 128, 224, 160],
    ],
  );
  assert.deepEqual(tiles.byId('cadastre').get('wide').path.box, [192, 128, 216, 152]);
  assert.equal(tiles.byId('cadastre'), tiles.byId('cadastre'));
});

test('what stands for several has no name, is counted, and is hit where it lies', async () => {
  answers = always([
    plot({ generalised: true, count: 40 }, square(0, 0, 16)),
    plot({ generalised: true, count: 1 }, square(32, 32, 16)),
    plot({ id: 'b' }, square(32, 0, 16)),
  ]);
  // Tile 3/5/1 of zoom 3: from 32, 160. The mass fills its first quarter by a quarter, 8 world pixels.
  await look({ x: 40, y: 170, side: 10, zoom: 4 });
  assert.deepEqual([...tiles.byId('cadastre').keys()], ['b']);
  assert.equal(tiles.merged('cadastre'), 40);
  assert.deepEqual(
    tiles.near('cadastre', mercator.degrees([50, 162])).map((/** @type {NamedPiece} */ { id }) => id),
    ['b'],
  );
  const hit = tiles.mass(mercator.degrees([36, 164]));
  assert.deepEqual([hit.collection, hit.feature.count], ['cadastre', 40]);
  assert.equal(tiles.mass(mercator.degrees([50, 180])), null);
  // One pixel beside it, at zoom 4 a sixteenth of a world pixel, still hits.
  assert.equal(tiles.mass(mercator.degrees([40.05, 164])).feature.count, 40);
  assert.equal(tiles.mass(mercator.degrees([40.2, 164])), null);
  assert.equal(tiles.mass(mercator.degrees([200, 20])), null);
});

test('until a tile is here, what lies there of a larger one stands for it', async () => {
  // Tile 3/0/3 is 96 to 128 wide, its features in opposite corners. Its north-west quarter is 4/0/6.
  answers = always([plot({ id: 'near' }, square(0, 0, 16)), plot({ id: 'far' }, square(48, 48, 16))]);
  await look({ x: 100, y: 2, side: 10, zoom: 4 });
  answers = never;
  sight = { x: 100, y: 2, side: 5, zoom: 5 };
  tiles.want();
  await pause(130);
  assert.deepEqual(addresses().at(-1), '4/0/6');
  const [sheet] = tiles.sheets('cadastre');
  assert.deepEqual(sheet.rect, [96, 0, 112, 16]);
  assert.deepEqual(
    sheet.features.map((/** @type {Piece} */ { id }) => id),
    ['near'],
  );
  assert.equal(tiles.settled(), false);
});

test('a question asks for what it finds and for all; what it does not find is quiet, and stands first', async () => {
  answers = ({ question }) =>
    Promise.resolve(
      new Response(
        tileOf(question.has('usage') ? [plot({ id: 'in' })] : [plot({ id: 'in' }), plot({ id: 'out' })], 64),
      ),
    );
  changeState({ queries: { ...state.queries, cadastre: { ...emptyQuery(), usage: ['1001'] } } });
  await look({ x: 130, y: 226, side: 10, zoom: 4 });
  assert.deepEqual(addresses(), ['3/7/4', '3/7/4']);
  const [{ features }] = tiles.sheets('cadastre');
  assert.deepEqual(
    features.map((/** @type {Piece} */ one) => [one.id, tiles.quiet('cadastre', one)]),
    [
      ['out', true],
      ['in', false],
    ],
  );
  assert.equal(tiles.quiet('cadastre', { id: 'whole', geometry: null, properties: {} }), false);
});

test('while a new question is asked, what the one before it found stays, in its colours', async () => {
  answers = never;
  changeState({ queries: { ...state.queries, cadastre: { ...emptyQuery(), usage: ['05'] } } });
  tiles.want();
  await pause(130);
  assert.deepEqual([...tiles.byId('cadastre').keys()], ['out', 'in']);
  const [{ features }] = tiles.sheets('cadastre');
  assert.deepEqual(
    features.map((/** @type {Piece} */ one) => [one.id, tiles.quiet('cadastre', one)]),
    [
      ['out', true],
      ['in', false],
    ],
  );
});

test('the map is painted at intervals while more is on its way, and at once when all is here', async () => {
  answers = async ({ address }) => {
    await pause(address.endsWith('/1') ? 250 : 0);
    return new Response(null, { status: 204 });
  };
  paints = 0;
  await look({ x: 1, y: 90, side: 4, zoom: 8 });
  assert.ok(paints >= 2);
  assert.ok(paints < asked.length);
});

test('no more tiles are kept than so many: those shown least lately go', async () => {
  await look({ x: 200, y: 200, side: 20, zoom: 3 });
  // Three windows of 11 by 11 tiles.
  await look({ x: 10, y: 150, side: 40, zoom: 7 });
  await look({ x: 60 });
  await look({ x: 110 });
  assert.equal(tiles.count(), tiles.KEPT);
  asked = [];
  await look({ x: 200, y: 200, side: 20, zoom: 3 });
  assert.deepEqual(addresses(), ['2/3/3']);
});

test('a place that nothing was asked for has nothing', () => {
  assert.deepEqual(tiles.sheets('parks'), []);
  assert.equal(tiles.merged('parks'), 0);
});
