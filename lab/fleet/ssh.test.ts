/**
 * A fleet over ssh by Dask's own SSHCluster: two servers of ssh here, each a machine with a state folder
 * of its own, and a reader's `~/.ssh/config` that names them. Trials sleep.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fixtureCell, fixtureRun } from "../analysis/fixtures/runs.ts";
import { machinesOf } from "../nouns/run.ts";
import { codeHash } from "../server/code.ts";
import { readRun } from "../store/read.ts";
import { temporaryData } from "../store/temporary.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { assertNothingLeft } from "../testing/leftovers.ts";
import { sshdHere, sshHome, whyNoSshd } from "../testing/sshd.ts";
import { runOverFleet } from "./run.ts";

/** What no test here comes near to. */
const LIMIT_S = 180;
const TRIAL_MS = "300";

const RUNNER = fileURLToPath(new URL("./fixture-runner.ts", import.meta.url));

const why = Deno.uid() === 0 ? whyNoSshd() : "left out: only root starts sshd for a user";
if (why !== null) console.error(`A fleet over ssh: ${why}`);

/** Two machines, in whose file of hosts they have the names of `~/.ssh/config`. */
async function twoMachines() {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await temporaryFolder());
  const runner = [Deno.execPath(), "run", "-A", "--quiet", RUNNER];
  const started = [...runner, await codeHash(), TRIAL_MS, join(folder, "begun")];
  const servers = [];
  for (const name of ["one", "two"]) {
    const env = { GAUNTLET_STATE: join(folder, name), GAUNTLET_RUNNER: JSON.stringify(started) };
    servers.push({ name, ...stack.use(await sshdHere(env)) });
  }
  const home = stack.use(await sshHome(servers));
  const file = join(folder, "hosts.txt");
  await Deno.writeTextFile(file, "# mine\none\ntwo\n");
  const owned = stack.move();
  return { file, home, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const cells = [fixtureCell("alpha-sync", 1, 5), fixtureCell("gamma-sync", 1, 5)];

Deno.test({
  name: "machines of ~/.ssh/config measure a run between them, and nothing is left on them",
  ignore: why !== null,
  fn: async () => {
    {
      await using _data = await temporaryData();
      await using machines = await twoMachines();
      const { plan } = fixtureRun({ blocks: 4, cells });
      const notes: string[] = [];
      const { runId, completedCount } = await runOverFleet(plan, {
        fleet: { kind: "ssh", file: machines.file },
        signal: AbortSignal.timeout(LIMIT_S * 1000),
        onNote: (note) => notes.push(note),
      });
      const run = await readRun(runId);
      assert.equal(completedCount, plan.trials.length, notes.join("\n"));
      assert.equal(machinesOf(run).length, 2, notes.join("\n"));
      assert.deepEqual(run.trials.map(({ trial }) => trial).sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
    }
    await assertNothingLeft();
  },
});

Deno.test({
  name: "a machine whose key nobody knows is refused with a sentence, and is not connected to",
  ignore: why !== null,
  fn: async () => {
    {
      await using _data = await temporaryData();
      await using machines = await twoMachines();
      await machines.home.forgetHosts();
      const { plan } = fixtureRun({ blocks: 1, cells });
      await assert.rejects(
        runOverFleet(plan, {
          fleet: { kind: "ssh", file: machines.file },
          signal: AbortSignal.timeout(LIMIT_S * 1000),
        }),
        /^GauntletError: Cannot measure over this fleet: no fleet at .*hosts\.txt: .*Host key is not trusted .*"ssh HOST true" asks nothing, .*$/,
      );
    }
    await assertNothingLeft();
  },
});
