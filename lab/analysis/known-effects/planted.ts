/** How large an effect really is: in the CPU of a request, and in what a server answers. */
import { mean } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import type { CompletedTrial } from "../../nouns/trial.ts";
import { trialsOf } from "../tables/cells.ts";
import { baseOf, effectsOf } from "./known-effects.ts";
import { meanInterval, type Quantity, unmeasured } from "../claims/quantity.ts";

export interface Planted {
  /** By its name: 0.1 for ten percent more. */
  effectShare: number;
  /** Server CPU a request over that of the base, less 1: within blocks, with Student's t interval. */
  planted: Quantity;
  /** The same by what a hundred percent more are, from a run of its own: ten times as sure as ten. */
  bySize: Quantity;
  /**
   * Throughput of the base over that of the dearer cell, less 1. Where the server has most of a
   * request's CPU it is as much as was planted; where the database has, less.
   */
  slower: Quantity;
}

/**
 * What each dearer cell costs beyond the base, in the CPU of the server's processes for each answer. It
 * varies from start to start as throughput does, so its interval is no narrower.
 *
 * @param size the run with a hundred percent more; `null`: there is none
 * @example
 * ```ts
 * import { fixtureKnownEffects } from "lab/analysis/fixtures/runs.ts";
 * import { plantedOf } from "lab/analysis/known-effects/planted.ts";
 * const run = fixtureKnownEffects(["120"], { blocks: 10, noiseShare: 0.001 });
 * const [{ planted }] = plantedOf(run) as [ReturnType<typeof plantedOf>[0]];
 * console.log(planted.value.toFixed(2)); // 0.20
 * ```
 */
export function plantedOf(run: Run, size: Run | null = null): Planted[] {
  const scale = size === null ? unmeasured("no run has a hundred percent more") : scaleOf(size);
  const dearerBy = beyondBase(run, cpuPerAnswerS);
  const slowerBy = beyondBase(run, ({ throughputRps }) => 1 / throughputRps);
  return effectsOf(run).filter(({ effectShare }) => effectShare > 0)
    .map(({ cell, effectShare }) => ({
      effectShare,
      planted: dearerBy(cell),
      bySize: scaled(scale, effectShare),
      slower: slowerBy(cell),
    }));
}

/**
 * The share of its name that an effect has: the largest effect of a run over its name. Work that is
 * planted in rounds is in proportion, so that what a hundred percent are tells what ten are, ten times
 * as surely as ten would.
 */
export function scaleOf(run: Run): Quantity {
  const largest = plantedOf(run).at(-1);
  if (!largest) return unmeasured("the run has no dearer cell");
  const { effectShare, planted: { value, low, high, missing } } = largest;
  return missing === undefined
    ? { value: value / effectShare, low: low / effectShare, high: high / effectShare }
    : unmeasured(missing);
}

const scaled = ({ value, low, high, ...missing }: Quantity, by: number): Quantity => (
  { value: value * by, low: low * by, high: high * by, ...missing }
);

type Cost = (outcome: CompletedTrial["outcome"]) => number | null;

const cpuPerAnswerS: Cost = ({ serverCpuS, okCount }) =>
  serverCpuS === null ? null : serverCpuS / okCount;

/** By which share a cost of a cell is above that of the base: within blocks, a geometric mean. */
function beyondBase(run: Run, costOf: Cost): (cell: Cell) => Quantity {
  const base = logByBlock(run, baseOf(run), costOf);
  return (cell) => {
    const logs = [...logByBlock(run, cell, costOf)].flatMap(([block, log]) =>
      base.has(block) ? [log - base.get(block)!] : []
    );
    const { value, low, high, missing } = meanInterval(logs);
    return missing === undefined
      ? { value: Math.expm1(value), low: Math.expm1(low), high: Math.expm1(high) }
      : unmeasured(missing);
  };
}

/** ln of a cost, by block; of a cell that rides twice, the mean. */
function logByBlock(run: Run, cell: Cell, costOf: Cost): Map<number, number> {
  const logs = trialsOf(run, cell).flatMap(({ block, outcome }) => {
    const cost = outcome.okCount === 0 ? null : costOf(outcome);
    return cost === null || cost <= 0 ? [] : [{ block, log: Math.log(cost) }];
  });
  return new Map(
    [...Map.groupBy(logs, ({ block }) => block)]
      .map(([block, ofBlock]) => [block, mean(ofBlock.map(({ log }) => log))]),
  );
}
