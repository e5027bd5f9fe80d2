import assert from "node:assert/strict";
import { changedRun, inRun, ofFleet } from "../testing.ts";

Deno.test("several-machines names machines that are alike, as a note", () => {
  const [found] = inRun("several-machines", ofFleet());
  assert.equal(found!.severity, "note");
  assert.equal(
    found!.sentence,
    "Its blocks are of 2 machines: synthetic (2 cores, synthetic CPU, 8 GiB) and other (2 cores, " +
      "synthetic CPU, 8 GiB). A ratio is of one of them; medians of throughput are of all.",
  );
});

Deno.test("several-machines warns of machines or versions that are not alike", () => {
  assert.equal(inRun("several-machines", ofFleet({ cpuCoreCount: 8 }))[0]!.severity, "warning");
  const [found] = inRun("several-machines", ofFleet({ versions: { deno: "0.0.1" } }));
  assert.equal(found!.severity, "warning");
  assert.match(found!.sentence, /The versions of what they started are not the same\.$/);
});

Deno.test("several-machines says nothing of one, and machine-changed nothing of several", () => {
  assert.deepEqual(inRun("several-machines", changedRun()), []);
  assert.deepEqual(inRun("machine-changed", ofFleet({ cpuCoreCount: 8 })), []);
});
