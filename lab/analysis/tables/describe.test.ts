import assert from "node:assert/strict";
import { table } from "arquero";
import { describe } from "./describe.ts";

Deno.test("describe() gives danfojs' statistics, and counts what it left out", async () => {
  const { rows, dropped, note } = await describe(
    table({ throughputRps: [1, 2, 3, NaN, null], latencyMs: [4, 5, 6, 7, 8] }),
    ["throughputRps", "latencyMs"],
  );
  const byName = Object.fromEntries(rows.map((row) => [row.statistic, row]));
  assert.deepEqual(Object.keys(byName), [
    "count",
    "mean",
    "std",
    "min",
    "median",
    "max",
    "variance",
  ]);
  assert.equal(byName.count!.throughputRps, 3);
  assert.equal(byName.mean!.throughputRps, 2);
  assert.equal(byName.std!.throughputRps, 1);
  assert.equal(byName.max!.latencyMs, 8);
  assert.deepEqual(dropped, { throughputRps: 2, latencyMs: 0 });
  assert.equal(note, "Left out as no numbers: 2 of throughputRps.");
});

Deno.test("describe() keeps whole numbers beyond 24 bits", async () => {
  const { rows } = await describe(table({ okCount: [16_777_217, 16_777_219] }), ["okCount"]);
  const value = (statistic: string) => rows.find((row) => row.statistic === statistic)!.okCount;
  assert.equal(value("min"), 16_777_217);
  assert.equal(value("mean"), 16_777_218);
});

Deno.test("describe() of a column without numbers counts none and knows nothing else", async () => {
  const { rows } = await describe(table({ databaseCpuS: [null, null] }), ["databaseCpuS"]);
  assert.equal(rows.find((row) => row.statistic === "count")!.databaseCpuS, 0);
  assert.ok(Number.isNaN(rows.find((row) => row.statistic === "mean")!.databaseCpuS));
});

Deno.test("describe() names the columns that there are when it is asked for another", async () => {
  await assert.rejects(describe(table({ a: [1] }), ["b"]), /no column "b"; it has a\./);
});
