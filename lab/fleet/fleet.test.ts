/**
 * A fleet of two workers on this machine by real Dask, and every way in which one can be lost. Trials
 * sleep, but for those of the last test.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import type { Plan } from "../nouns/plan.ts";
import { machinesOf, type Run } from "../nouns/run.ts";
import { experiment } from "../plan/experiment.ts";
import { grid } from "../plan/grid.ts";
import { planRun } from "../plan/plan.ts";
import { codeHash } from "../server/code.ts";
import { resumable } from "../run/parts.ts";
import type { RunnerEvent } from "../run/protocol.ts";
import { readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import { freePort } from "../system/ports.ts";
import { ManagedProcess, sendSignal } from "../system/processes/processes.ts";
import { exists, statePath } from "../system/state.ts";
import { assertNothingLeft } from "../testing/leftovers.ts";
import { inProject, shop } from "../testing/project.ts";
import type { Dask } from "./dask.ts";
import { daskPython } from "./environment.ts";
import { type FleetRunOptions, runOverFleet } from "./run.ts";

/** What no test here comes near to. */
const LIMIT_S = 120;

const RUNNER = fileURLToPath(new URL("./fixture-runner.ts", import.meta.url));

interface Bench extends AsyncDisposable {
  plan: Plan;
  /** The blocks that were begun, in their order. */
  begun: () => Promise<number[]>;
  run: (more?: Partial<FleetRunOptions>) => ReturnType<typeof runOverFleet>;
  notes: string[];
  events: RunnerEvent[];
  /** The fleet, once it is open. */
  dask: () => Dask;
  runnerOf: (worker: number) => string[];
  folder: string;
}

/** @param hashOf the code that a worker says it has, in place of that which is here */
async function bench(
  { blocks = 4, trialMs = 300, hashOf }: {
    blocks?: number;
    trialMs?: number;
    hashOf?: (worker: number) => string | undefined;
  } = {},
): Promise<Bench> {
  const data = await temporaryData();
  const file = join(data.folder, "begun");
  const here = await codeHash();
  const cells = [fixtureCell("alpha-sync", 1, 5), fixtureCell("gamma-sync", 1, 5)];
  const { plan } = fixtureRun({ blocks, cells });
  const [notes, events]: [string[], RunnerEvent[]] = [[], []];
  let opened: Dask | null = null;
  const runnerOf = (worker: number) => [
    ...[Deno.execPath(), "run", "-A", "--quiet", RUNNER],
    ...[hashOf?.(worker) ?? here, String(trialMs), file],
  ];
  return {
    ...{ plan, notes, events, runnerOf, folder: data.folder },
    dask: () => opened!,
    begun: async () =>
      !await exists(file) ? [] : (await Deno.readTextFile(file)).trim().split("\n")
        .map((line) => Number(line.split(" ")[0])),
    run: (more = {}) =>
      runOverFleet(plan, {
        fleet: { kind: "local", count: 2 },
        signal: AbortSignal.timeout(LIMIT_S * 1000),
        onNote: (note) => notes.push(note),
        onOpen: (dask) => opened = dask,
        runnerOf,
        ...more,
        onEvent: async (event) => {
          events.push(event);
          await more.onEvent?.(event);
        },
      }),
    [Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
  };
}

const machineOfWorker = async (worker: number) =>
  (await Deno.readTextFile(statePath("fleet", String(worker), "machine-id"))).trim();

/** Every trial of the plan once, and every block on one machine. */
function assertWhole({ trials }: Run, plan: Plan): void {
  const numbers = trials.map(({ trial }) => trial).sort((a, b) => a - b);
  assert.deepEqual(numbers, plan.trials.map(({ trial }) => trial));
  for (const ofBlock of Map.groupBy(trials, ({ block }) => block).values()) {
    assert.equal(new Set(ofBlock.map(({ machineId }) => machineId)).size, 1);
  }
}

Deno.test("two workers measure a run between them, each block once and whole on one of them", async () => {
  await using b = await bench();
  const { run: measure, plan, begun, events } = b;
  const { runId, state, reason, completedCount } = await measure();
  assert.deepEqual([state, reason, completedCount], ["completed", "blocks", 8]);
  const run = await readRun(runId);
  assertWhole(run, plan);
  assert.deepEqual(
    machinesOf(run).sort(),
    [await machineOfWorker(1), await machineOfWorker(2)].sort(),
  );
  assert.deepEqual((await begun()).sort(), [1, 2, 3, 4]);
  const environments = [run.environment, ...run.parts!.map(({ environment }) => environment)];
  assert.deepEqual(environments.map(({ machineId }) => machineId).sort(), machinesOf(run).sort());
  assert.ok(run.parts!.every(({ joins }) => joins), "no part but the first was begun");
  assert.equal(events.filter(({ type }) => type === "trial-ended").length, 8);
  await assertNothingLeft();
});

Deno.test("a block whose worker is killed is done again by the other, and none is there twice", async () => {
  await using b = await bench({ trialMs: 1000 });
  const { run: measure, plan, begun, notes, dask } = b;
  const lost = await machineOfWorker(1);
  let killed = false;
  const { runId } = await measure({
    onEvent: (event) => {
      if (killed || event.type !== "trial-phase" || event.machineId !== lost) return;
      killed = true;
      sendSignal(dask().local!.workers[0]!.pid, "SIGKILL");
    },
  });
  const run = await readRun(runId);
  assert.ok(killed);
  assertWhole(run, plan);
  assert.deepEqual(machinesOf(run), [await machineOfWorker(2)]);
  const counts = Map.groupBy(await begun(), (block) => block).values().map(({ length }) => length);
  assert.deepEqual([...counts].sort(), [1, 1, 1, 2], "the lost block was begun twice");
  assert.match(notes.join("\n"), /"local-1" has gone; block \d, which it had, is done again/);
  await assertNothingLeft();
});

Deno.test("a block whose worker is killed before another has come is done by the one that comes", async () => {
  await using b = await bench({ trialMs: 1000 });
  const { run: measure, plan, begun, dask } = b;
  let killed = false;
  const { runId } = await measure({
    runnerOf: (worker) => worker === 1 ? b.runnerOf(1) : late(b.runnerOf(worker)),
    onEvent: (event) => {
      if (killed || event.type !== "trial-phase") return;
      killed = true;
      sendSignal(dask().local!.workers[0]!.pid, "SIGKILL");
    },
  });
  assert.ok(killed);
  const run = await readRun(runId);
  assertWhole(run, plan);
  assert.deepEqual(machinesOf(run), [await machineOfWorker(2)]);
  assert.deepEqual((await begun()).sort(), [1, 1, 2, 3, 4]);
  await assertNothingLeft();
});

/** A runner that is 4 s late each time: its worker comes when the other has begun a block. */
const late = (command: readonly string[]) => [
  ...["sh", "-c", 'sleep 4; exec "$@"', "late"],
  ...command,
];

Deno.test("a run whose scheduler is killed is interrupted, keeps what it has, and is gone on with", async () => {
  await using b = await bench({ trialMs: 500 });
  const { run: measure, plan, dask } = b;
  let kept = 0;
  let runId = "";
  const error = await measure({
    onEvent: (event) => {
      if (event.type === "run-started") runId = event.runId;
      if (event.type !== "trial-ended" || ++kept !== 2) return;
      sendSignal(dask().local!.scheduler.pid, "SIGKILL");
    },
  }).then(() => null, (error) => error);
  assert.match(
    String(error),
    /^GauntletError: The run was interrupted: Dask's scheduler has gone; .*--resume .* --fleet/,
  );
  await assertNothingLeft();
  const before = await readRun(runId);
  await assert.rejects(
    resumable(plan, runId),
    /here alone: a fleet measured it; name one with --fleet$/,
  );
  assert.ok(before.trials.length >= 2 && before.trials.length < plan.trials.length);
  assert.equal(before.end, null);
  const end = await measure({ resume: runId });
  assert.equal(end.runId, runId);
  const run = await readRun(runId);
  assertWhole(run, plan);
  assert.deepEqual(run.trials.slice(0, before.trials.length), before.trials);
  assert.equal(run.end!.reason, "blocks");
  await assertNothingLeft();
});

Deno.test("a run that is stopped ends its runners, and keeps what it has", async () => {
  await using b = await bench({ trialMs: 1500 });
  const { run: measure, plan } = b;
  const abort = new AbortController();
  const end = await measure({
    signal: abort.signal,
    onEvent: ({ type }) => {
      if (type === "trial-ended") abort.abort();
    },
  });
  assert.equal(end.state, "stopped");
  const { trials } = await readRun(end.runId);
  assert.ok(trials.length >= 2 && trials.length < plan.trials.length);
  await assertNothingLeft();
});

Deno.test("a worker of other code takes no part, and the other measures all", async () => {
  const other = "f".repeat(64);
  await using b = await bench({
    blocks: 2,
    trialMs: 2000,
    hashOf: (worker) => worker === 1 ? other : undefined,
  });
  const run = await readRun((await b.run()).runId);
  assertWhole(run, b.plan);
  assert.deepEqual(machinesOf(run), [await machineOfWorker(2)]);
  assert.match(
    b.notes.join("\n"),
    /^The worker "local-1" takes no part: its code \(ffffffff\) is not that of this run \(.{8}\); check/m,
  );
  await assertNothingLeft();
});

Deno.test("a fleet of other code alone measures nothing, and says why", async () => {
  await using b = await bench({ hashOf: () => "f".repeat(64) });
  await assert.rejects(
    b.run(),
    /^GauntletError: Cannot measure over this fleet: no machine takes part. The worker "local-\d" takes no part: its code \(ffffffff\)/,
  );
  assert.deepEqual(await b.begun(), []);
  await assertNothingLeft();
});

Deno.test("real blocks on two workers come with their own machine's environment, and the files of neither are the other's", async () => {
  await using data = await temporaryData();
  using _project = inProject();
  const profile = { blocks: 2, warmUpS: 0.5, windowS: 1 };
  const cells = grid({ variants: ["shop-deno"], connections: 8, endpoint: "item" }, shop);
  const plan = await planRun(
    experiment({ name: "test", question: "?", cells, quick: profile, full: profile }),
    "quick",
    1,
    shop,
  );
  const end = await runOverFleet(plan, {
    fleet: { kind: "local", count: 2 },
    signal: AbortSignal.timeout(LIMIT_S * 1000),
  });
  const run = await readRun(end.runId);
  assert.equal(end.failedCount, 0, JSON.stringify(run.trials.map(({ outcome }) => outcome)));
  assertWhole(run, plan);
  assert.equal(machinesOf(run).length, 2);
  const [joined] = run.parts!;
  assert.match(joined!.environment.versions.postgresql!, /^18\./);
  assert.notEqual(joined!.environment.machineId, run.environment.machineId);
  assert.ok(data.folder.length > 0);
  await assertNothingLeft();
});

Deno.test("any Dask scheduler and worker will do, as others start them", async () => {
  await using b = await bench({ blocks: 2 });
  await using stack = new AsyncDisposableStack();
  const python = await daskPython(() => {});
  const port = freePort();
  const start = (module: string, args: string[], env = {}) =>
    stack.use(
      new ManagedProcess({
        ...{ program: python, args: ["-m", `distributed.cli.${module}`, ...args] },
        env: { GAUNTLET_RUNNER: JSON.stringify(b.runnerOf(1)), ...env },
      }),
    );
  start("dask_scheduler", ["--host", "127.0.0.1", "--port", String(port), "--no-dashboard"]);
  const address = `tcp://127.0.0.1:${port}`;
  // With a nanny and a dashboard, as is usual.
  start("dask_worker", [address, "--nthreads", "1", "--local-directory", b.folder]);
  const { runId, completedCount } = await b.run({ fleet: { kind: "tcp", address } });
  assert.equal(completedCount, 4);
  assertWhole(await readRun(runId), b.plan);
});

Deno.test("a worker whose runner does not start takes no part, and it is said what to do there", async () => {
  await using b = await bench({ blocks: 1, trialMs: 4000 });
  const broken = [Deno.execPath(), "run", "--quiet", "/nowhere/runner.ts"];
  await b.run({ runnerOf: (worker) => worker === 1 ? broken : b.runnerOf(worker) });
  assert.match(
    b.notes.join("\n"),
    /^The worker "local-1" takes no part: its runner does not start \(error: .*nowhere.*\); set it up with .*fleet setup"$/m,
  );
});

Deno.test("a file of machines that is not there, or names none, is refused before Dask is asked", async () => {
  await using b = await bench();
  const empty = join(b.folder, "hosts.txt");
  await Deno.writeTextFile(empty, "# none yet\n\n");
  for (const file of ["/nowhere/hosts.txt", empty]) {
    await assert.rejects(
      b.run({ fleet: { kind: "ssh", file } }),
      /^GauntletError: Cannot use the fleet "ssh:.*hosts\.txt": .*; name a file with a machine a line/,
    );
  }
  assert.deepEqual(b.notes, []);
});
