/* How much of a link is read: anyone may have written it. */

/** Signs of a number, a name or a word. */
export const LONGEST = 200;
/** Signs of JSON. */
export const LONGEST_JSON = 20000;
/** Entries of a list, and points of a shape. */
export const MOST = 500;

/** An object of JSON; null where it is none, or too long. @param {string | null} json @returns {Record<string, any> | null} */
export function parsed(json) {
  if (!json || json.length > LONGEST_JSON) return null;
  try {
    const value = JSON.parse(json);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
