/* What every other script stands on: the page's configuration, words in both languages, figures, elements made without markup, icons, events. */
(function () {
  'use strict';
  const ls = window.landstock = window.landstock || {};
  const THIN = '\u2009';
  const SVG = 'http://www.w3.org/2000/svg';

  /** The JSON of a script element of the page, or null where it is not there. */
  function embedded(id) {
    const node = document.getElementById(id);
    return node ? JSON.parse(node.textContent) : null;
  }

  const config = embedded('landstock-config') ?? {};
  config.collections ??= [];
  config.codelists ??= {};
  config.words ??= {};

  /* ---- the service: the one place that knows what stands before its paths where it lies below a path of its host ---- */
  const prefix = config.api ?? '';
  const addressOf = (path) => prefix + path;

  /** Ask the service for a path. */
  const reach = (path, options = {}) => fetch(addressOf(path), options);

  /** The path that an address of the service was made of; null where it is none of its addresses. */
  function pathOf(address) {
    const { pathname, search } = new URL(address, window.location.href);
    return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) + search : null;
  }

  /* ---- events ---- */
  const listeners = new Map();

  /** Call `run` whenever `name` is emitted; the answer is a function that ends it. */
  function on(name, run) {
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(run);
    return () => listeners.get(name).delete(run);
  }

  /** Tell everyone who listens; one listener's mistake does not keep the others from hearing. */
  function emit(name, ...details) {
    for (const run of [...listeners.get(name) ?? []]) {
      try { run(...details); } catch (mistake) { console.error(mistake); }
    }
  }

  /* ---- words ---- */
  /** The words of a {zh, en} in the language of the page; text passes as it is. */
  function t(words) {
    if (words === null || words === undefined) return '';
    if (typeof words !== 'object') return String(words);
    return String((ls.lang === 'en' ? words.en ?? words.zh : words.zh ?? words.en) ?? '');
  }

  /* ---- elements ---- */
  /** An element with attributes and children. Text is set as text: no string ever becomes markup. */
  function el(tag, attributes, ...children) {
    return dressed(document.createElement(tag), attributes, children);
  }

  function dressed(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith('on')) {
        if (typeof value !== 'function') throw new TypeError(`${key} takes a function`);
        node.addEventListener(key.slice(2), value);
      } else if (key === 'value') node.value = value;
      else if (key === 'checked') node.checked = Boolean(value);
      else node.setAttribute(key, value === true ? '' : String(value));
    }
    node.append(...flat(children));
    return node;
  }

  function flat(children) {
    return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== true)
      .map((child) => (child instanceof Node ? child : String(child)));
  }

  /* ---- icons: 16 px, one stroke ---- */
  const ICONS = {
    search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14', plus: 'M8 3v10M3 8h10', minus: 'M3 8h10', close: 'm4 4 8 8M12 4l-8 8',
    check: 'm3 8.5 3.2 3.200L13 4.8', up: 'm4 10 4-4 4 4', down: 'm4 6 4 4 4-4', left: 'm10 4-4 4 4 4', right: 'm6 4 4 4-4 4',
    undo: 'M5.5 3 2.5 6l3 3M3 6h6.500a3.5 3.5 0 0 1 0 7H6', filter: 'M2 3h12l-4.5 5.500v4l-3 1.500V8.500z', list: 'M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.5M2 8h.5M2 12h.5',
    columns: 'M2.5 3h4.500v10H2.500zM9 3h4.500v10H9z', download: 'M8 2.500v7.500M4.8 7 8 10.2 11.2 7M2.5 13.500h11', print: 'M4.5 6V2.500h7V6M4.5 11.500h-2V6h11v5.500h-2M4.5 9.500h7v4h-7z',
    share: 'M12 5.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM4 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12 14.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.8 7.100l4.4-2.600M5.8 8.900l4.4 2.6',
    match: 'M6 2.500H2.500V6H6zM13.5 10H10v3.500h3.500zM4.2 6v4a1.8 1.8 0 0 0 1.8 1.800h4M9 4.200h1.800A1.8 1.8 0 0 1 12.6 6v1.5',
    pin: 'M8 14s4.5-4.2 4.5-7.500a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14zM8 8a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z', home: 'M2.5 7 8 2.5 13.5 7v6.500h-11z',
    draw: 'm3 5.5 5-3 5.5 3.500L12 12.500l-7.5 1z', measure: 'm2 11 9-9 3 3-9 9zM5 8l1.5 1.500M7 6l1 1M9 4l1.5 1.5', layers: 'm8 2 6 3.2-6 3.2-6-3.200zM2 8l6 3.200L14 8M2 10.8 8 14l6-3.2',
    info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.200v3.600M8 5v.2', locate: 'M8 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM8 1.500V4M8 12v2.500M1.5 8H4M12 8h2.5', trash: 'M3 4.500h10M6 4.500V3h4v1.500M4.5 4.500l.6 9h5.800l.6-9', edit: 'm3 13 .6-2.8 7.2-7.2 2.2 2.2-7.2 7.200z',
    more: 'M3.5 8h.2M8 8h.2M12.5 8h.2', basket: 'M2.5 6h11l-1.2 7.500H3.700zM5.5 6 8 2.5 10.5 6', copy: 'M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3', sort: 'M5 3v10M2.5 10.5 5 13l2.5-2.500M11 13V3M8.5 5.5 11 3l2.5 2.5',
    building: 'M3.5 13.500V3h6v10.500M9.5 6.500h3v7M2 13.500h12M5.5 5.500h2M5.5 8h2M5.5 10.500h2', warning: 'M8 2.5 14.5 13.500h-13zM8 6.500v3.500M8 11.800v.2', calendar: 'M2.5 4h11v9.500h-11zM2.5 7h11M5.5 2.500V5M10.5 2.500V5', eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 9.800a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600z',
    external: 'M9.5 2.500h4v4M13.5 2.5 8 8M12 9v4.500H2.500V4H7', link: 'M6.5 9.5 9.5 6.500M7 4.500l1.5-1.500a3 3 0 0 1 4.5 4.500L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.500L4.5 7', refresh: 'M13 8a5 5 0 1 1-1.5-3.500M12 2v3H9',
  };

  /** A drawing of 16 px that says nothing to a screen reader: its button does. */
  function icon(name) {
    const node = document.createElementNS(SVG, 'svg');
    dressed(node, { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' }, []);
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', ICONS[name] ?? ICONS.info);
    node.append(path);
    return node;
  }

  /* ---- figures ---- */
  const fmt = {
    /** A figure with thousands separators and at most so many decimals. */
    number: ls.figures.number,
    /** 亩 of an area in m²: a decimal below 1,000, so that the map says what the card says. */
    mu: (m2) => { const mu = ls.figures.mu(m2); return ls.figures.fixed(mu, mu < 1000 ? 1 : 0); },
    /** An area with its unit: land in the unit chosen, floor space always in m². */
    area(m2, field) {
      const unit = field?.land ? ls.state?.unit ?? 'mu' : 'm2';
      if (unit === 'mu') return `${fmt.mu(m2)}${THIN}${t({ zh: '亩', en: 'mu' })}`;
      if (unit === 'ha') return `${fmt.number(m2 / 10000, 2)}${THIN}${t({ zh: '公顷', en: 'ha' })}`;
      return `${fmt.number(m2)}${THIN}m²`;
    },
    /** A length in metres or kilometres. */
    length: (metres) => (metres >= 10000 ? `${fmt.number(metres / 1000)}${THIN}km` : metres >= 1000 ? `${fmt.number(metres / 1000, 1)}${THIN}km` : `${fmt.number(metres, metres < 300 ? 1 : 0)}${THIN}m`),
  };

  /* ---- what the catalog says ---- */
  const byId = new Map(config.collections.map((one) => [one.id, one]));
  const roles = new Map(config.collections.map((one) => [one.id, new Map(one.fields.filter((field) => field.role).map((field) => [field.role, field]))]));
  const codes = new Map(Object.entries(config.codelists).map(([id, list]) => [id, new Map(list.codes.map((code) => [String(code.code), code]))]));

  const schema = {
    collection: (id) => byId.get(id) ?? null,
    ofKind: (...kinds) => config.collections.filter((one) => kinds.includes(one.kind)),
    /** The field that plays a role in a collection, or null. */
    role: (id, role) => roles.get(id)?.get(role) ?? null,
    field: (id, name) => byId.get(id)?.fields.find((field) => field.name === name) ?? null,
    codelist: (field) => (field?.codelist ? config.codelists[field.codelist] ?? null : null),
    /** The entry of a code in the field's list, or null. */
    code: (field, value) => (field?.codelist ? codes.get(field.codelist)?.get(String(value)) ?? null : null),
    /** A feature's value of a role: null where unknown or not declared. */
    value(id, feature, role) {
      const field = schema.role(id, role);
      return (field ? feature?.properties?.[field.name] : null) ?? null;
    },
    /** A feature's name in the language of the page; its id where it has none. */
    name(id, feature) {
      const zh = schema.value(id, feature, 'name');
      const en = schema.value(id, feature, 'name_en');
      return String((ls.lang === 'en' ? en ?? zh : zh ?? en) ?? feature?.id ?? '');
    },
  };

  /** Values as the service reads a list of them: one that holds a comma or begins with a quote stands in double quotes. */
  function listed(values) {
    const plain = (text) => !/[,，]|^\s*"|^\s|\s$/.test(text);
    return values.map(String).map((text) => (plain(text) ? text : `"${text.replace(/"/g, '""')}"`)).join(',');
  }

  Object.assign(ls, { config, embedded, addressOf, reach, pathOf, on, emit, listed, t, el, icon, fmt, schema });
  Object.defineProperty(ls, 'lang', { get: () => ls.state?.lang ?? config.lang ?? 'zh', configurable: true });
}());
