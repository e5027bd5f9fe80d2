/** The Universal Scalability Law of a variant: one curve through its cells, with bands. */
import { mean, quantile, standardDeviation } from "simple-statistics";
import type { Cell, Run } from "../../types.ts";
import { bySize, cellSize, cellsOf, distinctCellLabels, trialsOf } from "../cells.ts";
import { formatCount } from "../format.ts";
import { FEWEST_BLOCKS } from "../interval.ts";
import { seededRandom } from "../random.ts";
import {
  FEWEST_SIZES,
  fitUsl,
  type UslParameters,
  uslPeak,
  type UslPoint,
  uslThroughputRps,
} from "./usl.ts";

export interface CurvePoint extends UslPoint {
  cell: Cell;
  label: string;
}

export interface BandPoint extends UslPoint {
  /** 95 % band of the curve; null below three blocks. */
  low: number | null;
  high: number | null;
}

export interface UslCurve {
  variant: string;
  /** What was measured: geometric means over blocks, without the drift between blocks. */
  points: CurvePoint[];
  /** Null where fewer than four sizes were measured. */
  law: UslParameters | null;
  /** The curve at sizes from the smallest to the largest measured; empty without a law. */
  band: BandPoint[];
  /** N with the highest throughput of the curve; null where it only levels off, or without a law. */
  peakAtOnce: number | null;
  /** The farthest that a point lies from the curve, as a share. */
  misfitShare: number;
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
 * import { fixtureRun } from "lab/analysis/fixtures.ts";
 * console.log(uslOf(fixtureRun(), "flask-sqlalchemy").sentence);
 * ```
 */
export function uslOf(
  run: Run,
  variant: string,
  { where = () => true, resampleCount = 200, seed = 1 }: CurveOptions = {},
): UslCurve {
  const cells = cellsOf(run).filter((cell) =>
    cell.variant === variant && where(cell) && logsByBlock(run, cell).size > 0
  );
  refuseUnlessOneScenario(run, variant, cells);
  cells.sort(bySize);
  const labels = distinctCellLabels(cells);
  const logs = withoutDrift(cells.map((cell) => logsByBlock(run, cell)));
  const points = cells.map((cell, i) => ({
    cell,
    label: labels[i]!,
    atOnce: cellSize(cell),
    throughputRps: Math.exp(mean(logs[i]!)),
  }));
  const within = logs.flatMap((ofCell) => ofCell.map((log) => log - mean(ofCell)));
  const noiseShare = standardDeviation(within) *
    Math.sqrt(within.length / Math.max(1, within.length - cells.length));
  const curve = { variant, points, noiseShare };
  const sizeCount = new Set(points.map(({ atOnce }) => atOnce)).size;
  if (sizeCount < FEWEST_SIZES) {
    const sizes = sizeCount === 1 ? "1 size" : `${sizeCount} sizes`;
    const sentence = `${variant}: ${sizes} measured; a scalability curve needs ${FEWEST_SIZES}.`;
    return { ...curve, law: null, band: [], peakAtOnce: null, misfitShare: NaN, sentence };
  }
  const sizes = points.flatMap(({ atOnce }, i) => logs[i]!.map(() => atOnce));
  const law = fitUsl(sizes.map((atOnce, i) => ({
    atOnce,
    throughputRps: Math.exp(logs.flat()[i]!),
  })));
  const misfits = points.map(({ atOnce, throughputRps }) =>
    throughputRps / uslThroughputRps(law, atOnce) - 1
  );
  const misfitShare = Math.max(...misfits.map(Math.abs));
  const blockCount = Math.max(...logs.map((ofCell) => ofCell.length));
  const laws = blockCount < FEWEST_BLOCKS
    ? []
    : resampledLaws(points.map(({ atOnce }) => atOnce), logs, law, resampleCount, seed);
  const result = { ...curve, law, peakAtOnce: uslPeak(law), misfitShare };
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

/** Laws fitted to the curve with residuals drawn anew: first those of trials, then those of cells. */
function resampledLaws(
  sizes: number[],
  logs: number[][],
  law: UslParameters,
  resampleCount: number,
  seed: number,
): UslParameters[][] {
  const random = seededRandom(seed);
  const expected = sizes.map((atOnce) => Math.log(uslThroughputRps(law, atOnce)));
  const ofTrials = logs.flatMap((ofCell, i) => ofCell.map((log) => log - expected[i]!));
  const ofCells = logs.map((ofCell, i) => mean(ofCell) - expected[i]!);
  const trialPlaces = logs.flatMap((ofCell, i) => ofCell.map(() => i));
  const draw = (residuals: number[], places: number[]) => {
    // Three parameters follow the noise: residuals are smaller than it by this.
    const scale = Math.sqrt(residuals.length / (residuals.length - 3));
    return fitUsl(places.map((i) => ({
      atOnce: sizes[i]!,
      throughputRps: Math.exp(
        expected[i]! + scale * residuals[Math.floor(random() * residuals.length)]!,
      ),
    })));
  };
  return [
    Array.from({ length: resampleCount }, () => draw(ofTrials, trialPlaces)),
    Array.from({ length: resampleCount }, () => draw(ofCells, sizes.map((_, i) => i))),
  ];
}

const CURVE_STEPS = 40;

function bandOf(points: UslPoint[], law: UslParameters, laws: UslParameters[][]): BandPoint[] {
  const sizes = points.map(({ atOnce }) => atOnce);
  const [first, last] = [Math.min(...sizes), Math.max(...sizes)];
  return Array.from({ length: CURVE_STEPS + 1 }, (_, step) => {
    const atOnce = first + (last - first) * step / CURVE_STEPS;
    const ends = laws.map((some) =>
      quantile(some.map((one) => uslThroughputRps(one, atOnce)), [0.025, 0.975])
    );
    const throughputRps = uslThroughputRps(law, atOnce);
    return {
      atOnce,
      throughputRps,
      low: laws.length === 0 ? null : Math.min(throughputRps, ...ends.map((end) => end[0]!)),
      high: laws.length === 0 ? null : Math.max(throughputRps, ...ends.map((end) => end[1]!)),
    };
  });
}

function refuseUnlessOneScenario(run: Run, variant: string, cells: Cell[]): void {
  const scenarios = new Set(cells.map(({ scenario }) => JSON.stringify(scenario)));
  if (scenarios.size === 1) return;
  throw new Error(
    `Fitting a scalability curve to ${variant} in run ${run.runId}: ` +
      (scenarios.size === 0
        ? `it has no completed trial of it with answers; choose another variant.`
        : `it was asked ${scenarios.size} scenarios; choose one with { where: (cell) => … }.`),
  );
}

/** Twice the noise of a trial is more than its cell's mean should be off. */
const POOR_FIT_NOISES = 2;

function sentenceOf(
  { variant, points, law, peakAtOnce, misfitShare, noiseShare }: Omit<
    UslCurve,
    "band" | "sentence"
  >,
): string {
  const { singleRps, contention, coherency } = law!;
  const largest = Math.max(...points.map(({ atOnce }) => atOnce));
  const smallest = Math.min(...points.map(({ atOnce }) => atOnce));
  const start = smallest === 1
    ? `one alone gives ${formatCount(singleRps)} requests/s`
    : `${smallest} at once give ${formatCount(uslThroughputRps(law!, smallest))} requests/s`;
  const shape = peakAtOnce === null || peakAtOnce > largest
    ? `more still help at ${largest}, the most that was measured`
    : peakAtOnce <= smallest
    ? `more only cost`
    : `${Math.round(peakAtOnce)} at once give the most`;
  const fit = misfitShare > POOR_FIT_NOISES * noiseShare && misfitShare > 0.05
    ? ` The law fits poorly: a cell is ${Math.round(misfitShare * 100)} % off the curve.`
    : "";
  return `${variant}: ${start}, ${shape} (contention ${contention.toPrecision(2)}, coherency ` +
    `${coherency.toPrecision(2)}).${fit}`;
}
