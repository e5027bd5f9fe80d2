import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../fixtures/runs.ts";
import { inRun, inTrials } from "../testing.ts";

const withReconnects = (reconnectCount: number) =>
  inTrials("keep-alive-off", { outcome: { okCount: 2000, reconnectCount } });

Deno.test("keep-alive-off finds a server that closes after each answer", () => {
  const [found] = withReconnects(2000);
  assert.equal(found!.severity, "error");
  assert.equal(
    found!.sentence,
    "The server closed 2,000 connections, one for 100 % of its answers.",
  );
  assert.equal(withReconnects(100)[0]!.severity, "warning");
});

Deno.test("keep-alive-off asks nothing of a load that keeps no connection", () => {
  const load = { kind: "closed", connections: 64, keepAlive: false } as const;
  const run = fixtureRun({ cells: [fixtureCell("gamma-sync", 3, 5, { load })], answerCount: 1 });
  for (const { outcome } of run.trials) Object.assign(outcome, { reconnectCount: 2000 });
  assert.deepEqual(inRun("keep-alive-off", run), []);
});

Deno.test("keep-alive-off tolerates a connection now and then", () => {
  assert.deepEqual(withReconnects(10), []);
});

Deno.test("keep-alive-off leaves out what was closed instead of an answer", () => {
  const late = { okCount: 3913, reconnectCount: 4078, timeoutCount: 4077 };
  assert.deepEqual(inTrials("keep-alive-off", { outcome: late }), [], "a timeout closes it too");
  const losses = [{ loss: "closed before the answer" as const, count: 95 }];
  const outcome = { okCount: 2000, reconnectCount: 100, errorCount: 95, losses };
  assert.deepEqual(inTrials("keep-alive-off", { outcome }), []);
});
