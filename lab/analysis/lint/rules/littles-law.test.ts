import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { inPublished, inRun, inTrials } from "../testing.ts";

const withLatency = (latencyMeanMs: number) =>
  inTrials("littles-law", { outcome: { durationS: 60, throughputRps: 640, latencyMeanMs } });

Deno.test("littles-law finds time that no latency holds", () => {
  const [found] = withLatency(90);
  assert.equal(found!.severity, "warning");
  assert.match(found!.sentence, /is 57.6, not the 64 connections: 10 % too few/);
});

Deno.test("littles-law tells whose time it was that no latency holds", () => {
  const of = (generatorStallMs: number) =>
    inTrials("littles-law", {
      outcome: { durationS: 10, throughputRps: 640, latencyMeanMs: 70, generatorStallMs },
    })[0]!;
  assert.equal(of(2000).severity, "error");
  assert.match(of(2000).sentence, /30 % too few.*the load generator itself had no turn for 2 s/);
  assert.equal(of(20).severity, "warning");
  assert.match(of(20).sentence, /it is the server's own/);
});

Deno.test("littles-law tolerates what the edges of the window explain", () => {
  assert.deepEqual(withLatency(98.5), []);
  const short = { durationS: 1, throughputRps: 640, latencyMeanMs: 106 };
  assert.deepEqual(inTrials("littles-law", { outcome: short }), []);
});

Deno.test("littles-law finds the published row that breaks it, and asks nothing of those without latencies", () => {
  const found = inPublished("littles-law");
  assert.deepEqual(found.map(({ subject }) => subject), [
    "maple, table “best”: Beta Async 1",
  ]);
  assert.match(found[0]!.sentence, /is 62.2, not the 64 connections: 2.\d+ % too few/);
});

Deno.test("littles-law asks nothing of an open loop, where connections are not all in use", () => {
  const load = { kind: "open", rateRps: 100, arrivals: "constant", connections: 500 } as const;
  const cells = [fixtureCell("gamma-sync", 3, 5, { load })];
  const run = fixtureRun({ cells, answerCount: 1 });
  for (const { outcome } of run.trials) Object.assign(outcome, { latencyMeanMs: 20 });
  assert.deepEqual(inRun("littles-law", run), []);
});
