import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { inRun, inTrials } from "../testing.ts";

const withCpu = (generatorCpuS: number) =>
  inTrials("generator-saturated", { outcome: { durationS: 5, generatorCpuS } });

Deno.test("generator-saturated finds a generator at the end of its core", () => {
  const [found] = withCpu(4.75);
  assert.equal(found!.severity, "error");
  assert.equal(found!.sentence, "The load generator used 95 % of one core, and it has one.");
  assert.equal(withCpu(3.75)[0]!.severity, "warning");
});

Deno.test("generator-saturated lets a generator with time to spare pass", () => {
  assert.deepEqual(withCpu(3), []);
});

Deno.test("generator-saturated goes by the generator's own limit where it is known", () => {
  const outcome = { throughputRps: 9000 };
  const near = inTrials("generator-saturated", { outcome }, { generatorLimitRps: 10_000 });
  assert.match(near[0]!.sentence, /90 % of what the generator reaches/);
  assert.deepEqual(inTrials("generator-saturated", { outcome }, { generatorLimitRps: 30_000 }), []);
});

Deno.test("generator-saturated counts a core for each generator", () => {
  const load = { kind: "closed", connections: 64, generatorCount: 2 } as const;
  const cells = [fixtureCell("gamma-sync", 3, 5, { load })];
  const run = fixtureRun({ cells, blocks: 1, answerCount: 1 });
  Object.assign(run.trials[0]!.outcome, { durationS: 5, generatorCpuS: 6 });
  assert.deepEqual(inRun("generator-saturated", run), []);
  Object.assign(run.trials[0]!.outcome, { generatorCpuS: 9 });
  assert.match(inRun("generator-saturated", run)[0]!.sentence, /^The 2 load generators used 90 %/);
});

Deno.test("generator-saturated finds a generator that sends too late, which its latencies hold", () => {
  const late = (sendDelayMeanMs: number) =>
    inTrials("generator-saturated", { outcome: { latencyMeanMs: 20, sendDelayMeanMs } });
  assert.match(late(5)[0]!.sentence, /sent requests 5 ms late on average, which is 25 %/);
  assert.deepEqual(late(0.5), []);
});
