/* A question and an order as the service reads them: parameters of an address. */

import { schema } from '../base/schema.js';
import { listed } from '../base/service.js';
import { emptyQuery, state } from '../base/state.js';
import { nearParameter } from './near.js';

/** The question of a collection, whole. @param {string} id @returns {Question} */
export const questionOf = (id) => ({ ...emptyQuery(), ...state.queries[id] });

/** A question of a collection as parameters of the service; that of the moment where none is given. @param {string} id @param {Question} [query] */
export function parameters(id, query = questionOf(id)) {
  const asks = new URLSearchParams();
  /** @param {string | undefined} name @param {string[]} values */
  const many = (name, values) => {
    if (name && values?.length) asks.set(name, listed(values));
  };
  /** @param {string} name @param {Question['ranges'][string]} range */
  const range = (name, [low, high]) => {
    if (low !== null && low !== undefined) asks.set(`min_${name}`, String(low));
    if (high !== null && high !== undefined) asks.set(`max_${name}`, String(high));
  };
  if (query.within?.length)
    asks.set('within', `POLYGON((${[...query.within, query.within[0]].map(([x, y]) => `${x} ${y}`).join(',')}))`);
  if (query.near) {
    asks.set('near', nearParameter(query.near));
    asks.set('distance_m', String(query.near.metres));
  }
  if (query.located !== null) asks.set('located', String(query.located));
  many('usage', query.usage);
  many(schema.role(id, 'park')?.name, query.park);
  many(schema.role(id, 'status')?.name, query.status);
  range('area_m2', query.area);
  for (const [name, values] of Object.entries(query.values)) {
    const field = schema.field(id, name);
    if (field?.codelist || field?.references || field?.type === 'list') many(name, values);
    else for (const value of values) asks.append(name, value);
  }
  for (const [name, ends] of Object.entries(query.ranges)) range(name, ends);
  if (query.q.trim()) asks.set('q', query.q.trim());
  many('or_unknown', query.or_unknown);
  if (query.filter) asks.set('filter', query.filter.text);
  return asks;
}

/** The order of a collection's list as the service reads it. @param {string} id */
export const sorting = (id) => sortedBy(state.sort[id] ?? []);

/** @param {SortKey[]} keys */
export const sortedBy = (keys) => keys.map(({ field, descending }) => `${descending ? '-' : ''}${field}`).join(',');
