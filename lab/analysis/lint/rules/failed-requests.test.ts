import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

Deno.test("failed-requests tells what failed, and weighs it by its share", () => {
  const of = (outcome: { non2xxCount?: number; errorCount?: number; timeoutCount?: number }) =>
    inTrials("failed-requests", { outcome: { okCount: 10_000, ...outcome } })[0]!;
  assert.equal(of({ errorCount: 1 }).severity, "note");
  assert.equal(of({ non2xxCount: 50 }).severity, "warning");
  const worst = of({ non2xxCount: 400, errorCount: 1, timeoutCount: 99 });
  assert.equal(worst.severity, "error");
  assert.equal(
    worst.sentence,
    "4.8 % of requests failed: 400 answers without 2xx, 1 error, 99 timeouts (in no latency).",
  );
});

Deno.test("failed-requests names how requests were lost", () => {
  const [found] = inTrials("failed-requests", {
    outcome: {
      ...{ okCount: 970, errorCount: 30 },
      losses: [
        { loss: "answer cut short", count: 1 },
        { loss: "closed before the answer", count: 29 },
      ],
    },
  });
  assert.equal(
    found!.sentence,
    "3 % of requests failed: 30 errors (29 connections closed before the answer, 1 answer cut short).",
  );
});

Deno.test("failed-requests is silent when all were answered", () => {
  assert.deepEqual(inTrials("failed-requests", {}), []);
});
