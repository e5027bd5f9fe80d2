/** Every variant that can run here, through every endpoint that it claims; its receipt must be known. */
import assert from "node:assert/strict";
import { conformance, CONFORMANCE_ROWS, optionConformance } from "../lab/server/conformance.ts";
import { openDatabase } from "../lab/database/database.ts";
import { startDelay } from "../lab/server/delay.ts";
import { measuringLock } from "../lab/system/lock.ts";
import { receiptProblems } from "../lab/server/receipts.ts";
import { findVariants, whatItNeeds } from "../lab/server/variants.ts";

const variants = [...(await findVariants()).values()];

Deno.test("every variant keeps the contract", async (t) => {
  using _lock = await measuringLock(() => {}, new AbortController().signal);
  await using database = await openDatabase([CONFORMANCE_ROWS], {
    onStarted: () => {},
    onFill: () => {},
  });
  await using delay = await startDelay();
  const quotes = database.withRows(CONFORMANCE_ROWS);
  for (const variant of variants) {
    await t.step(variant.name, async () => {
      assert.equal(await whatItNeeds(variant), null, "its runtime is set up");
      const services = { databaseUrl: quotes.serverUrl, upstreamUrl: delay.url };
      const { checks, receipts } = await conformance(variant, quotes, services);
      checks.push(...await optionConformance(variant, quotes, services));
      assert.deepEqual(checks.filter(({ problem }) => problem !== null), []);
      assert.deepEqual(await receiptProblems(new Map([[variant.name, receipts]])), []);
    });
  }
});
