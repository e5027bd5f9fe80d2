import type { MachineSeen, Role } from "../../../nouns/machines.ts";
import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { inRun, inTrials } from "../testing.ts";

const withOthers = (otherCpuS: number, stolenCpuS: number) =>
  inTrials("machine-busy", { outcome: { durationS: 5, otherCpuS, stolenCpuS } });

Deno.test("machine-busy finds other processes and stolen time", () => {
  assert.equal(
    withOthers(2, 1)[0]!.sentence,
    "Other processes used 20 % of all cores, and the hypervisor took 10 %.",
  );
  assert.equal(withOthers(0, 1)[0]!.sentence, "The hypervisor took 10 %.");
});

Deno.test("machine-busy tolerates what a quiet machine needs for itself", () => {
  assert.deepEqual(withOthers(0.3, 0.1), []);
  const probed = { durationS: 5, otherCpuS: 0.7, probeCpuS: 0.4, stolenCpuS: 0 };
  assert.deepEqual(inTrials("machine-busy", { outcome: probed }), []);
});

Deno.test("machine-busy makes no warning of the service that a scenario calls", () => {
  const cells = [
    fixtureCell("gamma-sync", 1, 5, { endpoint: "call", parameters: { delayMs: 50 } }),
  ];
  const run = fixtureRun({ cells, blocks: 1, answerCount: 1 });
  Object.assign(run.trials[0]!.outcome, { durationS: 5, otherCpuS: 2, stolenCpuS: 0 });
  const [found] = inRun("machine-busy", run);
  assert.equal(found!.severity, "note");
  assert.equal(
    found!.sentence,
    "The called service and other processes used 20 % of all cores.",
  );
});

Deno.test("machine-busy looks at each machine that has a role, by its own cores", () => {
  const machine = (roles: Role[], otherCpuS: number, coreCount = 4): MachineSeen => ({
    ...{ roles, otherCpuS, coreCount, stolenCpuS: 0, lookedS: 4 },
  });
  const busy = (machines: MachineSeen[]) =>
    inTrials("machine-busy", { outcome: { durationS: 4, otherCpuS: 0, stolenCpuS: 0, machines } });
  assert.deepEqual(busy([machine(["server"], 3), machine(["database"], 0.6)]), []);
  const [found] = busy([machine(["server"], 0), machine(["load"], 2)]);
  assert.match(found!.sentence, /^On the machine of the load other processes used 13 %\.$/);
});
