import assert from "node:assert/strict";
import { changedRun, inComparison } from "../testing.ts";

const found = (gamma: string[] | undefined, beta: string[] | undefined) =>
  inComparison(
    "encoding-differs",
    changedRun({
      "gamma-sync": { outcome: { sampledForms: gamma } },
      "beta-sync": { outcome: { sampledForms: beta } },
    }),
  )[0];

Deno.test("encoding-differs finds compression on one side, and notes chunks", () => {
  const compressed = found(["gzip"], ["plain"])!;
  assert.equal(compressed.severity, "warning");
  assert.equal(
    compressed.sentence,
    "gamma-sync 3×5 sends its answers gzip, beta-sync 3×5 plain.",
  );
  assert.equal(found(["gzip, chunked"], ["gzip"])!.severity, "note");
  assert.equal(found(["chunked"], ["plain"])!.severity, "note");
});

Deno.test("encoding-differs says nothing of the same form, nor where none is known", () => {
  assert.equal(found(["gzip"], ["gzip"]), undefined);
  assert.equal(found(["gzip"], undefined), undefined);
});
