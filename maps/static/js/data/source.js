/* Where answers come from: whole layers held in the page and asked here, large ones asked of the service. */

import { config, embedded } from '../base/config.js';
import { emit, on } from '../base/events.js';
import { listed, pathOf } from '../base/service.js';
import { changeState, emptyQuery, state } from '../base/state.js';
import * as engine from './engine.js';
import { featuresOf, layers, remember } from './features.js';
import { ask, fetched } from './fetcher.js';

const PAGE = 200;
const asked = new Map();

const known = new Map(config.collections.map((one) => [one.id, one]));
export const remote = (id) => Boolean(known.get(id)?.remote);

/** The question of a collection as parameters of the service. */
export function parameters(id) {
  const query = { ...emptyQuery(), ...state.queries[id] };
  const one = known.get(id);
  const named = (role) => one.fields.find((field) => field.role === role)?.name;
  const found = new URLSearchParams();
  const many = (name, values) => {
    if (name && values?.length) found.set(name, listed(values));
  };
  if (query.within?.length)
    found.set('within', `POLYGON((${[...query.within, query.within[0]].map(([x, y]) => `${x} ${y}`).join(',')}))`);
  many('usage', query.usage);
  many(named('park'), query.park);
  many(named('status'), query.status);
  if (query.area?.[0] !== null && query.area?.[0] !== undefined) found.set('min_area_m2', query.area[0]);
  if (query.area?.[1] !== null && query.area?.[1] !== undefined) found.set('max_area_m2', query.area[1]);
  for (const [name, values] of Object.entries(query.values ?? {})) {
    const field = one.fields.find((each) => each.name === name);
    if (field?.codelist || field?.references || field?.type === 'list') many(name, values);
    else for (const value of values ?? []) found.append(name, value);
  }
  for (const [name, [low, high]] of Object.entries(query.ranges ?? {})) {
    if (low !== null) found.set(`min_${name}`, low);
    if (high !== null) found.set(`max_${name}`, high);
  }
  if (query.q?.trim()) found.set('q', query.q.trim());
  many('or_unknown', query.or_unknown);
  return found;
}

export function sorting(id) {
  return (state.sort[id] ?? []).map(({ field, descending }) => `${descending ? '-' : ''}${field}`).join(',');
}

async function runRemote(id, signal) {
  const { by, histograms } = engine.faceted({ collection: known.get(id) });
  const figures = parameters(id);
  figures.set('by', by.map((field) => field.name).join(','));
  figures.set('histogram', histograms.map((field) => field.name).join(','));
  for (const name of ['by', 'histogram']) if (!figures.get(name)) figures.delete(name);
  const list = parameters(id);
  list.set('limit', PAGE);
  if (sorting(id)) list.set('sortby', sorting(id));
  const [summary, page] = await Promise.all([
    ask(`/collections/${encodeURIComponent(id)}/summary?${figures}`, { signal }),
    ask(`/collections/${encodeURIComponent(id)}/items?${list}`, { signal }),
  ]);
  remember(id, page.features);
  return {
    matched: summary.matched,
    total: summary.total,
    area: summary.area_m2,
    areaUnknown: summary.area_unknown,
    ids: null,
    rows: page.features,
    steps: summary.steps,
    words: summary.words,
    groups: summary.groups,
    histograms: summary.histograms,
    next: nextOf(page),
  };
}

/** Ask the question of a collection again and put the answer into the state. */
export async function run(id) {
  const local = layers.get(id);
  if (local) {
    publish(id, engine.answer(local, { ...emptyQuery(), ...state.queries[id] }, state.sort[id]));
    return;
  }
  if (!remote(id)) return;
  asked.get(id)?.abort();
  const control = new AbortController();
  asked.set(id, control);
  try {
    publish(id, await runRemote(id, control.signal));
  } catch (mistake) {
    if (mistake.name !== 'AbortError') changeState({ errors: { ...state.errors, [id]: mistake } });
  }
}

function publish(id, result) {
  const errors = { ...state.errors };
  delete errors[id];
  changeState({ results: { ...state.results, [id]: result }, errors });
}

/** The address of the page after this one, on this service whatever it calls itself; null on the last. */
function nextOf(page) {
  const link = page.links?.find((one) => one.rel === 'next');
  return link ? pathOf(link.href) : null;
}

const paging = new Map();
export let ready = false;

/** The next rows of a large layer's list: they go on after the last row, so that none is missed or doubled when the data change. */
export function more(id) {
  const found = state.results[id];
  if (!found?.next || !remote(id)) return Promise.resolve();
  if (paging.get(id)?.found === found) return paging.get(id).running;
  const running = ask(found.next)
    .then((page) => {
      remember(id, page.features);
      const now = state.results[id];
      if (now === found) publish(id, { ...found, rows: [...found.rows, ...page.features], next: nextOf(page) });
    })
    .finally(() => paging.delete(id));
  paging.set(id, { found, running });
  return running;
}

/** The most frequent values of a field that hold a text, under the question of the moment. */
export async function distinct(id, field, text, limit) {
  const local = layers.get(id);
  if (local) return engine.distinct(local, { ...emptyQuery(), ...state.queries[id] }, field, text, limit);
  const list = parameters(id);
  list.set('distinct', field.name);
  list.set('distinct_limit', limit);
  if (text.trim()) list.set('distinct_q', text.trim());
  return (await ask(`/collections/${encodeURIComponent(id)}/summary?${list}`)).distinct[0];
}

const spreads = new Map();

/** How many values each field that is sought has in the whole layer; asked once. */
export function spread(id) {
  if (!spreads.has(id))
    spreads.set(
      id,
      counted(id).catch(() => {
        spreads.delete(id);
        return {};
      }),
    );
  return spreads.get(id);
}

async function counted(id) {
  const fields = engine.faceted({ collection: known.get(id) }).sought;
  const local = layers.get(id);
  if (!fields.length) return {};
  const found = local
    ? fields.map((field) => engine.distinct(local, emptyQuery(), field, '', 0))
    : (
        await ask(
          `/collections/${encodeURIComponent(id)}/summary?distinct_limit=0&distinct=${encodeURIComponent(fields.map((field) => field.name).join(','))}`,
        )
      ).distinct;
  return Object.fromEntries(found.map((one) => [one.field, one.matched]));
}

/** A vector tile of a layer at [zoom, row, column]; null where it is empty. */
export async function tile(id, at, parameters_, signal) {
  const response = await fetched(
    `/collections/${encodeURIComponent(id)}/tiles/WebMercatorQuad/${at.join('/')}?${parameters_}`,
    { signal },
  );
  return response.status === 204 ? null : response.arrayBuffer();
}

/** One feature to the last vertex, also where the page has not met it yet, so that a link to it opens. */
export async function one(id, key) {
  const here = featuresOf(id).get(key);
  if (!remote(id) || here) return here ?? null;
  const feature = await ask(`/collections/${encodeURIComponent(id)}/items/${encodeURIComponent(key)}`);
  remember(id, [feature]);
  return feature;
}

/** Features of a large layer by their ids, asked together; those that the page has met are not asked again. */
export async function those(id, keys) {
  const missing = remote(id) ? [...new Set(keys)].filter((key) => !featuresOf(id).has(key)) : [];
  for (let n = 0; n < missing.length; n += PAGE) {
    const page = await ask(
      `/collections/${encodeURIComponent(id)}/items?limit=${PAGE}&ids=${encodeURIComponent(listed(missing.slice(n, n + PAGE)))}`,
    );
    remember(id, page.features);
  }
  return missing.length;
}

async function load(id) {
  const inlined = embedded(`layer-${id}`);
  const features = (inlined ?? (await ask(`/collections/${encodeURIComponent(id)}/items?limit=${config.page_limit}`)))
    .features;
  layers.set(id, engine.layer(known.get(id), features));
}

let before = { queries: state.queries, sort: state.sort };

function rerun() {
  const { queries, sort } = state;
  for (const id of known.keys()) {
    if (queries[id] !== before.queries[id] || sort[id] !== before.sort[id]) run(id);
  }
  before = { queries, sort };
}

/** Load what the page holds whole, then answer every question once. */
export async function start() {
  const local = [...known.keys()].filter((id) => !remote(id));
  await Promise.all(
    local.map((id) => load(id).catch((mistake) => changeState({ errors: { ...state.errors, [id]: mistake } }))),
  );
  emit('loaded', local);
  await Promise.all([...known.keys()].map(run));
  on('queries', rerun);
  on('sort', rerun);
  before = { queries: state.queries, sort: state.sort };
  if (state.selected) await one(state.selected.collection, state.selected.id).catch(() => null);
  ready = true;
  document.body.dataset.loaded = '';
  emit('ready', true);
}
