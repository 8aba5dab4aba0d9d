/* What a typed text may mean: a thing by name or number, a value of a field, an area, a technical minimum. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { t } = ls;
  const v = ls.values;
  const MOST = 8;
  const FIGURE = '(\\d+(?:\\.\\d+)?)';
  const AREA = new RegExp(`^\\s*([≥>]=?|至少)?\\s*${FIGURE}(?:\\s*[-–—~至到]\\s*${FIGURE})?\\s*(亩|公顷|平米|平方米|平|㎡|m²|m2|mu|ha)\\s*$`, 'i');
  const SCALE = { 亩: v.M2_PER_MU, mu: v.M2_PER_MU, 公顷: 10000, ha: 10000 };
  const MINIMA = [
    { role: 'clear_height', pattern: new RegExp(`^(?:层高|净高|height)\\s*[≥>]?=?\\s*${FIGURE}\\s*(?:m|米)?$`, 'i') },
    { role: 'floor_load', pattern: new RegExp(`^(?:荷载|承重|load)\\s*[≥>]?=?\\s*${FIGURE}\\s*(?:kn/m[2²])?$`, 'i') },
    { role: 'power', pattern: new RegExp(`^(?:电力|用电|power)\\s*[≥>]?=?\\s*${FIGURE}\\s*(?:kva)?$`, 'i') },
  ];

  /** Offers for a text, best first: {icon, text, note, run}. */
  function offers(text) {
    const asked = text.trim();
    if (!asked) return [];
    return [...figures(asked), ...codes(asked), ...things(asked)].slice(0, MOST);
  }

  function figures(asked) {
    const found = [];
    const area = AREA.exec(asked);
    if (area) found.push(...areas(area));
    for (const { role, pattern } of MINIMA) {
      const minimum = pattern.exec(asked);
      if (!minimum) continue;
      for (const { id } of ls.query.stock()) {
        const field = v.field(id, role);
        if (!field) continue;
        found.push(offer('filter', `${t(field.title)} ≥ ${minimum[1]}${v.THIN}${v.unitWords(field)}`, t(v.collection(id).title), () => {
          ls.query.edit(id, (query) => ls.query.confine(query, field, Number(minimum[1]), null));
          ls.set({ active: id });
        }));
      }
    }
    return found;
  }

  function areas([, atLeast, low, high, unit]) {
    const scale = SCALE[unit.toLowerCase()] ?? 1;
    return ls.query.stock().flatMap(({ id }) => {
      const field = v.field(id, 'area');
      if (!field || (scale !== 1 && !field.land)) return [];
      const from = Number(low) * scale;
      const to = high ? Number(high) * scale : null;
      const said = to === null ? `≥ ${low}${v.THIN}${unit}` : `${low}–${high}${v.THIN}${unit}`;
      return [offer('filter', `${t(field.title)} ${said}`, t(v.collection(id).title), () => {
        ls.query.edit(id, (query) => ls.query.confine(query, field, from, to));
        ls.set({ active: id });
      }, Boolean(atLeast))];
    });
  }

  /** Values of coded fields: a use, a park, a status, by words or by code. */
  function codes(asked) {
    const low = asked.toLowerCase();
    const found = new Map();
    for (const { id } of ls.query.stock()) {
      for (const role of ['usage', 'park', 'status']) {
        const field = v.field(id, role);
        const list = field?.codelist ? ls.config.codelists?.[field.codelist] : null;
        for (const code of list?.codes ?? []) {
          if (!code.zh.toLowerCase().includes(low) && !code.en.toLowerCase().includes(low) && !(role === 'usage' && code.code.startsWith(asked))) continue;
          const key = `${field.codelist}:${code.code}`;
          const entry = found.get(key) ?? { role, code, ids: [], title: t(field.title) };
          entry.ids.push(id);
          found.set(key, entry);
        }
      }
    }
    return [...found.values()].slice(0, 4).map(({ role, code, ids, title }) => offer('filter', v.capital(t(code)), v.capital(title), () => {
      ls.query.editAll(ids, (query, id) => {
        const field = v.field(id, role);
        ls.query.choose(query, field, [...new Set([...ls.query.chosen(query, field), code.code])]);
      });
    }));
  }

  /** Features whose name or id holds the text, from the layers that are here. */
  function things(asked) {
    const low = asked.toLowerCase();
    const found = [];
    for (const { id, kind, title } of ls.config.collections) {
      if (!['parcel', 'space', 'building', 'park', 'project'].includes(kind)) continue;
      for (const [key, one] of ls.features(id) ?? []) {
        const names = [key, v.value(id, one, 'name'), v.value(id, one, 'name_en')];
        const rank = names.some((name) => String(name ?? '').toLowerCase() === low) ? 0 : 1;
        if (!names.some((name) => String(name ?? '').toLowerCase().includes(low))) continue;
        found.push({ rank, offer: offer(kind === 'project' ? 'match' : 'locate', v.name(id, one), `${t(title)} · ${key}`, () => go(id, kind, key)) });
        if (found.length >= 40) break;
      }
    }
    return found.sort((a, b) => a.rank - b.rank).map((one) => one.offer);
  }

  function go(id, kind, key) {
    if (kind === 'project') { ls.match.choose({ projectId: key }); return; }
    ls.set({ mode: 'find', selected: { collection: id, id: key }, ...(ls.query.stock().some((one) => one.id === id) ? { active: id } : {}) });
  }

  const offer = (icon, text, note, run) => ({ icon, text, note, run });

  ls.search = { offers };
}());
