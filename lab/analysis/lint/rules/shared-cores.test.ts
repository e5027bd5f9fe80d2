import assert from "node:assert/strict";
import { inRun, ofFleet } from "../testing.ts";

Deno.test("shared-cores tells workers that were on one machine, and nothing else", () => {
  assert.deepEqual(inRun("shared-cores", ofFleet()), []);
  assert.equal(
    inRun("shared-cores", ofFleet({ workersHereCount: 2 }))[0]!.sentence,
    "2 workers of the fleet shared one machine and measured at the same time: each took cores from " +
      "the other's servers.",
  );
});
