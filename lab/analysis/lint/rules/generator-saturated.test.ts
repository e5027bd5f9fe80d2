import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

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
