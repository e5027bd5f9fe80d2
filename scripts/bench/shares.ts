/** Where the time of the recorded runs went. */
import { median, sum } from "simple-statistics";
import { completedTrials } from "../../lab/analysis/tables/cells.ts";
import { tookS } from "../../lab/analysis/tables/took.ts";
import type { RunShares } from "../../lab/store/bench.ts";
import { readRun } from "../../lab/store/read.ts";
import { recordedRuns } from "../../lab/store/recorded.ts";
import type { Run } from "../../lab/nouns/run.ts";
import type { CompletedTrial } from "../../lab/nouns/trial.ts";

export async function recordedShares(): Promise<RunShares[]> {
  const runs = await Promise.all(Object.values(await recordedRuns()).map(readRun));
  return runs.filter((run) => completedTrials(run).length > 0).map(sharesOf);
}

function sharesOf(run: Run): RunShares {
  const trials = completedTrials(run);
  const warmUpS = ({ outcome }: CompletedTrial) => outcome.warmUpS ?? run.plan.profile.warmUpS;
  // Trials follow each other at once; the moments at which they started are of a clock that steps.
  const wholeS = sum(trials.map((trial) => tookS(run, trial)));
  const share = (of: (trial: CompletedTrial) => number) => sum(trials.map(of)) / wholeS;
  const overheads = trials.map(({ outcome }) => outcome.overheadS);
  return {
    run: run.runId,
    trialCount: trials.length,
    windowShare: share(({ outcome }) => outcome.durationS),
    warmUpShare: share(warmUpS),
    overheadShare: share(({ outcome }) => outcome.overheadS),
    overheadMedianS: median(overheads),
    overheadMostS: Math.max(...overheads),
  };
}
