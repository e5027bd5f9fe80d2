import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import { carriersOf, processTable, treeOf } from "./proc.ts";
import { heldStill, ManagedProcess } from "./processes.ts";
import { reap } from "./reap.ts";
import { faultTest } from "../../testing/faults.ts";

/** Starts a shell script that carries a variable by which its processes are found again. */
function script(text: string, graceS: number, variable = "GAUNTLET_TEST") {
  const value = crypto.randomUUID();
  const process = new ManagedProcess({
    program: "sh",
    args: ["-c", text],
    env: { [variable]: value },
  }, graceS);
  return { process, value };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500 && !await condition(); round++) await sleep(10);
  assert.ok(await condition());
}

Deno.test("stop() ends a tree that ignores SIGTERM, with its grandchildren", async () => {
  const { process, value } = script(
    "trap '' TERM; (trap '' TERM; sleep 60) & sleep 61 & wait; wait",
    0.2,
  );
  await until(async () => (await carriersOf("GAUNTLET_TEST", value)).length >= 3);
  await process.stop();
  assert.deepEqual(await carriersOf("GAUNTLET_TEST", value), []);
});

Deno.test("stop() ends a child that left for a session of its own", async () => {
  const { process, value } = script("setsid sleep 60 & wait", 0.2);
  await until(async () => (await carriersOf("GAUNTLET_TEST", value)).length === 2);
  await process.stop();
  assert.deepEqual(await carriersOf("GAUNTLET_TEST", value), []);
});

Deno.test("kill() ends at once what would not stop, and has its leader collect it", async () => {
  const { process, value } = script(
    "trap 'wait; sleep 61' TERM; (trap '' TERM; exec sleep 60) & wait",
    60,
  );
  await until(async () => (await carriersOf("GAUNTLET_TEST", value)).length === 2);
  const children = (await treeOf(process.pid)).filter((pid) => pid !== process.pid);
  await process.kill();
  const table = await processTable();
  assert.deepEqual(children.filter((pid) => table.has(pid)), [], "no zombie of it is left");
});

Deno.test("heldStill() stops a tree while it is looked at, and lets it go on", async () => {
  const { process } = script("sleep 60 & wait", 1);
  await until(async () => (await treeOf(process.pid)).length === 2);
  const states = async () => {
    const table = await processTable();
    return (await treeOf(process.pid)).map((pid) => table.get(pid)!.state);
  };
  // The kernel stops each of them a moment after it was told to.
  await heldStill(
    await treeOf(process.pid),
    () => until(async () => (await states()).join("") === "TT"),
  );
  await until(async () => (await states()).join("") === "SS");
  await process.stop();
});

Deno.test("a managed process keeps the end of its log for the error message", async () => {
  const { process } = script("echo one; echo two >&2; exit 3", 1);
  await until(() => Promise.resolve(process.ended !== null));
  await process.stop();
  assert.equal(process.ended!.code, 3);
  assert.deepEqual(process.logTail().split("\n").sort(), ["one", "two"]);
});

Deno.test("reap() ends orphans that carry the token and trees that are watched", async () => {
  const token = crypto.randomUUID();
  const orphan = new Deno.Command("sh", {
    args: ["-c", "setsid sleep 60 & sleep 0.1"],
    env: { GAUNTLET_TOKEN: token },
  }).spawn();
  const watched = new Deno.Command("sh", { args: ["-c", "sleep 60 & wait"] }).spawn();
  await orphan.status;
  assert.equal((await carriersOf("GAUNTLET_TOKEN", token)).length, 1);
  await reap(token, [watched.pid], 100);
  await watched.status;
  assert.deepEqual(await carriersOf("GAUNTLET_TOKEN", token), []);
  assert.equal((await processTable()).get(watched.pid), undefined);
});

faultTest(
  ["a password in a log", "escape sequences"],
  "logTail() shows no password that the lab knows, and commands no terminal",
  async () => {
    const before = Deno.env.get("DATABASE_URL");
    Deno.env.set("DATABASE_URL", "postgres://me:s%2Fcret-1@127.0.0.1/none");
    try {
      const { process } = script(
        'printf "\\033]0;owned\\007\\033[31m%s\\033[0m s/cr\\033[0met-1\\n" "$DATABASE_URL"',
        0.2,
      );
      await process.child.status;
      await process.stop();
      assert.equal(process.logTail(), "postgres://me:[redacted]@127.0.0.1/none [redacted]");
      assert.match(process.rawTail(1), /s%2Fcret-1/);
    } finally {
      if (before === undefined) Deno.env.delete("DATABASE_URL");
      else Deno.env.set("DATABASE_URL", before);
    }
  },
);

Deno.test("a managed process ends with this one, however this one was ended, unless it is to stay", async () => {
  const value = crypto.randomUUID();
  const program = `
    import { ManagedProcess } from "${new URL("./processes.ts", import.meta.url)}";
    new ManagedProcess({ program: "sleep", args: ["61"] });
    new ManagedProcess({ program: "sleep", args: ["62"], outlivesUs: true });
    console.log("started");
    setInterval(() => {}, 1000);`;
  const parent = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", program],
    env: { GAUNTLET_TEST: value },
    stdout: "piped",
  }).spawn();
  for await (const _said of parent.stdout) break;
  await until(async () => (await carriersOf("GAUNTLET_TEST", value)).length === 3);
  parent.kill("SIGKILL");
  await parent.status;
  await until(async () => (await carriersOf("GAUNTLET_TEST", value)).length === 1);
  const [left] = await carriersOf("GAUNTLET_TEST", value);
  const line = await Deno.readTextFile(`/proc/${left}/cmdline`);
  assert.match(line.replaceAll("\0", " "), /sleep 62 $/);
  Deno.kill(left!, "SIGKILL");
});
