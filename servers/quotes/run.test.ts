/** One server of each kind, measured as in a run: the workers that were asked for, and their statements. */
import assert from "node:assert/strict";
import { experiment, grid } from "../../lab/mod.ts";
import { runPlan } from "../../lab/run/client.ts";
import { planRun } from "../../lab/plan/plan.ts";
import { variantNamed } from "../../lab/server/catalog.ts";
import { readRun } from "../../lab/store/read.ts";
import { temporaryData } from "../../lab/store/temporary.ts";
import { assertNothingLeft } from "../../lab/testing/leftovers.ts";

/** One of each kind of server; servers/conformance.test.ts asks all of them. */
const KINDS = ["fastapi-sqlalchemy", "flask-sqlalchemy", "django-sync-pooled", "deno-postgresjs"];

Deno.test("runPlan() measures servers of every kind, with the workers that were asked for", async () => {
  await using _data = await temporaryData();
  const cells = KINDS.map((name) => variantNamed(name)).flatMap(({ name, threaded }) =>
    grid({
      variants: [name],
      workers: [2],
      ...(threaded ? { threads: [3] } : {}),
      connections: 16,
    })
  );
  // A slow server answers few times in a second: the edges of a short window would count for much.
  const profile = { blocks: 1, warmUpS: 0.5, windowS: 4 };
  const plan = await planRun(
    experiment({ name: "test", question: "Does it run?", cells, quick: profile, full: profile }),
    "quick",
    1,
  );
  const end = await runPlan(plan);
  assert.deepEqual([end.state, end.failedCount], ["completed", 0]);
  const run = await readRun(end.runId);
  assert.equal(run.trials.length, KINDS.length);
  for (const { cell, outcome } of run.trials) {
    assert.ok(outcome.state === "completed", JSON.stringify(outcome));
    assert.ok(outcome.okCount > 0);
    assert.equal(outcome.non2xxCount + outcome.errorCount + outcome.timeoutCount, 0, cell.variant);
    assert.equal(outcome.reconnectCount, 0, `${cell.variant} keeps connections alive`);
    assert.equal(outcome.serverProcessCount, 3, `${cell.variant}: a parent and two workers`);
    assert.ok(outcome.serverCpuS! > 0 && outcome.databaseCpuS! > 0 && outcome.generatorCpuS > 0);
    assert.ok(outcome.serverMemoryMiB! > 10);
    const inFlight = outcome.throughputRps * outcome.latencyMeanMs / 1000;
    assert.ok(inFlight > 10 && inFlight < 20, `${cell.variant}: ${inFlight} of 16 in flight`);
    const statements = outcome.receipt!.statementCount / outcome.okCount;
    const wanted = cell.variant.includes("sqlalchemy") ? 4 : 1;
    assert.ok(
      Math.abs(statements / wanted - 1) < 0.25,
      `${cell.variant}: ${statements} statements a request`,
    );
  }
  await assertNothingLeft();
});
