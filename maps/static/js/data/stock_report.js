/* The stock in figures: asked of the service, or what the map in one file carries; and the rows of a figure. */

import { config, embedded, served } from '../base/config.js';
import { emit } from '../base/events.js';
import { changeState, emptyQuery, state } from '../base/state.js';
import { passed } from './engine.js';
import { layers } from './features.js';
import { ask } from './fetcher.js';

/** @typedef {Pick<Answers['DashboardAnswer'], 'title' | 'as_of' | 'stale_after_days' | 'layers' | 'floors' | 'land' | 'departments' | 'blockers_unknown' | 'changed' | 'inventory'>} Report */

const PAGE = 200;

/** What is known and of the end of which day, what could not be had, and whether it is being asked for. @type {{ report: Report | null, asof: string | null, failed: Mistake | null, busy: boolean }} */
export const stock = { report: null, asof: null, failed: null, busy: false };

/** Look at the figures otherwise: by what, as a table, of which day. @param {Partial<StockState>} change */
export const lookAt = (change) => changeState({ stock: { ...state.stock, ...change } });

/** @param {Partial<typeof stock>} change */
const put = (change) => Object.assign(stock, change);

/** Ask for the figures; those that are there stay until the answer is. */
export async function refresh() {
  if (stock.busy) return;
  put({ busy: true, failed: null });
  try {
    const { asof } = state.stock;
    const report = served() ? await ask(asof ? `/dashboard?asof=${asof}` : '/dashboard') : embedded('dashboard');
    put({ report, asof });
  } catch (mistake) {
    put({ failed: mistake });
  }
  put({ busy: false });
  emit('touched', ['dashboard']);
  // Who chose another day meanwhile gets that.
  if (!stock.failed && served() && stock.asof !== state.stock.asof) await refresh();
}

/** Whether the data have changed since the page was opened: a list of what it holds may then differ from its figure. */
export const isNewer = () => Boolean(stock.report && !stock.asof && stock.report.inventory !== config.version);

/**
 * The first rows of a figure, or those after the ones that were had: of a layer that the page holds all of them at once, of a past day as the service has them.
 * @param {Answers['Listed']} listed
 * @param {number} [offset]
 * @returns {Promise<{ matched: number, rows: Feature[] }>}
 */
export async function rowsOf({ collection, filter }, offset = 0) {
  const held = layers.get(collection);
  if (held && !stock.asof) {
    const rows = passed(held, filter ? { ...emptyQuery(), filter: { text: filter, zh: '', en: '' } } : {});
    return { matched: rows.length, rows: rows.slice(offset) };
  }
  const asks = new URLSearchParams({
    limit: String(PAGE),
    offset: String(offset),
    ...(filter ? { filter } : {}),
    ...(stock.asof ? { asof: stock.asof } : {}),
  });
  const page = await ask(`/collections/${encodeURIComponent(collection)}/items?${asks}`);
  return { matched: page.numberMatched, rows: page.features };
}
