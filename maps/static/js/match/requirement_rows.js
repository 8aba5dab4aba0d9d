/* The lines of a requirement as one list: two short ones that are declared as a pair share a line where words are short. */

/** @typedef {Words & { key: string, text: Words }} RequirementRow */

/** @param {Words} first @param {Words} second @param {string} between @returns {Words} */
const joined = (first, second, between) => ({
  zh: first.zh + between + second.zh,
  en: first.en + between + second.en,
});

/**
 * The second of a pair stands on the line of the first; a line whose partner is not asked stands alone.
 * @param {readonly RequirementRow[]} rows
 * @param {readonly Pick<DemandInput, 'key' | 'pair'>[]} inputs What a demand may ask, as the service declares it.
 */
export function pairRows(rows, inputs) {
  const pairs = new Map(inputs.map(({ key, pair }) => [key, pair]));
  /** @type {Map<string, RequirementRow>} */
  const firsts = new Map();
  /** @type {Map<RequirementRow, RequirementRow | null>} */
  const partners = new Map();
  for (const row of rows) {
    const pair = pairs.get(row.key);
    const first = pair ? firsts.get(pair) : null;
    if (first) partners.set(first, row);
    else partners.set(row, null);
    if (pair && !first) firsts.set(pair, row);
  }
  return [...partners].map(([row, other]) =>
    other ? { ...row, ...joined(row, other, ' / '), text: joined(row.text, other.text, ' · ') } : row,
  );
}
