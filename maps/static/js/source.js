/* The data behind the page. Small layers are loaded whole and asked here, with the rules of the service's own engine; large ones ask the service. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { config, schema, state, geo } = ls;
  const BINS = 24;
  const PAGE = 100;
  const UNKNOWN = { zh: '待核实', en: 'to check' };
  const HISTOGRAMS = new Set(['area', 'floor_load', 'clear_height', 'power', 'crane', 'tax_per_mu', 'price', 'investment_per_mu', 'far_max', 'rent', 'height_limit']);
  const file = config.mode === 'file';
  const base = (config.api ?? '').replace(/\/$/, '');

  const layers = new Map(config.collections.map((one) => [one.id, { collection: one, features: new Map(), rows: [], loaded: false, search: null }]));
  const known = (value) => value !== null && value !== undefined && value !== '';
  const fold = (text) => text.normalize('NFKC').toLowerCase();
  const keyOf = (field) => (field.role === 'usage' ? 'usage' : field.name);

  /* ---- loading ---- */
  function take(id, features) {
    const layer = layers.get(id);
    const fresh = [];
    for (const feature of features) {
      feature.id = String(feature.id);
      if (!layer.features.has(feature.id)) layer.rows.push(feature);
      layer.features.set(feature.id, feature);
      fresh.push(feature);
    }
    layer.search = null;
    return fresh;
  }

  async function load(id) {
    const layer = layers.get(id);
    if (layer.collection.remote) return;
    const body = file ? ls.embedded(`layer-${id}`) : await answer(`${base}/collections/${encodeURIComponent(id)}/items?limit=10000&f=geojson`);
    take(id, body?.features ?? []);
    layer.loaded = true;
    ls.emit('loaded', id);
    if (state.queries[id]) run(id);
  }

  /** The JSON of an address of this service; refusals become errors that say what to do, in the reader's words. */
  async function answer(address, options = {}) {
    const response = await fetch(address, { credentials: 'same-origin', ...options, headers: { Accept: 'application/geo+json, application/json', ...options.headers } });
    const body = await response.json().catch(() => null);
    if (response.ok && body) return body;
    const words = body?.detail_zh || body?.detail;
    const mistake = new Error(typeof words === 'string' ? words : `${response.status} ${response.statusText}`);
    const said = ls.lang === 'en' ? body?.en ?? body?.detail : body?.zh ?? body?.detail;
    mistake.said = typeof said === 'string' ? said : typeof said === 'object' && said ? ls.t(said) : mistake.message;
    mistake.problem = body;
    throw mistake;
  }

  /* ---- rules: each answers 1 yes, 0 no, -1 unknown for a feature ---- */
  function below(list, code) {
    const codes = list.codes.map((entry) => String(entry.code));
    if (list.hierarchy === 'prefix') return codes.filter((one) => one.startsWith(code));
    if (list.hierarchy !== 'parent') return [code];
    const parents = new Map(list.codes.map((entry) => [String(entry.code), entry.parent]));
    return codes.filter((one) => {
      const seen = new Set();
      for (let at = one; at !== null && at !== undefined && !seen.has(at); at = parents.get(at)) {
        if (at === code) return true;
        seen.add(at);
      }
      return false;
    });
  }

  function equals(field, wanted) {
    const set = new Set(wanted.map(String));
    if (field.type === 'list') return (value) => (Array.isArray(value) ? Number(value.some((one) => set.has(String(one)))) : -1);
    if (field.type === 'number' || field.type === 'integer') {
      const numbers = new Set(wanted.map(Number));
      return (value) => (known(value) ? Number(numbers.has(value)) : -1);
    }
    return (value) => (known(value) ? Number(set.has(String(value))) : -1);
  }

  function usageRule(id, codes) {
    const field = schema.role(id, 'usage');
    const list = schema.codelist(field);
    const system = schema.role(id, 'usage_system');
    const wanted = list ? codes.flatMap((code) => below(list, code)) : codes;
    const test = equals(field, wanted);
    const names = codes.map((code) => schema.code(field, code) ?? { zh: code, en: code });
    return {
      key: 'usage',
      zh: `用途为 ${names.map((name, n) => `${name.zh} ${codes[n]}（含下级）`).join(' 或 ')}`,
      en: `land use ${names.map((name, n) => `${name.en} ${codes[n]} and below`).join(' or ')}`,
      test: ({ properties }) => (list && system && properties[system.name] !== list.id ? -1 : test(properties[field.name])),
    };
  }

  function oneOfRule(field, values) {
    const list = schema.codelist(field);
    const nested = list && (list.hierarchy === 'prefix' || list.hierarchy === 'parent');
    const test = equals(field, nested ? values.flatMap((value) => [value, ...below(list, value)]) : values);
    const names = values.map((value) => schema.code(field, value) ?? { zh: value, en: value });
    return {
      key: field.name,
      zh: `${field.title.zh}为 ${names.map((name) => name.zh).join(' 或 ')}`,
      en: `${field.title.en} is ${names.map((name) => name.en).join(' or ')}`,
      test: ({ properties }) => test(properties[field.name]),
    };
  }

  const plain = (value) => (typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : String(value));
  const interval = (low, high) => (low === null || high === null ? (high === null ? `≥ ${low}` : `≤ ${high}`) : `${low}–${high}`);

  function rangeRule(field, [low, high]) {
    const order = (value) => (field.type === 'date' ? Date.parse(String(value).slice(0, 10)) : Number(value));
    const floor = low === null ? -Infinity : order(low);
    const ceiling = high === null ? Infinity : order(high);
    const said = interval(low === null ? null : plain(low), high === null ? null : plain(high));
    const unit = { zh: field.unit?.zh ? ` ${field.unit.zh}` : '', en: field.unit?.en ? ` ${field.unit.en}` : '' };
    const mu = field.land ? interval(...[low, high].map((bound) => (bound === null ? null : (bound * 3 / 2000).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })))) : null;
    return {
      key: field.name,
      zh: `${field.title.zh} ${said}${unit.zh}${mu ? `（${mu} 亩）` : ''}`,
      en: `${field.title.en} ${said}${unit.en}${mu ? ` (${mu} mu)` : ''}`,
      test: ({ properties }) => {
        if (!known(properties[field.name])) return -1;
        const value = order(properties[field.name]);
        return Number(value >= floor && value <= ceiling);
      },
    };
  }

  function haystack(layer) {
    if (layer.search) return layer.search;
    const fields = layer.collection.fields.filter((field) => field.type === 'text' || field.type === 'list');
    layer.search = new Map(layer.rows.map((feature) => [feature, fields.map((field) => searchWords(field, feature.properties[field.name])).join('\n')]));
    return layer.search;
  }

  function searchWords(field, value) {
    if (!known(value)) return '';
    const values = Array.isArray(value) ? value : [value];
    return fold(values.map((one) => { const code = schema.code(field, one); return code ? `${one} ${code.zh} / ${code.en}` : String(one); }).join('、'));
  }

  function textRule(layer, text) {
    const terms = fold(text).split(/\s+/).filter(Boolean);
    const words = haystack(layer);
    return {
      key: 'q', zh: `含有“${text.trim()}”`, en: `containing “${text.trim()}”`,
      test: (feature) => Number(terms.every((term) => words.get(feature).includes(term))),
    };
  }

  /** Every rule of a question, in the order in which the service asks them. */
  function rules(id, question) {
    const query = { ...ls.emptyQuery(), ...question };
    const layer = layers.get(id);
    const made = [];
    if (query.within?.length >= 3) made.push({ key: 'within', zh: '在所画范围内', en: 'within the drawn area', test: (feature) => (feature.geometry ? Number(geo.touches(feature, query.within)) : -1) });
    if (query.usage.length && schema.role(id, 'usage')) made.push(usageRule(id, query.usage.map(String)));
    const area = schema.role(id, 'area');
    if (area && query.area.some((bound) => bound !== null)) made.push(rangeRule(area, query.area));
    const { fields } = layer.collection;
    for (const field of fields) {
      const values = (field.role === 'park' || field.role === 'status' ? query[field.role] : null) ?? [];
      const chosen = values.length ? values : query.values[field.name] ?? [];
      if (chosen.length) made.push(oneOfRule(field, chosen.map(String)));
    }
    for (const field of fields) {
      const range = query.ranges[field.name];
      if (range && range.some((bound) => bound !== null)) made.push(rangeRule(field, range));
    }
    if (query.q?.trim()) made.push(textRule(layer, query.q));
    const lets = new Set(query.or_unknown);
    return made.map((rule) => ({ ...rule, lets: lets.has(rule.key) }));
  }

  /* ---- the answer of a question to a layer that is here ---- */
  function ask(id, question, sort) {
    const layer = layers.get(id);
    const asked = rules(id, question);
    const answers = layer.rows.map((feature) => asked.map((rule) => rule.test(feature)));
    const passes = (row, n) => row[n] === 1 || (row[n] === -1 && asked[n].lets);
    const misses = answers.map((row) => { const missed = []; for (let n = 0; n < asked.length; n += 1) if (!passes(row, n)) missed.push(n); return missed; });
    const rows = layer.rows.filter((feature, at) => !misses[at].length);
    const area = schema.role(id, 'area');
    const figures = sums(rows, area);
    return {
      remote: false, matched: rows.length, total: layer.rows.length, area: area ? figures.area : null, areaUnknown: figures.unknown, ids: new Set(rows.map((feature) => feature.id)),
      rows: sorted(id, rows, sort ?? []), steps: steps(asked, answers, misses, layer.rows.length), words: inWords(layer.collection, asked),
      groups: groups(layer, asked, misses, area), histograms: histograms(layer, asked, misses),
    };
  }

  function sums(rows, area) {
    let [total, unknown] = [0, 0];
    if (area) for (const { properties } of rows) { if (known(properties[area.name])) total += properties[area.name]; else unknown += 1; }
    return { area: total, unknown };
  }

  function steps(asked, answers, misses, size) {
    let left = size;
    return asked.map((rule, n) => {
      const before = left;
      left = misses.reduce((count, missed) => count + (missed.length && missed[0] <= n ? 0 : 1), 0);
      const unknown = rule.lets ? 0 : answers.reduce((count, row, at) => count + (row[n] === -1 && misses[at].length === 1 ? 1 : 0), 0);
      return { key: rule.key, zh: rule.zh, en: rule.en, removed: before - left, left, unknown };
    });
  }

  function inWords({ title }, asked) {
    if (!asked.length) return { zh: `${title.zh}：全部`, en: `${title.en}: all` };
    return {
      zh: `${title.zh}：${asked.map((rule) => rule.zh + (rule.lets ? '（含待核实）' : '')).join(' 且 ')}`,
      en: `${title.en}: ${asked.map((rule) => rule.en + (rule.lets ? ' (or unknown)' : '')).join(' and ')}`,
    };
  }

  const grouped = (field) => Boolean(field.codelist) || field.type === 'boolean' || field.role === 'park';

  function groups(layer, asked, misses, area) {
    const found = {};
    for (const field of layer.collection.fields.filter(grouped)) {
      const own = asked.findIndex((rule) => rule.key === keyOf(field) || rule.key === field.name);
      const into = new Map();
      layer.rows.forEach((feature, at) => {
        const missed = misses[at];
        const open = !missed.length || (missed.length === 1 && missed[0] === own);
        if (!open) return;
        const value = feature.properties[field.name];
        for (const one of Array.isArray(value) ? new Set(value) : [value]) {
          const key = known(one) ? String(one) : null;
          const entry = into.get(key) ?? { value: key, count: 0, area_m2: 0, available: 0 };
          entry.available += 1;
          if (!missed.length) {
            entry.count += 1;
            if (area && known(feature.properties[area.name])) entry.area_m2 += feature.properties[area.name];
          }
          into.set(key, entry);
        }
      });
      found[field.name] = named(field, [...into.values()]);
    }
    return found;
  }

  function named(field, entries) {
    const rank = new Map((schema.codelist(field)?.codes ?? []).map((code, n) => [String(code.code), n]));
    const place = (entry) => (entry.value === null ? Infinity : rank.get(entry.value) ?? rank.size);
    for (const entry of entries) {
      const words = entry.value === null ? UNKNOWN : schema.code(field, entry.value) ?? { zh: entry.value, en: entry.value };
      entry.zh = words.zh;
      entry.en = words.en;
    }
    return entries.sort((a, b) => place(a) - place(b) || (String(a.value) < String(b.value) ? -1 : 1));
  }

  function histograms(layer, asked, misses) {
    return layer.collection.fields.filter((field) => field.type === 'number' || field.type === 'integer').map((field) => {
      const own = asked.findIndex((rule) => rule.key === field.name);
      const everywhere = layer.rows.map((feature) => feature.properties[field.name]).filter(known);
      const edges = edgesOf(everywhere);
      const counts = new Array(edges.length - 1).fill(0);
      let unknown = 0;
      layer.rows.forEach((feature, at) => {
        if (misses[at].length && !(misses[at].length === 1 && misses[at][0] === own)) return;
        const value = feature.properties[field.name];
        if (!known(value)) { unknown += 1; return; }
        let bin = 0;
        while (bin < counts.length - 1 && value >= edges[bin + 1]) bin += 1;
        counts[bin] += 1;
      });
      return { field: field.name, edges, counts, unknown };
    });
  }

  /** Edges of 24 bins: equal steps of the logarithm where all values are positive, as the service draws them. */
  function edgesOf(values) {
    if (!values.length) return [0, 1];
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) { if (value < low) low = value; if (value > high) high = value; }
    const even = !(low > 0 && high > low);
    const top = even ? Math.max(high, low + 1) : high;
    const edges = Array.from({ length: BINS + 1 }, (_, n) => (even ? low + ((top - low) * n) / BINS : low * (top / low) ** (n / BINS)));
    edges[0] = low;
    edges[BINS] = Math.max(high, edges[BINS]);
    return edges;
  }

  function orderOf(field) {
    const list = schema.codelist(field);
    if (list?.hierarchy === 'ordinal') {
      const rank = new Map(list.codes.map((code, n) => [String(code.code), n]));
      return (value) => rank.get(String(value)) ?? rank.size;
    }
    if (field.type === 'list') return (value) => value.length;
    return field.type === 'boolean' ? Number : (value) => value;
  }

  /** Rows in a total order: the keys asked for, unknown last either way, ties by id. */
  function sorted(id, rows, sort) {
    const keys = sort.map(({ field: name, descending }) => { const field = schema.field(id, name); return field && { name, order: orderOf(field), sign: descending ? -1 : 1 }; }).filter(Boolean);
    return rows.slice().sort((a, b) => {
      for (const { name, order, sign } of keys) {
        const [one, other] = [a.properties[name], b.properties[name]];
        const [hasOne, hasOther] = [known(one), known(other)];
        if (hasOne !== hasOther) return hasOne ? -1 : 1;
        if (!hasOne) continue;
        const [first, second] = [order(one), order(other)];
        if (first < second) return -sign;
        if (first > second) return sign;
      }
      return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
    });
  }

  /* ---- the same question to the service ---- */
  /** The parameters of a question, as the service spells them. */
  function parameters(id, question, sort) {
    const query = { ...ls.emptyQuery(), ...question };
    const asked = new URLSearchParams();
    const { fields } = schema.collection(id);
    if (query.within?.length >= 3) asked.set('within', `POLYGON((${[...query.within, query.within[0]].map(([x, y]) => `${x.toFixed(7)} ${y.toFixed(7)}`).join(', ')}))`);
    if (query.usage.length) asked.set('usage', query.usage.join(','));
    ['min_area_m2', 'max_area_m2'].forEach((name, n) => { if (query.area[n] !== null) asked.set(name, query.area[n]); });
    for (const field of fields) {
      const own = field.role === 'park' || field.role === 'status' ? query[field.role] : [];
      const values = own.length ? own : query.values[field.name] ?? [];
      if (values.length && (field.codelist || field.references || field.type === 'list')) asked.set(field.name, values.join(','));
      else for (const value of values) asked.append(field.name, value);
      const [low, high] = query.ranges[field.name] ?? [null, null];
      if (low !== null) asked.set(`min_${field.name}`, low);
      if (high !== null) asked.set(`max_${field.name}`, high);
    }
    if (query.q?.trim()) asked.set('q', query.q.trim());
    if (query.or_unknown.length) asked.set('or_unknown', query.or_unknown.join(','));
    if (sort?.length) asked.set('sortby', sort.map((key) => `${key.descending ? '-' : ''}${key.field}`).join(','));
    return asked;
  }

  const turns = new Map();

  async function askService(id, question, sort) {
    turns.get(id)?.abort();
    const turn = new AbortController();
    turns.set(id, turn);
    const { fields } = schema.collection(id);
    const address = `${base}/collections/${encodeURIComponent(id)}`;
    const figures = parameters(id, question, []);
    const by = fields.filter((field) => grouped(field)).map((field) => field.name);
    const histogram = fields.filter((field) => HISTOGRAMS.has(field.role) && field.type !== 'date').map((field) => field.name);
    if (by.length) figures.set('by', by.join(','));
    if (histogram.length) figures.set('histogram', histogram.join(','));
    const page = parameters(id, question, sort);
    page.set('limit', PAGE);
    page.set('f', 'geojson');
    const [summary, items] = await Promise.all([
      answer(`${address}/summary?${figures}`, { signal: turn.signal }),
      answer(`${address}/items?${page}`, { signal: turn.signal }),
    ]);
    return {
      remote: true, matched: summary.matched, total: summary.total, area: summary.area_m2, areaUnknown: summary.area_unknown, ids: null, rows: take(id, items.features),
      steps: summary.steps, groups: summary.groups, histograms: summary.histograms, words: summary.words,
    };
  }

  function settle(id, result) {
    const { [id]: gone, ...errors } = state.errors;
    ls.set({ results: { ...state.results, [id]: result }, ...(gone ? { errors } : {}) });
  }

  function fail(id, mistake) {
    if (mistake?.name === 'AbortError') return;
    ls.set({ errors: { ...state.errors, [id]: { message: String(mistake?.message ?? mistake), said: String(mistake?.said ?? mistake?.message ?? mistake) } } });
  }

  /** Ask the question of a collection again. */
  async function run(id) {
    const layer = layers.get(id);
    if (!layer) return;
    try {
      if (layer.collection.remote) settle(id, await askService(id, state.queries[id], state.sort[id]));
      else if (layer.loaded) settle(id, ask(id, state.queries[id], state.sort[id]));
      else await load(id);
    } catch (mistake) { fail(id, mistake); }
  }

  /** The next page of a large layer's list. */
  async function more(id) {
    const result = state.results[id];
    if (!result?.remote || result.rows.length >= result.matched) return;
    const page = parameters(id, state.queries[id], state.sort[id]);
    page.set('limit', PAGE);
    page.set('offset', result.rows.length);
    page.set('f', 'geojson');
    const items = await answer(`${base}/collections/${encodeURIComponent(id)}/items?${page}`);
    if (state.results[id] === result) settle(id, { ...result, rows: [...result.rows, ...take(id, items.features)] });
  }

  /** What a large layer shows in a box: the largest first. {features, matched} */
  async function view(id, box, limit, signal) {
    const area = schema.role(id, 'area');
    const page = parameters(id, state.queries[id], area ? [{ field: area.name, descending: true }] : []);
    page.set('bbox', box.map((edge) => edge.toFixed(6)).join(','));
    page.set('limit', limit);
    page.set('f', 'geojson');
    const items = await answer(`${base}/collections/${encodeURIComponent(id)}/items?${page}`, { signal });
    return { features: take(id, items.features), matched: items.numberMatched };
  }

  /** One feature of a large layer, fetched where it has not been seen yet. */
  async function feature(id, key) {
    const layer = layers.get(id);
    if (!layer) return null;
    if (!layer.features.has(key) && layer.collection.remote) {
      const found = await answer(`${base}/collections/${encodeURIComponent(id)}/items/${encodeURIComponent(key)}`);
      take(id, [found]);
      ls.emit('loaded', id);
    }
    return layer.features.get(key) ?? null;
  }

  /** A match report: from the service, or among those that the one-file map carries. */
  async function match(request) {
    if (!file) return answer(`${base}/matches`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request) });
    const report = request.project_id ? ls.embedded('match-reports')?.[request.project_id] : null;
    if (report) return report;
    throw new Error(ls.t({ zh: '单文件地图只带新建项目的匹配结果，其余请用服务版', en: 'the one-file map carries the matches of new projects only; use the served map for others' }));
  }

  let asked = {};
  let sorting = {};
  const due = new Map();

  /** Ask again what changed: at once for what is here, a moment later for what the service answers. */
  function refresh() {
    for (const id of Object.keys(state.queries)) {
      const now = JSON.stringify(state.queries[id]);
      if (asked[id] === now && sorting[id] === state.sort[id]) continue;
      asked = { ...asked, [id]: now };
      sorting = { ...sorting, [id]: state.sort[id] };
      clearTimeout(due.get(id));
      if (!layers.get(id)?.collection.remote) run(id);
      else due.set(id, setTimeout(() => run(id), 160));
    }
  }

  function start() {
    for (const id of Object.keys(state.queries)) { asked[id] = JSON.stringify(state.queries[id]); sorting[id] = state.sort[id]; }
    ls.on('queries', refresh);
    ls.on('sort', refresh);
    const remote = config.collections.filter((one) => one.remote && state.queries[one.id]);
    remote.forEach((one) => run(one.id));
    if (state.selected) feature(state.selected.collection, state.selected.id).catch(() => {});
    ls.on('selected', (chosen) => { if (chosen) feature(chosen.collection, chosen.id).catch((mistake) => fail(chosen.collection, mistake)); });
    return Promise.all(config.collections.filter((one) => !one.remote).map((one) => load(one.id).catch((mistake) => fail(one.id, mistake))));
  }

  /** Features of a collection by id: all of a small layer, those seen so far of a large one. */
  ls.features = (id) => layers.get(id)?.features ?? new Map();
  ls.source = { run, more, view, feature, match, ask, rules, below, parameters, answer, ready: null };
  ls.source.ready = new Promise((done) => { queueMicrotask(() => start().then(done)); });
}());
