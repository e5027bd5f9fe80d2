/** Answers that are all alike, or nearly, where those of others differ: kept, and not asked for anew. */
import { scenarioKey } from "../../../nouns/cell.ts";
import type { Run } from "../../../nouns/run.ts";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { completedTrials } from "../../tables/cells.ts";
import { touchesDatabase } from "../../tables/facts.ts";
import { counted, type Rule } from "../rule.ts";

/** Of fewer samples many are alike by chance where there are few rows. */
const FEWEST = 20;
/** Servers that draw from the same rows repeat themselves alike, to chance: five times is none. */
const FEWER_RATIO = 5;

export const rule: Rule = {
  severity: "error",
  remedy:
    "Look whether the server keeps answers instead of asking for each; if all requests are to " +
    "be answered alike, say so of the endpoint.",

  trial: (trial, run) => {
    const own = variety(trial);
    if (own === null) return null;
    const { sampledCount, distinctCount, requestCount } = own;
    const seen = `${counted(distinctCount, "different text")} among ` +
      `${sampledCount} sampled answers`;
    const richest = rivals(trial, run)
      .toSorted((a, b) => b.distinctCount / b.sampledCount - a.distinctCount / a.sampledCount)[0];
    if (
      richest !== undefined &&
      richest.distinctCount / richest.sampledCount > FEWER_RATIO * distinctCount / sampledCount
    ) {
      return `There were ${seen}, where ${richest.variant} had ${richest.distinctCount} among ` +
        `${richest.sampledCount}.`;
    }
    if (distinctCount > 1) return null;
    if (requestCount > 1) {
      const sentence = `There was ${seen}, to ${requestCount} different requests.`;
      return { sentence, severity: "warning" };
    }
    return touchesDatabase(run, trial.cell.scenario)
      ? { sentence: `There was ${seen} of an endpoint that asks the database.`, severity: "note" }
      : null;
  },
};

interface Variety {
  variant: string;
  sampledCount: number;
  distinctCount: number;
  requestCount: number;
}

function variety({ cell: { variant }, outcome }: CompletedTrial): Variety | null {
  const { sampledCount = 0, sampledDistinctCount, sampledRequestDistinctCount = 1 } = outcome;
  if (sampledCount < FEWEST || sampledDistinctCount === undefined) return null;
  return {
    variant,
    sampledCount,
    distinctCount: sampledDistinctCount,
    requestCount: sampledRequestDistinctCount,
  };
}

/** Trials of other variants that were asked the same. */
const rivals = ({ cell }: CompletedTrial, run: Run): Variety[] =>
  completedTrials(run).filter((other) =>
    other.cell.variant !== cell.variant &&
    scenarioKey(other.cell.scenario) === scenarioKey(cell.scenario)
  ).flatMap((other) => variety(other) ?? []);
