import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../fixtures/runs.ts";
import { isMeasured, measuredOf, rangeOf } from "./measured.ts";

const [one, two, never] = [1, 2, 9].map((workers) => fixtureCell("gamma-sync", workers, 5));
const run = fixtureRun({ cells: [one!, two!], blocks: 3 });

Deno.test("cells without a trial that counts are left out, and the order is kept", () => {
  assert.deepEqual(measuredOf(run, [two!, never!, one!]), [two, one]);
  assert.equal(isMeasured(run, one!, two!), true);
  assert.equal(isMeasured(run, one!, never!), false);
});

Deno.test("a range leaves out what cannot be told, and is none where nothing can", () => {
  const range = rangeOf(run, [one!], ({ throughputRps }) => throughputRps)!;
  assert.ok(range.low < range.high);
  const some = rangeOf(
    run,
    [one!],
    ({ throughputRps }) => throughputRps > range.low ? throughputRps : null,
  )!;
  assert.ok(some.low > range.low && some.high === range.high);
  assert.equal(rangeOf(run, [one!, two!], () => null), null);
  assert.equal(rangeOf(run, [never!], ({ throughputRps }) => throughputRps), null);
});
