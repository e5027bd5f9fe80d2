import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { mediansOf } from "./medians.ts";
import { trialsOf } from "../tables/cells.ts";

const quick = fixtureCell("gamma-sync", 1, 15);
const slow = fixtureCell("gamma-sync", 1, 15, { connectDelayMs: 50 });

Deno.test("mediansOf() gives a row a cell, in the order asked, told apart by its scenario", () => {
  const run = fixtureRun({ cells: [quick, slow], blocks: 3 });
  const rows = mediansOf(run, [slow, quick], { threadCount: (o) => o.serverThreadCount });
  assert.deepEqual(rows.map(({ trialCount }) => trialCount), [3, 3]);
  assert.match(rows[0]!.cell, /50 ms/);
  assert.doesNotMatch(rows[1]!.cell, /50 ms/);
});

Deno.test("mediansOf() takes the median over the trials of the cell", () => {
  const run = fixtureRun({ cells: [quick], blocks: 3 });
  const rps = trialsOf(run, quick).map(({ outcome }) => outcome.throughputRps).sort((a, b) =>
    a - b
  );
  const [row] = mediansOf(run, [quick], { rps: (o) => o.throughputRps });
  assert.equal(row!.rps, rps[1]);
});

Deno.test("mediansOf() leaves out cells that the run did not measure", () => {
  const run = fixtureRun({ cells: [quick], blocks: 2 });
  assert.equal(mediansOf(run, [slow, quick], {}).length, 1);
});

Deno.test("mediansOf() gives one row for a cell that rides twice", () => {
  const run = fixtureRun({ cells: [quick, quick], blocks: 2 });
  const rows = mediansOf(run, [quick, quick], {});
  assert.deepEqual(rows.map(({ trialCount }) => trialCount), [4]);
});

Deno.test("mediansOf() is null where no trial can tell, and goes by those that can", () => {
  const run = fixtureRun({ cells: [quick], blocks: 3 });
  const [first] = trialsOf(run, quick);
  const [row] = mediansOf(run, [quick], {
    never: () => null,
    notANumber: () => NaN,
    once: ({ throughputRps }) => throughputRps === first!.outcome.throughputRps ? 7 : null,
  });
  assert.equal(row!.never, null);
  assert.equal(row!.notANumber, null);
  assert.equal(row!.once, 7);
});
