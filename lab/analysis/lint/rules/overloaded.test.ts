import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const offered = (throughputRps: number, backlogGrowthCount: number) =>
  inTrials("overloaded", {
    outcome: { durationS: 5, offeredRps: 200, throughputRps, backlogGrowthCount },
  });

Deno.test("overloaded finds a backlog that grows", () => {
  assert.equal(
    offered(150, 250)[0]!.sentence,
    "200 requests/s were offered and 150 answered: the backlog grew by 250 requests, 25 % of them.",
  );
});

Deno.test("overloaded tolerates chance, and asks nothing of closed loops", () => {
  assert.deepEqual(offered(198, 10), []);
  assert.deepEqual(inTrials("overloaded", {}), []);
});
