/* Where answers come from: whole layers held in the page and asked here, large ones asked of the service. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { config } = ls;
  const PAGE = 200;
  const layers = new Map();
  const seen = new Map();
  const asked = new Map();

  const known = new Map(config.collections.map((one) => [one.id, one]));
  const remote = (id) => Boolean(known.get(id)?.remote);

  /** Features by id: all of a local layer, those met so far of a large one. */
  ls.features = (id) => layers.get(id)?.features ?? seen.get(id) ?? new Map();

  function remember(id, features) {
    if (!seen.has(id)) seen.set(id, new Map());
    for (const feature of features) seen.get(id).set(String(feature.id), feature);
  }

  /** What the service says; a refusal becomes an Error whose `said` is in the language of the screen. */
  const ask = async (path, options = {}) => (await answered(path, options)).json().catch(() => null);

  async function answered(path, options) {
    let response;
    try {
      response = await ls.reach(path, options);
    } catch (mistake) {
      if (mistake.name === 'AbortError') throw mistake;
      throw said({ zh: '无法连接服务，已保留当前结果', en: 'the service cannot be reached; what is shown is kept' });
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    throw said(body?.detail ?? { zh: `服务返回 ${response.status}`, en: `the service answered ${response.status}` }, body?.remedy);
  }

  function said(words, remedy) {
    const line = (one) => (typeof one === 'string' ? one : ls.t(one));
    const mistake = new Error(line(words));
    mistake.said = remedy ? `${line(words)}。${line(remedy)}` : line(words);
    return mistake;
  }

  /** The question of a collection as parameters of the service. */
  function parameters(id) {
    const query = { ...ls.emptyQuery(), ...ls.state.queries[id] };
    const one = known.get(id);
    const named = (role) => one.fields.find((field) => field.role === role)?.name;
    const found = new URLSearchParams();
    const many = (name, values) => { if (name && values?.length) found.set(name, ls.listed(values)); };
    if (query.within?.length) found.set('within', `POLYGON((${[...query.within, query.within[0]].map(([x, y]) => `${x} ${y}`).join(',')}))`);
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

  function sorting(id) {
    return (ls.state.sort[id] ?? []).map(({ field, descending }) => `${descending ? '-' : ''}${field}`).join(',');
  }

  async function runRemote(id, signal) {
    const { by, histograms } = ls.engine.faceted({ collection: known.get(id) });
    const figures = parameters(id);
    figures.set('by', by.map((field) => field.name).join(','));
    figures.set('histogram', histograms.map((field) => field.name).join(','));
    for (const name of ['by', 'histogram']) if (!figures.get(name)) figures.delete(name);
    const list = parameters(id);
    list.set('limit', PAGE);
    if (sorting(id)) list.set('sortby', sorting(id));
    const [summary, page] = await Promise.all([
      ask(`/collections/${encodeURIComponent(id)}/summary?${figures}`, { signal }), ask(`/collections/${encodeURIComponent(id)}/items?${list}`, { signal }),
    ]);
    remember(id, page.features);
    return {
      matched: summary.matched, total: summary.total, area: summary.area_m2, areaUnknown: summary.area_unknown, ids: null, rows: page.features,
      steps: summary.steps, words: summary.words, groups: summary.groups, histograms: summary.histograms, next: nextOf(page),
    };
  }

  /** Ask the question of a collection again and put the answer into the state. */
  async function run(id) {
    const local = layers.get(id);
    if (local) {
      publish(id, ls.engine.answer(local, { ...ls.emptyQuery(), ...ls.state.queries[id] }, ls.state.sort[id]));
      return;
    }
    if (!remote(id)) return;
    asked.get(id)?.abort();
    const control = new AbortController();
    asked.set(id, control);
    try {
      publish(id, await runRemote(id, control.signal));
    } catch (mistake) {
      if (mistake.name !== 'AbortError') ls.set({ errors: { ...ls.state.errors, [id]: mistake } });
    }
  }

  function publish(id, result) {
    const { [id]: _, ...errors } = ls.state.errors;
    ls.set({ results: { ...ls.state.results, [id]: result }, errors });
  }

  /** The address of the page after this one, on this service whatever it calls itself; null on the last. */
  function nextOf(page) {
    const link = page.links?.find((one) => one.rel === 'next');
    return link ? ls.pathOf(link.href) : null;
  }

  const paging = new Map();

  /** The next rows of a large layer's list: they go on after the last row, so that none is missed or doubled when the data change. */
  function more(id) {
    const found = ls.state.results[id];
    if (!found?.next || !remote(id)) return Promise.resolve();
    if (paging.get(id)?.found === found) return paging.get(id).running;
    const running = ask(found.next).then((page) => {
      remember(id, page.features);
      const now = ls.state.results[id];
      if (now === found) publish(id, { ...found, rows: [...found.rows, ...page.features], next: nextOf(page) });
    }).finally(() => paging.delete(id));
    paging.set(id, { found, running });
    return running;
  }

  /** The most frequent values of a field that hold a text, under the question of the moment. */
  async function distinct(id, field, text, limit) {
    const local = layers.get(id);
    if (local) return ls.engine.distinct(local, { ...ls.emptyQuery(), ...ls.state.queries[id] }, field, text, limit);
    const list = parameters(id);
    list.set('distinct', field.name);
    list.set('distinct_limit', limit);
    if (text.trim()) list.set('distinct_q', text.trim());
    return (await ask(`/collections/${encodeURIComponent(id)}/summary?${list}`)).distinct[0];
  }

  const spreads = new Map();

  /** How many values each field that is sought has in the whole layer; asked once. */
  function spread(id) {
    if (!spreads.has(id)) spreads.set(id, counted(id).catch(() => { spreads.delete(id); return {}; }));
    return spreads.get(id);
  }

  async function counted(id) {
    const fields = ls.engine.faceted({ collection: known.get(id) }).sought;
    const local = layers.get(id);
    if (!fields.length) return {};
    const found = local ? fields.map((field) => ls.engine.distinct(local, ls.emptyQuery(), field, '', 0))
      : (await ask(`/collections/${encodeURIComponent(id)}/summary?distinct_limit=0&distinct=${encodeURIComponent(fields.map((field) => field.name).join(','))}`)).distinct;
    return Object.fromEntries(found.map((one) => [one.field, one.matched]));
  }

  /** A vector tile of a layer at [zoom, row, column]; null where it is empty. */
  async function tile(id, at, parameters_, signal) {
    const response = await answered(`/collections/${encodeURIComponent(id)}/tiles/WebMercatorQuad/${at.join('/')}?${parameters_}`, { signal });
    return response.status === 204 ? null : response.arrayBuffer();
  }

  /** One feature to the last vertex, also where the page has not met it yet, so that a link to it opens. */
  async function one(id, key) {
    const here = ls.features(id).get(key);
    if (!remote(id) || here) return here ?? null;
    const feature = await ask(`/collections/${encodeURIComponent(id)}/items/${encodeURIComponent(key)}`);
    remember(id, [feature]);
    return feature;
  }

  /** Features of a large layer by their ids, asked together; those that the page has met are not asked again. */
  async function those(id, keys) {
    const missing = remote(id) ? [...new Set(keys)].filter((key) => !ls.features(id).has(key)) : [];
    for (let n = 0; n < missing.length; n += PAGE) {
      const page = await ask(`/collections/${encodeURIComponent(id)}/items?limit=${PAGE}&ids=${encodeURIComponent(ls.listed(missing.slice(n, n + PAGE)))}`);
      remember(id, page.features);
    }
    return missing.length;
  }

  async function load(id) {
    const inlined = ls.embedded(`layer-${id}`);
    const features = (inlined ?? await ask(`/collections/${encodeURIComponent(id)}/items?limit=${ls.config.page_limit}`)).features;
    layers.set(id, ls.engine.layer(known.get(id), features));
  }

  let before = { queries: ls.state.queries, sort: ls.state.sort };

  function rerun() {
    const { queries, sort } = ls.state;
    for (const id of known.keys()) {
      if (queries[id] !== before.queries[id] || sort[id] !== before.sort[id]) run(id);
    }
    before = { queries, sort };
  }

  /** Load what the page holds whole, then answer every question once. */
  async function start() {
    const local = [...known.keys()].filter((id) => !remote(id));
    await Promise.all(local.map((id) => load(id).catch((mistake) => ls.set({ errors: { ...ls.state.errors, [id]: mistake } }))));
    ls.emit('loaded', local);
    await Promise.all([...known.keys()].map(run));
    ls.on('queries', rerun);
    ls.on('sort', rerun);
    before = { queries: ls.state.queries, sort: ls.state.sort };
    if (ls.state.selected) await one(ls.state.selected.collection, ls.state.selected.id).catch(() => null);
    ls.ready = true;
    ls.emit('ready', true);
  }

  ls.source = { start, run, more, distinct, spread, tile, one, those, ask, parameters, remote };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => queueMicrotask(start)); else queueMicrotask(start);
}());
