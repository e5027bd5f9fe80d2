import assert from "node:assert/strict";
import { fixtureRun } from "../../fixtures/runs.ts";
import { changedRun, inRun } from "../testing.ts";

Deno.test("failed-trials counts the trials that could not be measured and names their cells", () => {
  const [found] = inRun("failed-trials", fixtureRun({ failedTrials: [2, 3], answerCount: 1 }));
  assert.match(found!.sentence, /^2 of 69 trials failed: \S+ \S+/);
  assert.equal(found!.scope, "run");
});

Deno.test("failed-trials is silent when none failed", () => {
  assert.deepEqual(inRun("failed-trials", changedRun()), []);
});
