import assert from "node:assert/strict";
import { readFacts } from "./facts.ts";
import { disagreement } from "./versions.ts";

Deno.test("machines of other code or another Deno are not measured on; another kernel is no matter", async () => {
  const here = await readFacts("a".repeat(64));
  assert.equal(disagreement("db", here, { ...here, kernel: "7.0", machineId: "other" }), null);
  assert.match(
    disagreement("db", here, { ...here, codeHash: "b".repeat(64) })!,
    /^Cannot measure on the machine "db": .*\(bbbbbbbb\) than here \(aaaaaaaa\); copy this checkout/,
  );
  assert.match(
    disagreement("db", here, { ...here, versions: { deno: "2.9.0" } })!,
    /its Deno is 2\.9\.0, and here it is/,
  );
});
