/**
 * `deno task bench [--record]`: the lab measured. Ratios within one run, medians of alternating
 * pairs; times alone say nothing on a shared machine. What was found is kept under `data/bench`;
 * with `--record` as the result that comes with the project.
 *
 * - the load generator against wrk on the same servers (wrk must be on PATH)
 * - the share of the recorded runs' time that was spent inside measuring windows, and the overhead
 * - reading, summarising and judging 10,000 trials, and judging all pairs of the largest recorded run
 */
import { readMachine } from "../lab/run/environment.ts";
import { showTable } from "../lab/notebook/display.ts";
import { GauntletError } from "../lab/system/state.ts";
import { keepBench } from "../lab/store/bench.ts";
import { SCHEMA_VERSION } from "../lab/nouns/version.ts";
import { againstWrk } from "./bench/generator.ts";
import { MEANT, readingTrials, TRIALS } from "./bench/reading.ts";
import { recordedShares } from "./bench/shares.ts";
import type { Task } from "./gauntlet.ts";
import { readArguments } from "./shared/arguments.ts";

const bench: Task = async (args) => {
  const { record } = read(args);
  const startedAt = new Date().toISOString();
  const generator = await againstWrk();
  await showTable(generator.rows, {
    caption: `The lab's load generator over ${generator.wrk}, same server`,
    maxRows: 99,
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
  const environment = await readMachine();
  const name = await keepBench(
    { schemaVersion: SCHEMA_VERSION, startedAt, environment, generator, recorded, reading },
    { recorded: record },
  );
  console.log(`Kept as data/bench/${name}`);
};
export default bench;

function read(args: string[]): { record: boolean } {
  try {
    const { values } = readArguments({ args, options: { record: { type: "boolean" } } });
    return { record: values.record ?? false };
  } catch (error) {
    throw new GauntletError(
      `Cannot measure the lab: ${(error as Error).message}; use deno task bench [--record]`,
    );
  }
}
