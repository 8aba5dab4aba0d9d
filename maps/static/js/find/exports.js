/* The list to take away: files made by the service, or, in the one-file map, made here in the same shape. */

import { config, served } from '../base/config.js';
import { number } from '../base/rounding.js';
import { schema } from '../base/schema.js';
import { listed } from '../base/service.js';
import { state } from '../base/state.js';
import { language, t } from '../base/words.js';
import * as columns from '../data/columns.js';
import { dated } from '../data/dated.js';
import { featuresOf } from '../data/features.js';
import { fetched } from '../data/fetcher.js';
import * as floorsAnswer from '../data/floors_answer.js';
import { parameters, sorting } from '../data/parameters.js';
import { tableShown, toast } from '../page/shell.js';
import * as widgets from '../page/widgets.js';
import { csv } from './csv.js';
import { askFormat } from './formats_dialog.js';

/** The format that has a sheet of the buildings that have together what is needed. */
const BOOK = 'xlsx';
/** @param {string} id */
const isFloors = (id) => schema.collection(id).kind === 'space';
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
    const warning = classified(answer.headers.get('Landstock-Warning'));
    toast(warning ?? t({ zh: '文件已交给浏览器下载', en: 'Your browser has the file' }));
  } catch (mistake) {
    const why = mistake.said ?? mistake.message;
    toast(t({ zh: `未能导出：${why}`, en: `Could not export: ${why}` }));
  }
}

/** What is to be thought of before a file is handed on, by the header of the service. @param {string | null} header */
function classified(header) {
  const size = /^classified-area; km2=([\d.,]+)$/.exec(header ?? '')?.[1];
  if (!size) return null;
  return t({
    zh: `文件已下载。注意：连续覆盖约 ${size} km²，超过 25 km²，可能属于国家秘密（自然资发〔2020〕95号），请先报批，勿在联网计算机上传输`,
    en: `Your browser has the file. Note: it covers about ${size} km² in one piece, above 25 km², and may be a state secret: have it approved, and do not send it over a network`,
  });
}

/**
 * A file to be made: its format, the columns where they are not all, and what else is asked of it.
 * @typedef {{ text: string, format: string, fields?: Field[], more?: Record<string, string> }} Wanted
 */

/** All that was found. @param {string} id @param {Wanted} wanted */
function whole(id, wanted) {
  const result = state.results?.[id];
  if (served()) fetchItems(id, parameters(id), wanted, state.need);
  else makeFile(id, result?.rows ?? [], wanted, t(result?.words));
}

/** What was ticked. @param {string} id @param {string[]} keys @param {Wanted} wanted */
function chosen(id, keys, wanted) {
  if (served()) {
    fetchItems(id, new URLSearchParams({ ids: listed(keys) }), wanted, floorsAnswer.needOf(id));
    return;
  }
  const rows = keys.flatMap((key) => featuresOf(id).get(key) ?? []);
  makeFile(id, rows, wanted, t({ zh: `选中 ${rows.length} 项`, en: `${rows.length} selected` }));
}

/** @param {string} id @param {URLSearchParams} asked @param {Wanted} wanted @param {number | null} need m² that floors are needed for together */
function fetchItems(id, asked, { format, fields, more }, need) {
  if (format === BOOK && need && isFloors(id)) asked.set('need_m2', String(need));
  if (sorting(id)) asked.set('sortby', sorting(id));
  if (fields) asked.set('properties', fields.map(({ name }) => name).join(','));
  for (const [name, value] of Object.entries(more ?? {})) asked.set(name, value);
  asked.set('f', format);
  asked.set('lang', language());
  fetchFile(`/collections/${encodeURIComponent(id)}/items?${asked}`, {}, `${t(schema.collection(id).title)}.${format}`);
}

/* ---- files made in the browser ---- */
/** @param {string} id @param {Feature[]} rows @param {Wanted} wanted @param {string} words */
function makeFile(id, rows, { format, fields }, words) {
  const { day, words: stands } = dated(id, rows);
  const name = `${t(schema.collection(id).title)}-${day}.${format}`;
  if (format === 'csv') widgets.download(name, 'text/csv;charset=utf-8', csv(id, rows, words, fields));
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

/** Formats that are read as tables: what stands on screen goes into them column by column. A workbook has all columns besides. */
const TABLES = ['csv', 'xlsx'];

/** The columns on screen of a collection, where the reader has a table or chose columns; else null. @param {string} id */
const onScreenOf = (id) => (tableShown() || columns.isOwn(id) ? columns.fieldsOf(id) : null);

/** The columns on screen of each layer that something was ticked of. @param {Map<string, string[]>} basket */
function columnsOn(basket) {
  const chosenOf = [...basket.keys()].flatMap((id) => {
    const fields = onScreenOf(id);
    return fields ? [[id, fields.map(({ name }) => name)]] : [];
  });
  return chosenOf.length ? { columns: Object.fromEntries(chosenOf) } : {};
}

/** What floors among those that were ticked are needed for together. @param {Map<string, string[]>} basket */
function needIn(basket) {
  const need = [...basket.keys()].filter(isFloors).map(floorsAnswer.needOf).find(Boolean);
  return need ? { need_m2: need } : {};
}

/** The files that are offered of a collection: of the columns on screen first, where the reader has a table or chose columns. @param {string} id @returns {Wanted[]} */
function offered(id) {
  const formats = config.formats.filter((one) => one.at_once && (served() || HERE.includes(one.id)));
  const fields = onScreenOf(id);
  if (!fields) return formats.map((one) => ({ text: t(one), format: one.id }));
  const count = fields.length;
  return formats.flatMap((one) => {
    if (!TABLES.includes(one.id)) return [{ text: t(one), format: one.id }];
    const besides = one.id === BOOK ? t({ zh: '，另附全部列', en: ', and all columns' }) : '';
    const onScreen = t({
      zh: `${t(one)}（屏上 ${count} 列${besides}）`,
      en: `${t(one)} (${count} on screen${besides})`,
    });
    const all = t({ zh: `${t(one)}（全部列）`, en: `${t(one)} (all columns)` });
    const made = { text: onScreen, format: one.id, fields };
    return besides ? [made] : [made, { text: all, format: one.id }];
  });
}

/** The way to the formats that have something to choose. @param {Words} title @param {(one: Wanted) => void} take */
function others(title, take) {
  if (!served() || !config.formats.some((one) => !one.at_once)) return [];
  const text = t({ zh: 'Shapefile、DXF、TXT、坐标系…', en: 'Shapefile, DXF, TXT, coordinates…' });
  const run = () => askFormat(title, (format, more) => take({ text, format, more }));
  return [{ icon: 'download', text, run }];
}

/**
 * The entries of an export menu: the basket first, then everything that was found.
 * @param {string} id
 * @param {Map<string, string[]>} basket
 */
export function entries(id, basket) {
  const menu = [];
  for (const [collection, keys] of basket) {
    const { noun, title } = schema.collection(collection);
    menu.push(
      {
        heading: t({ zh: `已选 ${keys.length} ${t(noun)} · ${t(title)}`, en: `${keys.length} selected · ${t(title)}` }),
      },
      ...offered(collection).map((one) => ({
        icon: 'download',
        text: one.text,
        run: () => chosen(collection, keys, one),
      })),
      ...others(title, (one) => chosen(collection, keys, one)),
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
              body: JSON.stringify({ items, ...columnsOn(basket), ...needIn(basket), f: BOOK, lang: language() }),
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
          zh: `全部结果 ${number(result.matched)} ${t(noun)} · ${t(title)}`,
          en: `All ${number(result.matched)} found · ${t(title)}`,
        }),
      },
      ...offered(id).map((one) => ({ icon: 'download', text: one.text, run: () => whole(id, one) })),
      ...others(title, (one) => whole(id, one)),
    );
  }
  if (!served())
    menu.push({
      note: t({
        zh: 'Excel、GeoPackage、Shapefile、DXF 等由服务生成，单文件地图不提供。',
        en: 'Excel, GeoPackage, Shapefile, DXF and the like are made by the service; this one-file map has none.',
      }),
    });
  return menu;
}
