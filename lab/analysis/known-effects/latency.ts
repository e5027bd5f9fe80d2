/** Waiting told from work: a server that only waits longer, and one that does no work at all. */
import { median } from "simple-statistics";
import type { Cell } from "../../nouns/cell.ts";
import type { Run } from "../../nouns/run.ts";
import { cellsOf, trialsOf } from "../tables/cells.ts";
import { compare, type Comparison } from "../comparing/compare.ts";
import { baseOf } from "./known-effects.ts";

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
