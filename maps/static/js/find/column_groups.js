/* The fields of a collection by their groups, for who chooses among them. */

/** @type {{ id: string | null, title: Words }[]} */
const GROUPS = [
  { id: 'identity', title: { zh: '名称与位置', en: 'Name and place' } },
  { id: 'area', title: { zh: '面积', en: 'Area' } },
  { id: 'planning', title: { zh: '规划条件', en: 'Planning' } },
  { id: 'space', title: { zh: '工程条件', en: 'Engineering' } },
  { id: 'services', title: { zh: '配套', en: 'Services' } },
  { id: 'status', title: { zh: '状态', en: 'Status' } },
  { id: 'title', title: { zh: '权属', en: 'Title' } },
  { id: 'money', title: { zh: '投入与产出', en: 'Money' } },
  { id: 'clock', title: { zh: '开发时序', en: 'Timeline' } },
  { id: 'requirement', title: { zh: '需求', en: 'Requirement' } },
  { id: 'source', title: { zh: '来源', en: 'Source' } },
  { id: null, title: { zh: '其他', en: 'Other' } },
];
const NAMED = new Set(GROUPS.map(({ id }) => id));

/**
 * Fields by their groups, those whose titles hold a text.
 * @param {Field[]} fields
 * @param {string} text
 */
export function groupFields(fields, text) {
  const sought = text.trim().toLowerCase();
  /** @param {Field} field */
  const isSought = ({ title, name }) => `${title.zh} ${title.en} ${name}`.toLowerCase().includes(sought);
  return GROUPS.map(({ id, title }) => ({
    title,
    fields: fields.filter((field) => (NAMED.has(field.group) ? field.group : null) === id && isSought(field)),
  })).filter((group) => group.fields.length);
}
