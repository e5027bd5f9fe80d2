/** Every variant that can run here, through every endpoint that it claims; its receipt must be known. */
import assert from "node:assert/strict";
import { conformance, optionConformance } from "../lab/conformance/conformance.ts";
import { openStage } from "../lab/conformance/open.ts";
import { receiptProblems } from "../lab/conformance/receipts.ts";
import { runtimeNamed } from "../lab/runtimes/runtime.ts";
import { catalog, whatItNeeds } from "../lab/server/catalog.ts";
import { measuringLock } from "../lab/system/lock.ts";

Deno.test("every folder could be read", () => assert.deepEqual(catalog.problems, []));

for (const workload of catalog.workloads.values()) {
  // With each value of their options too: those of `rows` take less than two minutes in all.
  Deno.test(`every variant of ${workload.name} keeps its contract`, async (t) => {
    using _lock = await measuringLock(() => {}, new AbortController().signal);
    await using stage = await openStage(workload, () => {});
    for (const variant of catalog.variants.values()) {
      const runtime = await runtimeNamed(variant.runtime);
      if (variant.workload !== workload.name || runtime.kind !== "process") continue;
      await t.step(variant.name, async () => {
        assert.equal(await whatItNeeds(variant), null, "its runtime is set up");
        await runtime.prepare(variant, () => {});
        const { checks, receipts } = await conformance(variant, stage);
        checks.push(...await optionConformance(variant, stage));
        assert.deepEqual(checks.filter(({ problem }) => problem !== null), []);
        assert.deepEqual(await receiptProblems(workload, new Map([[variant.name, receipts]])), []);
      });
    }
  });
}
