/**
 * The runner on real parts: every variant, and every way in which it can be made to end. After each,
 * no process carries what the runner gave its children, and PostgreSQL is gone.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { experiment, grid } from "./experiment.ts";
import { readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import type { Cell, Plan } from "../nouns/types.ts";
import { findVariants } from "../server/variants.ts";
import { runPlan } from "./client.ts";
import { assertNothingLeft, leftovers } from "../system/leftovers.ts";
import { planRun } from "./plan.ts";
import { sendSignal } from "../system/processes.ts";
import type { RunnerEvent } from "./protocol.ts";

function planOf(cells: Cell[], blocks = 1, windowS = 1): Promise<Plan> {
  const profile = { blocks, warmUpS: 0.5, windowS };
  return planRun(
    experiment({ name: "test", question: "Does it run?", cells, quick: profile, full: profile }),
    "quick",
    1,
  );
}

const twoWorkers = (variant: string, threaded: boolean) =>
  grid({
    variants: [variant],
    workers: [2],
    ...(threaded ? { threads: [3] } : {}),
    connections: 16,
  });

/** One of each kind of server; servers/conformance.test.ts asks all of them. */
const KINDS = ["fastapi-sqlalchemy", "flask-sqlalchemy", "django-sync-pooled", "deno-postgresjs"];

Deno.test("runPlan() measures servers of every kind, with the workers that were asked for", async () => {
  await using _data = await temporaryData();
  const found = await findVariants();
  const variants = KINDS.map((name) => found.get(name)!);
  const cells = variants.flatMap(({ name, threaded }) => twoWorkers(name, threaded));
  // A slow server answers few times in a second: the edges of a short window would count for much.
  const end = await runPlan(await planOf(cells, 1, 4));
  assert.deepEqual([end.state, end.failedCount], ["completed", 0]);
  const run = await readRun(end.runId);
  assert.equal(run.trials.length, variants.length);
  for (const { cell, outcome } of run.trials) {
    assert.ok(outcome.state === "completed", JSON.stringify(outcome));
    assert.ok(outcome.okCount > 0);
    assert.equal(outcome.non2xxCount + outcome.errorCount + outcome.timeoutCount, 0, cell.variant);
    assert.equal(outcome.reconnectCount, 0, `${cell.variant} keeps connections alive`);
    assert.equal(outcome.serverProcessCount, 3, `${cell.variant}: a parent and two workers`);
    assert.ok(outcome.serverCpuS > 0 && outcome.databaseCpuS! > 0 && outcome.generatorCpuS > 0);
    assert.ok(outcome.serverMemoryMiB > 10);
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

Deno.test("a server that cannot start is a failed trial with the reason, and the run goes on", async () => {
  await using _data = await temporaryData();
  const [cell] = twoWorkers("deno-postgresjs", false);
  const plan = await planOf([cell!]);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  Deno.env.set("PORT", String(listener.addr.port));
  try {
    const end = await runPlan(plan);
    assert.deepEqual([end.completedCount, end.failedCount], [0, 1]);
    const { outcome } = (await readRun(end.runId)).trials[0]!;
    assert.match(
      outcome.state === "failed" ? outcome.reason : "",
      /^Cannot start "deno-postgresjs": port \d+ is in use; stop the other server or set PORT$/,
    );
  } finally {
    Deno.env.delete("PORT");
  }
  await assertNothingLeft();
});

Deno.test("an aborted run keeps its trials, leaves nothing behind, and is resumed at the missing one", async () => {
  await using _data = await temporaryData();
  const plan = await planOf(twoWorkers("deno-postgresjs", false), 3);
  const abort = new AbortController();
  const stopped = await runPlan(plan, {
    signal: abort.signal,
    onEvent: (event) =>
      event.type === "trial-phase" && event.trial === 2 && event.phase === "measuring" &&
      abort.abort(),
  });
  assert.deepEqual([stopped.state, stopped.completedCount], ["stopped", 1]);
  await assertNothingLeft();

  const measured: number[] = [];
  const end = await runPlan(plan, {
    resume: stopped.runId,
    onEvent: (event) => event.type === "trial-ended" && measured.push(event.trial),
  });
  assert.deepEqual([end.state, end.runId, measured], ["completed", stopped.runId, [2, 3]]);
  const run = await readRun(end.runId);
  assert.deepEqual(run.trials.map(({ trial }) => trial), [1, 2, 3]);
  await assertNothingLeft();
});

/** Starts a runner by hand, waits until it measures, makes it end in some way. */
async function endWhileMeasuring(
  end: (runner: Deno.ChildProcess) => void | Promise<void>,
): Promise<void> {
  const plan = await planOf(twoWorkers("flask-sqlalchemy", true), 1, 30);
  const runner = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(import.meta.dirname!, "runner.ts")],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = runner.stdin.getWriter();
  await writer.write(
    new TextEncoder().encode(JSON.stringify({ type: "start", plan, resume: null }) + "\n"),
  );
  writer.releaseLock();
  let text = "";
  for await (const chunk of runner.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const phases = text.split("\n").filter(Boolean).map((line) => {
      try {
        return JSON.parse(line) as RunnerEvent;
      } catch {
        return null;
      }
    });
    if (phases.some((event) => event?.type === "trial-phase" && event.phase === "measuring")) break;
  }
  assert.ok(
    (await leftovers()).length >= 5,
    "runner, reaper, PostgreSQL, server and generator run",
  );
  await end(runner);
  await runner.status;
  await assertNothingLeft();
}

Deno.test("SIGKILL to the runner while it measures leaves no process behind", async () => {
  await using _data = await temporaryData();
  await endWhileMeasuring((runner) => sendSignal(runner.pid, "SIGKILL"));
});

Deno.test("SIGTERM to the runner while it measures leaves no process behind", async () => {
  await using _data = await temporaryData();
  await endWhileMeasuring((runner) => sendSignal(runner.pid, "SIGTERM"));
});

Deno.test("the runner ends all when its stdin closes, as when a kernel dies", async () => {
  await using _data = await temporaryData();
  await endWhileMeasuring((runner) => runner.stdin.close());
});
