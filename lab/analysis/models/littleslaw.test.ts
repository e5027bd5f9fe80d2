import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { littlesLaw } from "./littleslaw.ts";

Deno.test("littlesLaw() finds the gap between connections and throughput × mean latency", () => {
  const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 1, 5)], blocks: 2 });
  Object.assign(run.trials[0]!.outcome, { throughputRps: 640, latencyMeanMs: 100 });
  Object.assign(run.trials[1]!.outcome, { throughputRps: 640, latencyMeanMs: 90 });
  const [kept, broken] = littlesLaw(run);
  assert.equal(kept!.busyConnections, 64);
  assert.equal(kept!.gapShare, 0);
  assert.equal(broken!.busyConnections, 57.6);
  assert.ok(Math.abs(broken!.gapShare + 0.1) < 1e-12);
});
