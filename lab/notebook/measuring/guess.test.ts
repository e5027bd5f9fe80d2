import assert from "node:assert/strict";
import { fixtureRun } from "../../analysis/fixtures/runs.ts";
import { isCompleted } from "../../analysis/tables/cells.ts";
import { guessOf } from "./guess.ts";

const profile = { blocks: 4, warmUpS: 1, windowS: 2 };

Deno.test("without an earlier run a guess counts start, checks, warm-up, and what is done once", () => {
  const { firstS, eachS } = guessOf(profile, null);
  assert.equal(eachS, 4 + 3 + 2);
  assert.ok(firstS > eachS);
});

Deno.test("an earlier run on this machine says what starts and warm-ups take here", () => {
  const run = fixtureRun({ blocks: 3 });
  const trials = run.trials.map((trial, at) =>
    isCompleted(trial)
      ? {
        ...trial,
        outcome: { ...trial.outcome, warmUpS: 5, durationS: 3, overheadS: at === 0 ? 15 : 4 },
      }
      : trial
  );
  const earlier = { trials, plan: { ...run.plan, profile } };
  assert.deepEqual(guessOf(profile, earlier), { firstS: 5 + 3 + 15, eachS: 5 + 3 + 4 });
  // Of another profile, by its own window, and a warm-up that it can have.
  const longer = guessOf({ ...profile, warmUpS: 8, windowS: 10 }, earlier);
  assert.deepEqual(longer, { firstS: 8 + 10 + 15, eachS: 8 + 10 + 4 });
});
