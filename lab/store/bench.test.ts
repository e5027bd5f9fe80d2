import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { dataPath } from "../system/state.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { type BenchResult, keepBench, latestBench } from "./bench.ts";
import { temporaryData } from "./temporary.ts";

const { databaseSettings: _settings, database: _database, ...environment } =
  fixtureRun().environment;

function result(startedAt: string, machineId = "synthetic"): BenchResult {
  return {
    schemaVersion: SCHEMA_VERSION,
    startedAt,
    environment: { ...environment, machineId },
    generator: { wrk: "wrk 4.1.0", rows: [] },
    recorded: [],
    reading: {
      trialCount: 10,
      fileMegabytes: 1,
      readingS: 1,
      summarisingS: 1,
      lintS: 1,
      cpuS: 2,
      memoryMiB: 100,
    },
  };
}

Deno.test("latestBench() prefers the newest of this machine to the recorded one", async () => {
  await using _data = await temporaryData();
  await assert.rejects(latestBench("mine"), /nothing is in data\/bench; run "deno task bench"/);
  await keepBench(result("2026-01-05T00:00:00.000Z"), { recorded: true });
  assert.equal((await latestBench("mine")).environment.machineId, "synthetic");
  await keepBench(result("2026-01-03T00:00:00.000Z", "mine"));
  await keepBench(result("2026-01-02T00:00:00.000Z", "mine"));
  assert.equal((await latestBench("mine")).startedAt, "2026-01-03T00:00:00.000Z");
  assert.equal((await latestBench("another")).startedAt, "2026-01-05T00:00:00.000Z");
});

Deno.test("latestBench() names the file and the field that it cannot read", async () => {
  await using _data = await temporaryData();
  await keepBench(result("2026-01-05T00:00:00.000Z"), { recorded: true });
  const file = join(dataPath("bench"), "recorded.json");
  const wrong = { ...result("2026-01-05T00:00:00.000Z"), recorded: "none" };
  await Deno.writeTextFile(file, JSON.stringify(wrong));
  await assert.rejects(
    latestBench("mine"),
    /Cannot read .*recorded\.json, field recorded: .*; delete it and run "deno task bench" again/,
  );
});
