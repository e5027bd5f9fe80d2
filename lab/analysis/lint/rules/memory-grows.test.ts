import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const found = (serverMemoryGrowthMiB: number, serverMemoryMiB: number | null = 400) =>
  inTrials("memory-grows", {
    outcome: { durationS: 5, okCount: 2000, serverMemoryGrowthMiB, serverMemoryMiB },
  }).map(({ severity, sentence }) => `${severity}: ${sentence}`)[0];

Deno.test("memory-grows tells how fast a server's memory grew, and by how much for each answer", () => {
  assert.equal(
    found(250),
    "warning: The server's memory grew by 250 MiB within the window, 50 MiB/s, 128 KiB for each answer: by " +
      "63 % of what it had in the end.",
  );
});

Deno.test("memory-grows makes no more than a note of what a collector of garbage may let pass", () => {
  assert.match(found(40, 130)!, /^note: .* 8 MiB\/s/);
});

Deno.test("memory-grows tolerates a collector's garbage, a large server's small moves, and less memory", () => {
  assert.equal(found(12), undefined);
  assert.equal(found(60, 2000), undefined);
  assert.equal(found(-100), undefined);
  assert.deepEqual(inTrials("memory-grows", {}), []);
});
