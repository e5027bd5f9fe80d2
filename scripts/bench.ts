/**
 * `deno task bench`: the lab measured. Ratios within one run, medians of alternating pairs; times
 * alone say nothing on a shared machine. What was found is kept under `data/bench`.
 *
 * - the load generator against wrk on the same servers (wrk must be on PATH)
 * - the share of the recorded runs' time that was spent inside measuring windows, and the overhead
 * - reading and summarising 10,000 trials
 */
import { join } from "node:path";
import { readMachine } from "../lab/bench/environment.ts";
import { showTable } from "../lab/notebook/display.ts";
import { dataPath } from "../lab/state.ts";
import { againstWrk } from "./bench/generator.ts";
import { readingTrials, TRIALS } from "./bench/reading.ts";
import { recordedShares } from "./bench/shares.ts";
import type { Task } from "./gauntlet.ts";

const bench: Task = async () => {
  const startedAt = new Date().toISOString();
  const generator = await againstWrk();
  await showTable(generator.rows, {
    caption: `The lab's load generator over ${generator.wrk}, same server`,
    maxRows: 99,
  });
  const recorded = await recordedShares();
  await showTable(recorded, { caption: "Where the time of the recorded runs went" });
  const reading = await readingTrials();
  await showTable([reading], { caption: `Reading and summarising ${TRIALS} trials` });
  await keep({ startedAt, environment: await readMachine(), generator, recorded, reading });
};
export default bench;

/** Written once, as a run is. */
async function keep(result: { startedAt: string; [part: string]: unknown }): Promise<void> {
  const folder = dataPath("bench");
  const name = `${result.startedAt.slice(0, 10)}-${crypto.randomUUID().slice(0, 6)}.json`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, name), JSON.stringify(result, null, 2) + "\n", {
    createNew: true,
  });
  console.log(`Kept as data/bench/${name}`);
}
