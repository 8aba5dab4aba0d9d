/* Rooms that are fetched once somebody goes there: who looks for land asks for few of them. */

import { embedded } from '../base/config.js';
import { fetchFile } from '../base/service.js';
import { t, wordMistake } from '../base/words.js';

/** What each room has beside the files of every visit, by its module. @type {Record<string, string[]>} */
const files = embedded('landstock-rooms') ?? {};

/** Files that are on their way or here; rooms share some. @type {Map<string, Promise<void>>} */
const begun = new Map();

/** @param {string} address */
function fetchOnce(address) {
  const coming = begun.get(address) ?? fetchFile(address);
  begun.set(address, coming);
  coming.catch(() => begun.delete(address));
  return coming;
}

/**
 * @template M
 * @typedef {object} Room
 * @property {() => M | null} here its module, null until it has come
 * @property {() => void} approach fetch its files, so that a click finds them here
 * @property {() => Promise<M>} enter its module, fetched where it is not here; what fails is tried again by the next call
 */

/**
 * A room by the address of its module below `js/`, and the way to import it.
 *
 * Its files are fetched before they are imported: a browser remembers for good that an import failed, also that of a module within (Chromium did until
 * 2026), and one whose files lie in its cache cannot fail for the network. All of them are asked for at once, and not each when another names it.
 * @template M
 * @param {string} name
 * @param {() => Promise<M>} load
 * @returns {Room<M>}
 */
export function room(name, load) {
  /** @type {M | null} */
  let arrived = null;
  /** @type {Promise<unknown> | null} */
  let fetching = null;
  /** @type {Promise<M> | null} */
  let entering = null;
  const bring = () => {
    fetching ??= Promise.all([...(files[name] ?? []).map(fetchOnce), ...sheetsOf(name).map(dress)]).catch((mistake) => {
      fetching = null;
      throw worded(mistake);
    });
    return fetching;
  };
  const begin = async () => {
    try {
      await bring();
      arrived = await load();
      return arrived;
    } catch (mistake) {
      entering = null;
      throw worded(mistake);
    }
  };
  return {
    here: () => arrived,
    approach: () => {
      bring().catch(() => null); // who goes on hears of it
    },
    enter: () => {
      entering ??= begin();
      return entering;
    },
  };
}

/** @param {Error} mistake */
const worded = (mistake) =>
  wordMistake(mistake, () =>
    t({
      zh: '请检查网络后重试；一直如此请刷新页面',
      en: 'check the network and try again; if it stays so, reload the page',
    }),
  );

/** The styles of a room stand in their place among the others and are not fetched. @param {string} name @returns {HTMLLinkElement[]} */
const sheetsOf = (name) =>
  files[name] ? [...document.querySelectorAll(`link[data-room="${CSS.escape(name)}"]`)].filter(isLink) : [];

/** @param {Element} node @returns {node is HTMLLinkElement} */
const isLink = (node) => node instanceof HTMLLinkElement && !node.sheet;

/** A style that fails is taken back, and asked for anew by the next try. @param {HTMLLinkElement} link */
const dress = (link) =>
  new Promise((resolve, reject) => {
    link.addEventListener('load', resolve, { once: true });
    link.addEventListener(
      'error',
      () => {
        link.disabled = true;
        reject(new Error(`${link.href} did not arrive`));
      },
      { once: true },
    );
    link.disabled = false;
  });
