/** Two cells whose ratio is another on another machine. */
import { compareAsClaimed } from "../../comparing/looked.ts";
import { cellKey, distinctCellLabels } from "../../tables/cells.ts";
import type { Cell } from "../../../nouns/cell.ts";
import { machinesOf, type Run } from "../../../nouns/run.ts";
import { type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy: "Say what holds on which machine, and look for what sets the machines apart.",

  // What the run's claims compare, for whoever looks at no comparison.
  run: (run) => {
    if (machinesOf(run).length < 2) return null;
    const found = claimedPairs(run).flatMap(([a, b]) => {
      const { across } = compareAsClaimed(run, [a, b]);
      const [one, other] = distinctCellLabels([a, b], run);
      return across?.disagree ? [`${one} against ${other}. ${across.sentence}`] : [];
    });
    return found.length === 0 ? null : found.join(" ");
  },

  comparison: ({ run, a, b }, { deltaShare, measure, expects, afterBlock }) => {
    const asked = { deltaShare, measure, expects, afterBlock };
    const { across } = compareAsClaimed(run, [a.cell, b.cell], asked);
    return across?.disagree ? across.sentence : null;
  },
};

function claimedPairs({ plan: { claims = [], trials } }: Run): [Cell, Cell][] {
  const measured = new Set(trials.map(({ cell }) => cellKey(cell)));
  return claims.flatMap(({ of }) =>
    Array.isArray(of) && of.every((cell) => measured.has(cellKey(cell))) ? [of as [Cell, Cell]] : []
  );
}
