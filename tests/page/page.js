/* Modules of the page outside a browser: what they read of a page while they are loaded stands here, and nothing else does. */

import { URL } from 'node:url';

const page = /** @type {any} */ (globalThis);
const BARE = { collections: [], codelists: {}, words: {}, home: [116, 36, 117, 37], extent: [116, 36, 117, 37] };

/**
 * A module of the page by its name, told `config` as the service tells a page; the first call sets it for all.
 * @param {string} name
 * @param {Record<string, unknown>} [config]
 * @returns {Promise<any>}
 */
export function load(name, config = {}) {
  page.document ??= stubOf(config);
  page.window ??= page;
  page.addEventListener ??= () => undefined;
  page.location ??= { hash: '', href: 'http://localhost/' };
  return import(new URL(`../../maps/static/js/${name}`, import.meta.url).href);
}

/**
 * Like `load`, with a stylesheet in which each colour is its own name.
 * @param {string} name
 * @param {Record<string, unknown>} [config]
 * @returns {Promise<any>}
 */
export function loadInColour(name, config = {}) {
  page.getComputedStyle ??= () => ({ getPropertyValue: (/** @type {string} */ token) => token });
  page.document ??= stubOf(config);
  page.document.documentElement ??= {};
  return load(name, config);
}

/**
 * Put a part of the match into the state, as an answer of the service does.
 * @param {Partial<MatchState>} part
 */
export async function putMatch(part) {
  const { changeState, state } = await load('base/state.js');
  changeState({ match: { ...state.match, ...part } });
}

/** @param {Record<string, unknown>} config */
function stubOf(config) {
  const told = JSON.stringify({ ...BARE, ...config });
  return {
    getElementById: (/** @type {string} */ id) => (id === 'landstock-config' ? { textContent: told } : null),
  };
}
