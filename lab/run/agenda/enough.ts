/** When a run has measured enough: asked before each block. */
import { trialsOf } from "../../analysis/tables/cells.ts";
import { needsMoreBlocks } from "../../analysis/comparing/precision.ts";
import type { Plan, PlannedTrial } from "../../nouns/plan.ts";
import type { Run, RunEnd } from "../../nouns/run.ts";
import type { Trial } from "../../nouns/trial.ts";
import { SCHEMA_VERSION } from "../../nouns/version.ts";
import type { Clock } from "../clock.ts";
import type { ClaimStanding } from "./wanted.ts";

/** A block that may be begun. */
export interface NextBlock {
  block: number;
  /** What it wants; nothing, where the plan has no such block or none of its claims is open. */
  trials: PlannedTrial[];
  /** Where the plan's claims of two cells stand; none: the plan has none. */
  claims: ClaimStanding[];
}

/**
 * Why no further block is begun, or `null` to go on. Blocks are whole: a run never stops within one
 * on its own account, and the first of a part is always measured.
 *
 * Where there are claims they say what is enough, else the precision that was wanted.
 *
 * @param clock how long this part of the run has taken since its first trial
 */
export function enough(
  plan: Plan,
  trials: Trial[],
  next: NextBlock,
  clock: Pick<Clock, "elapsedS" | "trialS">,
): RunEnd["reason"] | null {
  const blocksDone = next.block - 1;
  if (blocksDone < 1) return null;
  const { budgetMin = Infinity, blocks } = plan.profile;
  const hasAll = blocksDone >= blocks;
  if (hasAll && next.claims.length > 0 && !next.claims.some(({ open }) => open)) return "decided";
  if (next.trials.length === 0) return "blocks";
  const trialS = clock.trialS();
  const blockS = (trialS ?? 0) * next.trials.length;
  if (trialS !== null && clock.elapsedS() + blockS > budgetMin * 60) return "budget";
  if (!hasAll || next.claims.length > 0 || !plan.precision) return null;
  return isPrecise(plan, trials, plan.precision) ? "precision" : null;
}

function isPrecise(
  plan: Plan,
  trials: Trial[],
  { pairs, widthShare }: NonNullable<Plan["precision"]>,
): boolean {
  const run = asRun(plan, trials);
  const known = pairs.filter((pair) => pair.every((cell) => trialsOf(run, cell).length > 0));
  if (known.length === 0) return false;
  return !needsMoreBlocks(run, known, widthShare, { alpha: 0.05 / pairs.length }).needed;
}

/** A run that is still measured, as the analysis reads runs; what it does not look at is left empty. */
export function asRun(plan: Plan, trials: Trial[]): Run {
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
