/* Colours that scripts draw with: those of the stylesheet, under the names that it gives them, read once. */

/**
 * @typedef {'ink' | 'ink-2' | 'ink-3' | 'accent' | 'accent-deep' | 'tint' | 'danger' | 'danger-tint' | 'unknown'
 *   | 'unknown-edge' | 'unknown-tint' | 'edge' | 'line' | 'line-2' | 'hover' | 'quiet' | 'ground' | 'track'
 *   | 'paper' | 'faint' | 'ink-print' | 'unknown-deep' | 'joined' | 'chain' | 'unknown-line' | 'line-3' | 'thumb'
 *   | 'off' | 'span-quiet' | 'waiting' | 'late' | 'joined-wash' | 'danger-deep' | 'held' | 'hatch' | 'hatch-ink'
 *   | 'hatch-edge' | 'bar' | 'bar-off' | 'disc-shadow' | 'plate-shadow' | 'fields' | 'green' | 'green-ink' | 'water'
 *   | 'water-edge' | 'water-ink' | 'road-edge' | 'road-ink' | 'ground-ink' | 'outline' | 'park-edge' | 'park-ink'
 *   | 'planned' | 'planned-edge' | 'planned-hatch' | 'inset-plot' | 'fits' | 'check' | 'excluded' | 'no-match'
 *   | 'no-match-edge' | 'free' | 'building' | 'building-edge' | 'on-plot' | 'on-plot-edge' | 'project'
 *   | 'floor-held' | 'floor-let' | 'drawn-wash' | 'drawing-wash' | 'class-1' | 'class-2' | 'class-3' | 'class-4'
 *   | 'class-5' | 'class-6' | 'class-7' | 'class-8' | 'class-9' | 'class-10' | 'class-edge' | 'ramp-1' | 'ramp-2'
 *   | 'ramp-3' | 'ramp-4' | 'ramp-edge' | 'chain-1' | 'chain-2' | 'chain-3' | 'chain-4' | 'chain-5' | 'chain-rest'
 *   | 'left-out' | 'flow-park' | 'flow-end' | 'criterion'} Token
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
