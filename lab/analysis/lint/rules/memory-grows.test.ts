import assert from "node:assert/strict";
import { changedRun, inRun, inTrials } from "../testing.ts";

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

Deno.test("memory-grows finds a KiB for each answer where the load went on, and a collector explains nothing", () => {
  const look = (memoryLookGrowthMiB: number[], memoryLookTotalMiB: number, runtime = "deno") => {
    const run = changedRun({
      "gamma-sync": {
        outcome: { memoryLookGrowthMiB, memoryLookTotalMiB, memoryLookAnswerCount: 50_000 },
      },
    });
    run.plan.variants["gamma-sync"]!.runtime = runtime;
    return inRun("memory-grows", run)[0]?.sentence;
  };
  const slices = [14, 13, 13, 12, 12];
  assert.equal(
    look(slices, 3 * 165),
    "The server's memory went on growing after the window: by 64 MiB over 50,000 answers, 1.31 KiB for " +
      "each, and in every part of that time.",
  );
  // A heap that may still come to rest, one that did, and one of a language that waits for nothing.
  assert.equal(look(slices, 3 * 110), undefined);
  assert.equal(look([14, 13, -9], 3 * 165), undefined);
  assert.equal(look([2, 2, 1, 2, 2], 3 * 165), undefined);
  // Of a server that compresses each answer: what stands beside its heap came to rest in the last part.
  for (const last of [-0.8, 3]) {
    assert.equal(look([108, 100.9, 95.5, 58.7, last], 486), undefined);
  }
  assert.notEqual(look([108, 100.9, 95.5, 58.7, 40], 486), undefined);
  assert.notEqual(look(slices, 3 * 30, "python"), undefined);
});

Deno.test("memory-grows tolerates a collector's garbage, a large server's small moves, and less memory", () => {
  // As of servers that leak nothing, in windows of 3 to 5 s.
  for (const growthMiB of [12, 44, 52, 72]) assert.equal(found(growthMiB, 130), undefined);
  assert.equal(found(60, 2000), undefined);
  assert.equal(found(-100), undefined);
  assert.deepEqual(inTrials("memory-grows", {}), []);
});
