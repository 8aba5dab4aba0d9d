/* What the catalog says of collections, fields and codes. */

import { config } from './config.js';

const byId = new Map(config.collections.map((collection) => [collection.id, collection]));
const roles = new Map(
  config.collections.map(({ id, fields }) => [
    id,
    new Map(fields.filter((field) => field.role).map((field) => [field.role, field])),
  ]),
);
const codes = new Map(
  Object.entries(config.codelists).map(([id, list]) => [
    id,
    new Map(list.codes.map((code) => [String(code.code), code])),
  ]),
);

/** @typedef {Pick<Field, 'codelist'> & Partial<Pick<Field, 'references'>>} Coded */

/** @param {Coded | null} [field] */
const idOfList = (field) => field?.codelist ?? (field?.references ? `ref:${field.references}` : '');

export const schema = {
  /** Whether the catalog has a collection: to be asked of an id that anyone may have written. @param {string | null | undefined} id */
  has: (id) => byId.has(/** @type {string} */ (id)),
  /** A collection of the catalog. @param {string} id */
  collection: (id) => /** @type {Collection} */ (byId.get(id) ?? null),
  /** @param {...Kind} kinds */
  ofKind: (...kinds) => config.collections.filter(({ kind }) => kinds.includes(kind)),
  /** The field that plays a role in a collection, or null. @param {string} id @param {string} role */
  role: (id, role) => roles.get(id)?.get(role) ?? null,
  /** @param {string} id @param {string | null} name */
  field: (id, name) => byId.get(id)?.fields.find((field) => field.name === name) ?? null,
  /** The list that the codes of a field stand in, or of what it refers to; null where it has none. @param {Coded | null} [field] */
  listOf: (field) => config.codelists[idOfList(field)] ?? null,
  /**
   * The entry of a value in the list of a field, or of what it refers to; null where there is none.
   * @param {Coded | null | undefined} field
   * @param {unknown} value
   */
  entryOf: (field, value) => codes.get(idOfList(field))?.get(String(value)) ?? null,
  /**
   * What a code means, whatever it is written as; a code of a list that says nothing of it means what it is written as.
   * @param {Pick<Field, 'codelist'> | null | undefined} field
   * @param {unknown} value
   * @returns {any}
   */
  meaningOf: (field, value) =>
    (field?.codelist ? codes.get(field.codelist)?.get(String(value))?.meaning : null) ?? value,
  /**
   * The code of a field's list that means something: the one that says so, else the one that is written so; null where none does.
   * @param {Pick<Field, 'codelist'> | null | undefined} field
   * @param {string} meaning
   */
  codeOfMeaning: (field, meaning) =>
    [...(codes.get(field?.codelist ?? '')?.values() ?? [])].find((code) => (code.meaning ?? code.code) === meaning) ??
    null,
  /** The entries of a code list by code, or null. @param {string} listId */
  codes: (listId) => codes.get(listId) ?? null,
  /**
   * The entry of a code in the field's own list, or null.
   * @param {Pick<Field, 'codelist'> | null | undefined} field
   * @param {unknown} value
   */
  code: (field, value) => (field?.codelist ? (codes.get(field.codelist)?.get(String(value)) ?? null) : null),
  /**
   * A feature's value of a role: null where unknown or not declared.
   * @param {string} id
   * @param {Feature | null | undefined} feature
   * @param {string} role
   * @returns {any}
   */
  value(id, feature, role) {
    const field = schema.role(id, role);
    const raw = field ? feature?.properties?.[field.name] : null;
    return raw === undefined || raw === '' ? null : raw;
  },
};
