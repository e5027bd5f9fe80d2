/** How large an effect really is: the CPU of a request, as the receipts of trials have it. */
import { mean } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
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
  const base = cpuByBlock(run, baseOf(run));
  return effectsOf(run).filter(({ effectShare }) => effectShare > 0)
    .map(({ cell, effectShare }) => {
      const logs = [...cpuByBlock(run, cell)].flatMap(([block, log]) =>
        base.has(block) ? [log - base.get(block)!] : []
      );
      const { value, low, high, missing } = meanInterval(logs);
      const planted = missing === undefined
        ? { value: Math.expm1(value), low: Math.expm1(low), high: Math.expm1(high) }
        : unmeasured(missing);
      return { effectShare, planted, bySize: scaled(scale, effectShare) };
    });
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

/** ln CPU seconds a request, by block; of a cell that rides twice, the mean. */
function cpuByBlock(run: Run, cell: Cell): Map<number, number> {
  const logs = trialsOf(run, cell).flatMap(({ block, outcome: { serverCpuS, okCount } }) =>
    serverCpuS === null || serverCpuS <= 0 || okCount === 0
      ? []
      : [{ block, log: Math.log(serverCpuS / okCount) }]
  );
  return new Map(
    [...Map.groupBy(logs, ({ block }) => block)]
      .map(([block, ofBlock]) => [block, mean(ofBlock.map(({ log }) => log))]),
  );
}
