import assert from "node:assert/strict";
import { join } from "node:path";
import { exists, GauntletError, ROOT } from "../../lab/system/state.ts";
import { findPython } from "../../lab/runtimes/pythonenvironment.ts";
import { explain } from "../../lab/system/explain.ts";
import { isDone, perform, type Step } from "./step.ts";

/** A state folder of its own, for this process and for those that it starts. */
async function temporaryState(): Promise<AsyncDisposable & { folder: string }> {
  const folder = await Deno.makeTempDir({ prefix: "gauntlet-state-" });
  await Deno.chmod(folder, 0o755);
  const before = Deno.env.get("GAUNTLET_STATE");
  Deno.env.set("GAUNTLET_STATE", folder);
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) Deno.env.delete("GAUNTLET_STATE");
      else Deno.env.set("GAUNTLET_STATE", before);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A program that answers what `readPython()` asks. */
async function fakePython(
  { folder, name, version, hasVenv = true, optimized = true }: {
    folder: string;
    name?: string;
    version: string;
    hasVenv?: boolean;
    optimized?: boolean;
  },
): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, name ?? `python-${version}-${hasVenv}`);
  const answer = JSON.stringify([version, hasVenv, optimized]);
  await Deno.writeTextFile(path, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  return path;
}

Deno.test("findPython() takes the first that is new enough and can make environments", async () => {
  await using state = await temporaryState();
  const { folder } = state;
  const old = await fakePython({ folder, version: "3.9.1" });
  const bare = await fakePython({ folder, version: "3.12.0", hasVenv: false });
  const good = await fakePython({ folder, version: "3.13.0" });
  assert.equal(await findPython(["no-such-python", old, bare, good]), good);
});

Deno.test("findPython() takes an optimised build before others of the same name", async () => {
  await using state = await temporaryState();
  const [first, second] = [join(state.folder, "first"), join(state.folder, "second")];
  const name = "python3.11";
  const plain = await fakePython({ folder: first, name, version: "3.11.7", optimized: false });
  const path = `${first}:${state.folder}/none:${second}`;
  assert.equal(await findPython([name], path), plain);
  const optimised = await fakePython({ folder: second, name, version: "3.11.2" });
  assert.equal(await findPython([name], path), optimised);
});

Deno.test("findPython() says what is missing and how to get it", async () => {
  await using state = await temporaryState();
  const { folder } = state;
  const old = await fakePython({ folder, version: "3.9.1" });
  const bare = await fakePython({ folder, version: "3.12.0", hasVenv: false });
  await assert.rejects(
    findPython(["no-such-python"]),
    /Python 3\.11 or newer is needed and none was found on PATH; install it/,
  );
  await assert.rejects(findPython([old]), /needed and .* is 3\.9\.1; install it/);
  await assert.rejects(
    findPython([bare]),
    /3\.12\.0, has no venv module \(Debian and Ubuntu: apt-get install python3-venv\); install it/,
  );
});

Deno.test("explain() turns an installer's complaint into a sentence with the remedy", () => {
  const of = (said: string) =>
    explain("the npm packages", said, "set NPM_CONFIG_REGISTRY to a mirror").message;
  assert.equal(
    of("error: getaddrinfo: Temporary failure in name resolution"),
    "Cannot install the npm packages: the package registry is out of reach; check the network or " +
      "set NPM_CONFIG_REGISTRY to a mirror, then run the task again",
  );
  assert.match(
    of("OSError: [Errno 28] No space left on device"),
    /the disk is full; free some room/,
  );
  assert.match(of("THESE PACKAGES DO NOT MATCH THE HASHES"), /does not match its lock file/);
  assert.match(of("something nobody foresaw"), /the installer said:\nsomething nobody foresaw/);
});

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
