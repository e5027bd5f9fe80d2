import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../lab/system/state.ts";
import { helpOf } from "./help.ts";

const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));

Deno.test("every task tells its arguments and what its exit code says, within 100 columns", () => {
  assert.ok(Object.keys(tasks).length > 15);
  for (const task of Object.keys(tasks)) {
    const text = helpOf(task);
    assert.match(text, new RegExp(`^deno task ${task}\\b`));
    assert.match(text, /\nExit code /);
    const long = text.split("\n").filter((line) => line.length > 100);
    assert.deepEqual(long, [], task);
  }
});

Deno.test("the codes of a gate are told where it is asked for", () => {
  assert.match(
    helpOf("run"),
    /0: all of it holds; 1: some of it fails; 2: undecided; 3: it could not\n/,
  );
});
