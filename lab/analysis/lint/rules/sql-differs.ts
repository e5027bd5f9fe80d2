/** Compared servers whose normalised SQL is not the same. */
import { counted, type Rule, shortened, type Side } from "../rule.ts";

/** A statement that fewer than one request in twenty needs is upkeep of the pool, not the query. */
const RARE_SHARE = 0.05;

export const rule: Rule = {
  severity: "warning",
  remedy: "Hold the SQL fixed to compare drivers, pools or frameworks; else compare the SQL alone.",

  comparison: ({ a, b }) => {
    const [ofA, ofB] = [statementsOf(a), statementsOf(b)];
    if (ofA.size === 0 || ofB.size === 0) return null;
    const only = (mine: Map<string, string>, theirs: Map<string, string>) =>
      [...mine].flatMap(([key, sql]) => theirs.has(key) ? [] : [sql]);
    const [onlyA, onlyB] = [only(ofA, ofB), only(ofB, ofA)];
    if (onlyA.length + onlyB.length === 0) return null;
    const told = (label: string, statements: string[]) =>
      statements.length === 0 ? [] : [
        `${label} runs ${counted(statements.length, "statement")} that the other does not, ` +
        `first “${shortened(statements[0]!)}”`,
      ];
    return `${[...told(a.label, onlyA), ...told(b.label, onlyB)].join("; ")}.`;
  },

  publishedTable: (rows) => {
    const kinds = new Set(rows.flatMap(({ sqlBy }) => sqlBy ?? []));
    return kinds.size > 1
      ? `Its rows mix ${[...kinds].join(", ")}, which write other SQL, and no column tells it.`
      : null;
  },
};

/** Statements of a cell that come with most requests, by their text without case and white space. */
function statementsOf({ trials }: Side): Map<string, string> {
  return new Map(
    trials.flatMap(({ outcome }) =>
      (outcome.receipt?.statements ?? [])
        .filter(({ callCount }) => callCount >= outcome.okCount * RARE_SHARE)
        .map(({ sql }) => [sql.replace(/[\s"]+/g, " ").trim().toLowerCase(), sql] as const)
    ),
  );
}
