/** The walls of the house: who may know whom. */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { ROOT } from "./system/state.ts";

const LAB = join(ROOT, "lab");

/** Every source file below a folder that is no test. */
async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* sources(path);
    else if (name.endsWith(".ts") && !name.endsWith(".test.ts")) yield path;
  }
}

/** A file and everything of ours that it imports, directly or not. */
async function reach(file: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(file)) return found;
  found.add(file);
  const text = await Deno.readTextFile(file);
  for (const [, target] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from "(\.[^"]+)"/gm)) {
    await reach(join(dirname(file), target!), found);
  }
  return found;
}

for (const part of ["analysis", "figures"]) {
  Deno.test(`nothing that ${part}/ reaches starts a process or knows the bench`, async () => {
    for await (const file of sources(join(LAB, part))) {
      for (const reached of await reach(file)) {
        const place = `${relative(LAB, file)} reaches ${relative(LAB, reached)}`;
        assert.ok(!relative(LAB, reached).startsWith("bench"), place);
        assert.ok(!/Deno\.Command|child_process/.test(await Deno.readTextFile(reached)), place);
      }
    }
  });
}

Deno.test("the types know nobody, and the store knows neither bench nor figures", async () => {
  assert.equal((await reach(join(LAB, "types.ts"))).size, 1);
  for await (const file of sources(join(LAB, "store"))) {
    for (const reached of await reach(file)) {
      const part = relative(LAB, reached).split("/")[0]!;
      assert.ok(
        !["figures", "notebook", "report"].includes(part),
        `${relative(LAB, file)} reaches ${part}/`,
      );
    }
  }
});
