import assert from "node:assert/strict";
import { join } from "node:path";
import { exists, GauntletError, ROOT } from "../../lab/system/state.ts";
import { temporaryState } from "../../lab/testing/state.ts";
import { isDone, perform, type Step } from "./step.ts";

Deno.test("a step cut short is done again, and one whose inputs changed too", async () => {
  await using _state = await temporaryState();
  let input = "a";
  let fail = true;
  let runs = 0;
  const step: Step = {
    name: "npm",
    title: "test",
    fingerprint: () => Promise.resolve(input),
    run: () => {
      runs++;
      return fail ? Promise.reject(new GauntletError("cut short")) : Promise.resolve();
    },
  };
  await assert.rejects(perform(step), /cut short/);
  assert.equal(await isDone(step), false);
  fail = false;
  await perform(step);
  assert.equal(await isDone(step), true);
  input = "b";
  assert.equal(await isDone(step), false);
  assert.equal(runs, 2);
});

/** Sets up without Python in a process of its own. */
function startSetUp(): Deno.ChildProcess {
  const text = `import { setUp } from "./scripts/setup/mod.ts"; await setUp(["deno", "postgres"]);`;
  return new Deno.Command(Deno.execPath(), { args: ["eval", text], cwd: ROOT, stderr: "piped" })
    .spawn();
}

Deno.test("two set-ups at once do the work once", async () => {
  await using state = await temporaryState();
  const outputs = await Promise.all([startSetUp().output(), startSetUp().output()]);
  const said = outputs.map((output) => new TextDecoder().decode(output.stderr));
  assert.ok(outputs.every((output) => output.success), said.join("\n"));
  assert.equal(said.join("").match(/PostgreSQL: ready/g)?.length, 1, said.join("\n"));
  assert.ok(await exists(join(state.folder, "stamps", "postgres")));
});

Deno.test("set-up goes on after SIGKILL at any moment", async () => {
  await using _state = await temporaryState();
  for (const afterMs of [40, 120, 250]) {
    const killed = startSetUp();
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    // A fast machine may have ended by then.
    try {
      killed.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await killed.output();
  }
  const { success, stderr } = await startSetUp().output();
  assert.ok(success, new TextDecoder().decode(stderr));
});

Deno.test("setUp() without Python goes on where Python is only wanted, and says what it needs", async () => {
  await using state = await temporaryState();
  const text = `import { setUp } from "./scripts/setup/mod.ts";
    const missing = await setUp(["deno"], ["servers"]); console.log([...missing.keys()].join());`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", text],
    cwd: ROOT,
    env: { PATH: state.folder },
  }).output();
  const said = new TextDecoder().decode(stderr);
  assert.ok(success, said);
  assert.equal(new TextDecoder().decode(stdout).trim(), "servers");
  assert.match(said, /Cannot set up Python: Python 3\.11 or newer is needed and none was found/);
});

Deno.test("Deno warns of no script of a package: each is refused by name, in the version of the lock", async () => {
  const read = async (name: string) => JSON.parse(await Deno.readTextFile(join(ROOT, name)));
  const { npm } = await read("deno.lock") as { npm: Record<string, { scripts?: boolean }> };
  const { allowScripts } = await read("deno.json");
  const withScripts = Object.keys(npm).filter((name) => npm[name]!.scripts === true);
  assert.deepEqual(allowScripts, {
    allow: [],
    deny: withScripts.map((name) => `npm:${name}`).sort(),
  });
});
