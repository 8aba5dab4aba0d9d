/* What the service tells the page: its collections, code lists, words and limits. */

/** The JSON of a script element of the page, or null where it is not there. @param {string} id @returns {any} */
export function embedded(id) {
  const node = document.getElementById(id);
  return node ? JSON.parse(node.textContent) : null;
}

/** @type {Config} */
export const config = embedded('landstock-config') ?? {};
config.collections ??= [];
config.codelists ??= {};
config.words ??= {};
config.holds ??= {};

/** Whether a service answers; the map in one file has none. */
export const served = () => config.mode !== 'file';

/** A board needs projects, and a service that places them. */
export const boardOffered = () => served() && Boolean(config.projects);
