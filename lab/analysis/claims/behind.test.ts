import assert from "node:assert/strict";
import type { Run } from "../../nouns/run.ts";
import { trialsBehind } from "./behind.ts";
import { bestOf } from "../best/best.ts";
import { trialsOf } from "../tables/cells.ts";
import { compare } from "../comparing/compare.ts";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { mediansOf } from "../comparing/medians.ts";
import { latencyQuantiles } from "../tables/quantiles.ts";
import { trialRows } from "../tables/tables.ts";

const gamma = fixtureCell("gamma-sync", 3, 5);
const beta = fixtureCell("beta-sync", 3, 5);

/** Six equal blocks, in which some of Gamma's trials came in at a tenth, and lasted ten times as long. */
function stopped(blocks: number[]): Run {
  const run = fixtureRun({ cells: [gamma, beta], blocks: 6, throughputRpsOf: () => 400 });
  for (const { cell, block, outcome } of run.trials) {
    if (
      cell.variant !== gamma.variant || !blocks.includes(block) || outcome.state !== "completed"
    ) continue;
    Object.assign(outcome, {
      durationS: 10 * outcome.durationS,
      throughputRps: outcome.throughputRps / 10,
      latencyMeanMs: 10 * outcome.latencyMeanMs,
    });
  }
  return run;
}

Deno.test("trials that are invalid are left out of comparisons, medians, quantiles, the best and figures' cells alike", () => {
  const run = stopped([1, 2, 3]);
  const result = compare(run, gamma, beta);
  assert.deepEqual(
    [result.blocks, result.blockRatios.map(({ block }) => block), result.behind.leftOutCount],
    [3, [4, 5, 6], 3],
  );
  assert.ok(result.ratio > 0.8 && result.ratio < 1.25, `${result.ratio}`);
  assert.match(
    result.reason,
    /3 of 12 trials are invalid and left out: the window lasted 50 s and not the 5 s that were planned/,
  );
  const [row] = mediansOf(run, [gamma], { rps: ({ throughputRps }) => throughputRps });
  assert.deepEqual([row!.trialCount, row!.rps! > 300], [3, true]);
  assert.equal(latencyQuantiles(run, [gamma])[0]!.trialCount, 3);
  assert.equal(bestOf(run, "gamma-sync").best.trialCount, 3);
  assert.ok(bestOf(run, "gamma-sync").best.lowestRps > 300);
});

Deno.test("the table of trials shows those that are left out, with the reason", () => {
  const rows = trialRows(stopped([2]));
  assert.equal(rows.length, 12);
  const [left] = rows.filter(({ validity }) => validity === "invalid");
  assert.match(left!.validityReason!, /^The window lasted 50 s/);
});

Deno.test("whoever doubts it includes them: for a run, or for the trials of a cell", () => {
  const run = stopped([1, 2, 3]);
  assert.deepEqual(
    [trialsOf(run, gamma).length, trialsOf(run, gamma, { invalid: "include" }).length],
    [3, 6],
  );
  assert.equal(compare(run, gamma, beta).blocks, 3);
  const all = compare({ ...run, invalid: "include" }, gamma, beta);
  assert.deepEqual([all.blocks, all.behind.leftOut], [6, null]);
  assert.match(all.behind.mark!, /^3 of 12 trials may not have been steady/);
  assert.ok(all.ratio < 0.6, `${all.ratio}`);
  assert.equal(compare(run, gamma, beta).blocks, 3);
});

Deno.test("what has invalid trials alone was not measured, and says why", () => {
  const { verdict, reason } = compare(stopped([1, 2, 3, 4, 5, 6]), gamma, beta);
  assert.equal(verdict, "not measured");
  assert.equal(
    reason,
    "Not measured: all 6 trials of gamma-sync 3×5 are invalid; the first: the window lasted 50 s and " +
      "not the 5 s that were planned: something held the load up.",
  );
  assert.throws(
    () => bestOf(stopped([1, 2, 3, 4, 5, 6]), "gamma-sync"),
    /no completed trial of it/,
  );
});

Deno.test("trialsBehind() gives a mark where trials did not settle, and none to sound ones", () => {
  const run = fixtureRun({ cells: [gamma, beta], blocks: 3 });
  assert.deepEqual(trialsBehind(run), {
    ...{ trialCount: 6, leftOutCount: 0, markedCount: 0 },
    ...{ leftOut: null, mark: null },
  });
  const moving = structuredClone(run);
  for (const { outcome } of moving.trials.slice(0, 2)) Object.assign(outcome, { settled: null });
  assert.equal(
    trialsBehind(moving).mark,
    "2 of 6 trials may not have been steady: the warm-up was too short to tell whether the server had settled.",
  );
  assert.equal(trialsBehind(moving, []).mark, null);
});
