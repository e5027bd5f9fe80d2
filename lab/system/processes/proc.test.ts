import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import {
  carriersOf,
  machineCpu,
  memoryMiB,
  parseStat,
  processTable,
  switchesOf,
  treeOf,
} from "./proc.ts";

const STAT =
  "4211 (a (b) c d) S 17 18 19 0 -1 4194560 900 100 2 0 250 50 7 3 20 0 12 0 9000 1 2 3 4 5 6 7 8";

Deno.test("parseStat() reads past a program name with spaces and brackets", () => {
  assert.deepEqual(parseStat(4211, STAT), {
    pid: 4211,
    name: "a (b) c d",
    state: "S",
    parent: 17,
    group: 18,
    session: 19,
    ownCpuS: 3,
    cpuS: 3.1,
    threadCount: 12,
    startedTicks: 9000,
  });
});

Deno.test("processTable() has this process, treeOf() its child, carriersOf() the child's variable", async () => {
  const value = crypto.randomUUID();
  const child = new Deno.Command("sleep", { args: ["60"], env: { GAUNTLET_TEST: value } }).spawn();
  try {
    assert.ok((await processTable()).get(Deno.pid)!.threadCount >= 1);
    assert.ok((await treeOf(Deno.pid)).includes(child.pid));
    assert.deepEqual(await carriersOf("GAUNTLET_TEST", value), [child.pid]);
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
});

Deno.test("machineCpu() and memoryMiB() read what this machine has used", () => {
  assert.ok(machineCpu().busyS > 0);
  assert.ok(memoryMiB([Deno.pid]) > 1);
});

Deno.test("switchesOf() counts a wait of any thread as voluntary, and nothing of a process that is gone", async () => {
  const before = switchesOf(Deno.pid).voluntaryCount;
  const seen = () => switchesOf(Deno.pid).voluntaryCount - before;
  // On cores that others use, a wait may be over before it begins.
  for (let wait = 0; wait < 5000 && seen() < 20; wait++) await sleep(1);
  assert.ok(seen() >= 20);
  assert.deepEqual(switchesOf(2 ** 30), { voluntaryCount: 0, involuntaryCount: 0 });
});
