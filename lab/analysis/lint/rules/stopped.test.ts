import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { inRun, inTrials } from "../testing.ts";

const STOPPED = [400, 0, 0, 410, 390];

Deno.test("stopped finds a window with empty seconds among full ones", () => {
  const [found] = inTrials("stopped", { outcome: { throughputSamplesRps: STOPPED } });
  assert.equal(found!.severity, "error");
  assert.match(found!.sentence, /^Nothing was answered in 2 seconds of the 5 of the window/);
});

Deno.test("stopped finds a window that lasted far longer than planned", () => {
  const [found] = inTrials("stopped", { outcome: { durationS: 30, plannedWindowS: 5 } });
  assert.match(found!.sentence, /lasted 30 s and not the 5 s/);
});

Deno.test("stopped only warns where the scenario itself stops the server", () => {
  const cells = [fixtureCell("gamma-sync", 3, 5, { killBackendsEveryS: 1 })];
  const run = fixtureRun({ cells, blocks: 1, answerCount: 1 });
  Object.assign(run.trials[0]!.outcome, { throughputSamplesRps: STOPPED });
  assert.equal(inRun("stopped", run)[0]!.severity, "warning");
});

Deno.test("stopped says nothing of a window that went through", () => {
  assert.deepEqual(inTrials("stopped", {}), []);
});
