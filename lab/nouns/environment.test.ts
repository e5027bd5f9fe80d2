import assert from "node:assert/strict";
import { withLimits } from "../analysis/lint/testing.ts";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { coresOf, coresText, Environment, isBesideServer, limitsOf } from "./environment.ts";
import type { Role, RoleMachine } from "./machines.ts";

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

Deno.test("of roles on machines of their own each has its own cores and limits, and takes none of the server's", () => {
  const { environment } = withLimits(fixtureRun(), {});
  assert.equal(isBesideServer(environment, "load"), true);
  assert.equal(coresOf(environment, "database"), 2);
  const { os, kernel, architecture, cpuModel, memoryGiB, limits } = environment;
  const machine = (roles: Role[], cpuCoreCount: number): RoleMachine => ({
    ...{ roles, cpuCoreCount, os, kernel, architecture, cpuModel, memoryGiB },
    ...{ machineId: "m", versions: {}, codeHash: "c", clockOffsetMs: -2, roundTripMs: 1 },
    limits: { ...limits!, localPortCount: cpuCoreCount * 1000 },
  });
  const apart = Environment.parse({
    ...environment,
    machines: [machine(["server", "load"], 4), machine(["database"], 8), machine(["load"], 16)],
  });
  assert.equal(isBesideServer(apart, "server"), true);
  assert.equal(isBesideServer(apart, "database"), false);
  assert.equal(isBesideServer(apart, "load"), false);
  assert.deepEqual([coresOf(apart, "database"), coresOf(apart, "load")], [8, 4]);
  assert.equal(limitsOf(apart, "database")!.localPortCount, 8000);
});
