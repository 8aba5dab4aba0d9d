/* The service: the one place that knows what stands before its paths where it lies below a path of its host, and what it refuses. */

import { config } from './config.js';

const prefix = config.api ?? '';
export const addressOf = (path) => prefix + path;

/** Ask the service for a path. */
export const reach = (path, options = {}) => fetch(addressOf(path), options);

/** The path that an address of the service was made of; null where it is none of its addresses. */
export function pathOf(address) {
  const { pathname, search } = new URL(address, window.location.href);
  return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) + search : null;
}

/** Values as the service reads a list of them: one that holds a comma or begins with a quote stands in double quotes. */
export function listed(values) {
  const plain = (text) => !/[,，]|^\s*"|^\s|\s$/.test(text);
  return values
    .map(String)
    .map((text) => (plain(text) ? text : `"${text.replace(/"/g, '""')}"`))
    .join(',');
}
