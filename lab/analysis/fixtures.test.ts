import assert from "node:assert/strict";
import { RunHeader } from "../nouns/run.ts";
import { Trial } from "../nouns/trial.ts";
import { fixtureCells, fixtureRun } from "./fixtures.ts";

Deno.test("fixtureRun() is valid by the schemas and says that it is synthetic", () => {
  const { trials, warnings, end, ...header } = fixtureRun({ blocks: 2, failedTrials: [2] });
  RunHeader.parse(header);
  for (const trial of trials) Trial.parse(trial);
  assert.equal(trials.length, 2 * fixtureCells().length);
  assert.deepEqual(warnings, []);
  assert.equal(end, null);
  assert.equal(trials[1]!.outcome.state, "failed");
  assert.match(header.runId, /synthetic/);
  assert.match(header.environment.cpuModel, /synthetic/);
});

Deno.test("fixtureRun() gives the same run for the same options, and another for another seed", () => {
  assert.deepEqual(fixtureRun({ seed: 4 }), fixtureRun({ seed: 4 }));
  assert.notDeepEqual(fixtureRun({ seed: 4 }).trials, fixtureRun({ seed: 5 }).trials);
});
