/** Every byte of every file of a run, its own or recorded: another one is refused by name. */
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { fixtureRun } from "../analysis/fixtures/runs.ts";
import { RUN_FILES, type RunFile } from "../nouns/run.ts";
import { SCHEMA_VERSION } from "../nouns/version.ts";
import { GauntletError, ROOT } from "../system/state.ts";
import { appendPart, appendTrial, createRun, endRun } from "./append.ts";
import { isThere } from "./files.ts";
import { runFile, runFolder } from "./folder.ts";
import { readRun } from "./read.ts";
import { record, recordedRuns } from "./recorded.ts";
import { temporaryData } from "./temporary.ts";

const { trials, warnings: _none, end: _end, ...header } = fixtureRun({ answerCount: 5 });
const { runId } = header;
const at = (hour: number) => `2026-01-02T0${hour}:30:00.000Z`;
const end = { schemaVersion: SCHEMA_VERSION, reason: "blocks" } as const;

/** A run that has all files there are: it was gone on with, and has ended. */
async function writeOwn(): Promise<void> {
  await createRun(header);
  for (const trial of trials.slice(0, 4)) await appendTrial(runId, trial);
  const earlierEnd = { ...end, endedAt: at(4), trialCount: 4 };
  await endRun(runId, earlierEnd);
  await appendPart(runId, {
    ...{ schemaVersion: SCHEMA_VERSION, startedAt: at(5), why: "More blocks were asked for." },
    ...{ blocksMax: 3, budgetMin: 10, environment: header.environment, earlierEnd },
  });
  for (const trial of trials.slice(4, 8)) await appendTrial(runId, trial);
  await endRun(runId, { ...end, endedAt: at(6), trialCount: 8 });
}

/** The same as a lab of before checksums would have left it. */
async function strip(names: readonly RunFile[] = RUN_FILES): Promise<void> {
  for (const name of names.filter((name) => isThere(runFile(runId, name)))) {
    const text = await Deno.readTextFile(runFile(runId, name));
    const without = text.replaceAll(/,\s*"checksum":\s*"\w+"/g, "")
      .replace(/,\s*"sums": \{[^}]*\}/, "");
    await Deno.writeTextFile(runFile(runId, name), without);
  }
}

/** Changes one byte, and sees that reading the run names the file. */
async function refusesByte(id: string, name: RunFile, place: number, other: number) {
  const path = runFile(id, name);
  const bytes = await Deno.readFile(path);
  const changed = bytes.slice();
  changed[place] = other;
  await Deno.writeFile(path, changed);
  const what = `byte ${place} of ${name}: ${bytes[place]} is ${other}`;
  await assert.rejects(readRun(id), (error) => {
    assert.ok(error instanceof GauntletError, `${what}: ${error}`);
    assert.match(error.message, new RegExp(`^Cannot read (the run "|data/runs/)${id}`), what);
    return true;
  }, what);
  await Deno.writeFile(path, bytes);
}

/** Any byte anywhere; and each of the last ones, where lines and files end, in each of its bits. */
async function refusesAnyByte(id: string, numRuns: number): Promise<void> {
  const names = RUN_FILES.filter((name) => isThere(runFile(id, name)));
  const sizes = new Map(names.map((name) => [name, Deno.statSync(runFile(id, name)).size]));
  const whole = await readRun(id);
  const byte = fc.constantFrom(...names).chain((name) =>
    fc.record({
      name: fc.constant(name),
      place: fc.nat(sizes.get(name)! - 1),
      by: fc.oneof(fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 128), fc.integer({ min: 1, max: 255 })),
    })
  );
  await fc.assert(
    fc.asyncProperty(byte, async ({ name, place, by }) => {
      const bytes = await Deno.readFile(runFile(id, name));
      await refusesByte(id, name, place, bytes[place]! ^ by);
    }),
    { numRuns },
  );
  for (const name of names) {
    const bytes = await Deno.readFile(runFile(id, name));
    for (let place = bytes.length - 3; place < bytes.length; place++) {
      for (let bit = 0; bit < 8; bit++) {
        await refusesByte(id, name, place, bytes[place]! ^ (1 << bit));
      }
    }
  }
  assert.deepEqual(await readRun(id), whole, "as it was");
}

Deno.test("no byte of a run of one's own can be another", async () => {
  await using _data = await temporaryData();
  await writeOwn();
  assert.deepEqual((await readRun(runId)).trials, trials.slice(0, 8));
  await refusesAnyByte(runId, 100);
});

Deno.test("no byte of a run that was cut off can be another", async () => {
  await using _data = await temporaryData();
  await writeOwn();
  await Deno.remove(runFile(runId, "parts.jsonl"));
  await Deno.remove(runFile(runId, "end.json"));
  await refusesAnyByte(runId, 60);
});

Deno.test("no byte of a recorded run of before checksums can be another", async () => {
  await using _data = await temporaryData();
  await writeOwn();
  await strip();
  await record("synthetic", runId);
  assert.deepEqual((await readRun(runId)).trials, trials.slice(0, 8));
  await refusesAnyByte(runId, 100);
});

Deno.test("no byte of the run that a fresh clone shows first can be another", async () => {
  const shown = (await recordedRuns())["start-here"]!;
  await using data = await temporaryData();
  await Deno.mkdir(runFolder(shown), { recursive: true });
  for (const name of ["run.json", "trials.jsonl", "end.json"] as const) {
    await Deno.copyFile(join(ROOT, "data", "runs", shown, name), runFile(shown, name));
  }
  // A copy is known by the list of the checkout, and by one of its own.
  await refusesAnyByte(shown, 15);
  await Deno.copyFile(join(ROOT, "data", "recorded.json"), join(data.folder, "recorded.json"));
  await refusesAnyByte(shown, 15);
});

Deno.test("a run whose checksums were taken is refused, however many of them", async () => {
  const cases: [RunFile[], RegExp][] = [
    [["run.json"], /run\.json: its checksum is missing: nothing tells whether it was changed/],
    [["trials.jsonl"], /trials\.jsonl, line 1: its checksum is missing/],
    [["parts.jsonl"], /parts\.jsonl, line 1: its checksum is missing/],
    [["end.json"], /end\.json: its checksum is missing/],
    [[...RUN_FILES], /or run "deno task migrate" if an older lab wrote it$/],
  ];
  for (const [names, words] of cases) {
    await using _data = await temporaryData();
    await writeOwn();
    await strip(names);
    await assert.rejects(readRun(runId), words);
  }
  await using _data = await temporaryData();
  await createRun({ ...header, environment: { ...header.environment, codeHash: "0" } });
  await strip(["run.json"]);
  await assert.rejects(
    readRun(runId),
    /its checksum is missing: it was changed or damaged; restore the file$/,
    "a lab that hashes its code writes checksums",
  );
});

Deno.test("a recorded run without its sums, without a file or with one more is refused", async () => {
  await using data = await temporaryData();
  await writeOwn();
  await strip();
  await record("synthetic", runId);
  const file = join(data.folder, "recorded.json");
  const noted = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, JSON.stringify({ synthetic: runId }));
  await assert.rejects(readRun(runId), /run\.json: its checksum is missing/);
  await Deno.writeTextFile(file, noted.replace(/[0-9a-f]{64}/, "0".repeat(64)));
  await assert.rejects(readRun(runId), /recorded\.json: its checksum is that of another text/);
  await Deno.writeTextFile(file, noted);
  for (const name of ["parts.jsonl", "end.json"] as const) {
    const text = await Deno.readTextFile(runFile(runId, name));
    await Deno.remove(runFile(runId, name));
    await assert.rejects(readRun(runId), new RegExp(`Cannot read data/runs/${runId}/`));
    await Deno.writeTextFile(runFile(runId, name), text);
  }
  await readRun(runId);
  await Deno.remove(runFile(runId, "parts.jsonl"));
  await record("synthetic", runId);
  await Deno.writeTextFile(runFile(runId, "parts.jsonl"), "");
  await assert.rejects(
    readRun(runId),
    /parts\.jsonl: data\/recorded\.json knows of no such file of this run; move it elsewhere$/,
  );
});

Deno.test("an end that is missing where the run says that it ended is asked for", async () => {
  await using _data = await temporaryData();
  await writeOwn();
  await Deno.remove(runFile(runId, "end.json"));
  await assert.rejects(
    readRun(runId),
    /end\.json: it is missing, and line 1 of parts\.jsonl says that the run had ended; restore the file$/,
  );
});

Deno.test("lines that changed places, came twice or came from elsewhere end a run that has ended", async () => {
  await using _data = await temporaryData();
  await writeOwn();
  const file = runFile(runId, "trials.jsonl");
  const text = await Deno.readTextFile(file);
  const lines = text.split("\n").slice(0, -1);
  const changes: string[][] = [
    [lines[1]!, lines[0]!, ...lines.slice(2)],
    lines.slice(0, -1),
    lines.toSpliced(3, 1),
    [...lines, lines[2]!],
  ];
  for (const changed of changes) {
    await Deno.writeTextFile(file, changed.map((line) => line + "\n").join(""));
    await assert.rejects(readRun(runId), /trials\.jsonl/);
  }
  await Deno.writeTextFile(file, text);
  await appendTrial(runId, trials[8]!);
  await assert.rejects(readRun(runId), /trials\.jsonl: its SHA-256 is .*, and end\.json says /);
});

Deno.test("a recorded run that is gone on with is the reader's own until it is recorded again", async () => {
  await using _data = await temporaryData();
  await createRun(header);
  for (const trial of trials.slice(0, 4)) await appendTrial(runId, trial);
  await record("synthetic", runId);
  await appendPart(runId, {
    ...{ schemaVersion: SCHEMA_VERSION, startedAt: at(5), why: "It had been cut off." },
    ...{ blocksMax: 3, budgetMin: null, environment: header.environment, earlierEnd: null },
  });
  await appendTrial(runId, trials[4]!);
  assert.equal((await readRun(runId)).trials.length, 5);
  await record("synthetic", runId);
  assert.equal((await readRun(runId)).trials.length, 5);
  assert.deepEqual(await recordedRuns(), { synthetic: runId });
  await refusesByte(runId, "run.json", 5, 0);
});
