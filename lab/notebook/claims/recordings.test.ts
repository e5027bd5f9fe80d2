import assert from "node:assert/strict";
import { cellsOf } from "../../analysis/tables/cells.ts";
import { fixtureCell, fixtureRun } from "../../analysis/fixtures/runs.ts";
import type { RegisteredClaim } from "../../nouns/registered.ts";
import type { Run } from "../../nouns/run.ts";
import { appendTrial, createRun } from "../../store/append.ts";
import { notedClaims } from "../../store/ledger.ts";
import { record, recordedBeside, recordedRuns } from "../../store/recorded.ts";
import { newestRun } from "../../store/select.ts";
import { temporaryData } from "../../store/temporary.ts";
import { recordingsOf } from "./recordings.ts";

const cells = [fixtureCell("gamma-sync", 3, 5), fixtureCell("beta-sync", 3, 5)];

/** A recording in which Gamma gives so many times what Beta does. */
const recording = (seed: number, ratio: number): Run => ({
  ...fixtureRun({
    ...{ cells, seed, blocks: 5, noiseShare: 0.01, answerCount: 1 },
    throughputRpsOf: ({ variant }) => variant === "gamma-sync" ? 400 * ratio : 400,
  }),
  runId: `2026-01-02-synthetic-${seed}`,
});

async function written({ trials, end: _end, warnings: _warnings, ...header }: Run) {
  await createRun(header);
  for (const trial of trials) await appendTrial(header.runId, trial);
}

const claims: RegisteredClaim[] = [{
  id: "gamma-beats-beta",
  source: "gauntlet",
  sentence: "Gamma gives more than Beta",
  of: [cellsOf(recording(1, 1))[1]!, cellsOf(recording(1, 1))[0]!],
  expects: "more",
}];

Deno.test("an experiment with two recordings is shown from one, and both can be read side by side", async () => {
  await using data = await temporaryData();
  const [one, other] = [recording(1, 1.5), recording(2, 1)];
  await written(one);
  await written({ ...other, startedAt: "2026-01-03T00:00:00.000Z" });
  await Deno.writeTextFile(
    `${data.folder}/recorded.json`,
    JSON.stringify({ synthetic: { shown: one.runId, beside: [other.runId] } }),
  );
  assert.deepEqual(await recordedRuns(), { synthetic: one.runId });
  assert.deepEqual(await recordedBeside("synthetic"), [other.runId]);
  // The other is newer, and is not what is shown.
  assert.equal((await newestRun({ name: "synthetic" }, "here")).runId, one.runId);

  const { rows, runs, sentence } = await recordingsOf({ ...one, claims });
  assert.deepEqual(runs.map(({ runId }) => runId), [one.runId, other.runId]);
  assert.equal(rows[0]!.claim, "Gamma gives more than Beta");
  assert.match(rows[0]![one.runId]!, /^holds: 1\.\d+× \(1\.\d+ to 1\.\d+\)$/);
  assert.match(rows[0]![other.runId]!, /^(fails|undecided): /);
  assert.equal(
    sentence,
    "Of 1 claim 1 comes to another verdict on one recording than on another. " +
      "2026-01-02-synthetic-1 is of 2 cores of synthetic CPU, " +
      "2026-01-02-synthetic-2 is of 2 cores of synthetic CPU.",
  );
  assert.deepEqual(notedClaims(`${data.folder}/noted`), []);

  await record("synthetic", other.runId);
  assert.deepEqual([await recordedRuns(), await recordedBeside("synthetic")], [
    { synthetic: other.runId },
    [],
  ]);
  assert.match((await recordingsOf({ ...one, claims })).sentence, /has no two recordings/);
});
