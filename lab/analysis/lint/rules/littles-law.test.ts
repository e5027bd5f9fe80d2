import assert from "node:assert/strict";
import { inPublished, inTrials } from "../testing.ts";

const withLatency = (latencyMeanMs: number) =>
  inTrials("littles-law", { outcome: { durationS: 60, throughputRps: 640, latencyMeanMs } });

Deno.test("littles-law finds time that no latency holds", () => {
  const [found] = withLatency(90);
  assert.equal(found!.severity, "warning");
  assert.match(found!.sentence, /is 57.6, not the 64 connections: 10 % too few/);
  assert.equal(withLatency(70)[0]!.severity, "error");
});

Deno.test("littles-law tolerates what the edges of the window explain", () => {
  assert.deepEqual(withLatency(98.5), []);
  const short = { durationS: 1, throughputRps: 640, latencyMeanMs: 106 };
  assert.deepEqual(inTrials("littles-law", { outcome: short }), []);
});

Deno.test("littles-law finds the second article's async Django, and nothing else printed", () => {
  const found = inPublished("littles-law");
  assert.deepEqual(found.map(({ subject }) => subject), [
    "changs, table “best configurations”: Django Async (Pooled) 1",
    "changs, table “same pool”: Django Async 1",
  ]);
  assert.match(found[0]!.sentence, /is 62.2, not the 64 connections: 2.\d+ % too few/);
});
