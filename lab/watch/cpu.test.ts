import assert from "node:assert/strict";
import { cpuBetween, type CpuSnapshot, cpuSnapshot } from "./cpu.ts";
import { processTable } from "../system/processes/proc.ts";

const used = (
  cpuS: number,
  byPid: Record<number, [cpuS: number, voluntary: number, forced: number]>,
) => ({
  cpuS,
  cpuByProcessS: new Map(Object.entries(byPid).map(([pid, [own]]) => [Number(pid), own])),
  switches: new Map(
    Object.entries(byPid).map(([pid, [, voluntaryCount, involuntaryCount]]) => [
      Number(pid),
      { voluntaryCount, involuntaryCount },
    ]),
  ),
});

const BEFORE: CpuSnapshot = {
  server: used(10, { 1: [1, 10, 1], 2: [9, 100, 5], 4: [0, 7, 7] }),
  database: used(20, { 5: [20, 50, 50] }),
  generator: used(2, { 6: [2, 5, 5] }),
  relayS: null,
  probeS: 1,
  busyS: 100,
  stolenS: 5,
};
const AFTER: CpuSnapshot = {
  server: used(13, { 1: [1.1, 12, 1], 2: [11.4, 150, 9], 3: [0.5, 20, 2] }),
  database: used(21, { 5: [21, 80, 60] }),
  generator: used(2.5, { 6: [2.5, 9, 6] }),
  relayS: null,
  probeS: 1.02,
  busyS: 105,
  stolenS: 5.25,
};

Deno.test("cpuBetween() splits the machine's time by role; what is nobody's is the rest's", () => {
  const between = cpuBetween(BEFORE, AFTER);
  assert.equal(between.serverCpuS, 3);
  assert.equal(between.databaseCpuS, 1);
  assert.equal(between.generatorCpuS, 0.5);
  assert.equal(between.otherCpuS, 0.5);
  assert.equal(between.stolenCpuS, 0.25);
  assert.equal(between.probeCpuS, 0.02);
});

Deno.test("cpuBetween() has a relay's time apart, and none where there is no relay", () => {
  const between = cpuBetween({ ...BEFORE, relayS: 3 }, { ...AFTER, relayS: 3.2 });
  assert.deepEqual([between.relayCpuS, between.otherCpuS], [0.2, 0.3]);
  assert.ok(!("relayCpuS" in cpuBetween(BEFORE, AFTER)));
});

Deno.test("cpuBetween() tells the server's processes apart, the busiest first, newborn ones too", () => {
  assert.deepEqual(cpuBetween(BEFORE, AFTER).serverCpuByProcessS, [2.4, 0.5, 0.1]);
});

Deno.test("cpuBetween() counts switches of each role, and nothing back for a process that ended", () => {
  const between = cpuBetween(BEFORE, AFTER);
  assert.equal(between.serverVoluntarySwitchCount, 2 + 50 + 20);
  assert.equal(between.serverInvoluntarySwitchCount, 0 + 4 + 2);
  assert.equal(between.databaseVoluntarySwitchCount, 30);
  assert.equal(between.generatorInvoluntarySwitchCount, 1);
});

Deno.test("cpuBetween() knows nothing of a database that is not the lab's", () => {
  const without = { database: null, probeS: 0 };
  const between = cpuBetween({ ...BEFORE, ...without }, { ...AFTER, ...without });
  assert.equal(between.databaseCpuS, null);
  assert.equal(between.databaseVoluntarySwitchCount, null);
  assert.equal(between.probeCpuS, null);
  assert.equal(between.otherCpuS, 1.5);
});

Deno.test("cpuSnapshot() leaves the lab's own session out of the database", async () => {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  try {
    const roles = { server: null, database: Deno.pid, generators: [], probe: child.pid };
    const { database, server } = cpuSnapshot(roles, await processTable());
    assert.ok(database!.switches.has(Deno.pid) && !database!.switches.has(child.pid));
    assert.equal(server!.cpuS, 0);
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
});

Deno.test("cpuBetween() knows nothing of a server that nobody told of, whose time is the others'", async () => {
  const roles = { server: "unknown" as const, database: null, generators: [], probe: null };
  assert.equal(cpuSnapshot(roles, await processTable()).server, null);
  const between = cpuBetween({ ...BEFORE, server: null }, { ...AFTER, server: null });
  assert.equal(between.serverCpuS, null);
  assert.equal(between.serverVoluntarySwitchCount, null);
  assert.equal(between.serverInvoluntarySwitchCount, null);
  assert.equal("serverCpuByProcessS" in between, false);
  assert.equal(between.otherCpuS, 3.5);
});
