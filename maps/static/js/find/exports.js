/* The list to take away: files made by the service, or, in the one-file map, made here in the same shape. */

import { config, served } from '../base/config.js';
import { schema } from '../base/schema.js';
import { listed } from '../base/service.js';
import { state } from '../base/state.js';
import * as v from '../base/values.js';
import { language, t } from '../base/words.js';
import { dated } from '../data/dated.js';
import { featuresOf } from '../data/features.js';
import { fetched } from '../data/fetcher.js';
import { parameters, sorting } from '../data/parameters.js';
import { toast } from '../page/shell.js';
import * as widgets from '../page/widgets.js';
import { csv } from './csv.js';

export { csv };

/** What the one-file map makes by itself. */
const HERE = ['csv', 'geojson'];

/**
 * Ask the service for a file and hand it on; a refusal is said in its own words.
 * @param {string} path
 * @param {RequestInit} options
 * @param {string} fallback
 */
export async function fetchFile(path, options, fallback) {
  toast(t({ zh: '正在生成文件…', en: 'Making the file…' }));
  try {
    const answer = await fetched(path, options);
    const name = /filename\*=UTF-8''([^;]+)/i.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
    widgets.download(
      name ? decodeURIComponent(name) : fallback,
      answer.headers.get('Content-Type') ?? '',
      await answer.blob(),
    );
    toast(t({ zh: '文件已交给浏览器下载', en: 'Your browser has the file' }));
  } catch (mistake) {
    const why = mistake.said ?? mistake.message;
    toast(t({ zh: `未能导出：${why}`, en: `Could not export: ${why}` }));
  }
}

/** All that was found. @param {string} id @param {string} format */
function whole(id, format) {
  const result = state.results?.[id];
  if (served()) fetchItems(id, parameters(id), format);
  else makeFile(id, result?.rows ?? [], format, t(result?.words));
}

/** What was ticked. @param {string} id @param {string[]} keys @param {string} format */
function chosen(id, keys, format) {
  if (served()) {
    fetchItems(id, new URLSearchParams({ ids: listed(keys) }), format);
    return;
  }
  const rows = keys.flatMap((key) => featuresOf(id).get(key) ?? []);
  makeFile(id, rows, format, t({ zh: `选中 ${rows.length} 项`, en: `${rows.length} selected` }));
}

/** @param {string} id @param {URLSearchParams} asked @param {string} format */
function fetchItems(id, asked, format) {
  if (sorting(id)) asked.set('sortby', sorting(id));
  asked.set('f', format);
  asked.set('lang', language());
  fetchFile(`/collections/${encodeURIComponent(id)}/items?${asked}`, {}, `${t(schema.collection(id).title)}.${format}`);
}

/* ---- files made in the browser ---- */
/** @param {string} id @param {Feature[]} rows @param {string} format @param {string} words */
function makeFile(id, rows, format, words) {
  const { day, words: stands } = dated(id, rows);
  const name = `${t(schema.collection(id).title)}-${day}.${format}`;
  if (format === 'csv') widgets.download(name, 'text/csv;charset=utf-8', csv(id, rows, words));
  else {
    const features = rows.map(({ id: key, geometry, properties }) => ({
      type: 'Feature',
      id: key,
      geometry,
      properties,
    }));
    widgets.download(
      name,
      'application/geo+json',
      JSON.stringify({ type: 'FeatureCollection', words, as_of: day, as_of_words: stands, features }),
    );
  }
  toast(t({ zh: `已导出 ${rows.length} 条`, en: `${rows.length} exported` }));
}

/**
 * The entries of an export menu: the basket first, then everything that was found.
 * @param {string} id
 * @param {Map<string, string[]>} basket
 */
export function entries(id, basket) {
  const formats = config.formats.filter((one) => served() || HERE.includes(one.id));
  const menu = [];
  for (const [collection, keys] of basket) {
    const { noun, title } = schema.collection(collection);
    menu.push(
      {
        heading: t({ zh: `已选 ${keys.length} ${t(noun)} · ${t(title)}`, en: `${keys.length} selected · ${t(title)}` }),
      },
      ...formats.map((one) => ({ icon: 'download', text: t(one), run: () => chosen(collection, keys, one.id) })),
    );
  }
  if (basket.size > 1 && served()) {
    const items = [...basket].flatMap(([collection, keys]) => keys.map((key) => ({ collection, id: key })));
    menu.push(
      { heading: t({ zh: `全部已选 ${items.length} 项`, en: `All ${items.length} selected` }) },
      {
        icon: 'download',
        text: t({ zh: '一个 Excel 工作簿', en: 'One Excel workbook' }),
        run: () =>
          fetchFile(
            '/exports',
            {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ items, f: 'xlsx', lang: language() }),
            },
            'landstock.xlsx',
          ),
      },
    );
  }
  const result = state.results?.[id];
  if (result?.matched) {
    const { noun, title } = schema.collection(id);
    menu.push(
      {
        heading: t({
          zh: `全部结果 ${v.number(result.matched)} ${t(noun)} · ${t(title)}`,
          en: `All ${v.number(result.matched)} found · ${t(title)}`,
        }),
      },
      ...formats.map((one) => ({ icon: 'download', text: t(one), run: () => whole(id, one.id) })),
    );
  }
  if (!served())
    menu.push({
      note: t({
        zh: 'Excel 与 GeoPackage 由服务生成，单文件地图不提供。',
        en: 'Excel and GeoPackage are made by the service; this one-file map has none.',
      }),
    });
  return menu;
}
