/** Compared servers that send the database another number of statements. */
import { medianOf, percent, perRequest, type Rule, significant } from "../rule.ts";

/**
 * Statements and answers are counted at slightly different moments: in a short window with 64
 * requests in flight the two are up to some 10 % apart.
 */
const TOLERATED_SHARE = 0.15;

export const rule: Rule = {
  severity: "warning",
  remedy:
    "Compare variants that send the same statements, or say that the SQL is what is compared.",

  comparison: ({ a, b }) => {
    const of = (trial: typeof a.trials[0]) => perRequest(trial, "statementCount");
    const [countA, countB] = [medianOf(a, of), medianOf(b, of)];
    if (countA === null || countB === null) return null;
    const gapShare = Math.abs(countA - countB) / Math.max(countA, countB);
    return gapShare > TOLERATED_SHARE
      ? `${a.label} sends ${significant(countA)} statements a request, ${b.label} ${
        significant(countB)
      }: ` +
        `a difference of ${percent(gapShare)}.`
      : null;
  },
};
