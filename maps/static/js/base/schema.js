/* What the catalog says of collections, fields and codes. */

import { config } from './config.js';

const byId = new Map(config.collections.map((one) => [one.id, one]));
const roles = new Map(
  config.collections.map((one) => [
    one.id,
    new Map(one.fields.filter((field) => field.role).map((field) => [field.role, field])),
  ]),
);
const codes = new Map(
  Object.entries(config.codelists).map(([id, list]) => [
    id,
    new Map(list.codes.map((code) => [String(code.code), code])),
  ]),
);

export const schema = {
  collection: (id) => byId.get(id) ?? null,
  ofKind: (...kinds) => config.collections.filter((one) => kinds.includes(one.kind)),
  /** The field that plays a role in a collection, or null. */
  role: (id, role) => roles.get(id)?.get(role) ?? null,
  field: (id, name) => byId.get(id)?.fields.find((field) => field.name === name) ?? null,
  codelist: (field) => (field?.codelist ? (config.codelists[field.codelist] ?? null) : null),
  /** The entry of a code in the field's list, or null. */
  code: (field, value) => (field?.codelist ? (codes.get(field.codelist)?.get(String(value)) ?? null) : null),
  /** A feature's value of a role: null where unknown or not declared. */
  value(id, feature, role) {
    const field = schema.role(id, role);
    const found = field ? feature?.properties?.[field.name] : null;
    return found === undefined || found === '' ? null : found;
  },
};
