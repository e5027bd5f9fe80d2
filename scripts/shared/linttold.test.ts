import assert from "node:assert/strict";
import { isCompleted } from "../../lab/analysis/tables/cells.ts";
import { fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import { lintTold } from "./linttold.ts";

Deno.test("of runs without a finding nothing more is said", () => {
  assert.equal(lintTold([fixtureRun()], "report.html"), "Lint: nothing found.");
  assert.equal(lintTold([fixtureRun(), fixtureRun()], "x"), "Lint: nothing found in 2 runs.");
});

Deno.test("findings are counted, with those that make figures wrong, and what does not count", () => {
  const run = fixtureRun();
  for (const trial of run.trials.filter(isCompleted).slice(0, 2)) {
    trial.outcome.sampledCount = 40;
    trial.outcome.sampledWrongCount = 3;
    trial.outcome.sampledWrong = "the id is missing";
  }
  const count = run.trials.filter(isCompleted).length;
  const told = lintTold([run, fixtureRun({ failedTrials: [1] })], "report.html");
  assert.match(
    told,
    /^Lint: \d+ findings in 2 runs, \d of them errors, by which figures are not what they seem; 2 of \d+ trials are invalid and left out: wrong-answers \(2\) .*failed-trials.*\. One by one: report\.html; what a rule means: .*lint\/pages\/<rule>\.md$/,
  );
  assert.ok(Number(told.match(/2 of (\d+) trials/)![1]) > count);
});
