/**
 * `deno task bench [--record] [--fleet]`: the lab measured. Ratios within one run, medians of alternating
 * pairs; times alone say nothing on a shared machine. What was found is kept under `data/bench`;
 * with `--record` as the result that comes with the project.
 *
 * - the load generator against wrk on the same servers (wrk must be on PATH)
 * - the share of the recorded runs' time that was spent inside measuring windows, and the overhead
 * - what an agent takes of a core within a window, on a machine that a role is on
 * - reading, summarising and judging 10,000 trials, and judging all pairs of the largest recorded run
 * - the relay that makes a database far: round trip and queries a second, as root beside `tc netem`
 * - with `--fleet`, which installs Dask: blocks of two workers over those of one, and their CPU
 */
import { readMachine } from "../lab/machines/facts.ts";
import { showTable } from "../lab/notebook/display/display.ts";
import { GauntletError } from "../lab/system/state.ts";
import { type FarSeen, type FleetShares, keepBench } from "../lab/store/bench.ts";
import { SCHEMA_VERSION } from "../lab/nouns/version.ts";
import { agentCost, MEANT_SHARE } from "./bench/agent.ts";
import { farSeen, netemNeeds } from "./bench/far.ts";
import { fleetShares, MEANT_OF_FLEET } from "./bench/fleet.ts";
import { againstWrk } from "./bench/generator.ts";
import { MEANT, readingTrials, TRIALS } from "./bench/reading.ts";
import { recordedShares } from "./bench/shares.ts";
import type { Task } from "./gauntlet.ts";
import { useOf } from "./help.ts";
import { readArguments } from "./shared/arguments.ts";

const bench: Task = async (args) => {
  const { record, fleet: withFleet } = read(args);
  const startedAt = new Date().toISOString();
  const generator = await againstWrk();
  await showTable(generator.rows, {
    caption: `The lab's load generator over ${generator.wrk}, same server`,
    maxRows: 99,
  });
  const agent = await agentCost();
  const isLittle = agent.coreShare <= MEANT_SHARE;
  await showTable([{ ...agent }], {
    caption: `An agent within a window: meant to take ${MEANT_SHARE * 100} % of a core at most, ` +
      `and ${isLittle ? "does" : "takes more"}`,
  });
  const recorded = await recordedShares();
  await showTable(recorded, { caption: "Where the time of the recorded runs went" });
  const reading = await readingTrials();
  const { judging, judgingTrials, ...times } = reading;
  const enough = times.cpuS <= MEANT.cpuS && times.memoryMiB <= MEANT.memoryMiB;
  await showTable([{
    ...times,
    judgingPairs: judgingTrials?.pairCount,
    judgingS: judgingTrials?.tookS,
  }], {
    caption:
      `Reading, summarising and judging ${TRIALS} trials: meant to take ${MEANT.cpuS} s of ` +
      `CPU and ${MEANT.memoryMiB} MiB, and ${enough ? "does" : "takes more"}`,
  });
  await showTable([{ run: judging?.run, pairs: judging?.pairCount, s: judging?.tookS }], {
    caption: "Judging every pair of the recorded run that has most cells",
  });
  const far = await shownFar();
  const fleet = withFleet ? await shownFleet() : undefined;
  const environment = await readMachine();
  const name = await keepBench(
    {
      schemaVersion: SCHEMA_VERSION,
      startedAt,
      environment,
      generator,
      recorded,
      reading,
      agent,
      far,
      fleet,
    },
    { recorded: record },
  );
  console.log(`Kept as data/bench/${name}`);
};
export default bench;

async function shownFar(): Promise<FarSeen[]> {
  const needs = await netemNeeds();
  if (needs !== null) console.error(`Leaving out tc netem beside the relay: ${needs}`);
  const far = await farSeen(needs === null);
  await showTable(far, {
    caption: "The relay of a far database beside tc netem, the same queries of 16 connections",
  });
  return far;
}

async function shownFleet(): Promise<FleetShares> {
  const fleet = await fleetShares();
  const { blocksRatio, workerCpuShare } = fleet;
  const enough = blocksRatio >= MEANT_OF_FLEET.blocksRatio &&
    workerCpuShare <= MEANT_OF_FLEET.workerCpuShare;
  await showTable([fleet], {
    caption:
      `Blocks of two workers over those of one, with trials that sleep, and what a Dask worker ` +
      `takes of a core: meant to be ${MEANT_OF_FLEET.blocksRatio} at the least and ` +
      `${MEANT_OF_FLEET.workerCpuShare} at the most, and ${enough ? "is" : "is not"}`,
  });
  return fleet;
}

function read(args: string[]): { record: boolean; fleet: boolean } {
  try {
    const options = { record: { type: "boolean" }, fleet: { type: "boolean" } } as const;
    const { values: { record = false, fleet = false } } = readArguments({ args, options });
    return { record, fleet };
  } catch (error) {
    throw new GauntletError(
      `Cannot measure the lab: ${(error as Error).message}; ${useOf("bench")}`,
    );
  }
}
