import assert from "node:assert/strict";
import { fixtureKnownEffectCell, fixtureRun } from "../fixtures/runs.ts";
import { addedLatency } from "./latency.ts";

Deno.test("addedLatency() tells waiting from work", () => {
  const load = {
    kind: "open" as const,
    rateRps: 500,
    arrivals: "constant" as const,
    connections: 64,
  };
  const options: Record<string, string>[] = [{}, { delayMs: "5" }, { work: "0" }];
  const cells = options.map((each) => {
    const cell = fixtureKnownEffectCell(each);
    return { ...cell, scenario: { ...cell.scenario, load } };
  });
  const run = fixtureRun({ blocks: 6, cells, noiseShare: 0.001, throughputRpsOf: () => 500 });
  for (const { cell, outcome } of run.trials) {
    if (outcome.state !== "completed") continue;
    const { delayMs, work } = cell.settings.options ?? {};
    outcome.latencyP50Ms = delayMs ? 6.2 : 1.2;
    outcome.serverCpuS = work === "0" ? 0.1 : 2;
  }
  const added = addedLatency(run);
  assert.equal(added.throughput.verdict, "equivalent");
  assert.equal(added.latencyP50.verdict, "different");
  assert.ok(Math.abs(added.addedP50Ms - 5) < 1e-9);
  assert.ok(Math.abs(added.ownCpuShare! - 0.05) < 0.001);
});
