import assert from "node:assert/strict";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import type { Trial } from "../nouns/trial.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { appendPart, appendTrial, createRun, endRun } from "./append.ts";
import { stamped } from "./checksum.ts";
import { endFile, headerFile, partsFile, trialsFile } from "./folder.ts";
import { isComplete, listRuns, readRun } from "./read.ts";
import { parseTrials } from "./trials.ts";
import { newestRun } from "./select.ts";
import { temporaryData } from "./temporary.ts";

const { trials, warnings: _none, end: _end, ...header } = fixtureRun();

async function written(): Promise<{ runId: string; text: string }> {
  await createRun(header);
  for (const trial of trials) await appendTrial(header.runId, trial);
  return { runId: header.runId, text: await Deno.readTextFile(trialsFile(header.runId)) };
}

Deno.test("readRun() gives back what was appended", async () => {
  await using _data = await temporaryData();
  const { runId } = await written();
  assert.deepEqual(await readRun(runId), { ...header, trials, end: null, warnings: [] });
  assert.deepEqual(await listRuns(), [runId]);
});

Deno.test("parseTrials() drops a last line cut off at any byte, with a warning, and keeps the rest", () => {
  const lines = trials.slice(0, 3).map((trial) => JSON.stringify(trial) + "\n");
  const bytes = new TextEncoder().encode(lines.join(""));
  const start = new TextEncoder().encode(lines.slice(0, 2).join("")).length;
  for (let end = start; end <= bytes.length; end++) {
    const read = parseTrials(new TextDecoder().decode(bytes.subarray(0, end)), "trials.jsonl");
    const whole = end === bytes.length;
    assert.equal(read.trials.length, whole ? 3 : 2, `cut at byte ${end}`);
    assert.equal(read.warnings.length, whole || end === start ? 0 : 1, `cut at byte ${end}`);
  }
});

Deno.test("parseTrials() names file, line and field of a wrong value", () => {
  const wrong = structuredClone(trials[1]!) as Trial;
  (wrong.cell.settings as { workers: unknown }).workers = "three";
  const text = [trials[0], wrong].map((trial) => JSON.stringify(trial) + "\n").join("");
  assert.throws(
    () => parseTrials(text, "data/runs/x/trials.jsonl"),
    /^GauntletError: Cannot read data\/runs\/x\/trials\.jsonl, line 2, field cell\.settings\.workers: .*; restore the file$/,
  );
});

Deno.test("parseTrials() refuses a broken line that is not the last", () => {
  const text = `{"trial": 1\n${JSON.stringify(trials[1])}\n`;
  assert.throws(() => parseTrials(text, "t.jsonl"), /Cannot read t\.jsonl, line 1: it is no JSON/);
});

Deno.test("parseTrials() refuses a trial that is there twice", () => {
  const line = JSON.stringify(trials[0]) + "\n";
  assert.throws(() => parseTrials(line + line, "t.jsonl"), /trial 1 is there twice/);
});

Deno.test("readRun() refuses a run of another schema version with the remedy", async () => {
  await using _data = await temporaryData();
  const { runId } = await written();
  await endRun(runId, {
    schemaVersion: SCHEMA_VERSION,
    endedAt: "2026-01-02T04:00:00.000Z",
    reason: "blocks",
  });
  const refuses = async (file: string, version: number, words: RegExp) => {
    const text = await Deno.readTextFile(file);
    const { checksum: _own, ...fields } = JSON.parse(text);
    await Deno.writeTextFile(file, stamped({ ...fields, schemaVersion: version }, 2) + "\n");
    await assert.rejects(readRun(runId), words);
    await Deno.writeTextFile(file, text);
  };
  for (const file of [headerFile(runId), endFile(runId)]) {
    const name = file.slice(file.lastIndexOf("/") + 1).replace(".", "\\.");
    await refuses(
      file,
      1,
      new RegExp(`${name}: its schemaVersion is 1 and this lab reads 2; run "deno task migrate"$`),
    );
    await refuses(
      file,
      99,
      /schemaVersion is 99 and this lab reads 2; use a lab that writes version 99$/,
    );
  }
});

Deno.test("a run that is gone on with reaches as far as its last part, and has not ended until that has", async () => {
  await using _data = await temporaryData();
  const { runId } = await written();
  const endOf = (endedAt: string, reason: "blocks" | "budget") => (
    { schemaVersion: SCHEMA_VERSION, endedAt, reason } as const
  );
  const first = endOf("2026-01-02T04:00:00.000Z", "blocks");
  await endRun(runId, first);
  const part = {
    schemaVersion: SCHEMA_VERSION,
    startedAt: "2026-01-03T04:00:00.000Z",
    why: "More blocks were asked for.",
    ...{ blocksMax: 7, budgetMin: 10, environment: header.environment, earlierEnd: first },
  } as const;
  const before = await Deno.readTextFile(headerFile(runId));
  await appendPart(runId, part);
  await Deno.writeTextFile(partsFile(runId), '{"schemaVersion": 2, "star', { append: true });

  const open = await readRun(runId);
  assert.deepEqual([open.end, open.parts], [null, [part]]);
  assert.equal(Math.max(...open.plan.trials.map(({ block }) => block)), 7);
  assert.equal(open.plan.profile.budgetMin, 10);
  assert.ok(!isComplete(open));
  const chosen = await newestRun({ name: header.plan.experiment }, "synthetic");
  assert.equal(chosen.runId, runId);

  await endRun(runId, endOf("2026-01-03T05:00:00.000Z", "budget"));
  const ended = await readRun(runId);
  assert.equal(ended.end!.reason, "budget");
  assert.ok(isComplete(ended), "though blocks are missing");
  assert.equal(await Deno.readTextFile(headerFile(runId)), before, "the header is not edited");
});

Deno.test("readRun() lives with trials whose numbers have gaps", async () => {
  await using _data = await temporaryData();
  await createRun(header);
  const some = trials.filter(({ trial }) => trial % 3 !== 2).toReversed();
  for (const trial of some) await appendTrial(header.runId, trial);
  assert.deepEqual((await readRun(header.runId)).trials, some);
});

Deno.test("readRun() refuses a name that is a path", async () => {
  await assert.rejects(readRun("../../etc"), /a run is named by its folder in data\/runs/);
});

Deno.test("appendTrial() cuts off what a killed runner left before it adds a line", async () => {
  await using _data = await temporaryData();
  const { runId, text } = await written();
  const lastStart = text.lastIndexOf("\n", text.length - 2) + 1;
  await Deno.writeTextFile(trialsFile(runId), text.slice(0, lastStart + 25));
  assert.equal((await readRun(runId)).warnings.length, 1);
  await appendTrial(runId, trials.at(-1)!);
  assert.equal(await Deno.readTextFile(trialsFile(runId)), text);
});
