/* How the places of projects differ between two answers. */

/**
 * Projects that a scenario places and the base does not, the reverse, and those that it puts elsewhere.
 * @param {BoardReport} base
 * @param {BoardReport} report
 */
export function changes(base, report) {
  /** @param {Placement} one */
  const at = (one) => one.items.map((item) => `${item.collection}/${item.id}`).join();
  const before = new Map(base.placements.map((one) => [one.project_id, one]));
  const after = new Map(report.placements.map((one) => [one.project_id, one]));
  return {
    gained: report.placements.filter((one) => !before.has(one.project_id)),
    lost: base.placements.filter((one) => !after.has(one.project_id)),
    moved: report.placements.flatMap((one) => {
      const from = before.get(one.project_id);
      return from && at(from) !== at(one) ? [{ ...one, from }] : [];
    }),
  };
}
