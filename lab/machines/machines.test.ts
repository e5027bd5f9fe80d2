/**
 * Roles in network namespaces, which are machines for all that the lab knows: three roles in three of
 * them, two that load, one that is taken away, a way that is cut. After each nothing is left.
 */
import assert from "node:assert/strict";
import type { Placement } from "../nouns/machines.ts";
import type { Cell } from "../nouns/cell.ts";
import type { Trial } from "../nouns/trial.ts";
import { experiment } from "../plan/experiment.ts";
import { type Grid, grid } from "../plan/grid.ts";
import { planRun } from "../plan/plan.ts";
import { runPlan } from "../run/client.ts";
import type { RunnerEvent } from "../run/protocol.ts";
import { listRuns, readRun } from "../store/read.ts";

import { temporaryData } from "../store/temporary.ts";
import { assertNothingLeft, leftovers } from "../testing/leftovers.ts";
import { sendSignal } from "../system/processes/processes.ts";
import { type Namespaces, namespaces, whyNoNamespaces } from "../testing/namespaces.ts";
import { inProject, PROJECT, shop } from "../testing/project.ts";
import { sshdIn, whyNoSshd } from "../testing/sshd.ts";
import { setUpThere } from "../../scripts/setup/machine.ts";
import { ROOT } from "../system/state.ts";
import { join } from "node:path";

const why = await whyNoNamespaces();
if (why !== null) console.error(`Roles on machines of their own: ${why}`);

const cellsOf = (given: Partial<Grid> = {}) =>
  grid({ variants: ["shop-deno"], workers: [1], connections: 8, ...given }, shop);

function planOf(cells: Cell[], windowS = 3) {
  const profile = { blocks: 1, warmUpS: 0.5, windowS };
  const definition = { name: "apart", question: "Does it run?", cells };
  return planRun(experiment({ ...definition, quick: profile, full: profile }), "quick", 1, shop);
}

/** A test with such machines, the shop as the project, and a folder for its runs. */
function apartTest(
  sentence: string,
  names: string[],
  test: (at: Namespaces) => Promise<void>,
  leftOut: string | null = why,
) {
  Deno.test({
    name: sentence,
    ignore: leftOut !== null,
    fn: async () => {
      {
        await using _data = await temporaryData();
        using _project = inProject();
        await using at = await namespaces(...names);
        await test(at);
      }
      await assertNothingLeft();
    },
  });
}

async function measured(
  cells: Cell[],
  on: Placement,
  onEvent: (event: RunnerEvent) => void = () => {},
): Promise<Trial[]> {
  const { runId } = await runPlan(await planOf(cells), { on, onEvent });
  return (await readRun(runId)).trials;
}

/** Does something once, as the window of a trial is open. */
function inWindow(deed: () => Promise<void>): (event: RunnerEvent) => void {
  let done = false;
  return (event) => {
    if (event.type !== "trial-phase" || event.phase !== "measuring" || done) return;
    done = true;
    // The warm-up of a small server is over, and its window of 3 s is not.
    setTimeout(() => void deed(), 3000);
  };
}

const reasonOf = ({ outcome }: Trial) => outcome.state === "failed" ? outcome.reason : "completed";

apartTest(
  "three roles on three machines and two that load: each is told by its own machine",
  ["web", "db", "one", "two"],
  async () => {
    const on = { server: "web", database: "db", load: ["one", "two"] };
    const cells = [...cellsOf({ endpoint: "item" }), ...cellsOf({ endpoint: "price" })];
    const { runId } = await runPlan(await planOf(cells), { on });
    const { trials, environment } = await readRun(runId);
    for (const { outcome } of trials) {
      assert.ok(outcome.state === "completed", JSON.stringify(outcome));
      assert.ok(outcome.okCount > 0);
      assert.equal(outcome.non2xxCount + outcome.errorCount + outcome.timeoutCount, 0);
      assert.ok(outcome.serverCpuS! > 0 && outcome.generatorCpuS > 0);
      // A worker and its parent there, a generator on each of two machines, PostgreSQL on the fourth.
      assert.equal(outcome.serverProcessCount, 2);
      assert.equal(outcome.serverConnectionsByProcess!.reduce((sum, each) => sum + each), 8);
      assert.ok(outcome.databaseProcessCount! > 5 && outcome.databaseMemoryMiB! > 0);
      assert.deepEqual(outcome.machines!.map(({ roles }) => roles), [
        ["server"],
        ["database"],
        ["load"],
        ["load"],
      ]);
      assert.ok(outcome.machines!.every(({ coreCount }) => coreCount > 0));
      assert.equal(outcome.localPortsUsedTowards !== undefined, true);
    }
    const [item] = trials;
    assert.ok(item!.outcome.state === "completed" && item!.outcome.databaseCpuS! > 0);
    const { statementCount } = item!.outcome.receipt!;
    assert.ok(Math.abs(statementCount / item!.outcome.okCount - 1) < 0.2);
    assert.ok(item!.outcome.databaseRoundTripSeenMs! > 0);
    const machines = environment.machines!;
    assert.deepEqual(machines.map(({ roles }) => roles.join()), [
      "server",
      "database",
      "load",
      "load",
    ]);
    assert.ok(machines.every(({ codeHash }) => codeHash === environment.codeHash));
    assert.ok(machines[1]!.versions.postgresql !== undefined);
    assert.ok(machines.every(({ roundTripMs }) => roundTripMs > 0));
    assert.doesNotMatch(JSON.stringify({ environment, trials }), /198\.18\./);
  },
);

apartTest(
  "the load can be alone on another machine, with arrivals at a rate, and the server be here",
  ["load"],
  async () => {
    const open = { kind: "open" as const, rateRps: 100, arrivals: "poisson" as const, seed: 2 };
    const cells = cellsOf({ endpoint: "item", load: { ...open, connections: 8 } });
    const [trial] = await measured(cells, { load: ["load"] });
    const { outcome } = trial!;
    assert.ok(outcome.state === "completed", JSON.stringify(outcome));
    assert.ok(outcome.generatorCpuS > 0 && outcome.serverCpuS! > 0 && outcome.databaseCpuS! > 0);
    assert.deepEqual(outcome.machines!.map(({ roles }) => roles.join()), [
      "server,database",
      "load",
    ]);
  },
);

apartTest(
  "with no server the database is asked from another machine, by a tool that travels",
  ["db", "load"],
  async () => {
    const cells = cellsOf({ variants: ["shop-ceiling"], endpoint: "item" });
    const [trial] = await measured(cells, { database: "db", load: ["load"] });
    const { outcome } = trial!;
    assert.ok(outcome.state === "completed", JSON.stringify(outcome));
    assert.match(outcome.loadTool!, /^postgresjs/);
    assert.ok(outcome.databaseCpuS! > 0 && outcome.okCount > 0);
    assert.equal(outcome.serverCpuS, 0);
  },
);

apartTest(
  "two names of one machine are refused: its roles would be told as apart",
  ["web", "db"],
  async (at) => {
    const { start } = at.of("web");
    await at.write({
      again: { start: ["env", ...start], address: at.of("web").address },
      inner: { start, address: "127.0.0.1" },
      same: { start: ["env"], address: "127.0.0.1" },
    });
    const refused = (on: Placement, what: RegExp) =>
      assert.rejects(measured(cellsOf({ endpoint: "item" }), on), what);
    await refused(
      { server: "web", database: "again" },
      /Cannot have "web" and "again" as two machines: they are one, .*give all its roles one of/,
    );
    await refused({ load: ["db", "web", "inner"] }, /"web" and "inner" as two machines/);
    // The machine that the lab is on, by words that lead back to it.
    await refused({ load: ["same"] }, /"here" and "same" as two machines/);
  },
);

const noSshd = why ?? whyNoSshd();
if (noSshd !== null) console.error(`Roles by ssh: ${noSshd}`);

apartTest(
  "a machine is reached by ssh, and set up by one command that says what it is",
  ["web"],
  async (at) => {
    await using sshd = await sshdIn(at.of("web"));
    const { address } = at.of("web");
    const lab = { folder: join(ROOT), deno: [Deno.execPath()] };
    const start = sshd.words;
    await at.write({
      far: { start, address, ...lab, project: PROJECT },
      empty: { start, address, folder: "/nowhere", deno: lab.deno },
      away: { start, address: "192.0.2.1", ...lab, project: PROJECT },
    });
    const [trial] = await measured(cellsOf({ endpoint: "item" }), { server: "far" });
    assert.equal(reasonOf(trial!), "completed");
    const said = await setUpThere("far");
    assert.match(said, /^The machine "far" is set up: .*cores?.*the same code and Deno \d/);
    await assert.rejects(setUpThere("empty"), /there is no lab in \/nowhere; copy this checkout/);
    await assert.rejects(
      setUpThere("away"),
      /Cannot listen at 192\.0\.2\.1, .*an address that it has itself/,
    );
  },
  noSshd,
);

apartTest(
  "between two machines the database is as far as it is: a scenario that says otherwise is not measured",
  ["db"],
  async () => {
    const cells = cellsOf({ endpoint: "item", databaseRoundTripMs: 40 });
    const [trial] = await measured(cells, { database: "db" });
    assert.match(
      reasonOf(trial!),
      /^Cannot measure 40 ms between server and database: .* it is \d/,
    );
  },
);

apartTest(
  "a machine that is taken away in mid-trial is a failed trial that says so, and an interrupted run",
  ["web", "db"],
  async (at) => {
    const cells = [...cellsOf({ endpoint: "item" }), ...cellsOf({ endpoint: "page" })];
    const onEvent = inWindow(() => at.of("web").takeAway());
    await assert.rejects(
      measured(cells, { server: "web", database: "db" }, onEvent),
      /The run was interrupted: Cannot reach the machine "web": .*--resume/s,
    );
    const { trials } = await readRun((await listRuns())[0]!);
    assert.equal(trials.length, 1);
    assert.match(reasonOf(trials[0]!), /^The machine "web" is lost: its agent ended with code/);
  },
);

apartTest(
  "a runner that is killed leaves nothing on any machine",
  ["web", "db", "load"],
  async () => {
    const on = { server: "web", database: "db", load: ["load"] };
    const killRunner = async () => {
      const [line] = (await leftovers()).filter((each) => each.includes("run/runner.ts"));
      sendSignal(Number(line!.split(" ")[0]), "SIGKILL");
    };
    await assert.rejects(
      measured(cellsOf({ endpoint: "item" }), on, inWindow(killRunner)),
      /The runner ended early by SIGKILL/,
    );
    // Each agent sees its stdin end, and ends what it has, PostgreSQL among it.
    await assertNothingLeft();
  },
);

apartTest(
  "a way that is cut while a window is open is a failed trial, and no slow server",
  ["one", "two"],
  async (at) => {
    const cells = cellsOf({ endpoint: "page" });
    const onEvent = inWindow(() => at.of("two").cut());
    const [trial] = await measured(cells, { load: ["one", "two"] }, onEvent);
    assert.match(reasonOf(trial!), /^The machine "two" does not reach "here"/);
  },
);
