import assert from "node:assert/strict";
import { completedTrials } from "./cells.ts";
import { fixtureRun } from "../fixtures/runs.ts";
import { stepsOf } from "./steps.ts";

Deno.test("stepsOf() tells warm-up and window as they were, and what was meant where that is not known", () => {
  const run = fixtureRun({ blocks: 1 });
  const [trial] = completedTrials(run);
  const times = () => stepsOf(trial!, run.plan.profile).map(({ durationS }) => durationS);
  assert.deepEqual(times().slice(1, 3), [run.plan.profile.warmUpS, 5]);
  Object.assign(trial!.outcome, { warmUpS: 4.2, durationS: 12 });
  assert.deepEqual(times().slice(1, 3), [4.2, 12]);
});
