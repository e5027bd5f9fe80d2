import assert from "node:assert/strict";
import { withLimits } from "../analysis/lint/testing.ts";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { coresText, Environment } from "./environment.ts";

Deno.test("coresText() tells what could be used, of how many where that is fewer", () => {
  assert.equal(coresText({ cpuCoreCount: 1 }), "1 core");
  const { limits } = withLimits(fixtureRun(), { onlineCoreCount: 4 }).environment;
  assert.equal(coresText({ cpuCoreCount: 4, limits }), "4 cores");
  assert.equal(coresText({ cpuCoreCount: 1.5, limits }), "1.5 of 4 cores");
});

Deno.test("an environment is read with limits and without, as older runs have it", () => {
  const { environment } = fixtureRun();
  assert.equal(Environment.parse(environment).limits, undefined);
  const limited = withLimits(fixtureRun(), { quotaCores: 1.5 }).environment;
  assert.equal(Environment.parse({ ...limited, cpuCoreCount: 1.5 }).limits!.quotaCores, 1.5);
});
