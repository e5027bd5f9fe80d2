import assert from "node:assert/strict";
import { inTrials } from "../testing.ts";

Deno.test("processes-left tells of what a server left behind", () => {
  const [found] = inTrials("processes-left", { outcome: { leftProcessCount: 2 } });
  assert.equal(found!.severity, "warning");
  assert.equal(
    found!.sentence,
    "It left 2 processes behind when it was ended, which the lab ended.",
  );
});

Deno.test("processes-left is silent where nothing was left", () => {
  assert.deepEqual(inTrials("processes-left", {}), []);
});
