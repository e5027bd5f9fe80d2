import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const found = (serverEndedProcessCount: number, serverBegunProcessCount: number, left: number) =>
  inTrials("process-ended", {
    outcome: { serverEndedProcessCount, serverBegunProcessCount, serverProcessCount: left },
  });

Deno.test("process-ended tells of workers that died, replaced or not", () => {
  assert.equal(
    found(1, 1, 3)[0]!.sentence,
    "1 process of the server ended under load, and 1 process began: of 3 there were 3 in the end.",
  );
  assert.equal(
    found(2, 0, 1)[0]!.sentence,
    "2 processes of the server ended under load: of 3 there was 1 in the end.",
  );
  assert.equal(found(1, 0, 2)[0]!.severity, "error");
});

Deno.test("process-ended is silent where all are there, more have come, or nothing is known", () => {
  assert.deepEqual(found(0, 0, 3), []);
  assert.deepEqual(found(0, 2, 5), []);
  assert.deepEqual(inTrials("process-ended", {}), []);
});
