import assert from "node:assert/strict";
import { changedRun, inRun } from "../testing.ts";

function found(pythonOptimized: boolean | undefined) {
  const run = changedRun();
  Object.assign(run.environment, { pythonOptimized });
  run.environment.versions.python = "3.11.7";
  return inRun("python-unoptimized", run);
}

Deno.test("python-unoptimized tells of a Python that nobody deploys", () => {
  const [finding, ...others] = found(false);
  assert.equal(others.length, 0);
  assert.match(finding!.sentence, /^Python 3\.11\.7 was built without optimisation/);
});

Deno.test("python-unoptimized says nothing of an optimised build, nor where it does not know", () => {
  assert.deepEqual(found(true), []);
  assert.deepEqual(found(undefined), []);
});
