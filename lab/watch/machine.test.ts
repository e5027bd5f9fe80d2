import assert from "node:assert/strict";
import { processTable } from "../system/processes/proc.ts";
import type { ProcessEntry, ProcessTable } from "../system/processes/proc.ts";
import { MachineWatch } from "./machine.ts";
import { othersBetween } from "./others.ts";

const table = (...entries: [pid: number, name: string, ownCpuS: number][]): ProcessTable =>
  new Map(entries.map(([pid, name, ownCpuS]) => [
    pid,
    { pid, name, ownCpuS, cpuS: ownCpuS, parent: 1, group: pid } as ProcessEntry,
  ]));

Deno.test("othersBetween() names the busiest program that is neither a role's nor the lab's", () => {
  const before = table([1, "server", 5], [2, "lab", 5], [3, "cc1", 5], [4, "browser", 5]);
  const after = table(
    [1, "server", 9],
    [2, "lab", 8],
    [3, "cc1", 6],
    [4, "browser", 6.5],
    [5, "cc1", 1],
  );
  assert.deepEqual(othersBetween(before, after, new Set([1]), new Set([2])), {
    seenOtherCpuS: 6.5,
    busiestOtherProgram: "cc1",
    busiestOtherCpuS: 2,
  });
  assert.deepEqual(othersBetween(before, before, new Set(), new Set()), { seenOtherCpuS: 0 });
});

Deno.test("MachineWatch sees memory that a server takes, its open files and their limit", async () => {
  const server = new Deno.Command("sh", {
    args: [
      "-c",
      `ulimit -n 64; exec python3 -c "
import sys
sys.stdin.readline()
kept = bytearray(b'x' * 40 * 2**20)
files = [open('/dev/null') for _ in range(20)]
print('done', flush=True)
sys.stdin.readline()"`,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = server.stdin.getWriter();
  const reader = server.stdout.getReader();
  try {
    const watch = new MachineWatch({ server: null, database: null });
    const roles = { server: server.pid, database: null, generators: [Deno.pid], probe: null };
    await new Promise((resolve) => setTimeout(resolve, 300));
    watch.opened(roles, await processTable());
    await writer.write(new TextEncoder().encode("\n"));
    await reader.read();
    watch.closed(roles, await processTable());
    const seen = watch.seen(0);
    assert.ok(seen.serverMemoryGrowthMiB! > 35 && seen.serverMemoryGrowthMiB! < 90);
    assert.equal(seen.serverOpenFileLimitCount, 64);
    assert.ok(seen.serverOpenFileCount! >= 20 && seen.serverOpenFileCount! < 64);
    assert.ok(seen.generatorOpenFileCount! > 0);
    assert.ok(seen.swappedMiB >= 0 && seen.unseenCpuS >= 0);
  } finally {
    server.kill("SIGKILL");
    await Promise.all([server.status, writer.close().catch(() => {}), reader.cancel()]);
  }
});
