/**
 * A fleet on this machine whose trials sleep: how many blocks two workers do for those of one, as they
 * would on machines of their own, and what a Dask worker takes of a core while a block is measured.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fixtureCell, fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import type { Dask } from "../../lab/fleet/dask.ts";
import { type FleetRunOptions, runOverFleet } from "../../lab/fleet/run.ts";
import { codeHash } from "../../lab/server/code.ts";
import type { FleetShares } from "../../lab/store/bench.ts";
import { temporaryData } from "../../lab/store/temporary.ts";
import { processTable } from "../../lab/system/processes/proc.ts";

const TRIAL_MS = 2000;
const BLOCKS = 8;
const CELLS = [fixtureCell("alpha-sync", 1, 5), fixtureCell("gamma-sync", 1, 5)];
/** Long enough that a hundredth of a core is fifteen of the kernel's ticks. */
const WINDOW_MS = 15_000;

/** What was meant. */
export const MEANT_OF_FLEET = { blocksRatio: 1.9, workerCpuShare: 0.01 };

/** One worker and two, the same blocks; and one trial that is long. */
export async function fleetShares(): Promise<FleetShares> {
  const one = await blocksPerS(1);
  const two = await blocksPerS(2);
  return {
    ...{ blockCount: BLOCKS, trialS: TRIAL_MS / 1000 },
    blocksRatio: two / one,
    ...await cpuWithinTrial(),
  };
}

/** From the first trial's beginning to the last one's end. */
async function blocksPerS(workers: number): Promise<number> {
  let begunMs = 0, endedMs = 0;
  await measure({ workers, blocks: BLOCKS, trialMs: TRIAL_MS }, {
    onEvent: ({ type }) => {
      if (type === "trial-phase") begunMs ||= performance.now();
      if (type === "trial-ended") endedMs = performance.now();
    },
  });
  return BLOCKS / ((endedMs - begunMs) / 1000);
}

/** What Dask takes of a core while nothing happens but a trial. */
async function cpuWithinTrial() {
  let dask: Dask | null = null;
  const uses: Promise<Used>[] = [];
  const look = () => void uses.push(usedBy(dask!));
  await measure({ workers: 1, blocks: 1, trialMs: WINDOW_MS }, {
    onOpen: (opened) => dask = opened,
    onEvent: ({ type }) => {
      if (type !== "trial-phase" || uses.length > 0) return;
      look();
      setTimeout(look, WINDOW_MS - 500);
    },
  });
  const [from, to] = await Promise.all(uses);
  const share = (of: (used: Used) => number) => (of(to!) - of(from!)) / (to!.atS - from!.atS);
  return {
    workerCpuShare: share(({ workerCpuS }) => workerCpuS),
    schedulerCpuShare: share(({ schedulerCpuS }) => schedulerCpuS),
  };
}

/** A run whose trials sleep, kept nowhere. */
async function measure(
  { workers, blocks, trialMs }: { workers: number; blocks: number; trialMs: number },
  options: Partial<FleetRunOptions>,
): Promise<void> {
  await using data = await temporaryData();
  const runner = fileURLToPath(new URL("../../lab/fleet/fixture-runner.ts", import.meta.url));
  const code = await codeHash();
  const { plan } = fixtureRun({ blocks, cells: CELLS });
  await runOverFleet(plan, {
    fleet: { kind: "local", count: workers },
    runnerOf: () => [
      ...[Deno.execPath(), "run", "-A", "--quiet", runner],
      ...[code, String(trialMs), join(data.folder, "begun")],
    ],
    ...options,
  });
}

interface Used {
  atS: number;
  workerCpuS: number;
  schedulerCpuS: number;
}

/** The processes themselves: what a runner takes below a worker is the trial's. */
async function usedBy({ local }: Dask): Promise<Used> {
  const table = await processTable();
  const cpuS = ({ pid }: { pid: number }) => table.get(pid)!.cpuS;
  return {
    atS: performance.now() / 1000,
    workerCpuS: cpuS(local!.workers[0]!),
    schedulerCpuS: cpuS(local!.scheduler),
  };
}
