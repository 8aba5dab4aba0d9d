/* Makers of what a catalog and a layer hold, for tests that need a few of them. */

/** A field whose name is its role. @param {string} role @param {Partial<Field>} [more] @returns {Field} */
export const field = (role, more = {}) => ({
  name: role,
  type: 'text',
  title: { zh: `${role}（中）`, en: role },
  unit: null,
  land: false,
  role,
  codelist: null,
  references: null,
  group: null,
  place: 0,
  original_of: null,
  id: false,
  ...more,
});

/** @param {string} id @param {Kind} kind @param {Field[]} fields @param {Partial<Collection>} [more] @returns {Collection} */
export const collection = (id, kind, fields, more = {}) => ({
  id,
  kind,
  title: { zh: `${id}（中）`, en: id },
  noun: { zh: '宗', en: 'plots' },
  source: { zh: '', en: '' },
  as_of: null,
  count: 0,
  remote: false,
  bounds: null,
  fields,
  ...more,
});

/** @param {string} id @param {Record<string, unknown>} properties @returns {Feature} */
export const feature = (id, properties) => ({ id, geometry: null, properties });

/** Features as a layer that the page holds. @param {Feature[]} features */
export const layer = (...features) => ({ features: new Map(features.map((one) => [one.id, one])) });
