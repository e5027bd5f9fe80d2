import assert from "node:assert/strict";
import { fixtureCell, fixtureRun } from "../../lab/analysis/fixtures/runs.ts";
import type { RunEnd } from "../../lab/nouns/run.ts";
import { SCHEMA_VERSION } from "../../lab/nouns/version.ts";
import { appendTrial, createRun, endRun } from "../../lab/store/append.ts";
import { temporaryData } from "../../lab/store/temporary.ts";
import { asFarAs, readAsked, toResume } from "./limits.ts";

const cells = [1, 2].map((workers) => fixtureCell("gamma-sync", workers, 5));
const [over, under] = cells;
const { trials, warnings: _none, end: _end, ...header } = fixtureRun({
  ...{ cells, blocks: 5, noiseShare: 0.005, answerCount: 1 },
});
const claims = [{
  ...{ id: "over-beats-under", source: "gauntlet", sentence: "One gives more" },
  expects: "more" as const,
  of: [over!, under!] as [typeof cells[0], typeof cells[0]],
}];
const plan = { ...header.plan, profile: { ...header.plan.profile, budgetMin: 2 } };
const reach = (asked: Parameters<typeof asFarAs>[1]) => {
  const { profile, planHash } = asFarAs({ ...plan, claims }, asked);
  assert.equal(planHash, plan.planHash, "the work is the same");
  return [profile.blocksMax, profile.budgetMin];
};

Deno.test("asFarAs() gives the blocks or the minutes that were asked for, or all that are looked at", () => {
  assert.equal(asFarAs(plan, {}), plan);
  assert.deepEqual(reach({ blocks: 12 }), [12, undefined]);
  assert.deepEqual(reach({ minutes: 30 }), [80, 30]);
  assert.deepEqual(reach({ blocks: 12, minutes: 30 }), [12, 30]);
  assert.deepEqual(reach({ untilDecided: true }), [80, undefined]);
  assert.throws(
    () => asFarAs({ ...plan, claims }, { untilDecided: true, blocks: 2 }),
    /^GauntletError: Cannot run "synthetic" until it is decided in 2 blocks: no claim is decided by/,
  );
  assert.deepEqual(reach({ untilDecided: true, blocks: 3 }), [3, undefined]);
  assert.throws(
    () => asFarAs(plan, { untilDecided: true }),
    /Cannot run "synthetic" until it is decided: it has no claim of two cells/,
  );
});

Deno.test("readAsked() refuses what is no number", () => {
  assert.throws(() => readAsked({ blocks: "2.5" }), /--blocks is "2\.5"; give a whole number/);
  assert.throws(() => readAsked({ minutes: "-1" }), /--minutes is "-1"; give a number of minutes/);
});

Deno.test("toResume() goes on with a run that has ended only where it would measure something", async () => {
  const ended = async (claimed: boolean, reason: RunEnd["reason"]) => {
    const { runId } = header;
    await createRun({ ...header, plan: { ...plan, ...(claimed ? { claims } : {}) } });
    for (const trial of trials) await appendTrial(runId, trial);
    const endedAt = "2026-01-02T04:00:00.000Z";
    await endRun(runId, { schemaVersion: SCHEMA_VERSION, endedAt, reason });
    return runId;
  };
  {
    await using _data = await temporaryData();
    const runId = await ended(false, "blocks");
    await assert.rejects(
      toResume(runId, {}),
      /all its blocks are measured; for more use "deno task/,
    );
    await assert.rejects(toResume(runId, { blocks: 5 }), /it has 5 blocks already; ask for more$/);
    assert.equal((await toResume(runId, { blocks: 6 })).trials.length, 12);
  }
  {
    await using _data = await temporaryData();
    const runId = await ended(true, "decided");
    await assert.rejects(
      toResume(runId, { untilDecided: true }),
      /none of its claims is open, and more blocks would not change that; start a new run$/,
    );
  }
});
