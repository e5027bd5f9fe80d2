/**
 * The runner on real parts: a small shop, and every way in which it can be made to end. After each, no
 * process carries what the runner gave its children, and PostgreSQL is gone.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Cell } from "../nouns/cell.ts";
import type { Plan } from "../nouns/plan.ts";
import { limitedTo } from "../nouns/blocks.ts";
import { headerFile } from "../store/folder.ts";
import { stamped } from "../store/checksum.ts";
import { listRuns, readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import { sendSignal } from "../system/processes/processes.ts";
import { assertNothingLeft, leftovers } from "../testing/leftovers.ts";
import { inProject, shop } from "../testing/project.ts";
import { runPlan, serveCell } from "./client.ts";
import { experiment } from "../plan/experiment.ts";
import { type Grid, grid } from "../plan/grid.ts";
import { planRun } from "../plan/plan.ts";
import type { RunnerEvent } from "./protocol.ts";

function planOf(cells: Cell[], blocks = 1, windowS = 1): Promise<Plan> {
  const profile = { blocks, warmUpS: 0.5, windowS };
  return planRun(
    experiment({ name: "test", question: "Does it run?", cells, quick: profile, full: profile }),
    "quick",
    1,
    shop,
  );
}

const cellsOf = (given: Partial<Grid> = {}) =>
  grid({ variants: ["shop-deno"], workers: [2], connections: 16, ...given }, shop);

/** The shop for the runner, and a folder for what it writes. */
async function bench(): Promise<AsyncDisposable> {
  const data = await temporaryData();
  const project = inProject();
  return {
    [Symbol.asyncDispose]: async () => {
      project[Symbol.dispose]();
      await data[Symbol.asyncDispose]();
    },
  };
}

Deno.test("runPlan() measures what is planned, with the workers that were asked for", async () => {
  await using _bench = await bench();
  const cells = [
    ...cellsOf({ endpoint: "item" }),
    ...cellsOf({ endpoint: "order" }),
    ...cellsOf({ endpoint: "page" }),
    ...cellsOf({ endpoint: "price" }),
  ];
  const end = await runPlan(await planOf(cells));
  assert.deepEqual([end.state, end.failedCount], ["completed", 0]);
  const run = await readRun(end.runId);
  assert.deepEqual(run.warnings, []);
  assert.equal(run.end!.reason, "blocks");
  assert.equal(run.trials.length, cells.length);
  assert.deepEqual(Object.keys(run.variantHashes), ["shop-deno"]);
  assert.equal(run.environment.database, "embedded");
  assert.match(run.environment.versions.postgresql!, /^18\./);
  assert.match(run.environment.versions["npm:postgres"]!, /^\d/);
  for (const { cell, outcome } of run.trials) {
    const { endpoint } = cell.scenario;
    assert.ok(outcome.state === "completed", JSON.stringify(outcome));
    assert.ok(outcome.okCount > 0);
    assert.equal(outcome.non2xxCount + outcome.errorCount + outcome.timeoutCount, 0, endpoint);
    assert.equal(outcome.reconnectCount, 0, `${endpoint} keeps connections alive`);
    assert.equal(outcome.serverProcessCount, 3, `${endpoint}: a parent and two workers`);
    assert.ok(outcome.serverCpuS! > 0 && outcome.databaseCpuS! >= 0 && outcome.generatorCpuS > 0);
    assert.ok(outcome.serverMemoryMiB! > 10);
    const inFlight = outcome.throughputRps * outcome.latencyMeanMs / 1000;
    assert.ok(inFlight > 10 && inFlight < 20, `${endpoint}: ${inFlight} of 16 in flight`);
    const statements = outcome.receipt!.statementCount / outcome.okCount;
    const wanted = ["item", "order"].includes(endpoint) ? 1 : 0;
    assert.ok(
      Math.abs(statements - wanted) < 0.25,
      `${endpoint}: ${statements} statements a request`,
    );
  }
  await assertNothingLeft();
});

Deno.test("the ceiling rides in a run as a cell: a trial without a server", async () => {
  await using _bench = await bench();
  const connections = 8;
  const cells = grid({ variants: ["shop-ceiling"], connections }, shop);
  const { runId, completedCount } = await runPlan(await planOf(cells));
  assert.equal(completedCount, 1);
  const { outcome } = (await readRun(runId)).trials[0]!;
  assert.ok(outcome.state === "completed");
  assert.match(outcome.loadTool!, /^(pgbench|postgresjs) \d/);
  assert.equal(outcome.serverProcessCount, 0);
  assert.equal(outcome.serverCpuS, 0);
  assert.ok(outcome.databaseMemoryMiB! > 1 && outcome.generatorCpuS > 0);
  assert.equal(outcome.waitSessionMeanCount, connections);
  const perQuery = outcome.receipt!.statementCount / outcome.okCount;
  assert.ok(perQuery > 0.8 && perQuery < 1.25, `${perQuery} statements a query`);
  await assertNothingLeft();
});

Deno.test("a ceiling that is stopped leaves nothing behind", async () => {
  await using _bench = await bench();
  const abort = new AbortController();
  const cells = grid({ variants: ["shop-ceiling"], connections: 8 }, shop);
  const { state, completedCount } = await runPlan(await planOf(cells, 1, 30), {
    signal: abort.signal,
    onEvent: (event) => event.type === "trial-phase" && setTimeout(() => abort.abort(), 1000),
  });
  assert.deepEqual([state, completedCount], ["stopped", 0]);
  await assertNothingLeft();
});

Deno.test("serveCell() keeps a server and its database up until it is told to end", async () => {
  await using _bench = await bench();
  const abort = new AbortController();
  const [cell] = cellsOf({ endpoint: "item" });
  let seen: unknown;
  await serveCell(cell!, abort.signal, (event) => {
    if (event.type !== "serving") return;
    assert.match(event.databaseUrl!, /^postgresql:.*gauntlet_shop_100$/);
    fetch(`${event.url}/items/3`).then((response) => response.json())
      .then((row) => seen = row).finally(() => abort.abort());
  });
  assert.deepEqual(seen, { id: 3, name: "item 3", price: 111 });
  await assertNothingLeft();
});

Deno.test("a server that cannot start is a failed trial with the reason, and the run goes on", async () => {
  await using _bench = await bench();
  const plan = await planOf(cellsOf());
  Deno.env.set("SHOP_CANNOT_START", "1");
  try {
    const end = await runPlan(plan);
    assert.deepEqual([end.completedCount, end.failedCount], [0, 1]);
    const { outcome } = (await readRun(end.runId)).trials[0]!;
    assert.match(
      outcome.state === "failed" ? outcome.reason : "",
      /^Cannot start "shop-deno": [^]*The shop cannot start/,
    );
  } finally {
    Deno.env.delete("SHOP_CANNOT_START");
  }
  await assertNothingLeft();
});

Deno.test("a PORT that no server could have is refused before anything starts", async () => {
  await using _bench = await bench();
  const plan = await planOf(cellsOf());
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    for (
      const [port, sentence] of [
        [
          "70000",
          /^GauntletError: Cannot start a server: PORT is "70000"; set it to a number from/,
        ],
        [String(listener.addr.port), /Cannot start a server: port \d+ is in use; stop the other/],
      ] as const
    ) {
      Deno.env.set("PORT", port);
      await assert.rejects(runPlan(plan), sentence);
    }
  } finally {
    Deno.env.delete("PORT");
  }
  assert.deepEqual(await listRuns(), []);
  await assertNothingLeft();
});

Deno.test("a run that is stopped while it is prepared says what it has, and how to go on", async () => {
  await using _bench = await bench();
  const plan = await planOf(cellsOf(), 1);
  const abort = new AbortController();
  abort.abort();
  const { signal } = abort;
  await assert.rejects(runPlan(plan, { signal }), /^GauntletError: The run was stopped before its/);
  const { runId } = await runPlan(plan);
  const longer = limitedTo(plan, { blocksMax: 2, budgetMin: null });
  await assert.rejects(runPlan(longer, { resume: runId, signal }), {
    name: "GauntletError",
    message: "The run was stopped while it was prepared; its 1 trial is kept in " +
      `data/runs/${runId}: go on with "deno task run --resume ${runId}"`,
  });
});

Deno.test("an aborted run keeps its trials, leaves nothing behind, and is resumed at the missing one", async () => {
  await using _bench = await bench();
  const plan = await planOf(cellsOf(), 3);
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

Deno.test("a run that has ended goes on with more blocks, as a part of its own", async () => {
  await using _bench = await bench();
  const plan = await planOf(cellsOf(), 1);
  const { runId } = await runPlan(plan);
  const measured: number[] = [];
  const longer = limitedTo(plan, { blocksMax: 3, budgetMin: null });
  const end = await runPlan(longer, {
    resume: runId,
    onEvent: (event) => event.type === "trial-ended" && measured.push(event.trial),
  });
  assert.deepEqual([end.state, end.runId, end.reason, measured], [
    ...["completed", runId, "blocks"],
    [2, 3],
  ]);
  const run = await readRun(runId);
  assert.equal(run.trials.length, 3);
  const [part] = run.parts!;
  assert.deepEqual([run.parts!.length, part!.blocksMax, part!.earlierEnd!.reason], [
    1,
    3,
    "blocks",
  ]);
  assert.equal(part!.environment.machineId, run.environment.machineId);
  assert.ok(run.end!.endedAt > part!.startedAt);
});

Deno.test("a run of another machine, or of servers or code that were changed, is not gone on with", async () => {
  await using _bench = await bench();
  const plan = await planOf(cellsOf(), 1);
  const { runId } = await runPlan(plan);
  const text = await Deno.readTextFile(headerFile(runId));
  const { checksum: _, ...header } = JSON.parse(text);
  const longer = limitedTo(plan, { blocksMax: 2, budgetMin: null });
  const refused = async (changed: object, sentence: RegExp) => {
    await Deno.writeTextFile(headerFile(runId), stamped({ ...header, ...changed }));
    await assert.rejects(runPlan(longer, { resume: runId }), sentence);
  };
  await refused(
    { environment: { ...header.environment, machineId: "another" } },
    /Cannot resume "[\w-]+": it was measured on another machine; start a new run$/,
  );
  await refused(
    { variantHashes: { "shop-deno": "another" } },
    /Cannot resume "[\w-]+": the code of shop-deno has changed since; start a new run$/,
  );
  await refused(
    { environment: { ...header.environment, codeHash: "f".repeat(64) } },
    /Cannot resume "[\w-]+": it was measured by other code \(ffffffff\) than what is here \(\w{8}\): .*; check that code out again, or start a new run$/,
  );
  await Deno.writeTextFile(headerFile(runId), text);
  assert.equal((await readRun(runId)).parts, undefined, "nothing is left of what was refused");
});

/** Starts a runner by hand, waits until it measures, makes it end in some way. */
async function endWhileMeasuring(
  end: (runner: Deno.ChildProcess) => void | Promise<void>,
): Promise<void> {
  const plan = await planOf(cellsOf(), 1, 30);
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
  await using _bench = await bench();
  await endWhileMeasuring((runner) => sendSignal(runner.pid, "SIGKILL"));
});

Deno.test("SIGTERM to the runner while it measures leaves no process behind", async () => {
  await using _bench = await bench();
  await endWhileMeasuring((runner) => sendSignal(runner.pid, "SIGTERM"));
});

Deno.test("the runner ends all when its stdin closes, as when a kernel dies", async () => {
  await using _bench = await bench();
  await endWhileMeasuring((runner) => runner.stdin.close());
});
