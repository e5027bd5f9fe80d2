import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import { parseTrials } from "../../lab/store/trials.ts";
import { manyTrials, readingTrials, TRIALS } from "./reading.ts";

Deno.test("manyTrials() goes on with new blocks, so that no cell rides more often than it did", () => {
  const cells = [1, 2].map((workers) => fixtureCell("alpha-sync", workers, 5));
  const run = fixtureRun({ blocks: 3, cells });
  const { trials } = parseTrials(manyTrials(run, 20), "trials.jsonl");
  assert.deepEqual(trials.map(({ trial }) => trial), Array.from({ length: 20 }, (_, i) => i + 1));
  for (const [block, ofBlock] of Map.groupBy(trials, ({ block }) => block)) {
    assert.equal(ofBlock.length, 2, `block ${block}`);
    assert.equal(new Set(ofBlock.map(({ cell }) => cell.settings.workers)).size, 2);
  }
});

Deno.test("readingTrials() reads and judges all of them, and the largest run", async () => {
  const reading = await readingTrials();
  assert.equal(reading.trialCount, TRIALS);
  assert.ok(reading.judgingTrials!.pairCount > 0 && reading.judgingTrials!.tookS > 0);
  assert.ok(reading.judging!.pairCount >= reading.judgingTrials!.pairCount);
  assert.ok(reading.memoryMiB > 50 && reading.memoryMiB < 4000, `${reading.memoryMiB} MiB`);
});
