import assert from "node:assert/strict";
import { join } from "node:path";
import { exists } from "../system/state.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { temporaryState } from "../testing/state.ts";
import { variantIn } from "../testing/variants.ts";
import { runtime } from "./kinds/python.ts";
import { environmentFolder, findPython, makeEnvironment } from "./pythonenvironment.ts";

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

Deno.test("lists of packages that are the same share an environment, and one that changes gets another", async () => {
  await using t = await temporaryFolder({
    "a/lock": "# one",
    "b/lock": "# one",
    "c/lock": "# two",
  });
  const [a, b, c] = ["a", "b", "c"].map((name) => environmentFolder(join(t.folder, name, "lock")));
  assert.equal(a, b);
  assert.notEqual(a, c);
  t.write({ "a/lock": "# three" });
  assert.notEqual(environmentFolder(join(t.folder, "a", "lock")), a);
});

Deno.test("an environment is made once, and the variant's first word is found in it", async () => {
  await using _state = await temporaryState();
  await using t = await temporaryFolder({
    "requirements.lock": "# nothing is asked for\n",
    "web/app.py": "",
    ".git": "",
  });
  const variant = variantIn(join(t.folder, "web"), { runtime: "python" });
  const said: string[] = [];
  assert.ok(runtime.kind === "process");
  assert.equal(await runtime.needs(variant), null);
  await runtime.prepare(variant, (what) => said.push(what));
  await makeEnvironment(join(t.folder, "requirements.lock"), (what) => said.push(what));
  assert.deepEqual(said, ["installing Python packages"]);
  const python = await runtime.program(variant, "python");
  assert.equal(python, join(environmentFolder(join(t.folder, "requirements.lock")), "bin/python"));
  assert.ok(await exists(python));
  assert.equal(await runtime.program(variant, "sh"), "sh");
  assert.deepEqual(runtime.locks(variant), [join(t.folder, "requirements.lock")]);
  assert.match((await runtime.versions(variant)).python!, /^3\./);
});

Deno.test("a Python variant with no list of packages is told to have one", async () => {
  await using t = await temporaryFolder({ "web/app.py": "", ".git": "" });
  const variant = variantIn(join(t.folder, "web"), { runtime: "python" });
  assert.equal(await runtime.needs(variant), "a requirements.lock beside it");
  assert.throws(
    () => runtime.locks(variant),
    /^GauntletError: Cannot start "made-up": there is no requirements\.lock in .*web or above it; write one/,
  );
});

Deno.test("a list that cannot be installed is a sentence, and leaves no environment behind", async () => {
  await using _state = await temporaryState();
  await using t = await temporaryFolder({
    "requirements.lock": "this is no package\n",
  });
  const lock = join(t.folder, "requirements.lock");
  await assert.rejects(makeEnvironment(lock), /^GauntletError: Cannot install the packages of /);
  assert.equal(await exists(join(environmentFolder(lock), ".made")), false);
});
