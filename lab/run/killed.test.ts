/**
 * What a run loses, and what it leaves, when a part of it is killed or held still: as little as can be,
 * and nothing.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "../nouns/plan.ts";
import { seededRandom } from "../nouns/random.ts";
import { readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import { jsonLines } from "../system/processes/lines.ts";
import { treeOf } from "../system/processes/proc.ts";
import { sendSignal } from "../system/processes/processes.ts";
import { faultTest } from "../testing/faults.ts";
import { alone } from "../testing/database.ts";
import { assertNothingLeft, leftovers } from "../testing/leftovers.ts";
import { inProject, shop } from "../testing/project.ts";
import { runPlan } from "./client.ts";
import { experiment } from "../plan/experiment.ts";
import { grid } from "../plan/grid.ts";
import { planRun } from "../plan/plan.ts";
import type { RunnerEvent } from "./protocol.ts";

function planOf(blocks: number, windowS = 1): Promise<Plan> {
  const cells = grid(
    { variants: ["shop-deno"], workers: [2], connections: 16, endpoint: "item" },
    shop,
  );
  const profile = { blocks, warmUpS: 0.5, windowS };
  return planRun(
    experiment({ name: "test", question: "Does it run?", cells, quick: profile, full: profile }),
    "quick",
    1,
    shop,
  );
}

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

/** Pids of what this test started, by a word of their command line. */
async function pidsOf(word: string): Promise<number[]> {
  return (await leftovers()).filter((line) => line.includes(word))
    .map((line) => Number(line.split(" ")[0]));
}

const postmaster = async () => Math.min(...await pidsOf("/bin/postgres"));

const isMeasuring = (event: RunnerEvent, trial: number) =>
  event.type === "trial-phase" && event.trial === trial && event.phase === "measuring";

faultTest(
  "PostgreSQL killed",
  "PostgreSQL killed under a trial is started again, and the trial is measured again",
  async (counted) => {
    await using _bench = await bench();
    let killed = 0;
    const end = await runPlan(await planOf(3), {
      onEvent: (event) => {
        if (!isMeasuring(event, 2) || killed++ > 0) return;
        postmaster().then((pid) => sendSignal(pid, "SIGKILL"));
      },
    });
    assert.ok(killed > 1, "the second trial was begun again");
    assert.deepEqual([end.state, end.completedCount, end.failedCount], ["completed", 3, 0]);
    counted.trialsLost = await lostOf(end.runId, 3);
    assert.equal((await readRun(end.runId)).end!.trialCount, 3);
    await assertNothingLeft();
  },
);

faultTest(
  "PostgreSQL killed twice",
  "a run whose PostgreSQL is killed again and again stops as interrupted, and is gone on with",
  async (counted) => {
    await using _bench = await bench();
    const plan = await planOf(3);
    let runId = "";
    const interrupted = runPlan(plan, {
      onEvent: (event) => {
        if (event.type === "run-started") runId = event.runId;
        if (isMeasuring(event, 2)) postmaster().then((pid) => sendSignal(pid, "SIGKILL"));
      },
    });
    await assert.rejects(
      interrupted,
      /^GauntletError: The run was interrupted: PostgreSQL has gone a second time \(.*\); its trials are kept in data\/runs\/[\w-]+: see what ends it, then go on with "deno task run --resume [\w-]+"$/,
    );
    await assertNothingLeft();
    const run = await readRun(runId);
    assert.deepEqual([run.trials.map(({ trial }) => trial), run.end], [[1], null]);
    const end = await runPlan(plan, { resume: runId });
    assert.deepEqual([end.state, end.completedCount, end.failedCount], ["completed", 3, 0]);
    counted.trialsLost = await lostOf(runId, 3);
  },
);

faultTest(
  "a server that could not start",
  "a trial that failed is tried again where the run is gone on with",
  async (counted) => {
    await using _bench = await bench();
    const plan = await planOf(2);
    Deno.env.set("SHOP_CANNOT_START", "1");
    let runId = "";
    try {
      const end = await runPlan(plan);
      assert.deepEqual([end.completedCount, end.failedCount], [0, 2]);
      runId = end.runId;
    } finally {
      Deno.env.delete("SHOP_CANNOT_START");
    }
    const measured: number[] = [];
    const end = await runPlan(plan, {
      resume: runId,
      onEvent: (event) => event.type === "trial-ended" && measured.push(event.trial),
    });
    assert.deepEqual([end.completedCount, end.failedCount, measured], [2, 0, [1, 2]]);
    counted.trialsLost = await lostOf(runId, 2);
  },
);

/** How many of a run's trials are not in it once, completed. */
async function lostOf(runId: string, plannedCount: number): Promise<number> {
  const { trials } = await readRun(runId);
  const kept = trials.filter(({ outcome }) => outcome.state === "completed")
    .map(({ trial }) => trial);
  return plannedCount - new Set(kept).size + kept.length - new Set(kept).size;
}

/** Starts a runner by hand and does something to it once it says some thing, or has ended. */
async function runnerThat(
  when: (event: RunnerEvent) => boolean,
  act: (runner: Deno.ChildProcess) => Promise<void>,
  { plan, resume = null }: { plan?: Plan; resume?: string | null } = {},
): Promise<void> {
  plan ??= await planOf(1, 30);
  const runner = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(import.meta.dirname!, "runner.ts")],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = runner.stdin.getWriter();
  await writer.write(
    new TextEncoder().encode(JSON.stringify({ type: "start", plan, resume }) + "\n"),
  );
  // What it says is read to its end: a runner that nobody listens to stops by itself.
  let acted: Promise<void> | null = null;
  for await (const line of jsonLines(runner.stdout)) {
    if (when(JSON.parse(line))) acted ??= act(runner);
  }
  await acted;
  await runner.status;
  await writer.close().catch(() => {});
}

faultTest(
  "runner and reaper killed",
  "runner and reaper killed together leave nothing for longer than until the next run",
  async () => {
    await using _bench = await bench();
    await runnerThat((event) => isMeasuring(event, 1), async (runner) => {
      const [reaper] = await pidsOf("reaper.ts");
      assert.ok(reaper !== undefined);
      [runner.pid, reaper].forEach((pid) => sendSignal(pid, "SIGKILL"));
    });
    // Whoever measures next has the machine to itself.
    using _lock = await alone();
    await assertNothingLeft();
  },
);

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  faultTest(
    "backends held still",
    `PostgreSQL whose sessions are held still does not outlive ${signal} to the runner`,
    async () => {
      await using _bench = await bench();
      await runnerThat((event) => isMeasuring(event, 1), async (runner) => {
        const held = await treeOf(await postmaster());
        assert.ok(held.length > 5);
        held.forEach((pid) => sendSignal(pid, "SIGSTOP"));
        sendSignal(runner.pid, signal);
      });
      for (let round = 0; round < 3 && (await leftovers()).length > 0; round++) {
        await assertNothingLeft().catch(() => {});
      }
      await assertNothingLeft();
    },
  );
}

faultTest(
  "runner killed",
  "a runner that is killed at five moments by lot and gone on with has every trial once",
  async (counted) => {
    await using _bench = await bench();
    const moments = 5;
    const plan = await planOf(6);
    const random = seededRandom(13);
    counted.triedCount = 0;
    let runId: string | null = null;
    for (let moment = 0; moment < moments; moment++) {
      await runnerThat(
        (event) => {
          if (event.type !== "run-started") return false;
          runId = event.runId;
          return true;
        },
        async (runner) => {
          // Within a trial or between two: one takes about 5 s.
          await sleep(random() * 6000);
          sendSignal(runner.pid, "SIGKILL");
          if ((await runner.status).signal === "SIGKILL") counted.triedCount++;
        },
        { plan, resume: runId },
      );
      await assertNothingLeft();
    }
    const end = await runPlan(plan, { resume: runId! });
    assert.ok(counted.triedCount > 2, `it was killed ${counted.triedCount} times`);
    counted.trialsLost = await lostOf(end.runId, 6);
    assert.deepEqual([end.runId, end.completedCount, end.failedCount], [runId, 6, 0]);
  },
);
