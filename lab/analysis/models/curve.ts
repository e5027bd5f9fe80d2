/** The Universal Scalability Law of a variant: one curve through its cells, with bands. */
import { mean, standardDeviation } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import {
  bySize,
  cellSize,
  cellsOf,
  distinctCellLabels,
  scenarioKey,
  trialsOf,
} from "../tables/cells.ts";
import { counted, formatCount } from "../../text/format.ts";
import { FEWEST_BLOCKS } from "../judgement/verdict.ts";
import { bandOf, type BandPoint, peakIntervalOf, resampledLaws } from "./band.ts";
import {
  FEWEST_SIZES,
  FEWEST_SIZES_FOR_PEAK,
  fitUsl,
  type UslParameters,
  uslPeak,
  type UslPoint,
  uslThroughputRps,
} from "./usl.ts";
import { GauntletError } from "../../nouns/error.ts";

export interface CurvePoint extends UslPoint {
  cell: Cell;
  label: string;
}

export interface UslCurve {
  variant: string;
  /** What was measured: geometric means over blocks, without the drift between blocks. */
  points: CurvePoint[];
  /** Null where fewer than four sizes were measured. */
  law: UslParameters | null;
  /** The curve at sizes from the smallest to the largest measured; empty without a law. */
  band: BandPoint[];
  /**
   * N with the highest throughput of the curve; null where fewer than six sizes were measured, where they
   * do not span its interval, or where the curve only levels off.
   */
  peakAtOnce: number | null;
  /** Its 95 % interval; null without a peak. */
  peakInterval: { low: number; high: number } | null;
  /** The farthest that a point lies from the curve, as a share. */
  misfitShare: number;
  /** Whether that is more than noise explains: then the law does not describe these cells. */
  fitsPoorly: boolean;
  /** Standard deviation of a trial about its own cell, as a share. */
  noiseShare: number;
  sentence: string;
}

export interface CurveOptions {
  /** Which cells take part: `(cell) => cell.settings.workers === 1` for threads alone. */
  where?: (cell: Cell) => boolean;
  /** Default 200. */
  resampleCount?: number;
  seed?: number;
}

/**
 * Fits the law to throughput against workers × threads (workers alone, where there are no threads).
 *
 * The drift of whole blocks is taken off first, so the level is that of the run's average block. The
 * band is the wider, end by end, of two residual bootstraps: of trials about the curve (covers
 * 92–97 % on simulated runs where the law holds) and of cells about it (where some leave it: then
 * 80–90 % with six sizes and more, less with four). A process and a thread are not the same thing;
 * where cells of one N differ, `misfitShare` shows it: then fit each number of workers by itself.
 *
 * @throws when no cell of the variant has answers, or when its cells ask several scenarios
 * @example
 * ```ts
 * import { uslOf } from "lab/analysis/models/curve.ts";
 * import { fixtureRun } from "lab/analysis/fixtures/runs.ts";
 * console.log(uslOf(fixtureRun(), "gamma-sync").sentence);
 * ```
 */
export function uslOf(
  run: Run,
  variant: string,
  { where = () => true, resampleCount = 200, seed = 1 }: CurveOptions = {},
): UslCurve {
  const cells = cellsOf(run).filter((cell) =>
    cell.variant === variant && where(cell) && cellSize(cell) !== null &&
    logsByBlock(run, cell).size > 0
  );
  refuseUnlessOneScenario(run, variant, cells);
  cells.sort(bySize);
  const labels = distinctCellLabels(cells, run);
  const logs = withoutDrift(cells.map((cell) => logsByBlock(run, cell)));
  const points = cells.map((cell, i) => ({
    cell,
    label: labels[i]!,
    atOnce: cellSize(cell)!,
    throughputRps: Math.exp(mean(logs[i]!)),
  }));
  const within = logs.flatMap((ofCell) => ofCell.map((log) => log - mean(ofCell)));
  const noiseShare = standardDeviation(within) *
    Math.sqrt(within.length / Math.max(1, within.length - cells.length));
  const curve = { variant, points, noiseShare };
  const sizeCount = new Set(points.map(({ atOnce }) => atOnce)).size;
  if (sizeCount < FEWEST_SIZES) {
    const sizes = counted(sizeCount, "size");
    const sentence = `${variant}: ${sizes} measured; a scalability curve needs ${FEWEST_SIZES}.`;
    return {
      ...curve,
      ...{ law: null, band: [], peakAtOnce: null, peakInterval: null },
      ...{ misfitShare: NaN, fitsPoorly: false, sentence },
    };
  }
  const law = fitUsl(
    points.flatMap(({ atOnce }, i) =>
      logs[i]!.map((log) => ({ atOnce, throughputRps: Math.exp(log) }))
    ),
  );
  const misfits = points.map(({ atOnce, throughputRps }) =>
    throughputRps / uslThroughputRps(law, atOnce) - 1
  );
  const misfitShare = Math.max(...misfits.map(Math.abs));
  const blockCount = Math.max(...logs.map((ofCell) => ofCell.length));
  const laws = blockCount < FEWEST_BLOCKS
    ? []
    : resampledLaws(points.map(({ atOnce }) => atOnce), logs, law, resampleCount, seed);
  const interval = peakIntervalOf(laws);
  const peakAtOnce = interval && isSpanned(interval, points) ? uslPeak(law) : null;
  const result = {
    ...curve,
    law,
    peakAtOnce,
    peakInterval: peakAtOnce === null ? null : interval,
    misfitShare,
    fitsPoorly: misfitShare > Math.max(POOR_FIT_SHARE, POOR_FIT_NOISES * noiseShare),
  };
  return { ...result, band: bandOf(points, law, laws), sentence: sentenceOf(result) };
}

/** Log throughput of a cell by block; several trials in a block count as their mean. */
function logsByBlock(run: Run, cell: Cell): Map<number, number> {
  const trials = trialsOf(run, cell).filter(({ outcome }) => outcome.throughputRps > 0);
  return new Map(
    [...Map.groupBy(trials, ({ block }) => block)].map(([block, ofBlock]) => [
      block,
      mean(ofBlock.map(({ outcome }) => Math.log(outcome.throughputRps))),
    ]),
  );
}

/** Takes off each block's own level: a two-way layout, fitted by turns so that blocks may miss cells. */
function withoutDrift(byCell: Map<number, number>[]): number[][] {
  const blocks = [...new Set(byCell.flatMap((logs) => [...logs.keys()]))];
  const drift = new Map(blocks.map((block) => [block, 0]));
  for (let round = 0; round < 20; round++) {
    const levels = byCell.map((logs) =>
      mean([...logs].map(([block, log]) => log - drift.get(block)!))
    );
    for (const block of blocks) {
      const gaps = byCell.flatMap((logs, i) =>
        logs.has(block) ? [logs.get(block)! - levels[i]!] : []
      );
      drift.set(block, mean(gaps));
    }
    const centre = mean([...drift.values()]);
    for (const block of blocks) drift.set(block, drift.get(block)! - centre);
  }
  return byCell.map((logs) => [...logs].map(([block, log]) => log - drift.get(block)!));
}

function refuseUnlessOneScenario(run: Run, variant: string, cells: Cell[]): void {
  const scenarios = new Set(cells.map(({ scenario }) => scenarioKey(scenario)));
  if (scenarios.size === 1) return;
  throw new GauntletError(
    `Fitting a scalability curve to ${variant} in run ${run.runId}: ` +
      (scenarios.size === 0
        ? `it has no completed trial of it with answers and a known number of workers; choose another ` +
          `variant.`
        : `it was asked ${scenarios.size} scenarios; choose one with { where: (cell) => … }.`),
  );
}

/** Twice the noise of a trial is more than its cell's mean should be off; δ is no matter. */
const POOR_FIT_NOISES = 2;
const POOR_FIT_SHARE = 0.05;

/** Whether there are sizes enough, some of them on either side of all places where the peak may be. */
function isSpanned({ low, high }: { low: number; high: number }, points: UslPoint[]): boolean {
  const sizes = points.map(({ atOnce }) => atOnce);
  return new Set(sizes).size >= FEWEST_SIZES_FOR_PEAK && Math.min(...sizes) < low &&
    high < Math.max(...sizes);
}

/** Whether the curve has a peak within what was measured, of which nothing certain is known. */
export function hidesPeak(
  { law, points, peakAtOnce }: Omit<UslCurve, "band" | "sentence">,
): boolean {
  const peak = law && uslPeak(law);
  const sizes = points.map(({ atOnce }) => atOnce);
  return peakAtOnce === null && peak !== null && Math.min(...sizes) < peak &&
    peak < Math.max(...sizes);
}

function sentenceOf(curve: Omit<UslCurve, "band" | "sentence">): string {
  const { variant, points, law, peakAtOnce, misfitShare, fitsPoorly } = curve;
  const { contention, coherency } = law!;
  const largest = Math.max(...points.map(({ atOnce }) => atOnce));
  const smallest = Math.min(...points.map(({ atOnce }) => atOnce));
  const startRps = formatCount(uslThroughputRps(law!, smallest));
  const start = smallest === 1
    ? `one alone gives ${startRps} requests/s`
    : `${smallest} at once give ${startRps} requests/s`;
  const shape = peakAtOnce !== null
    ? `${Math.round(peakAtOnce)} at once give the most${peakRange(curve)}`
    : hidesPeak(curve)
    ? `more help at first, and where they cease to these ${points.length} cells cannot tell`
    : uslPeak(law!) === null || uslPeak(law!)! >= largest
    ? `more still help at ${largest}, the most that was measured`
    : `more only cost`;
  const fit = fitsPoorly
    ? ` The law fits poorly: a cell is ${Math.round(misfitShare * 100)} % off the curve.`
    : "";
  return `${variant}: ${start}, ${shape} (contention ${contention.toPrecision(2)}, coherency ` +
    `${coherency.toPrecision(2)}).${fit}`;
}

/** ` (12 to 31)`; nothing without an interval. */
export function peakRange({ peakInterval }: Pick<UslCurve, "peakInterval">): string {
  if (peakInterval === null) return "";
  return ` (${Math.round(peakInterval.low)} to ${Math.round(peakInterval.high)})`;
}
