import assert from "node:assert/strict";
import { join } from "node:path";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { appendTrial, createRun } from "../store/append.ts";
import { temporaryData } from "../store/temporary.ts";
import { dataPath } from "../system/state.ts";
import { latestRunOf } from "./run.ts";
import { newestIfAny, runIfAny } from "./ifany.ts";

Deno.test("runIfAny() is null where nothing was measured, and the run where something was", async () => {
  await using _data = await temporaryData();
  assert.equal(await runIfAny("not-yet", "deno task run not-yet"), null);
  const { trials, end: _end, warnings: _warnings, ...header } = fixtureRun();
  const runId = "2026-01-02-not-yet-000000";
  await createRun({ ...header, runId, plan: { ...header.plan, experiment: "not-yet" } });
  // Begun, and nothing measured.
  assert.equal(await newestIfAny("not-yet"), null);
  await appendTrial(runId, trials[0]!);
  assert.equal((await runIfAny("not-yet", "deno task run not-yet"))?.runId, runId);
});

Deno.test("newestIfAny() does not take a broken file for nothing", async () => {
  await using _data = await temporaryData();
  await Deno.mkdir(dataPath(), { recursive: true });
  await Deno.writeTextFile(join(dataPath(), "recorded.json"), "{");
  await assert.rejects(newestIfAny("not-yet"), /recorded\.json/);
});

Deno.test("a name with a slip is answered with the experiment that was likely meant", async () => {
  await assert.rejects(
    latestRunOf("start-hear"),
    /no run of it is in data\/runs; did you mean "start-here"\?$/,
  );
  await assert.rejects(runIfAny(undefined as never), /neither an experiment nor the name of one/);
});
