import assert from "node:assert/strict";
import { otherCodeOf } from "./parts.ts";

const [first, other] = ["a", "b"].map((letter) => letter.repeat(64));

Deno.test("a part that is of the code of its run is added", () => {
  assert.equal(otherCodeOf({ codeHash: first }, { codeHash: first }), null);
});

Deno.test("a part of other code is refused, with either hash, and so is one of a run without", () => {
  assert.equal(
    otherCodeOf({ codeHash: first }, { codeHash: other }),
    "it was measured by other code (aaaaaaaa) than what is here (bbbbbbbb): files of lab/, servers/ or " +
      "their locks have changed since",
  );
  assert.match(otherCodeOf({}, { codeHash: other })!, /by other code \(not hashed\) than/);
});
