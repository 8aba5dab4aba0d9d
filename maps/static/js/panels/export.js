/* The list to take away: files made by the service, or, in the one-file map, made here in the same shape. */
(function () {
  'use strict';
  const ls = window.landstock;
  const { t } = ls;
  const v = ls.values;
  /** What the one-file map makes by itself. */
  const HERE = ['csv', 'geojson'];
  const served = () => ls.config.mode !== 'file';

  function sortby(id) {
    return (ls.state.sort?.[id] ?? []).map((key) => `${key.descending ? '-' : ''}${key.field}`).join(',');
  }

  /** Ask the service for a file and hand it on; a refusal is said in its own words. */
  async function fetchFile(path, options, fallback) {
    ls.toast(t({ zh: '正在生成文件…', en: 'making the file…' }));
    try {
      const answer = await ls.reach(path, options);
      if (!answer.ok) throw await refusal(answer);
      const name = /filename\*=UTF-8''([^;]+)/i.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
      ls.widgets.download(name ? decodeURIComponent(name) : fallback, answer.headers.get('Content-Type') ?? '', await answer.blob());
      ls.toast(t({ zh: '文件已交给浏览器下载', en: 'the file is with your browser' }));
    } catch (mistake) {
      ls.toast(t({ zh: `未能导出：${mistake.said ?? mistake.message}`, en: `not exported: ${mistake.said ?? mistake.message}` }));
    }
  }

  /** The words of a problem document in the reader's language. */
  async function refusal(answer) {
    const mistake = new Error(`${answer.status} ${answer.statusText}`);
    try {
      const problem = await answer.json();
      mistake.problem = problem;
      mistake.said = t(problem.text ?? problem.detail ?? problem.title);
      if (problem.remedy) mistake.said += t({ zh: '。', en: '. ' }) + t(problem.remedy);
    } catch { /* not a problem document: the status says all there is */ }
    return mistake;
  }

  function whole(id, format) {
    const found = ls.state.results?.[id];
    if (!served()) { made(id, found?.rows ?? [], format, t(found?.words ?? { zh: '', en: '' })); return; }
    const asked = ls.source.parameters(id);
    if (sortby(id)) asked.set('sortby', sortby(id));
    asked.set('f', format);
    asked.set('lang', ls.lang === 'en' ? 'en' : 'zh');
    fetchFile(`/collections/${encodeURIComponent(id)}/items?${asked}`, {}, `${t(v.collection(id).title)}.${format}`);
  }

  function chosen(id, keys, format) {
    if (!served()) {
      const rows = keys.map((key) => v.feature(id, key)).filter(Boolean);
      made(id, rows, format, t({ zh: `选中 ${rows.length} 项`, en: `${rows.length} selected` }));
      return;
    }
    const asked = new URLSearchParams({ ids: ls.listed(keys), f: format, lang: ls.lang === 'en' ? 'en' : 'zh' });
    if (sortby(id)) asked.set('sortby', sortby(id));
    fetchFile(`/collections/${encodeURIComponent(id)}/items?${asked}`, {}, `${t(v.collection(id).title)}.${format}`);
  }

  /* ---- files made in the browser ---- */
  const NOTE = { zh: '本表说明', en: 'About this list' };

  /** Text as a cell: an apostrophe before what a spreadsheet would run or change, by the service's own expressions. */
  function guarded(text) {
    const { runs, changes } = ls.config.guards;
    const bare = text.replace(/^'+/, '');
    const plain = bare.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xFEE0)).trim();
    const changed = new RegExp(changes, 'i').test(plain) || (plain !== bare && /^[0-9]+(\.[0-9]+)?$/.test(plain));
    return new RegExp(runs).test(bare) || changed ? `'${text}` : text;
  }

  function columns(id) {
    const wan = (field) => (v.unitWords(field) ? t({ zh: `（${v.unitWords(field)}）`, en: ` (${v.unitWords(field)})` }) : '');
    return v.collection(id).fields.flatMap((field) => {
      const title = t(field.title);
      const value = { heading: title + wan(field), cell: (raw) => plain(field, raw) };
      if (field.codelist || field.references) {
        return [{ heading: title + t({ zh: '代码', en: ' code' }), cell: (raw) => plain(field, raw), field }, { heading: title, cell: (raw) => v.words(field, raw), field }];
      }
      if (field.land) return [{ ...value, field }, { heading: title + t({ zh: '（亩）', en: ' (mu)' }), cell: (raw) => ls.figures.rounded(ls.figures.mu(raw), 2), field }];
      return [{ ...value, field }];
    });
  }

  function plain(field, raw) {
    if (Array.isArray(raw)) return raw.length ? raw.join(t({ zh: '、', en: '; ' })) : t({ zh: '无', en: 'none' });
    if (typeof raw === 'boolean') return v.words(field, raw);
    return raw;
  }

  /** Whether a site has no holder: then neither holder nor end of the hold is to be checked. */
  function nobody(id, field, row) {
    return ['held_by', 'held_until'].includes(field.role) && ls.schema.value(id, row, 'held_by') === null && Boolean(ls.schema.role(id, 'held_by'));
  }

  function csv(id, rows, words) {
    const shape = columns(id);
    const unknown = t({ zh: '待核实', en: 'to check' });
    const quoted = (cell) => (typeof cell === 'number' ? String(cell) : `"${guarded(String(cell)).replace(/"/g, '""')}"`);
    const stands = ls.dated(id, rows).words;
    const note = [words, t({ zh: `数据日期：${stands}`, en: `Data as of: ${stands}` }), ls.config.demonstration ? t(ls.config.demonstration) : null].filter(Boolean).join(' · ');
    const lines = [[...shape.map((one) => one.heading), t(NOTE)].map(quoted).join(',')];
    for (const [place, row] of rows.entries()) {
      const cells = shape.map(({ field, cell }) => {
        const raw = row.properties?.[field.name];
        if (raw === null || raw === undefined || raw === '') return nobody(id, field, row) ? '' : unknown;
        return cell(raw);
      });
      lines.push([...cells, place ? '' : note].map(quoted).join(','));
    }
    return `\ufeff${lines.join('\r\n')}\r\n`;
  }

  function made(id, rows, format, words) {
    const { day, words: stands } = ls.dated(id, rows);
    const name = `${t(v.collection(id).title)}-${day}.${format}`;
    if (format === 'csv') ls.widgets.download(name, 'text/csv;charset=utf-8', csv(id, rows, words));
    else {
      const features = rows.map(({ id: key, geometry, properties }) => ({ type: 'Feature', id: key, geometry, properties }));
      ls.widgets.download(name, 'application/geo+json', JSON.stringify({ type: 'FeatureCollection', words, as_of: day, as_of_words: stands, features }));
    }
    ls.toast(t({ zh: `已导出 ${rows.length} 条`, en: `${rows.length} exported` }));
  }

  /** The entries of an export menu: the basket first, then everything that was found. */
  function entries(id, basket) {
    const formats = ls.config.formats.filter((one) => served() || HERE.includes(one.id));
    const menu = [];
    for (const [collection, keys] of basket) {
      const { noun, title } = v.collection(collection);
      menu.push({ heading: t({ zh: `已选 ${keys.length} ${t(noun)} · ${t(title)}`, en: `${keys.length} selected · ${t(title)}` }) },
        ...formats.map((one) => ({ icon: 'download', text: t(one), run: () => chosen(collection, keys, one.id) })));
    }
    if (basket.size > 1 && served()) {
      const items = [...basket].flatMap(([collection, keys]) => keys.map((key) => ({ collection, id: key })));
      menu.push({ heading: t({ zh: `全部已选 ${items.length} 项`, en: `All ${items.length} selected` }) }, { icon: 'download', text: t({ zh: '一个 Excel 工作簿', en: 'One Excel workbook' }), run: () => fetchFile('/exports', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ items, f: 'xlsx', lang: ls.lang === 'en' ? 'en' : 'zh' }) }, 'landstock.xlsx') });
    }
    const found = ls.state.results?.[id];
    if (found?.matched) {
      const { noun, title } = v.collection(id);
      menu.push({ heading: t({ zh: `全部结果 ${v.number(found.matched)} ${t(noun)} · ${t(title)}`, en: `All ${v.number(found.matched)} found · ${t(title)}` }) },
        ...formats.map((one) => ({ icon: 'download', text: t(one), run: () => whole(id, one.id) })));
    }
    if (!served()) menu.push({ note: t({ zh: 'Excel 与 GeoPackage 由服务生成，单文件地图不提供。', en: 'Excel and GeoPackage are made by the service; this one-file map has none.' }) });
    return menu;
  }

  ls.exports = { entries, fetchFile, refusal, csv, guarded, served };
}());
