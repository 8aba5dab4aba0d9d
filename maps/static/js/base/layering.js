/* Which layer lies over which on the map, and how far each is seen through. */

import { config } from './config.js';

/** Kinds from the lowest to the highest. @type {Kind[]} */
const RISING = ['base', 'parcel', 'other', 'space', 'building', 'control', 'park', 'project'];
/** Hundredths that a layer is left with at least: what is asked for is seen. */
export const FAINTEST = 10;

/** Layers as the catalog has them lie, the lowest first. */
export const usual = () =>
  RISING.flatMap((kind) => config.collections.filter((one) => one.kind === kind)).map(({ id }) => id);

/** Every layer, the lowest first: as somebody has put them, those that nobody has moved over the one that they usually lie over. @param {string[]} order */
export function rising(order) {
  const all = usual();
  const put = order.filter((id, n) => all.includes(id) && order.indexOf(id) === n);
  for (const [n, id] of all.entries()) if (!put.includes(id)) put.splice(n ? put.indexOf(all[n - 1]) + 1 : 0, 0, id);
  return put;
}

/**
 * The order once a layer has changed places with the next one above it (1) or below it (−1), of those that count; none where it is the usual one.
 * @param {string[]} order
 * @param {string} id
 * @param {1 | -1} step
 * @param {string[]} counting
 */
export function moved(order, id, step, counting) {
  const all = rising(order);
  const few = all.filter((one) => counting.includes(one));
  const other = few[few.indexOf(id) + step];
  if (!other || !few.includes(id)) return order;
  const rest = all.filter((one) => one !== id);
  rest.splice(rest.indexOf(other) + (step > 0 ? 1 : 0), 0, id);
  const isCounting = (/** @type {string} */ one) => counting.includes(one);
  return rest.filter(isCounting).join() === usual().filter(isCounting).join() ? [] : rest;
}

/** Hundredths of a layer that are seen. @param {Layering} layering @param {string} id */
export const opacityOf = ({ opacity }, id) => opacity[id] ?? 100;

/** As it is with one layer seen so far. @param {Layering} layering @param {string} id @param {number} hundredths @returns {Layering} */
export function faded({ order, opacity }, id, hundredths) {
  const others = Object.fromEntries(Object.entries(opacity).filter(([name]) => name !== id));
  return {
    order,
    opacity: hundredths >= 100 ? others : { ...others, [id]: Math.max(FAINTEST, Math.round(hundredths)) },
  };
}

/** As an address keeps it, by name; nothing of what is as usual. @param {Layering} layering @returns {[string, string][]} */
export function written({ order, opacity }) {
  const faint = Object.entries(opacity).map(([id, hundredths]) => `${id}:${hundredths}`);
  return [
    ...(order.length ? [/** @type {[string, string]} */ (['order', order.join(',')])] : []),
    ...(faint.length ? [/** @type {[string, string]} */ (['opacity', faint.join(',')])] : []),
  ];
}

/** What an address says of it: anyone's text. @param {string | null} order @param {string | null} opacity @returns {Layering} */
export function read(order, opacity) {
  const all = new Set(usual());
  const put = rising((order ?? '').split(',')).join() === usual().join() ? [] : rising((order ?? '').split(','));
  const faint = (opacity ?? '').split(',').flatMap((part) => {
    const [id, hundredths] = part.split(':');
    const isSome = all.has(id) && /^\d{1,2}$/.test(hundredths ?? '') && Number(hundredths) >= FAINTEST;
    return isSome ? [/** @type {[string, number]} */ ([id, Number(hundredths)])] : [];
  });
  return { order: put, opacity: Object.fromEntries(faint) };
}
