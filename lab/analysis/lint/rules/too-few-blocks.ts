/** A claim that this many repetitions cannot carry. */
import { compareAsClaimed } from "../../comparing/looked.ts";
import { FEWEST_BLOCKS } from "../../judgement/verdict.ts";
import type { PublishedRow } from "../../studies/published.ts";
import { counted, type Rule } from "../rule.ts";

export const rule: Rule = {
  severity: "warning",
  remedy: "Add blocks until the interval is as narrow as the claim needs.",

  comparison: ({ run, a, b }, { deltaShare, measure, expects, afterBlock }) => {
    // As the claim of the two is judged: what lint calls undecided, the claim does too.
    const asked = { deltaShare, measure, expects, afterBlock };
    const { blocks, verdict, reason, across } = compareAsClaimed(run, [a.cell, b.cell], asked);
    if (blocks < FEWEST_BLOCKS) {
      return {
        sentence: `${counted(blocks, "block")} measured both: nothing can be said of the ` +
          `difference below ${FEWEST_BLOCKS}.`,
        severity: "error",
      };
    }
    // Machines that do not agree would not do so after more blocks.
    return verdict === "undecided" && !across?.disagree ? reason : null;
  },

  publishedTable: (rows) => {
    const [{ runs }] = rows as [PublishedRow];
    const repeated = runs === null
      ? `No spread for any of its ${rows.length} rows, nor how often each was measured`
      : `${
        runs === 1 ? "One run" : `${runs} runs`
      } for each of its ${rows.length} rows, and no spread`;
    return `${repeated}: by how much identical servers would differ is not known.`;
  },
};
