/**
 * The lab tested on effects that are known by construction (the workload `known-effects`): how often its
 * protocol is right, and how often one shot of each cell is.
 */
import { median } from "simple-statistics";
import type { Cell } from "../nouns/cell.ts";
import type { Run } from "../nouns/run.ts";
import { cellKey, cellsOf, trialsOf } from "./cells.ts";
import { compare, type Comparison } from "./compare.ts";
import { needsMoreBlocks } from "./precision.ts";

/** The lab stops at an interval of ± 5 %: high ÷ low − 1. */
export const PRECISION_WIDTH_SHARE = 0.1;
/** A reader of one shot calls what is further apart than this a difference. */
export const NAIVE_SHARE = 0.01;
/** A ratio is close to the true one within this share. */
export const CLOSE_SHARE = 0.05;

/**
 * What the lab said of one effect in one repeat. `found`: different, and the dearer one is slower.
 * `wrong`: different where nothing is, or the other way round, or equivalent at an effect beyond δ.
 */
export type Call = "found" | "equivalent" | "undecided" | "wrong";

/** One effect in one repeat, by the lab's protocol. */
export interface Judged {
  /** From 1. */
  repeat: number;
  /** Nominal: 0.1 for 110 % of the base work. */
  effectShare: number;
  call: Call;
  /** Blocks until the interval was narrow enough, or all of the repeat's. */
  blocks: number;
  /** Whether it became narrow enough; `false`: the repeat's blocks were spent. */
  precise: boolean;
  /** From the first trial of the repeat to the end of the last block that was looked at. */
  tookS: number;
  /** Base over dearer cell: 1.1 where 10 % more work is done. */
  comparison: Comparison;
}

/** One effect in one repeat, by one shot of each cell. */
export interface Shot {
  repeat: number;
  effectShare: number;
  /** Base over dearer cell. */
  ratio: number;
  /** Whether a reader who believes differences above 1 % is right. */
  right: boolean;
  /** Whether the larger number is the right one; `null` where there is no effect. */
  signRight: boolean | null;
}

/** How often each protocol was right about one effect. */
export interface KnownEffectRow {
  effectShare: number;
  repeats: number;
  found: number;
  equivalent: number;
  undecided: number;
  wrong: number;
  /** Time to the end of the last block looked at. */
  medianTookS: number;
  medianBlocks: number;
  /** Repeats whose interval became narrow enough. */
  precise: number;
  /** The median width of the interval in the end: high ÷ low − 1. */
  medianWidthShare: number;
  /** Repeats whose ratio is within 5 % of the true one: the size is right, not only the sign. */
  close: number;
  shotRight: number;
  /** `null` where there is no effect, and so no right sign. */
  shotSignRight: number | null;
  shotClose: number;
  shotLowestRatio: number;
  shotHighestRatio: number;
}

/** The share of work beyond the base; `null` for a cell that is no part of this (a delay, no work). */
export function effectShareOf({ settings: { options = {} } }: Cell): number | null {
  const percent = Number(options.work ?? "100");
  return (options.delayMs ?? "0") !== "0" || percent < 100 ? null : (percent - 100) / 100;
}

/**
 * What the lab's protocol says of each effect in each repeat: block after block, as it would in a
 * run of its own, until the 95 % interval of base ÷ dearer is narrow enough or the repeat's blocks
 * are spent. Blocks after that stop are not looked at for that effect.
 *
 * The base rides twice: its two trials in each block are the effect of 0. A repeat without three blocks
 * of a cell is not measured, and left out.
 *
 * @param repeats how many repeats the run's blocks are, of equal length
 * @throws when the blocks are no whole repeats, or the base does not ride
 * @example
 * ```ts
 * import { fixtureKnownEffectCell, fixtureRun } from "lab/analysis/fixtures.ts";
 * import { judgeRepeats } from "lab/analysis/known-effects.ts";
 * const base = fixtureKnownEffectCell();
 * const dearer = fixtureKnownEffectCell({ work: "120" });
 * const run = fixtureRun({
 *   blocks: 6,
 *   cells: [base, dearer],
 *   repeatFirstCell: true,
 *   noiseShare: 0.005,
 *   throughputRpsOf: (cell) => cell === dearer ? 1000 / 1.2 : 1000,
 * });
 * console.log(judgeRepeats(run, 1).map(({ call }) => call)); // [ "equivalent", "found" ]
 * ```
 */
export function judgeRepeats(run: Run, repeats: number): Judged[] {
  const base = baseOf(run);
  const blocksInAll = Math.max(...run.plan.trials.map(({ block }) => block));
  const blocksEach = blocksInAll / repeats;
  if (!Number.isInteger(blocksEach)) {
    throw new Error(
      `Judging known effects: the ${blocksInAll} blocks of run ${run.runId} are no ${repeats} ` +
        `repeats; give two runs that were measured together.`,
    );
  }
  return Array.from({ length: repeats }, (_, index) => index + 1).flatMap((repeat) => {
    const ofRepeat = blocksOf(run, (repeat - 1) * blocksEach, repeat * blocksEach);
    return effectsOf(run).filter(({ cell }) => trialsOf(ofRepeat, cell).length > 0)
      .map(({ cell, effectShare }) => judge(ofRepeat, repeat, base, cell, effectShare))
      .filter(({ comparison }) => comparison.verdict !== "not measured");
  });
}

/** Looks at one block more until that is enough. */
function judge(run: Run, repeat: number, base: Cell, cell: Cell, effectShare: number): Judged {
  const blocks = [...new Set(run.trials.map(({ block }) => block))].sort((a, b) => a - b);
  let seen = run;
  let precise = false;
  for (const last of blocks) {
    seen = blocksOf(run, 0, last);
    if (trialsOf(seen, cell).length === 0 || trialsOf(seen, base).length === 0) continue;
    precise = !needsMoreBlocks(seen, [[base, cell]], PRECISION_WIDTH_SHARE).needed;
    if (precise) break;
  }
  const comparison = compare(seen, base, cell);
  return {
    repeat,
    effectShare,
    call: callOf(comparison, effectShare),
    blocks: new Set(seen.trials.map(({ block }) => block)).size,
    precise,
    tookS: tookS(seen),
    comparison,
  };
}

/** Whether a verdict is right about an effect that is known. */
export function callOf(
  { verdict, ratio, deltaShare }: Pick<Comparison, "verdict" | "ratio" | "deltaShare">,
  effectShare: number,
): Call {
  if (verdict !== "different" && verdict !== "equivalent") return "undecided";
  if (verdict === "equivalent") return effectShare > deltaShare ? "wrong" : "equivalent";
  return effectShare > 0 && ratio > 1 ? "found" : "wrong";
}

/**
 * What one shot of each cell says, read as it is mostly read: each block of the run is a repeat, and
 * the first of its two base trials is the base.
 */
export function readShots(run: Run): Shot[] {
  const base = baseOf(run);
  const blocks = [...new Set(run.trials.map(({ block }) => block))];
  return blocks.flatMap((repeat) => {
    const seen = blocksOf(run, repeat - 1, repeat);
    const [first, again] = trialsOf(seen, base);
    if (!first) return [];
    return effectsOf(run).flatMap(({ cell, effectShare }) => {
      const other = effectShare === 0 ? again : trialsOf(seen, cell)[0];
      if (!other) return [];
      const ratio = first.outcome.throughputRps / other.outcome.throughputRps;
      const saysDifferent = Math.abs(ratio - 1) > NAIVE_SHARE;
      return [{
        repeat,
        effectShare,
        ratio,
        right: effectShare === 0 ? !saysDifferent : saysDifferent && ratio > 1,
        signRight: effectShare === 0 ? null : ratio > 1,
      }];
    });
  });
}

/**
 * The two protocols beside each other, a row an effect.
 *
 * @param lab blocks of short trials, several blocks a repeat
 * @param shots a block a repeat: one long trial of each of the same cells
 */
export function knownEffects(lab: Run, shots: Run): KnownEffectRow[] {
  const read = readShots(shots);
  const judged = judgeRepeats(lab, repeatsOf(shots));
  return effectsOf(lab).map(({ effectShare }) => {
    const calls = judged.filter((each) => each.effectShare === effectShare);
    const ofShots = read.filter((each) => each.effectShare === effectShare);
    const called = (call: Call) => calls.filter((each) => each.call === call).length;
    const ratios = ofShots.map(({ ratio }) => ratio);
    const closeIn = (some: number[]) => some.filter((ratio) => isClose(ratio, effectShare)).length;
    return {
      effectShare,
      repeats: calls.length,
      found: called("found"),
      equivalent: called("equivalent"),
      undecided: called("undecided"),
      wrong: called("wrong"),
      medianTookS: median(calls.map(({ tookS }) => tookS)),
      medianBlocks: median(calls.map(({ blocks }) => blocks)),
      precise: calls.filter(({ precise }) => precise).length,
      medianWidthShare: median(calls.map(({ comparison: { low, high } }) => high / low - 1)),
      close: closeIn(calls.map(({ comparison }) => comparison.ratio)),
      shotRight: ofShots.filter(({ right }) => right).length,
      shotSignRight: effectShare === 0 ? null : ofShots.filter(({ signRight }) => signRight).length,
      shotClose: closeIn(ratios),
      shotLowestRatio: Math.min(...ratios),
      shotHighestRatio: Math.max(...ratios),
    };
  });
}

function isClose(ratio: number, effectShare: number): boolean {
  return Math.abs(Math.log(ratio / (1 + effectShare))) <= Math.log1p(CLOSE_SHARE);
}

/** What waiting alone did, and what a request costs without the work. */
export interface AddedLatency {
  /** Delayed over plain, at the same arrivals. */
  throughput: Comparison;
  latencyP50: Comparison;
  /** The median over blocks of what the median latency grew by. */
  addedP50Ms: number;
  addedP50LowestMs: number;
  addedP50HighestMs: number;
  /**
   * CPU of a request with no work, as a share of one with the base work: by so much of itself, at
   * the most, every effect on CPU is smaller than its name says. `null` without such a cell, or where
   * the CPU is not known.
   */
  ownCpuShare: number | null;
}

/** Reads the run of cells that differ by `delayMs`, and by no work at all, at the same arrivals. */
export function addedLatency(run: Run): AddedLatency {
  const plain = baseOf(run);
  const cells = cellsOf(run);
  const delayed = cells.find(({ settings }) => (settings.options?.delayMs ?? "0") !== "0");
  if (!delayed) {
    throw new Error(
      `Judging added latency: run ${run.runId} has no cell with delayMs; give the run of known-effects-latency.`,
    );
  }
  const addedMs = trialsOf(run, delayed).flatMap(({ block, outcome }) => {
    const before = trialsOf(run, plain).find((trial) => trial.block === block);
    return before ? [outcome.latencyP50Ms - before.outcome.latencyP50Ms] : [];
  });
  const cpuOf = (cell: Cell): number | null => {
    const known = trialsOf(run, cell).flatMap(({ outcome: { serverCpuS, okCount } }) =>
      serverCpuS === null ? [] : [serverCpuS / okCount]
    );
    return known.length === 0 ? null : median(known);
  };
  const idle = cells.find(({ settings }) => settings.options?.work === "0");
  const [idleCpu, plainCpu] = [idle ? cpuOf(idle) : null, cpuOf(plain)];
  return {
    // Answers that come later fall out of the window at its end: a few in a thousand.
    throughput: compare(run, delayed, plain),
    latencyP50: compare(run, delayed, plain, { measure: "latencyP50Ms" }),
    addedP50Ms: median(addedMs),
    addedP50LowestMs: Math.min(...addedMs),
    addedP50HighestMs: Math.max(...addedMs),
    ownCpuShare: idleCpu === null || plainCpu === null ? null : idleCpu / plainCpu,
  };
}

/** How often the shots were repeated: each block is once. */
export function repeatsOf(shots: Run): number {
  return Math.max(...shots.plan.trials.map(({ block }) => block));
}

/** The mean time of a repeat, all of it included: what each protocol was given. */
export function repeatS(run: Run, repeats: number): number {
  return tookS(run) / repeats;
}

/** All trials that completed: they follow each other at once, and `startedAt` may step within a run. */
function tookS({ trials, plan }: Run): number {
  return trials.reduce(
    (sum, { outcome }) =>
      sum +
      (outcome.state === "completed"
        ? outcome.durationS + outcome.overheadS + (outcome.warmUpS ?? plan.profile.warmUpS)
        : 0),
    0,
  );
}

/** The trials of the blocks after one and up to another. */
function blocksOf(run: Run, after: number, upTo: number): Run {
  return {
    ...run,
    trials: run.trials.filter(({ block }) => block > after && block <= upTo),
  };
}

function baseOf(run: Run): Cell {
  const base = effectsOf(run).find(({ effectShare }) => effectShare === 0);
  if (base) return base.cell;
  throw new Error(
    `Judging known effects: run ${run.runId} has no cell with the base work; give a run of "deno task prove".`,
  );
}

/** The cells that differ in work alone, the smallest effect first. */
function effectsOf(run: Run): { cell: Cell; effectShare: number }[] {
  const cells = new Map(run.trials.map(({ cell }) => [cellKey(cell), cell]));
  return [...cells.values()].flatMap((cell) => {
    const effectShare = effectShareOf(cell);
    return effectShare === null ? [] : [{ cell, effectShare }];
  }).sort((a, b) => a.effectShare - b.effectShare);
}
