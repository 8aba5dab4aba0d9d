/* Where a heading lands that is dragged along its row. */

/**
 * Where a heading lands that is dragged so far: the place whose middle it passes.
 * @param {{ width: number }[]} shown
 * @param {number} n
 * @param {number} by
 */
export function landing(shown, n, by) {
  let to = n;
  let left = by;
  const step = by > 0 ? 1 : -1;
  while (shown[to + step] && Math.abs(left) > shown[to + step].width / 2) {
    left -= step * shown[to + step].width;
    to += step;
    if (left * step <= 0) break;
  }
  return to;
}
