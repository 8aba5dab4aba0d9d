/* Colours that scripts draw with: those of the stylesheet, under the names that it gives them, read once. */

/**
 * @typedef {'ink' | 'ink-2' | 'ink-3' | 'ink-print' | 'accent' | 'accent-deep' | 'tint' | 'danger' | 'danger-tint'
 *   | 'danger-deep' | 'unknown' | 'unknown-edge' | 'unknown-tint' | 'unknown-deep' | 'unknown-line' | 'edge' | 'line'
 *   | 'line-2' | 'line-3' | 'hover' | 'quiet' | 'ground' | 'track' | 'paper' | 'faint' | 'joined' | 'chain' | 'thumb'
 *   | 'off' | 'span-quiet' | 'waiting' | 'late' | 'joined-wash'} Token
 */

/** @type {Map<string, string>} */
const known = new Map();

/** The colour of a custom property of :root; black where there is no stylesheet, as outside a browser. @param {Token} token */
export function colour(token) {
  const seen = known.get(token);
  if (seen) return seen;
  const root = document.documentElement;
  const declared = root ? getComputedStyle(root).getPropertyValue(`--${token}`).trim() : '';
  if (declared) known.set(token, declared);
  return declared || 'black';
}
