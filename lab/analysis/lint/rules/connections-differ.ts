/** Compared servers that hold another number of database connections. */
import { medianOf, percent, type Rule, significant } from "../rule.ts";

/** Pools grow on demand, so that a few connections more or less mean nothing. */
const TOLERATED_SHARE = 0.25;
const TOLERATED_COUNT = 2;

export const rule: Rule = {
  severity: "warning",
  remedy: "Set poolMax so that workers × poolMax is the same on both sides.",

  comparison: ({ a, b }) => {
    const of = ({ outcome }: typeof a.trials[0]) => outcome.databaseConnectionCount;
    const [countA, countB] = [medianOf(a, of), medianOf(b, of)];
    if (countA === null || countB === null) return null;
    const gap = Math.abs(countA - countB);
    return gap > TOLERATED_COUNT && gap > TOLERATED_SHARE * Math.max(countA, countB)
      ? `${a.label} held ${significant(countA)} database connections, ${b.label} ${
        significant(countB)
      }: ` +
        `${percent(gap / Math.max(countA, countB))} fewer on one side.`
      : null;
  },

  publishedTable: (rows) => {
    const reading = rows.filter(({ touchesDatabase, driverAndPool }) =>
      touchesDatabase && driverAndPool !== ""
    );
    const without = reading.filter(({ driverAndPool }) => driverAndPool.endsWith("/ none"));
    return without.length > 0 && without.length < reading.length
      ? `${without.length} of its ${reading.length} rows have no pool and the others have one, ` +
        `and no number of connections is printed.`
      : null;
  },
};
