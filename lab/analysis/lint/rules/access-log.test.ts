import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

const lines = (serverLogLineCount: number | null) => ({
  outcome: { okCount: 2000, serverLogLineCount },
});

Deno.test("access-log finds a line for each answer, and notes fewer", () => {
  const [each] = inTrials("access-log", lines(1990));
  assert.equal(each!.severity, "warning");
  assert.equal(each!.sentence, "It wrote 0.995 lines for each answer: its access log is on.");
  const [some] = inTrials("access-log", lines(40));
  assert.equal(some!.severity, "note");
  assert.equal(
    some!.sentence,
    "It wrote 40 lines within the window, one for 2 % of its answers.",
  );
});

Deno.test("access-log lets a silent server pass, and one whose lines nobody sees", () => {
  for (const count of [0, 9, null]) assert.deepEqual(inTrials("access-log", lines(count)), []);
  assert.deepEqual(inTrials("access-log", {}), []);
});
