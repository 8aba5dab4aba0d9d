/* What was ticked: how many, how much, which of them adjoin; export, compare, print, clear. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { el, t } = ls;
  const v = ls.values;
  const MOST_COMPARED = 8;

  const basket = () => ls.state.basket ?? [];
  const has = (collection, id) => basket().some((one) => one.collection === collection && one.id === id);

  function toggle(collection, id) {
    ls.set({ basket: has(collection, id) ? basket().filter((one) => one.collection !== collection || one.id !== id) : [...basket(), { collection, id }] });
  }

  /** Ids by collection, in the order chosen. */
  function grouped() {
    const found = new Map();
    for (const { collection, id } of basket()) if (v.collection(collection)) found.set(collection, [...(found.get(collection) ?? []), id]);
    return found;
  }

  function totals(collection, keys) {
    const field = v.field(collection, 'area');
    let m2 = 0;
    let unknown = 0;
    for (const key of keys) {
      const raw = v.value(collection, v.feature(collection, key), 'area');
      if (typeof raw === 'number') m2 += raw; else unknown += 1;
    }
    const { figure, unit } = v.area(m2, field?.land, { large: true });
    return el('span', { class: 'nowrap' }, el('b', {}, v.number(keys.length)), ` ${v.noun(collection, keys.length)}`, field ? [' · ', el('b', {}, figure), ` ${unit}`] : null,
      unknown && field ? [' ', v.unknown(String(unknown))] : null);
  }

  /** Of the chosen plots, those that share an edge with another chosen one: two corners in common, to a centimetre. */
  function adjoining(collection, keys) {
    const owners = new Map();
    for (const key of keys) {
      for (const corner of new Set(corners(v.feature(collection, key)?.geometry))) owners.set(corner, [...(owners.get(corner) ?? []), key]);
    }
    const shared = new Map();
    for (const pair of owners.values()) {
      for (const a of pair) for (const b of pair) if (a < b) shared.set(`${a}\n${b}`, (shared.get(`${a}\n${b}`) ?? 0) + 1);
    }
    const touching = new Set();
    for (const [pair, count] of shared) if (count > 1) pair.split('\n').forEach((key) => touching.add(key));
    return touching.size;
  }

  function corners(geometry) {
    const found = [];
    const walk = (part) => { if (typeof part?.[0] === 'number') found.push(`${ls.figures.plain(part[0], 7)},${ls.figures.plain(part[1], 7)}`); else part?.forEach(walk); };
    if (geometry && /Polygon/.test(geometry.type)) walk(geometry.coordinates);
    return found;
  }

  function paint() {
    const groups = grouped();
    const count = basket().length;
    const parcels = [...groups].filter(([id]) => v.collection(id).kind === 'parcel');
    const near = parcels.reduce((sum, [id, keys]) => sum + (keys.length > 1 && keys.length <= 400 ? adjoining(id, keys) : 0), 0);
    const line = count ? [el('span', {}, t({ zh: '已选', en: 'Selected' })), ...[...groups].map(([id, keys]) => totals(id, keys)),
      near ? el('span', { class: 'near not-phone' }, t({ zh: `其中 ${near} 宗相邻`, en: `${near} adjoin` })) : null,
      el('button', { type: 'button', class: 'link push', 'data-key': 'clear', onclick: () => ls.set({ basket: [] }) }, t({ zh: '清空', en: 'Clear' }))]
      : [el('span', { class: 'meta' }, t({ zh: '勾选列表，加入已选', en: 'Tick rows to select them' }))];
    return el('div', { class: 'basket' }, el('div', { class: 'chosen', role: 'status' }, ...line), el('div', { class: 'actions' }, exporter(groups), compareButton(groups),
      printer()));
  }

  function exporter(groups) {
    const found = ls.state.results?.[ls.list.active()]?.matched ?? 0;
    const nothing = !groups.size && !found;
    const button = el('button', {
      type: 'button', class: 'button primary', 'data-key': 'export', 'aria-haspopup': 'menu', 'aria-expanded': 'false', disabled: nothing || null,
      title: nothing ? t({ zh: '没有结果可导出', en: 'nothing found to export' }) : null,
    }, ls.icon('download'), t({ zh: '导出', en: 'Export' }), ' ▾');
    button.addEventListener('click', () => ls.widgets.menu(button, ls.exports.entries(ls.list.active(), groups)));
    return button;
  }

  function printer() {
    return el('button', { type: 'button', class: 'button', 'data-key': 'print', onclick: () => ls.print.list() }, ls.icon('print'), el('span', { class: 'not-phone' }, t({ zh: '打印', en: 'Print' })));
  }

  function compareButton(groups) {
    const best = [...groups].sort((a, b) => b[1].length - a[1].length)[0];
    const few = !best || best[1].length < 2;
    return el('button', {
      type: 'button', class: 'button not-phone', 'data-key': 'compare', disabled: few || null, title: few ? t({ zh: '选 2 项以上才能比较', en: 'select two or more to compare' }) : null,
      onclick: () => compare(...best),
    }, ls.icon('columns'), t({ zh: '比较', en: 'Compare' }));
  }

  /** Side by side, a column each; rows that differ are marked. */
  function compare(collection, keys) {
    const shown = keys.slice(0, MOST_COMPARED).map((key) => v.feature(collection, key)).filter(Boolean);
    const fields = v.collection(collection).fields.filter((field) => !['id', 'name', 'name_en', 'usage_system', 'source', 'floor_states'].includes(field.role)
      && shown.some((one) => v.isKnown(one.properties[field.name])));
    const rows = fields.map((field) => {
      const said = shown.map((one) => v.shown(field, one.properties[field.name] ?? null));
      const differs = new Set(said).size > 1;
      return el('tr', { class: differs ? 'differs' : '' }, el('th', { scope: 'row' }, v.title(field)), ...said.map((text) => el('td', {}, text ?? v.unknown())));
    });
    const dialog = el('dialog', { class: 'dialog', 'aria-label': t({ zh: '比较', en: 'Compare' }) });
    const close = el('button', { type: 'button', class: 'icon-button push', 'aria-label': t({ zh: '关闭', en: 'Close' }), onclick: () => dialog.close() }, ls.icon('close'));
    const cut = keys.length > MOST_COMPARED ? el('span', { class: 'meta' }, t({ zh: `只列前 ${MOST_COMPARED} 项，共选 ${keys.length} 项`, en: `the first ${MOST_COMPARED} of ${keys.length}` })) : null;
    dialog.append(el('div', { class: 'dialog-head' }, el('h2', {}, t({ zh: '比较', en: 'Compare' })), cut, close),
      el('table', { class: 'compare' }, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, ''), ...shown.map((one) => el('th', { scope: 'col' }, v.name(collection, one))))), el('tbody', {}, ...rows)));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  ls.basket = { has, toggle, grouped, paint, compare };
}());
