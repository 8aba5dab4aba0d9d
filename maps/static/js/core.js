/* The ground under every panel: configuration, words in two languages, elements without markup, icons, a bus. */
(function () {
  'use strict';
  const ls = window.landstock = window.landstock ?? {};

  function inlined(id) {
    const node = document.getElementById(id);
    return node ? JSON.parse(node.textContent) : null;
  }

  const config = inlined('landstock-config');

  /** An element with attributes, listeners (`onclick`) and children; text is always set as text. */
  function el(tag, attributes = {}, ...children) {
    const node = tag === 'svg' || el.svg.has(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith('on') && typeof value === 'function') node.addEventListener(name.slice(2), value);
      else if (name === 'class') node.setAttribute('class', value);
      else if (name === 'style') node.style.cssText = value;
      else if (name === 'dataset') Object.assign(node.dataset, value);
      else if (value === true) node.setAttribute(name, '');
      else node.setAttribute(name, String(value));
    }
    for (const child of children.flat(4)) {
      if (child !== null && child !== undefined && child !== false) node.append(child instanceof Node ? child : String(child));
    }
    return node;
  }
  el.svg = new Set(['path', 'rect', 'circle', 'line', 'g', 'defs', 'pattern', 'polyline', 'polygon', 'text', 'use', 'clipPath']);

  /** Words in the language of the screen: `t({zh, en})`. */
  const t = (words) => (words === null || words === undefined ? '' : typeof words === 'string' ? words : ls.lang === 'en' ? words.en ?? words.zh ?? '' : words.zh ?? words.en ?? '');

  const listeners = new Map();

  /** Listen to a key of the state, or to every change with `on('change', keys => …)`. */
  function on(key, act) {
    if (!listeners.has(key)) listeners.set(key, []);
    listeners.get(key).push(act);
    return () => listeners.set(key, listeners.get(key).filter((one) => one !== act));
  }

  function emit(key, value) {
    for (const act of [...(listeners.get(key) ?? [])]) act(value);
  }

  const THIN = '\u2009';
  const M2_PER_MU = 2000 / 3;
  const fmt = {
    number: (value, digits = 0) => Number(value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    plain: (value, digits = 2) => Number(value).toLocaleString('en-US', { maximumFractionDigits: digits }),
    mu: (m2, digits = 1) => fmt.number(m2 / M2_PER_MU, digits),
    ha: (m2, digits = 1) => fmt.number(m2 / 10000, digits),
    /** An area in the unit of the screen: land in 亩, m² or ha; floors always in m². */
    area(m2, land) {
      const unit = land ? ls.state?.unit ?? 'mu' : 'm2';
      if (unit === 'mu') return `${fmt.mu(m2)}${THIN}${t({ zh: '亩', en: 'mu' })}`;
      if (unit === 'ha') return `${fmt.ha(m2, 2)}${THIN}${t({ zh: '公顷', en: 'ha' })}`;
      return `${fmt.number(m2)}${THIN}m²`;
    },
  };

  const ICONS = {
    search: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5', close: 'M3.5 3.5l9 9M12.5 3.5l-9 9', plus: 'M8 3v10M3 8h10', minus: 'M3 8h10',
    home: 'M2.5 7.5 8 2.5l5.5 5M4 6.5v7h8v-7', draw: 'M3 6.5 8 2.5l5 3.5-1.5 7h-6ZM3 6.5l2.5 6.5', measure: 'M2 11 11 2l3 3-9 9ZM5 8l1.5 1.5M8 5l1.5 1.5', layers: 'M8 2 2 5.5 8 9l6-3.5ZM2 8.5 8 12l6-3.5M2 11.5 8 15l6-3.5',
    filter: 'M2 3h12L9.5 8.5V13l-3-1.5v-3Z', list: 'M5 4h9M5 8h9M5 12h9M2 4h.5M2 8h.5M2 12h.5', undo: 'M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6', download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
    print: 'M4.5 6V2h7v4M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7V14h-7Z', share: 'M11.5 5a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5ZM4.5 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5ZM11.5 14.5a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5ZM6 7.2l4-3M6 8.8l4 3',
    match: 'M2 2.5h5v5H2ZM9 8.5h5v5H9ZM7 5h4.5v3.5', columns: 'M2 2.5h4.5v11H2ZM9.5 2.5H14v11H9.5Z', compare: 'M2 2.5h4.5v11H2ZM9.5 2.5H14v11H9.5Z', check: 'M3 8.5 6.5 12 13 4.5', more: 'M3 8h.5M8 8h.5M13 8h.5', chevron: 'M4 6l4 4 4-4',
    back: 'M10 3 5 8l5 5', next: 'M6 3l5 5-5 5', up: 'M8 13V3M4 7l4-4 4 4', down: 'M8 3v10M4 9l4 4 4-4', locate: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v3M8 12v3M1 8h3M12 8h3', warning: 'M8 2 1.5 13.5h13ZM8 6.5V10M8 12h.01', info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.5V11M8 5h.01', link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.5L4.5 7',
  };

  /** A line icon of 16 px that takes the colour of its text. */
  function icon(name) {
    return el('svg', { class: 'icon', viewBox: '0 0 16 16', width: 16, height: 16, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' },
      el('path', { d: ICONS[name] ?? ICONS.info }));
  }

  Object.assign(ls, { config, inlined, el, t, on, emit, fmt, icon, lang: config?.lang ?? 'zh' });
}());
