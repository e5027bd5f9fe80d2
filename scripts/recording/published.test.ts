import assert from "node:assert/strict";
import { fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import type { Trial } from "../../lab/nouns/trial.ts";
import { appendTrial, createRun, endRun } from "../../lab/store/append.ts";
import { trialsFile } from "../../lab/store/folder.ts";
import { readRun } from "../../lab/store/read.ts";
import type { Private } from "../../lab/store/sharing/private.ts";
import { temporaryData } from "../../lab/store/temporary.ts";
import { publish } from "./published.ts";

const MARY: Private = {
  ...{ hosts: ["tower7"], users: ["mary"], secrets: [] },
  ...{ folders: ["/srv/mary/lab"], homes: ["/srv/mary"] },
};
const LOG = 'Listening on 127.0.0.1:80\nFile "/srv/mary/lab/servers/a/app.py", line 3, as mary';
const HARMLESS = "Listening on 127.0.0.1:80, and no route to /items";

/** A run whose second trial failed and told where it was measured, and whose third told nothing. */
async function written(): Promise<string> {
  const { trials, warnings: _warnings, end: _end, ...header } = fixtureRun();
  await createRun(header);
  const failed = (trial: Trial, reason: string, serverLog: string): Trial => ({
    ...trial,
    outcome: { state: "failed", reason, serverLog },
  });
  for (const [index, trial] of trials.entries()) {
    const told = index === 1
      ? failed(trial, `It ended in ${MARY.homes[0]}/x`, LOG)
      : index === 2
      ? failed(trial, "It ended", HARMLESS)
      : trial;
    await appendTrial(header.runId, told);
  }
  const endedAt = "2026-01-02T04:00:00.000Z";
  await endRun(header.runId, {
    ...{ schemaVersion: 2, endedAt, reason: "blocks", trialCount: trials.length },
  });
  return header.runId;
}

Deno.test("a run that is published tells neither where it was measured nor by whom, and all else as before", async () => {
  await using _data = await temporaryData();
  const runId = await written();
  const before = (await Deno.readTextFile(trialsFile(runId))).split("\n");
  assert.equal(await publish(runId, MARY), 1);
  const after = (await Deno.readTextFile(trialsFile(runId))).split("\n");
  assert.deepEqual(
    after.filter((_, index) => index !== 1),
    before.filter((_, index) => index !== 1),
  );
  assert.doesNotMatch(after[1]!, /mary/);
  const { outcome } = (await readRun(runId)).trials[1]!;
  assert.ok(
    outcome.state === "failed" && outcome.serverLog!.includes('"servers/a/app.py", line 3'),
  );
});

Deno.test("a run that was published once stays as it is", async () => {
  await using _data = await temporaryData();
  const runId = await written();
  await publish(runId, MARY);
  const before = await Deno.readTextFile(trialsFile(runId));
  assert.equal(await publish(runId, MARY), 0);
  assert.equal(await Deno.readTextFile(trialsFile(runId)), before);
});
