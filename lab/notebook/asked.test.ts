import assert from "node:assert/strict";
import { claim } from "./claims/claim.ts";
import { runOf } from "./run.ts";
import { refuseUnlessAsked } from "./asked.ts";

const small = { name: "small", cells: [] };

Deno.test("an option that runOf does not have is told with the one that was likely meant", () => {
  const refused = (options: unknown, sentence: RegExp) =>
    assert.throws(() => refuseUnlessAsked(small, options), sentence);
  refused({ mesure: true }, /no field "mesure"; did you mean "measure"\?/);
  refused({ measure: "yes" }, /measure is "yes"; give true or false/);
  refused({ profile: "ful" }, /profile is "ful"; did you mean "full"\?/);
  refuseUnlessAsked(small, { measure: false, profile: "full", invalid: "include" });
  refuseUnlessAsked(small, { invalid: undefined });
});

Deno.test("a name for an experiment, and a promise for the run of a claim, get a sentence", async () => {
  await assert.rejects(runOf("small" as never), /is no experiment; give what experiment/);
  assert.throws(
    () => claim(Promise.resolve() as never, "it-is-so"),
    /of a promise: it is no run; write const run = await runOf/,
  );
});
