import assert from "node:assert/strict";
import { fixtureCell, fixtureForeignCell, fixtureRun } from "../../fixtures.ts";
import { inRun, inTrials } from "../testing.ts";

Deno.test("fewer-threads finds missing threads and missing workers", () => {
  const threads = { serverProcessCount: 4, serverThreadCount: 11 };
  assert.equal(
    inTrials("fewer-threads", { outcome: threads })[0]!.sentence,
    "11 threads alive in all where 3 × 5 = 15 were asked for requests alone.",
  );
  const processes = { serverProcessCount: 2, serverThreadCount: 20 };
  assert.match(
    inTrials("fewer-threads", { outcome: processes })[0]!.sentence,
    /^2 processes were alive at the end, where 3 workers/,
  );
});

Deno.test("fewer-threads lets a server with what was asked pass", () => {
  const outcome = { serverProcessCount: 4, serverThreadCount: 28 };
  assert.deepEqual(inTrials("fewer-threads", { outcome }), []);
});

Deno.test("fewer-threads asks nothing of a server that the lab did not start", () => {
  const run = fixtureRun({ cells: [fixtureForeignCell()], answerCount: 1 });
  assert.deepEqual(inRun("fewer-threads", run), []);
});

Deno.test("fewer-threads asks nothing of a ceiling, which has no server", () => {
  const run = fixtureRun({ cells: [fixtureCell("ceiling", 1, null)], answerCount: 1 });
  for (const { outcome } of run.trials) {
    Object.assign(outcome, { serverProcessCount: 0, serverThreadCount: 0 });
  }
  assert.deepEqual(inRun("fewer-threads", run), []);
});
