/* The service: the one place that knows what stands before its paths where it lies below a path of its host, and what it refuses. */

import { config } from './config.js';

const prefix = config.api ?? '';
/** @param {string} path */
export const addressOf = (path) => prefix + path;

/** Ask the service for a path. @param {string} path @param {RequestInit} [options] */
export const reach = (path, options = {}) => fetch(addressOf(path), options);

/** Fetch a file of the page whole, so that the browser has it. @param {string} address with whatever stands before its path */
export async function fetchFile(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  await answer.arrayBuffer();
}

/** The path that an address of the service was made of; null where it is none of its addresses. @param {string} address */
export function pathOf(address) {
  const { pathname, search } = new URL(address, window.location.href);
  return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) + search : null;
}

const isPlain = (/** @type {string} */ text) => !/[,，]|^\s*"|^\s|\s$/.test(text);

/**
 * Values as the service reads a list of them: one that holds a comma or begins with a quote stands in double quotes.
 * @param {unknown[]} values
 */
export function listed(values) {
  return values
    .map(String)
    .map((text) => (isPlain(text) ? text : `"${text.replace(/"/g, '""')}"`))
    .join(',');
}
