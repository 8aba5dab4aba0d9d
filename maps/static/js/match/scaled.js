/* Weights in the form in which a scheme states them. */

/** What weights sum to. */
export const WHOLE = 100;

/**
 * Weights to a tenth that sum to 100 exactly, in the same proportion: what rounding leaves over goes to those it took most from.
 * @param {Map<string, number>} weights
 */
export function scaled(weights) {
  const sum = [...weights.values()].reduce((a, b) => a + b, 0);
  const tenths = [...weights].map(([id, asked]) => {
    const exact = (asked / sum) * WHOLE * 10;
    const floor = Math.floor(exact + 1e-9);
    return { id, floor, lost: exact - floor };
  });
  const left = WHOLE * 10 - tenths.reduce((rest, one) => rest + one.floor, 0);
  const most = [...tenths].sort((a, b) => b.lost - a.lost || (a.id < b.id ? -1 : 1)).slice(0, left);
  return new Map(tenths.map((one) => [one.id, (one.floor + Number(most.includes(one))) / 10]));
}
