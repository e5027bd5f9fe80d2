import assert from "node:assert/strict";
import { cellsOf } from "../../analysis/tables/cells.ts";
import { fixtureCell, fixtureRun } from "../../analysis/fixtures/runs.ts";
import { agreementOf } from "../../analysis/claims/machines.ts";
import { type Claim, ClaimVerdict } from "../../nouns/claim.ts";
import type { RegisteredClaim } from "../../nouns/registered.ts";
import type { Run } from "../../nouns/run.ts";
import { appendTrial, createRun } from "../../store/append.ts";
import { noteClaim, notedClaims, writeRecordedLedger } from "../../store/ledger.ts";
import { addArchive } from "../../store/sharing/add.ts";
import { shareRun } from "../../store/sharing/share.ts";
import { readRun } from "../../store/read.ts";
import { temporaryData } from "../../store/temporary.ts";
import { machineId } from "../../system/machine.ts";
import { judgedClaim, registeredClaim } from "./claim.ts";
import { confirmed } from "./confirmed.ts";

const cells = [fixtureCell("gamma-sync", 3, 5), fixtureCell("beta-sync", 3, 5)];
const base = fixtureRun({ cells });
const [beta, gamma] = cellsOf(base).toSorted((a, b) => a.variant < b.variant ? -1 : 1);
const claims: RegisteredClaim[] = [{
  id: "gamma-beats-beta",
  source: "gauntlet",
  sentence: "Gamma gives more than Beta",
  of: [gamma!, beta!],
  expects: "more",
}, {
  id: "best-of-both",
  source: "gauntlet",
  sentence: "The best of one is more than the best of the other",
  of: { best: { over: [gamma!], under: [beta!] } },
  expects: "more",
}, {
  id: "a-quantity",
  source: "gauntlet",
  sentence: "A quantity is more",
  of: "what its notebook computes",
  expects: "more",
}];
const patterns = new Set(
  Object.values(base.plan.workloads).flatMap(({ shapes }) => Object.values(shapes)),
);
const nobody = { hosts: [], users: [], folders: [], homes: [], secrets: [] };

/** A machine on which Gamma gives so many times what Beta does. */
function on(machine: string, seed: number, ratio: number): Run {
  const run = fixtureRun({
    ...{ cells, seed, blocks: 5, noiseShare: 0.01, answerCount: 3 },
    throughputRpsOf: ({ variant }) => variant === "gamma-sync" ? 400 * ratio : 400,
  });
  run.plan.claims = claims;
  run.environment.machineId = machine;
  run.environment.cpuModel = `CPU of ${machine}`;
  return run;
}

async function write({ trials, end: _end, warnings: _warnings, ...header }: Run) {
  await createRun(header);
  for (const trial of trials) await appendTrial(header.runId, trial);
}

const judgedOn = (run: Run): Claim[] =>
  claims.filter(({ of }) => typeof of !== "string").map(({ id }) => {
    const { definition, registered } = registeredClaim(run, id);
    return judgedClaim(run, definition, registered);
  });

async function shared(run: Run): Promise<Uint8Array> {
  await using _data = await temporaryData();
  await write(run);
  return (await shareRun(run.runId, nobody)).archive;
}

Deno.test("only what two machines decided can agree", () => {
  const all = ClaimVerdict.options.map((verdict) => agreementOf("holds", verdict));
  assert.deepEqual(all, ["agrees", "disagrees", "undecided", "not measured"]);
  assert.equal(agreementOf("undecided", "undecided"), "undecided");
});

Deno.test("a run that was shared and added is judged as it was", async () => {
  const mine = on("abc", 1, 1.5);
  const archive = await shared(mine);
  await using _data = await temporaryData();
  const { run } = await addArchive(archive, { from: "a.tar.gz", patterns });
  const without = ({ machine: _machine, machineId: _id, ...rest }: Claim) => rest;
  assert.deepEqual(judgedOn(run).map(without), judgedOn(mine).map(without));
  assert.deepEqual(judgedOn(run).map(({ machineId }) => machineId), [
    "stranger-abc",
    "stranger-abc",
  ]);
  assert.match(judgedOn(run)[0]!.machine, /, a stranger's$/);
});

Deno.test("confirmed() says of each claim what is recorded, what came out here, and on others' machines", async () => {
  const archives = [await shared(on("abc", 2, 1.5)), await shared(on("def", 3, 0.5))];
  await using data = await temporaryData();
  const folder = `${data.folder}/noted`;
  const none = await confirmed({ folder });
  assert.deepEqual(none.rows, []);
  assert.match(none.sentence, /^Whether this machine confirms the recorded verdicts is not known/);
  assert.match(none.sentence, /No machine of a stranger is beside it: `deno task add FILE`/);

  const recorded = on("recorded", 1, 1.5);
  await write(recorded);
  for (const claim of judgedOn(recorded)) noteClaim(claim, folder);
  await writeRecordedLedger(folder);
  const here = on(await machineId(), 4, 1.4);
  for (const claim of judgedOn(here)) noteClaim(claim, folder);
  for (const archive of archives) await addArchive(archive, { from: "a.tar.gz", patterns });

  const { rows, table, sentence } = await confirmed({ folder });
  assert.deepEqual(rows.map(({ id }) => id).toSorted(), ["best-of-both", "gamma-beats-beta"]);
  const row = rows.find(({ id }) => id === "gamma-beats-beta")!;
  assert.deepEqual(
    [row.recorded!.verdict, row.here!.agreement, row.strangers.map(({ agreement }) => agreement)],
    ["holds", "agrees", ["agrees", "disagrees"]],
  );
  assert.match(
    sentence,
    /Does this machine confirm the recorded verdicts\? Of 2 claims [12] agree/,
  );
  assert.match(sentence, /On .*CPU of def, a stranger's: of 2 claims 0 agree, [12] disagree/);
  const shown = table.find(({ claim }) => claim === "Gamma gives more than Beta")!;
  assert.match(shown.recorded!, /^holds: 1\.\d+× \(/);
  assert.equal(shown["does it confirm"], "agrees");
  assert.match(shown["2 cores of CPU of def, a stranger's (def)"]!, /^fails.*, disagrees$/);
  assert.equal(notedClaims(folder).length, 2, "nothing was noted");
  assert.ok((await readRun(base.runId.replace(/\d+$/, "2"))).origin);
});

Deno.test("a stranger's run is judged by the claims as they stand here, whatever it claims", async () => {
  const theirs = on("abc", 2, 1.5);
  theirs.plan.claims = claims.map((claim) => ({
    ...claim,
    sentence: "Beta is the best",
    of: typeof claim.of === "string" ? claim.of : [beta!, gamma!],
  }));
  const archive = await shared(theirs);
  await using data = await temporaryData();
  const folder = `${data.folder}/noted`;
  const recorded = on("recorded", 1, 1.5);
  await write(recorded);
  for (const claim of judgedOn(recorded)) noteClaim(claim, folder);
  await writeRecordedLedger(folder);
  await addArchive(archive, { from: "a.tar.gz", patterns });
  const { rows } = await confirmed({ folder });
  for (const { strangers } of rows) {
    assert.doesNotMatch(strangers[0]!.claim.sentence, /Beta is/);
    assert.notEqual(strangers[0]!.agreement, "disagrees");
  }
});
