/* Codes of a list and what stands below them. */

/** A code and all codes below it, by the hierarchy of its list. @param {Codelist | null} list @param {string} code */
export function below(list, code) {
  const family = new Set([code]);
  if (list?.hierarchy === 'prefix')
    for (const entry of list.codes) if (entry.code.startsWith(code)) family.add(entry.code);
  if (list?.hierarchy !== 'parent') return family;
  for (let grown = true; grown;) {
    grown = false;
    for (const entry of list.codes)
      if (entry.parent !== null && family.has(entry.parent) && !family.has(entry.code)) {
        family.add(entry.code);
        grown = true;
      }
  }
  return family;
}
