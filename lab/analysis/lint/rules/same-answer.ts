/** Answers that are all alike, or nearly, where those of others differ: kept, and not asked for anew. */
import { scenarioKey } from "../../../nouns/cell.ts";
import type { Run } from "../../../nouns/run.ts";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { completedTrials } from "../../tables/cells.ts";
import { touchesDatabase } from "../../tables/facts.ts";
import { formatCount } from "../../../text/format.ts";
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
    // As few texts among fewer samples are no more variety.
    if (
      richest !== undefined && richest.distinctCount > distinctCount &&
      richest.distinctCount / richest.sampledCount > FEWER_RATIO * distinctCount / sampledCount
    ) {
      return `There ${
        was(distinctCount)
      } ${seen}, where ${richest.variant} had ${richest.distinctCount} among ` +
        `${richest.sampledCount}.`;
    }
    // Each worker that keeps one answer has its own: there are then no more texts than workers.
    const keepers = Math.max(1, trial.cell.settings.workers ?? 1);
    if (distinctCount > keepers) return null;
    const each = distinctCount === 1 ? "" : `, no more than its ${keepers} workers`;
    if (requestCount >= distinctCount * FEWER_RATIO) {
      const sentence = `There ${was(distinctCount)} ${seen}${each}, to ${requestCount} different ` +
        `requests.`;
      return { sentence, severity: "warning" };
    }
    if (!touchesDatabase(run, trial.cell.scenario)) return null;
    const expected = byChance(trial.cell.scenario.size, sampledCount);
    if (distinctCount === 1) {
      return {
        sentence: `There was ${seen} of an endpoint that asks the database.`,
        severity: "note",
      };
    }
    // A list that is the same for all would be one text. Two or more, as many as workers, are kept.
    return expected < distinctCount * FEWER_RATIO ? null : {
      sentence: `There were ${seen}${each}, of an endpoint that asks the database: of ${
        formatCount(trial.cell.scenario.size)
      } rows chance would draw some ${Math.round(expected)}.`,
      severity: "warning",
    };
  },
};

const was = (count: number) => count === 1 ? "was" : "were";

/** How many different rows so many draws from a table find, on the mean. */
const byChance = (rowCount: number, drawCount: number): number =>
  rowCount * (1 - (1 - 1 / Math.max(1, rowCount)) ** drawCount);

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
