/* The state of the screen: one observable object, changed by `set`, kept in the address so that a link opens the same view. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { config } = ls;

  const shownAtStart = { control: false, project: false };
  const colourField = (one) => one.fields.find((field) => field.role === 'status')?.name ?? null;
  const land = config.collections.find((one) => one.kind === 'parcel') ?? config.collections.find((one) => one.kind === 'space') ?? config.collections[0];

  const state = ls.state = {
    mode: 'find', lang: config.lang ?? 'zh', unit: 'mu',
    shown: Object.fromEntries(config.collections.map((one) => [one.id, shownAtStart[one.kind] ?? true])),
    colourBy: land ? colourField(land) : null, active: land?.id ?? null,
    queries: {}, results: {}, errors: {}, sort: {}, selected: null, hovered: null, basket: [], drawing: false,
    match: { projectId: null, demand: null, site: null, report: null, busy: false, error: null }, view: null,
  };

  /* What a link carries, by short name; the rest is derived. */
  const KEPT = { m: 'mode', l: 'lang', u: 'unit', c: 'colourBy', a: 'active', q: 'queries', o: 'sort', s: 'selected', b: 'basket' };

  function bare(query) {
    return Object.fromEntries(Object.entries(query).filter(([, value]) => {
      if (Array.isArray(value)) return value.some((part) => part !== null);
      return value !== null && value !== '' && !(typeof value === 'object' && !Object.keys(value).length);
    }));
  }

  function toHash() {
    const kept = {};
    for (const [short, key] of Object.entries(KEPT)) kept[short] = state[key];
    kept.q = Object.fromEntries(Object.entries(state.queries).map(([id, query]) => [id, bare(query)]).filter(([, query]) => Object.keys(query).length));
    kept.h = Object.entries(state.shown).filter(([, on]) => !on).map(([id]) => id);
    if (state.match.projectId) kept.p = state.match.projectId;
    if (state.match.site) kept.t = state.match.site;
    if (state.match.demand) kept.d = state.match.demand;
    if (state.view) kept.v = [state.view.center[0].toFixed(5), state.view.center[1].toFixed(5), state.view.zoom].join(',');
    const text = JSON.stringify(kept, (_, value) => (value === null || (Array.isArray(value) && !value.length) ? undefined : value));
    return `#${encodeURIComponent(text)}`;
  }

  /* A link is input like any other: each part is taken only where it has the shape and the names it should have. */
  function fromHash(hash) {
    let kept;
    try { kept = JSON.parse(decodeURIComponent(hash.slice(1))); } catch { return {}; }
    if (!kept || typeof kept !== 'object') return {};
    const ids = new Set(config.collections.map((one) => one.id));
    const item = (one) => (one && ids.has(one.collection) && typeof one.id === 'string' ? { collection: one.collection, id: one.id } : null);
    const found = {};
    if (['find', 'match'].includes(kept.m)) found.mode = kept.m;
    if (['zh', 'en'].includes(kept.l)) found.lang = kept.l;
    if (['mu', 'm2', 'ha'].includes(kept.u)) found.unit = kept.u;
    if (config.collections.some((one) => one.fields.some((field) => field.name === kept.c))) found.colourBy = kept.c;
    if (ids.has(kept.a)) found.active = kept.a;
    if (kept.q && typeof kept.q === 'object') found.queries = Object.fromEntries(Object.entries(kept.q).filter(([id]) => ids.has(id)).map(([id, query]) => [id, { ...empty(), ...tidy(query) }]));
    if (kept.o && typeof kept.o === 'object') found.sort = Object.fromEntries(Object.entries(kept.o).filter(([id, keys]) => ids.has(id) && Array.isArray(keys)));
    if (item(kept.s)) found.selected = item(kept.s);
    if (Array.isArray(kept.b)) found.basket = kept.b.map(item).filter(Boolean);
    if (Array.isArray(kept.h)) found.shown = { ...state.shown, ...Object.fromEntries(kept.h.filter((id) => ids.has(id)).map((id) => [id, false])) };
    const view = String(kept.v ?? '').split(',').map(Number);
    if (view.length === 3 && view.every(Number.isFinite)) found.view = { center: [view[0], view[1]], zoom: view[2] };
    const match = { projectId: typeof kept.p === 'string' ? kept.p : null, site: item(kept.t), demand: kept.d && typeof kept.d === 'object' ? kept.d : null };
    if (match.projectId || match.site || match.demand) found.match = { ...state.match, ...match };
    return found;
  }

  const empty = () => ({ usage: [], park: [], status: [], values: {}, area: [null, null], ranges: {}, q: '', or_unknown: [], within: null });

  function tidy(query) {
    const texts = (value) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
    const pair = (value) => (Array.isArray(value) && value.length === 2 ? value.map((one) => (one === null || Number.isFinite(one) || typeof one === 'string' ? one : null)) : [null, null]);
    const each = (value, shape) => (value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)])) : {});
    return {
      usage: texts(query.usage), park: texts(query.park), status: texts(query.status), values: each(query.values, texts), area: pair(query.area), ranges: each(query.ranges, pair),
      q: typeof query.q === 'string' ? query.q : '', or_unknown: texts(query.or_unknown), within: Array.isArray(query.within) ? query.within : null,
    };
  }

  let writing = 0;
  function keepInAddress() {
    clearTimeout(writing);
    writing = setTimeout(() => { try { history.replaceState(null, '', toHash()); } catch { /* a page opened from disk may refuse; the view works without */ } }, 250);
  }

  /** Change the state; listeners of each changed key run, then those of 'change' with the set of keys. */
  function set(patch) {
    const changed = new Set();
    for (const [key, value] of Object.entries(patch)) {
      if (Object.is(state[key], value)) continue;
      state[key] = value;
      changed.add(key);
    }
    if (!changed.size) return;
    if (changed.has('lang')) ls.lang = state.lang;
    for (const key of changed) ls.emit(key, state[key]);
    ls.emit('change', changed);
    if ([...changed].some((key) => Object.values(KEPT).includes(key) || ['shown', 'match', 'view'].includes(key))) keepInAddress();
  }

  Object.assign(state, fromHash(window.location.hash));
  ls.lang = state.lang;
  window.addEventListener('hashchange', () => set(fromHash(window.location.hash)));
  Object.assign(ls, { set, emptyQuery: empty, permalink: () => `${window.location.href.split('#')[0]}${toHash()}` });
}());
