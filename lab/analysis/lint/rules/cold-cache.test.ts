import assert from "node:assert/strict";
import type { CompletedTrial } from "../../../nouns/trial.ts";
import { changedRun, inRun } from "../testing.ts";

const slowBy = (factorOfFirst: number) => ({
  outcome: ({ block }: CompletedTrial) => ({
    throughputRps: 400 * (block === 1 ? factorOfFirst : 1) * (1 + block / 100),
  }),
});

Deno.test("cold-cache notes a first block that is far below all others in every cell", () => {
  const run = changedRun({ "gamma-sync": slowBy(0.7), "beta-sync": slowBy(0.6) });
  const [found] = inRun("cold-cache", run);
  assert.match(found!.sentence, /slowest in 2 of 2 cells, in the median 36 % below/);
});

Deno.test("cold-cache tolerates a first block that is slower in one cell, or by little", () => {
  assert.deepEqual(inRun("cold-cache", changedRun({ "gamma-sync": slowBy(0.7) })), []);
  const little = { "gamma-sync": slowBy(0.95), "beta-sync": slowBy(0.95) };
  assert.deepEqual(inRun("cold-cache", changedRun(little)), []);
});

Deno.test("cold-cache says nothing of two blocks", () => {
  const both = { "gamma-sync": slowBy(0.5), "beta-sync": slowBy(0.5) };
  assert.deepEqual(inRun("cold-cache", changedRun(both, 2)), []);
});
