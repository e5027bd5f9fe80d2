/** What a run found, as data: its cells, its claims, and what is undecided. */
import { meanInterval } from "../../lab/analysis/claims/quantity.ts";
import { judgeCells } from "../../lab/analysis/claims/held-back.ts";
import { trialsBehind } from "../../lab/analysis/claims/behind.ts";
import { absenceOf } from "../../lab/analysis/comparing/absence.ts";
import { compare, type Comparison } from "../../lab/analysis/comparing/compare.ts";
import { compareAsClaimed } from "../../lab/analysis/comparing/looked.ts";
import type { Measure } from "../../lab/analysis/comparing/measure.ts";
import { compareBest } from "../../lab/analysis/best/winners.ts";
import {
  cellKey,
  distinctCellLabels,
  isCompleted,
  trialsOf,
} from "../../lab/analysis/tables/cells.ts";
import { tookS } from "../../lab/analysis/tables/took.ts";
import type { Cell } from "../../lab/nouns/cell.ts";
import type { ClaimVerdict, Expectation } from "../../lab/nouns/claim.ts";
import type { RegisteredClaim } from "../../lab/nouns/registered.ts";
import type { Run } from "../../lab/nouns/run.ts";
import { claimProgress } from "../../lab/run/agenda/claim-progress.ts";
import { asRun } from "../../lab/run/agenda/enough.ts";
import { claimedPairs, wantedCells } from "../../lab/run/agenda/wanted.ts";
import { median } from "simple-statistics";

/** A cell and what it gave. */
export interface FoundCell {
  cell: string;
  variant: string;
  workers: number | null;
  threads: number | null;
  workload: string;
  endpoint: string;
  size: number;
  /** Trials that count, and those that are invalid or failed. */
  trialCount: number;
  leftOutCount: number;
  failedCount: number;
  /** The median over trials; `null`: none counts. */
  throughputRps: number | null;
  /** The 95 % interval of the geometric mean; `null`: fewer than three trials count. */
  lowRps: number | null;
  highRps: number | null;
  /** Whether some of its trials may not have been steady. */
  isMarked: boolean;
  /** Why it has no figure; `null`: it has. */
  missing: string | null;
}

/** Two cells that were compared, by a claim or without one. */
export interface FoundPair {
  /** The claim's; `null`: nobody claims anything of them. */
  id: string | null;
  sentence: string | null;
  expects: Expectation | null;
  /** Of the claim. */
  verdict: ClaimVerdict | null;
  over: string;
  under: string;
  measure: string;
  /** `different`, `equivalent`, `undecided` or `not measured`: of the two. */
  comparison: Comparison["verdict"];
  ratio: number | null;
  low: number | null;
  high: number | null;
  confidence: number;
  blocks: number;
  isMarked: boolean;
  reason: string;
  /** What would likely decide it: blocks of its cells, and minutes; `null`: nothing, or not known. */
  moreBlocks: number | null;
  moreMinutes: number | null;
}

/** What a run found. */
export interface Found {
  runId: string;
  experiment: string;
  profile: string;
  /** Why it measured no more; `null`: it was cut off. */
  ended: string | null;
  cells: FoundCell[];
  pairs: FoundPair[];
  /** Claims of a quantity: their notebook computes it. */
  quantityCount: number;
}

/** More pairs than these are a table of a notebook, where nobody claimed anything of them. */
const UNCLAIMED_MAX = 12;

/**
 * What a run found: each cell, and each claim of two cells or two bests as it is judged everywhere. Where
 * there is none of these, each cell over the first of its scenario.
 */
export function foundIn(run: Run): Found {
  const cells = [...new Map(run.plan.trials.map(({ cell }) => [cellKey(cell), cell])).values()];
  const claims = run.plan.claims ?? [];
  const ofCells = claims.filter(({ of }) => typeof of !== "string");
  return {
    runId: run.runId,
    experiment: run.plan.experiment,
    profile: run.plan.profileName,
    ended: run.end?.reason ?? null,
    cells: foundCells(run, cells),
    pairs: ofCells.length > 0 ? foundClaims(run, ofCells) : unclaimedPairs(run, cells),
    quantityCount: claims.length - ofCells.length,
  };
}

function foundCells(run: Run, cells: readonly Cell[]): FoundCell[] {
  const labels = distinctCellLabels(cells, run);
  return cells.map((cell, index) => {
    const { variant, settings, scenario } = cell;
    const all = run.trials.filter((trial) => cellKey(trial.cell) === cellKey(cell));
    const values = trialsOf(run, cell).map(({ outcome }) => outcome.throughputRps);
    const { low, high } = meanInterval(values.map(Math.log));
    const known = (log: number) => Number.isNaN(log) ? null : Math.exp(log);
    const failedCount = all.filter((trial) => !isCompleted(trial)).length;
    return {
      ...{ cell: labels[index]!, variant, workers: settings.workers, threads: settings.threads },
      ...{ workload: scenario.workload, endpoint: scenario.endpoint, size: scenario.size },
      ...{ trialCount: values.length, failedCount },
      leftOutCount: all.length - failedCount - values.length,
      throughputRps: values.length === 0 ? null : median(values),
      ...{ lowRps: known(low), highRps: known(high) },
      isMarked: trialsBehind(run, [cell]).mark !== null,
      missing: values.length > 0 ? null : absenceOf(run, cell, labels[index]!, "throughputRps"),
    };
  });
}

function foundClaims(run: Run, claims: readonly RegisteredClaim[]): FoundPair[] {
  const pairs = claimedPairs(run.plan, run.trials);
  const { claims: standings } = wantedCells(run.plan, run.trials, pairs);
  const blocksDone = Math.max(0, ...run.trials.map(({ block }) => block));
  const progress = claimProgress(standings, blocksDone, asRun(run.plan, run.trials));
  return claims.map((claim) => {
    const { id, sentence, expects, of } = claim;
    const asked = {
      ...{ measure: claim.measure as Measure | undefined, deltaShare: claim.deltaShare, expects },
    };
    const comparison = Array.isArray(of)
      ? compareAsClaimed(run, of as [Cell, Cell], asked)
      : compareBest(run, (of as Exclude<typeof of, string | unknown[]>).best, asked);
    const { verdict, reason } = judgeCells(run, comparison, expects);
    const standing = progress.find((each) => each.id === id);
    const isOpen = verdict === "undecided" || verdict === "not measured";
    const moreBlocks = isOpen && standing?.open ? standing.moreBlocks : null;
    return {
      ...pairOf(run, comparison),
      ...{ id, sentence, expects, verdict, reason, moreBlocks },
      moreMinutes: moreBlocks === null ? null : moreBlocks * minutesOf(run, comparison),
    };
  });
}

/** Of a block of both cells, by the trials that there are. */
function minutesOf(run: Run, { cellA, cellB }: Comparison): number {
  const trials = run.trials.filter(isCompleted);
  if (trials.length === 0) return 0;
  const eachS = median(trials.map((trial) => tookS(run, trial)));
  return (cellKey(cellA) === cellKey(cellB) ? 1 : 2) * eachS / 60;
}

function unclaimedPairs(run: Run, cells: readonly Cell[]): FoundPair[] {
  const scenarios = Map.groupBy(cells, ({ scenario }) => JSON.stringify(scenario)).values();
  return [...scenarios].flatMap(([first, ...others]) =>
    others.map((other) => pairOf(run, compare(run, other, first!)))
  ).slice(0, UNCLAIMED_MAX);
}

function pairOf(run: Run, comparison: Comparison): FoundPair {
  const { cellA, cellB, ratio, low, high, confidence, blocks, measure } = comparison;
  const [over, under] = distinctCellLabels([cellA, cellB], run);
  const isMeasured = comparison.verdict !== "not measured";
  const known = (value: number) => isMeasured && Number.isFinite(value) ? value : null;
  return {
    ...{ id: null, sentence: null, expects: null, verdict: null },
    ...{ over: over!, under: under!, measure, comparison: comparison.verdict },
    ...{ ratio: known(ratio), low: known(low), high: known(high), confidence, blocks },
    isMarked: isMeasured && comparison.behind.mark !== null,
    reason: comparison.reason,
    ...{ moreBlocks: null, moreMinutes: null },
  };
}
