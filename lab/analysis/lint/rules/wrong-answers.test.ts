import assert from "node:assert/strict";
import { completedTrials } from "../../tables/cells.ts";
import { validityOf } from "../../comparing/validity.ts";
import { changedRun, inTrials } from "../testing.ts";

const sampled = { sampledCount: 211, sampledWrongCount: 2, sampledWrong: "item answered {}" };

Deno.test("wrong-answers finds answers that were wrong under a status of success, and the trial is invalid", () => {
  const [finding] = inTrials("wrong-answers", { outcome: sampled });
  assert.equal(finding!.severity, "error");
  assert.equal(
    finding!.sentence,
    "2 of 211 sampled answers were wrong under a status of success: item answered {}; in so many " +
      "samples wrong ones are noticed 19 times in 20 where they are 1.4 % of all or more.",
  );
  const run = changedRun({ "gamma-sync": { outcome: sampled } });
  const states = completedTrials(run).map((trial) =>
    `${trial.cell.variant} ${validityOf(trial, run).state}`
  );
  assert.deepEqual(new Set(states), new Set(["gamma-sync invalid", "beta-sync sound"]));
});

Deno.test("wrong-answers says nothing of right ones, nor of a run whose answers nobody sampled", () => {
  const right = { sampledCount: 80, sampledWrongCount: 0 };
  assert.deepEqual(inTrials("wrong-answers", { outcome: right }), []);
  assert.deepEqual(inTrials("wrong-answers", {}), []);
});

Deno.test("wrong-answers says once of a run that looked at few answers what may have passed", () => {
  const [finding, ...others] = inTrials("wrong-answers", {
    outcome: { sampledCount: 25, sampledWrongCount: 0 },
  });
  assert.deepEqual([finding!.scope, finding!.severity, others], ["run", "note", []]);
  assert.equal(
    finding!.sentence,
    "Of one cell 100 answers were looked at in all: wrong ones may have passed where they are fewer " +
      "than 3 % of all.",
  );
});
