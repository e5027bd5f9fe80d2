import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../../testing/folder.ts";
import { noteRunning, sweepForgotten } from "./forgotten.ts";
import { carriersOf, processTable } from "./proc.ts";
import { TOKEN_VARIABLE } from "./processes.ts";

/** A state folder of a test's own. */
async function ownState() {
  const folder = await temporaryFolder({});
  const before = Deno.env.get("GAUNTLET_STATE");
  Deno.env.set("GAUNTLET_STATE", folder.folder);
  return {
    running: `${folder.folder}/running`,
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) Deno.env.delete("GAUNTLET_STATE");
      else Deno.env.set("GAUNTLET_STATE", before);
      await folder[Symbol.asyncDispose]();
    },
  };
}

const notesIn = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);

/** Something that does not want to end, with a token and in a session of its own. */
async function stubborn(token: string): Promise<number> {
  await new Deno.Command("setsid", {
    args: ["-f", "sh", "-c", "trap '' TERM; while :; do sleep 0.2; done"],
    env: { [TOKEN_VARIABLE]: token },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  for (let round = 0; round < 100; round++) {
    const [pid] = await carriersOf(TOKEN_VARIABLE, token);
    if (pid !== undefined) return pid;
    await sleep(20);
  }
  assert.fail("it has not started");
}

const isAlive = async (pid: number) => ((await processTable()).get(pid)?.state ?? "Z") !== "Z";

Deno.test("what a run left that is gone is ended by the next, what one left that runs is not", async () => {
  await using state = await ownState();
  const [gone, here] = [crypto.randomUUID(), crypto.randomUUID()];
  const [left, kept] = [await stubborn(gone), await stubborn(here)];
  const watched = await stubborn(crypto.randomUUID());
  await using _here = await noteRunning(here);
  const forgotten = await noteRunning(gone);
  await forgotten.watch(watched);
  // As if this process had been another one, that is gone: the same pid, started at another time.
  const file = `${state.running}/${gone}.json`;
  const note = JSON.parse(await Deno.readTextFile(file));
  note.keeper.startedTicks--;
  await Deno.writeTextFile(file, JSON.stringify(note));

  await sweepForgotten();
  assert.deepEqual([await isAlive(left), await isAlive(watched)], [false, false]);
  assert.equal(await isAlive(kept), true);
  assert.deepEqual(await notesIn(state.running), [`${here}.json`]);
  for (const pid of await carriersOf(TOKEN_VARIABLE, here)) Deno.kill(pid, "SIGKILL");
});

Deno.test("a pid that was given again is not ended, nor anything by a note of another start of the machine", async () => {
  await using state = await ownState();
  const tokens = [crypto.randomUUID(), crypto.randomUUID()];
  const other = await stubborn(crypto.randomUUID());
  for (const [index, token] of tokens.entries()) {
    const forgotten = await noteRunning(token);
    await forgotten.watch(other);
    const file = `${state.running}/${token}.json`;
    const note = JSON.parse(await Deno.readTextFile(file));
    note.keeper.startedTicks--;
    if (index === 0) note.watched[0].startedTicks--;
    else note.bootId = "another";
    await Deno.writeTextFile(file, JSON.stringify(note));
  }
  await Deno.writeTextFile(`${state.running}/cut.json`, '{"bootId": "');
  await sweepForgotten();
  assert.equal(await isAlive(other), true);
  assert.deepEqual(await notesIn(state.running), []);
  Deno.kill(other, "SIGKILL");
});
