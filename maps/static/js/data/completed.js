/* An answer that found nothing keeps what there is to choose from: the values and bars of the layer, at a count of 0. */

/** @typedef {Pick<Result, 'groups' | 'histograms'>} Choices */

/**
 * An answer whose fields without a value have those of `choices`, at 0.
 * @param {Result} result
 * @param {Choices | null | undefined} choices
 * @returns {Result}
 */
export function completed(result, choices) {
  if (result.matched || !choices) return result;
  const groups = Object.fromEntries(
    Object.entries({ ...choices.groups, ...result.groups }).map(([name, here]) => [
      name,
      here.length ? here : (choices.groups[name] ?? []).map(zeroed),
    ]),
  );
  const bars = new Map(choices.histograms.map((one) => [one.field, one]));
  const histograms = result.histograms.map((one) => {
    const known = bars.get(one.field);
    return one.counts.length || !known ? one : { ...known, counts: known.counts.map(() => 0), unknown: 0 };
  });
  return { ...result, groups, histograms };
}

/** A value that nothing found has. @param {Answers['Group']} group @returns {Answers['Group']} */
export const zeroed = (group) => ({ ...group, count: 0, area_m2: 0, available: 0 });
