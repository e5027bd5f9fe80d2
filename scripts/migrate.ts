/**
 * `deno task migrate [RUN…]`: turns what an older lab wrote into what this one reads, in place: the runs
 * in `data/runs`, the ledgers, and what the lab itself was measured to cost. What is of this version
 * already stays as it is, so that it may be run again, also after it was cut off. Runs of before
 * checksums get theirs; the files of recorded runs stay, and have theirs in `data/recorded.json`.
 *
 * A run keeps its experiment: see `migrate/proof.ts`. Where that cannot be proven it keeps its old hash
 * and is stale.
 */
import { BenchResult } from "../lab/store/bench.ts";
import { LedgerFile, ledgerFolder } from "../lab/store/ledger.ts";
import { refuseUnlessRun } from "../lab/store/closest.ts";
import { listRuns } from "../lab/store/read.ts";
import { noteSums, RECORDED_FILE, recordedIds } from "../lab/store/recorded.ts";
import { dataPath, GauntletError } from "../lab/system/state.ts";
import { counted } from "../lab/text/format.ts";
import { SCHEMA_VERSION } from "../lab/nouns/version.ts";
import type { Task } from "./gauntlet.ts";
import { jsonFiles, raise } from "./migrate/files.ts";
import { migrateRun } from "./migrate/run.ts";
import { mayBeNoted, stampRun } from "./migrate/stamp.ts";

const migrate: Task = async (asked) => {
  const problems = new Problems();
  let count = 0;
  const runIds = await chosen(asked);
  const recorded = await recordedIds();
  for (const runId of runIds) {
    const said = await problems.noting(async () =>
      await migrateRun(runId) ??
        (!recorded.includes(runId) && await stampRun(runId) ? "each line has its checksum" : null)
    );
    if (said === null) continue;
    console.log(`${runId}: ${said}`);
    count++;
  }
  const noted = await noteSums(async (runId) =>
    runIds.includes(runId) &&
    await problems.noting(() => mayBeNoted(runId).then(() => true)) === true
  );
  if (noted.length > 0) {
    console.log(`${RECORDED_FILE}: has the checksums of ${counted(noted.length, "more run")}`);
    count++;
  }
  // Whatever is no run has no name to be asked for by.
  if (asked.length === 0) {
    const ledgers = [dataPath("ledger.json"), ...await jsonFiles(ledgerFolder())];
    for (const file of ledgers) if (await raise(file, LedgerFile)) count++;
    for (const file of await jsonFiles(dataPath("bench"))) {
      if (await raise(file, BenchResult)) count++;
    }
  }
  problems.end();
  console.log(
    count === 0 ? `Nothing to migrate: all of it is of version ${SCHEMA_VERSION}.` : "Migrated.",
  );
};
export default migrate;

/** The runs that are named, or all. */
async function chosen(asked: readonly string[]): Promise<string[]> {
  const runIds = await listRuns();
  for (const runId of asked) refuseUnlessRun("migrate", runId, runIds);
  return asked.length === 0 ? runIds : [...asked];
}

/** Runs that cannot be migrated stand in no other's way: each is named, and the task ends with them. */
class Problems {
  #count = 0;

  async noting<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GauntletError)) throw error;
      console.error(error.message);
      this.#count++;
      return null;
    }
  }

  end(): void {
    if (this.#count === 0) return;
    throw new GauntletError(
      `Cannot migrate ${counted(this.#count, "run")}: see above; the others are of this version`,
    );
  }
}
