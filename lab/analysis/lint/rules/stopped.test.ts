import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const STOPPED = [400, 0, 0, 410, 390];

Deno.test("stopped finds a window with empty seconds among full ones", () => {
  const outcome = { throughputSamplesRps: STOPPED, generatorStallMs: 1800 };
  const [found] = inTrials("stopped", { outcome });
  assert.equal(found!.severity, "error");
  assert.match(found!.sentence, /^Nothing was answered in 2 seconds of the 5 of the window/);
});

Deno.test("stopped finds a window that lasted far longer than planned", () => {
  const [found] = inTrials("stopped", { outcome: { durationS: 30, plannedWindowS: 5 } });
  assert.match(found!.sentence, /lasted 30 s and not the 5 s/);
});

Deno.test("stopped only warns where the server stopped itself, and says so", () => {
  const outcome = { throughputSamplesRps: STOPPED, generatorStallMs: 30, labStallMs: 10 };
  const [found] = inTrials("stopped", { outcome });
  assert.equal(found!.severity, "warning");
  assert.match(found!.sentence, /it is the server's own, and counts\.$/);
});

Deno.test("stopped says nothing of a window that went through", () => {
  assert.deepEqual(inTrials("stopped", {}), []);
});
