import assert from "node:assert/strict";
import { join } from "node:path";
import { GauntletError, ROOT } from "../system/state.ts";
import { temporaryState } from "../testing/state.ts";
import { isMade, madeFolder, madeOnce } from "./once.ts";

Deno.test("madeOnce() makes it the first time only, in an empty folder of the state folder", async () => {
  await using state = await temporaryState();
  let count = 0;
  const make = async (folder: string) => {
    count++;
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    await Deno.writeTextFile(join(folder, "thing"), "made");
  };
  assert.equal(await isMade("things", "a"), false);
  const folder = await madeOnce("things", "a", make);
  assert.equal(folder, join(state.folder, "things", "a"));
  assert.equal(await madeOnce("things", "a", make), folder);
  assert.equal(await isMade("things", "a"), true);
  await madeOnce("things", "b", make);
  assert.equal(count, 2);
});

Deno.test("what was cut short is made again, from nothing", async () => {
  await using _state = await temporaryState();
  const half = madeOnce("things", "a", async (folder) => {
    await Deno.writeTextFile(join(folder, "half"), "");
    throw new GauntletError("cut short");
  });
  await assert.rejects(half, /cut short/);
  assert.equal(await isMade("things", "a"), false);
  const folder = await madeOnce("things", "a", async (folder) => {
    assert.deepEqual([...Deno.readDirSync(folder)], [], "nothing of the first is left");
    await Deno.writeTextFile(join(folder, "whole"), "");
  });
  assert.equal(folder, madeFolder("things", "a"));
  assert.equal(await isMade("things", "a"), true);
});

/** Makes it in a process of its own, which appends a line for each time that it is made. */
function maker(log: string, pauseMs: number): Deno.ChildProcess {
  const text = `
    import { madeOnce } from "./lab/runtimes/once.ts";
    await madeOnce("things", "a", async (folder) => {
      await Deno.writeTextFile(${JSON.stringify(log)}, Deno.pid + "\\n", { append: true });
      await new Promise((resolve) => setTimeout(resolve, ${pauseMs}));
      await Deno.writeTextFile(folder + "/whole", "");
    });
    console.log([...Deno.readDirSync(${JSON.stringify(madeFolder("things", "a"))})].length);`;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", text],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("of two processes that want it at once one makes it, and both find it whole", async () => {
  await using state = await temporaryState();
  const log = join(state.folder, "log");
  const outputs = await Promise.all([maker(log, 300).output(), maker(log, 300).output()]);
  for (const { success, stdout, stderr } of outputs) {
    assert.ok(success, new TextDecoder().decode(stderr));
    assert.equal(new TextDecoder().decode(stdout).trim(), "2", "the file and the stamp");
  }
  assert.equal((await Deno.readTextFile(log)).trim().split("\n").length, 1);
});

Deno.test("one that is killed while it makes it holds up nobody", async () => {
  await using state = await temporaryState();
  const log = join(state.folder, "log");
  await Deno.writeTextFile(log, "");
  const killed = maker(log, 60_000);
  while ((await Deno.readTextFile(log)) === "") await new Promise((go) => setTimeout(go, 20));
  killed.kill("SIGKILL");
  await killed.output();
  await madeOnce("things", "a", (folder) => Deno.writeTextFile(join(folder, "whole"), ""));
  assert.equal(await isMade("things", "a"), true);
});
