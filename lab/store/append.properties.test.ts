import assert from "node:assert/strict";
import fc from "fast-check";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import type { Trial } from "../nouns/trial.ts";
import { appendTrial, createRun } from "./append.ts";
import { trialsFile } from "./folder.ts";
import { readRun } from "./read.ts";
import { temporaryData } from "./temporary.ts";

const { trials, warnings: _warnings, end: _end, ...header } = fixtureRun({ answerCount: 5 });

Deno.test("whatever a reason says and wherever a runner was killed, whole trials come back as they were", async () => {
  await using _data = await temporaryData();
  const reasons = fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(reasons, fc.nat(), async (told, cut) => {
      const runId = `2026-01-02-synthetic-p${count++}`;
      await createRun({ ...header, runId });
      const written: Trial[] = told.map((reason, at) => ({
        ...trials[at]!,
        outcome: { state: "failed", reason },
      }));
      for (const trial of written) await appendTrial(runId, trial);
      assert.deepEqual((await readRun(runId)).trials, written);

      // Killed while it wrote the last line: what was whole stays, and the trial can be measured again.
      const file = trialsFile(runId);
      const bytes = await Deno.readFile(file);
      const lastStart = bytes.subarray(0, -1).lastIndexOf(10) + 1;
      const kept = lastStart + 1 + cut % (bytes.length - lastStart - 1);
      await Deno.truncate(file, Math.min(kept, bytes.length - 1));
      const after = await readRun(runId);
      assert.deepEqual(after.trials, written.slice(0, -1));
      assert.equal(after.warnings.length, 1);
      await appendTrial(runId, written.at(-1)!);
      assert.deepEqual(await readRun(runId).then((run) => [run.trials, run.warnings]), [
        written,
        [],
      ]);
    }),
    { numRuns: 40 },
  );
});
