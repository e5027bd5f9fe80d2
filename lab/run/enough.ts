/** When a run has measured enough: asked before each trial, answered at the start of a block. */
import { trialsOf } from "../analysis/cells.ts";
import { needsMoreBlocks } from "../analysis/precision.ts";
import type { Plan, PlannedTrial } from "../nouns/plan.ts";
import type { Run, RunEnd } from "../nouns/run.ts";
import type { Trial } from "../nouns/trial.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";

/**
 * Why no further block is begun, or `null` to go on. Blocks are whole: a run never stops within one
 * on its own account.
 *
 * @param clock how long the run has taken since its first trial
 */
export function enough(
  plan: Plan,
  trials: Trial[],
  next: PlannedTrial,
  clock: { elapsedS: () => number },
): RunEnd["reason"] | null {
  const blocksDone = next.block - 1;
  const blockBegins = !trials.some(({ block }) => block === next.block);
  if (!blockBegins || blocksDone < 1) return null;
  const { budgetMin, blocks } = plan.profile;
  if (budgetMin !== undefined) {
    const elapsedS = clock.elapsedS();
    if (elapsedS + elapsedS / blocksDone > budgetMin * 60) return "budget";
  }
  if (blocksDone < blocks || !plan.precision) return null;
  const { pairs, widthShare } = plan.precision;
  const run = asRun(plan, trials);
  const known = pairs.filter((pair) => pair.every((cell) => trialsOf(run, cell).length > 0));
  if (known.length === 0) return null;
  const alpha = 0.05 / pairs.length;
  return needsMoreBlocks(run, known, widthShare, { alpha }).needed ? null : "precision";
}

/** The analysis reads runs; what it does not look at here is left empty. */
function asRun(plan: Plan, trials: Trial[]): Run {
  return {
    schemaVersion: SCHEMA_VERSION,
    runId: plan.experiment,
    startedAt: "",
    plan,
    environment: {} as never,
    variantHashes: {},
    trials,
    end: null,
    warnings: [],
  };
}
