/* Where answers come from: whole layers held in the page and asked here, large ones asked of the service. */

import { config, embedded } from '../base/config.js';
import { emit, on } from '../base/events.js';
import { schema } from '../base/schema.js';
import { listed, pathOf } from '../base/service.js';
import { changeState, emptyQuery, state } from '../base/state.js';
import { PATIENCE } from '../base/waiting.js';
import * as engine from './engine.js';
import * as facetCounts from './facet_counts.js';
import { featuresOf, layers, remember } from './features.js';
import { ask, fetched } from './fetcher.js';
import { parameters, questionOf, sortedBy, sorting } from './parameters.js';

const PAGE = 200;
/** Features of one name that are asked for: one is a link, two are none. */
const FEW = 2;
/** Questions under way, by collection. @type {Map<string, AbortController>} */
const asked = new Map();

const known = config.collections.map(({ id }) => id);
/** Whether a collection is too large for the page to hold. @param {string} id */
export const remote = (id) => schema.has(id) && schema.collection(id).remote;

/** The address of a collection, or of what stands below it. @param {string} id @param {...string} below */
const pathTo = (id, ...below) => ['', 'collections', encodeURIComponent(id), ...below].join('/');

/** @param {string} id @param {AbortSignal} signal @returns {Promise<Result>} */
async function runRemote(id, signal) {
  const { by, histograms } = facetCounts.faceted({ collection: schema.collection(id) });
  const figures = parameters(id);
  figures.set('by', by.map((field) => field.name).join(','));
  figures.set('histogram', histograms.map((field) => field.name).join(','));
  for (const name of ['by', 'histogram']) if (!figures.get(name)) figures.delete(name);
  const list = parameters(id);
  list.set('limit', String(PAGE));
  if (sorting(id)) list.set('sortby', sorting(id));
  const [summary, page] = await Promise.all([
    summaryOf(id, figures, { signal }),
    ask(`${pathTo(id, 'items')}?${list}`, { signal }),
  ]);
  remember(id, page.features);
  return {
    matched: summary.matched,
    total: summary.total,
    area: summary.area_m2,
    areaUnknown: summary.area_unknown,
    notLocated: summary.not_located,
    ids: null,
    rows: page.features,
    steps: summary.steps,
    words: summary.words,
    groups: summary.groups,
    histograms: summary.histograms,
    next: nextOf(page),
  };
}

/** @param {string} id @param {URLSearchParams} asks @param {RequestInit} [options] @returns {Promise<Answers['SummaryAnswer']>} */
const summaryOf = (id, asks, options) => ask(`${pathTo(id, 'summary')}?${asks}`, options);

/** What the service counts of a large layer as a whole. @param {string} id @param {URLSearchParams} asks */
export const wholeSummary = (id, asks) => summaryOf(id, asks);

/** Questions that are answered later than a reader takes for at once. @type {Set<string>} */
const late = new Set();

/** Whether what is shown of a collection is about to be replaced, and has been for a while. @param {string} id */
export const isLate = (id) => late.has(id);

/** Questions to the service that are under way, by collection. @type {Set<string>} */
const underWay = new Set();
export const isAsking = () => underWay.size > 0;

/** @param {string} id @param {AbortController} control */
function grow(id, control) {
  if (asked.get(id) !== control || control.signal.aborted) return;
  late.add(id);
  emit('touched', ['list']);
}

/** Ask the question of a collection again and put the answer into the state. @param {string} id */
export async function run(id) {
  if (layers.has(id)) {
    if (isAway(questionOf(id).near)) await broughtFor(id);
    answerHere(id);
    return;
  }
  if (!remote(id)) {
    await reload(id);
    return;
  }
  asked.get(id)?.abort();
  const control = new AbortController();
  asked.set(id, control);
  underWay.add(id);
  const slow = setTimeout(() => grow(id, control), PATIENCE);
  try {
    publish(id, await runRemote(id, control.signal));
  } catch (mistake) {
    if (mistake.name !== 'AbortError') failed(id, mistake);
  } finally {
    clearTimeout(slow);
    if (asked.get(id) === control) underWay.delete(id);
  }
}

/** Answer the question of a layer that the page holds. @param {string} id */
function answerHere(id) {
  const local = layers.get(id);
  if (!local) return;
  try {
    publish(id, engine.answer(local, questionOf(id), state.sort[id]));
  } catch (mistake) {
    if (!mistake.said) throw mistake;
    failed(id, mistake);
  }
}

/** Whether a distance is counted from a feature of a large layer that the page has not met. @param {Near | null} near */
const isAway = (near) =>
  Boolean(near?.spot && remote(near.spot.collection) && !featuresOf(near.spot.collection).has(near.spot.id));

/** Fetch what a question counts a distance from; one that is not there is said by the answer. @param {string} id */
async function broughtFor(id) {
  const spot = questionOf(id).near?.spot;
  if (spot) await one(spot.collection, spot.id).catch(() => null);
}

/** A layer that could not be loaded at the start is asked for again where somebody asks it. @param {string} id */
async function reload(id) {
  if (!ready) return;
  try {
    await load(id);
    answerHere(id);
    emit('loaded', [id]);
  } catch (mistake) {
    failed(id, mistake);
  }
}

/** A layer's answer was not to be had. @param {string} id @param {Mistake} mistake */
export function failed(id, mistake) {
  late.delete(id);
  changeState({ errors: { ...state.errors, [id]: mistake } });
}

/** @param {string} id @param {Result} result */
function publish(id, result) {
  const errors = { ...state.errors };
  delete errors[id];
  late.delete(id);
  changeState({ results: { ...state.results, [id]: result }, errors });
}

/**
 * How many a question would find, and the first of them in an order.
 * @param {string} id
 * @param {Question} query
 * @param {SortKey[]} sort
 * @returns {Promise<{ matched: number, first: Feature | null }>}
 */
export async function probe(id, query, sort) {
  const local = layers.get(id);
  if (local) {
    const { matched, rows } = engine.answer(local, query, sort);
    return { matched, first: rows[0] ?? null };
  }
  const list = parameters(id, query);
  list.set('limit', '1');
  if (sort.length) list.set('sortby', sortedBy(sort));
  const page = await ask(`${pathTo(id, 'items')}?${list}`);
  return { matched: page.numberMatched, first: page.features[0] ?? null };
}

/**
 * The address of the page after this one, on this service whatever it calls itself; null on the last.
 * @param {Pick<Answers['Features'], 'links'>} page
 */
function nextOf(page) {
  const link = page.links?.find(({ rel }) => rel === 'next');
  return link ? pathOf(link.href) : null;
}

/** Pages under way, by collection, with the result that they go on from. @type {Map<string, {shown: Result, running: Promise<void>}>} */
const paging = new Map();
export let ready = false;

/**
 * The next rows of a large layer's list: they go on after the last row, so that none is missed or doubled when the data change.
 * @param {string} id
 */
export function more(id) {
  const shown = state.results[id];
  if (!shown?.next || !remote(id)) return Promise.resolve();
  const begun = paging.get(id);
  if (begun?.shown === shown) return begun.running;
  const running = ask(shown.next)
    .then((page) => {
      remember(id, page.features);
      if (state.results[id] === shown)
        publish(id, { ...shown, rows: [...shown.rows, ...page.features], next: nextOf(page) });
    })
    .finally(() => paging.delete(id));
  paging.set(id, { shown, running });
  return running;
}

/**
 * The most frequent values of a field that hold a text, under the question of the moment.
 * @param {string} id
 * @param {Field} field
 * @param {string} text
 * @param {number} limit
 */
export async function distinct(id, field, text, limit) {
  const local = layers.get(id);
  if (local) return facetCounts.distinct(local, questionOf(id), field, text, limit);
  const list = parameters(id);
  list.set('distinct', field.name);
  list.set('distinct_limit', String(limit));
  if (text.trim()) list.set('distinct_q', text.trim());
  return (await summaryOf(id, list)).distinct[0];
}

/** How many rows of a layer that the page holds answer a question; null of another layer, or where its place is gone. @param {string} id @param {Question} query */
export function countHere(id, query) {
  const local = layers.get(id);
  try {
    return local ? engine.count(local, query) : null;
  } catch (mistake) {
    if (mistake.said) return null;
    throw mistake;
  }
}

/** The same of a large layer, asked of the service. @param {string} id @param {Question} query @param {AbortSignal} signal */
export const countThere = async (id, query, signal) => (await summaryOf(id, parameters(id, query), { signal })).matched;

/** @type {Map<string, Promise<Record<string, number>>>} */
const spreads = new Map();

/** How many values each field that is sought has in the whole layer; asked once. @param {string} id */
export function spread(id) {
  const begun =
    spreads.get(id) ??
    counted(id).catch(() => {
      spreads.delete(id);
      return {};
    });
  spreads.set(id, begun);
  return begun;
}

/** @param {string} id @returns {Promise<Record<string, number>>} */
async function counted(id) {
  const fields = facetCounts.faceted({ collection: schema.collection(id) }).sought;
  const local = layers.get(id);
  if (!fields.length) return {};
  const names = fields.map(({ name }) => name).join(',');
  const values = local
    ? fields.map((field) => facetCounts.distinct(local, emptyQuery(), field, '', 0))
    : (await summaryOf(id, new URLSearchParams({ distinct_limit: '0', distinct: names }))).distinct;
  return Object.fromEntries(values.map(({ field, matched }) => [field, matched]));
}

/**
 * A vector tile of a layer at [zoom, row, column]; null where it is empty.
 * @param {string} id
 * @param {number[]} at
 * @param {URLSearchParams | string} asks
 * @param {AbortSignal} [signal]
 */
export async function tile(id, at, asks, signal) {
  const response = await fetched(`${pathTo(id, 'tiles', 'WebMercatorQuad', ...at.map(String))}?${asks}`, { signal });
  return response.status === 204 ? null : response.arrayBuffer();
}

/**
 * One feature to the last vertex, also where the page has not met it yet, so that a link to it opens.
 * @param {string} id
 * @param {string} key
 * @returns {Promise<Feature | null>}
 */
export async function one(id, key) {
  const here = featuresOf(id).get(key);
  if (!remote(id) || here) return here ?? null;
  const feature = await ask(pathTo(id, 'items', encodeURIComponent(key)));
  remember(id, [feature]);
  return feature;
}

/**
 * Ids of the features of a large layer that have a value, met from then on; of a layer that the page has whole there are none to ask for.
 * @param {string} id
 * @param {string} name
 * @param {string} value
 * @param {number} [most] how many of them are asked for
 * @returns {Promise<string[]>}
 */
export async function byValue(id, name, value, most = FEW) {
  if (!remote(id)) return [];
  const question = new URLSearchParams({ [name]: value, limit: String(most) });
  const page = await ask(`${pathTo(id, 'items')}?${question}`);
  remember(id, page.features);
  return page.features.map((/** @type {Feature} */ feature) => String(feature.id));
}

/**
 * Features of a large layer by their ids, asked together; those that the page has met are not asked again.
 * @param {string} id
 * @param {Iterable<string>} keys
 */
export async function those(id, keys) {
  const missing = remote(id) ? [...new Set(keys)].filter((key) => !featuresOf(id).has(key)) : [];
  await fetchPages(id, missing);
  return missing.length;
}

/** Features by their ids, a page after the other. @param {string} id @param {string[]} keys */
async function fetchPages(id, keys) {
  if (!keys.length) return;
  const ids = encodeURIComponent(listed(keys.slice(0, PAGE)));
  const page = await ask(`${pathTo(id, 'items')}?limit=${PAGE}&ids=${ids}`);
  remember(id, page.features);
  await fetchPages(id, keys.slice(PAGE));
}

/** @param {string} id */
async function load(id) {
  const inlined = embedded(`layer-${id}`);
  const features = inlined ? inlined.features : await wholeOf(id);
  const layer = engine.layer(schema.collection(id), features);
  layers.set(id, layer);
  return layer;
}

/** Every feature of a layer, page after page, however many the service puts on one. @param {string} id */
async function wholeOf(id) {
  /** @type {Feature[]} */
  const features = [];
  for (let path = `${pathTo(id, 'items')}?limit=${config.page_limit}`; path;) {
    const page = await ask(path); // eslint-disable-line no-await-in-loop -- a page names the next one
    features.push(...page.features);
    path = nextOf(page) ?? '';
  }
  return features;
}

let before = { queries: state.queries, sort: state.sort };

function rerun() {
  const { queries, sort } = state;
  for (const id of known) {
    if (queries[id] !== before.queries[id] || sort[id] !== before.sort[id]) run(id);
  }
  before = { queries, sort };
}

/* What failed while the service was away is asked again once it is back. */
on('lost', (lost) => {
  if (!lost) Object.keys(state.errors).forEach(run);
});

/** Load what the page holds whole, then answer every question once. */
export async function start() {
  const local = known.filter((id) => !remote(id));
  await Promise.all(local.map((id) => load(id).catch((mistake) => failed(id, mistake))));
  emit('loaded', local);
  await Promise.all(known.map(run));
  on('queries', rerun);
  on('sort', rerun);
  before = { queries: state.queries, sort: state.sort };
  if (state.selected) await one(state.selected.collection, state.selected.id).catch(() => null);
  ready = true;
  document.body.dataset.loaded = '';
  emit('ready', true);
}
