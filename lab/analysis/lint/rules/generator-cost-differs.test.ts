import assert from "node:assert/strict";
import { changedRun, inComparison } from "../testing.ts";

/** Each trial has 2,000 answers in 5 s; what all roles used is given. */
const found = (gammaCpuS: number, betaCpuS: number) => {
  const of = (generatorCpuS: number) => ({
    outcome: { okCount: 2000, generatorCpuS, serverCpuS: 4, databaseCpuS: 2 },
  });
  const run = changedRun({ "gamma-sync": of(gammaCpuS), "beta-sync": of(betaCpuS) });
  return inComparison("generator-cost-differs", run)[0];
};

Deno.test("generator-cost-differs finds answers that cost the generator more than a difference that matters", () => {
  assert.equal(
    found(2.4, 1.2)!.sentence,
    "The load generator spends 1,200 µs of CPU on an answer of gamma-sync 3×5 and 600 µs on one " +
      "of beta-sync 3×5: the difference is 14 % of all CPU that a request takes.",
  );
});

Deno.test("generator-cost-differs lets half as much again pass where the servers' own work is many times that", () => {
  assert.equal(found(0.6, 0.4), undefined);
  assert.equal(found(1.2, 0.1), undefined, "too little to be known");
});
